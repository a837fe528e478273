//! WIR051.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::api::{self, AUTHORIZATION, ROUTE_AUTHORIZATION};
use crate::unit;

unit! {
    /// A route asks for an authorization that its API's protocol does not have.
    ///
    /// HTTP APIs have none, IAM, JWT, user pools and functions; REST APIs have none, IAM, user pools, functions and API
    /// keys; WebSocket APIs have none, IAM and functions. Until it is mended the route takes signed requests only.
    ///
    /// AWS: API Gateway Developer Guide, "Choose between REST APIs and HTTP APIs", "Control and manage access to WebSocket
    /// APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop protocol=http
    /// route Shop "GET /orders" authorization=api_key
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop protocol=rest
    /// route Shop "GET /orders" authorization=api_key
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR051",
        name: "authorization_foreign",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct AuthorizationForeign;

impl Check for AuthorizationForeign {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            let protocol = api::protocol(&node).label();
            // What names the protocol it goes with is reported where settings are looked at.
            if node.choice(&AUTHORIZATION) == "user_pool" && api::is_foreign("user_pool", &node) {
                let id = node.id.clone();
                out.add(Place::Node(id.clone()), format!("{} is {protocol}, which has no user pools.", node.node.name))
                    .field(&AUTHORIZATION)
                    .unsafe_fix("Let in only signed requests (IAM)", move |draft| {
                        draft.set_node_field(&id, AUTHORIZATION.id, Some("iam".into()))
                    });
            }
            for route in api::routes(&node) {
                let setting = route.entry.choice(&ROUTE_AUTHORIZATION);
                if !api::is_foreign(&setting, &node) {
                    continue;
                }
                let (owner, id) = (node.id.clone(), route.entry.entry.id.clone());
                let message = format!("{} of {} asks for what {protocol} does not have.", route.title(), node.node.name);
                out.add(Place::Entry(owner.clone(), id.clone()), message)
                    .field(&ROUTE_AUTHORIZATION)
                    .unsafe_fix("Let in whom the API lets in", move |draft| {
                        draft.set_entry_field(&owner, &id, ROUTE_AUTHORIZATION.id, None)
                    });
            }
        }
    }
}
