//! Web ACL → user pool.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Line, LineStyle, Request};
use crate::unit;

unit! {
    /// The web ACL looks at the requests of the pool's clients and of its sign-in pages.
    ///
    /// A user pool has one web ACL only. Requests without an identity are counted by address: the rate limit has to leave
    /// room for offices whose people share one.
    ///
    /// AWS: Amazon Cognito Developer Guide, "Associating an AWS WAF web ACL with a user pool"; AWS WAF API Reference,
    /// "AssociateWebACL".
    pub static SPEC: ConnectionSpec = {
        id: "web_acl_protects_user_pool",
        name: "Web ACL protects user pool",
        verb: "protects",
        from: "web_acl",
        facet: None,
        to: "user_pool",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct WebAclProtectsUserPool;

impl ConnectionKind for WebAclProtectsUserPool {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        out.request(&line.target, Request::Protect { acl: line.source.arn() });
    }
}
