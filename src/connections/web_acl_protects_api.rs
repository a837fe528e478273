//! Web ACL → API.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Request};
use crate::services::api::{self, Protocol};
use crate::unit;

unit! {
    /// The web ACL looks at every request before the REST API does.
    ///
    /// It is asked before authorizers, API keys and request validation, and protects the API's stage as soon as a route
    /// leads somewhere. An API has one web ACL only. HTTP and WebSocket APIs take none: put a content delivery network with
    /// a web ACL of its own before them.
    ///
    /// AWS: API Gateway Developer Guide, "Use AWS WAF to protect your REST APIs in API Gateway"; AWS WAF API Reference,
    /// "AssociateWebACL".
    pub static SPEC: ConnectionSpec = {
        id: "web_acl_protects_api",
        name: "Web ACL protects API",
        verb: "protects",
        from: "web_acl",
        facet: None,
        to: "api",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct WebAclProtectsApi;

impl ConnectionKind for WebAclProtectsApi {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let protocol = api::protocol(&ends.target);
        let reason = || {
            let api = &ends.target.node.name;
            format!(
                "{api} is {}, which takes no web ACL: put a content delivery network before it, or make it a REST API.",
                protocol.label()
            )
        };
        let title = || format!("Make {} a REST API", ends.target.node.name);
        (protocol != Protocol::Rest).then(|| Refusal::new(reason()).or_setting(title(), &ends.target, &api::PROTOCOL, "rest"))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        out.request(&line.target, Request::Protect { acl: line.source.arn() });
    }
}
