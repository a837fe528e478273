//! SEC054.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::connections::web_acl_protects_api;
use crate::services::api::{self, Authorization};
use crate::unit;

unit! {
    /// A REST API that anybody may call on the internet has no web ACL before it.
    ///
    /// A web ACL stops common attacks and callers that send too much before they cost anything behind it. Where every route
    /// asks who calls, it is advice only.
    ///
    /// AWS: API Gateway Developer Guide, "Use AWS WAF to protect your REST APIs in API Gateway"; AWS Security Hub User
    /// Guide, "Security Hub controls for API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop protocol=rest
    /// route Shop "GET /orders"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop protocol=rest
    /// add web_acl Shield
    /// route Shop "GET /orders"
    /// connect Shield Shop
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC054",
        name: "web_acl_missing",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct WebAclMissing;

impl Check for WebAclMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id).filter(api::is_rest) {
            let kind = web_acl_protects_api::SPEC.id;
            let routes = api::routes(&node);
            if routes.is_empty() || node.incoming().any(|line| line.kind.spec().id == kind) {
                continue;
            }
            let open = routes.iter().any(|route| route.authorization() == Authorization::None);
            let api = node.id.clone();
            let there = context.graph.nodes_of(web_acl_protects_api::SPEC.from).next().map(|acl| (acl.id.clone(), acl.node.name.clone()));
            let title = there.as_ref().map_or_else(|| "Add a web ACL".to_owned(), |(_, name)| format!("Draw a line from {name}"));
            out.add(Place::Node(api.clone()), format!("{} is on the internet without a web ACL.", node.node.name))
                .severity(if open { Severity::Warning } else { Severity::Advice })
                .unsafe_fix(title, move |draft| {
                    let acl = match &there {
                        Some((id, _)) => id.clone(),
                        None => draft.add_node(web_acl_protects_api::SPEC.from, "Web ACL", None)?,
                    };
                    draft.connect(&acl, None, &api, Some(kind)).map(drop)
                });
        }
    }
}
