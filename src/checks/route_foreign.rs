//! WIR054.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::services::api::{self, PATH};
use crate::unit;

unit! {
    /// A route is called in a way that its API's protocol does not have, so that nothing ever matches it.
    ///
    /// Routes of HTTP and REST APIs are paths, which begin with a slash; an HTTP API has `$default` besides. Routes of a
    /// WebSocket API are keys: `$connect`, `$disconnect`, `$default`, and what messages say where the route selection looks.
    ///
    /// AWS: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway", "Create routes for WebSocket APIs in
    /// API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Chat protocol=websocket
    /// route Chat "/messages"
    /// ```
    ///
    /// ```stackdraft breaks
    /// add api Shop protocol=rest
    /// route Shop $connect
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Chat protocol=websocket
    /// route Chat $connect
    /// route Chat sendMessage
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR054",
        name: "route_foreign",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct RouteForeign;

impl Check for RouteForeign {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            for route in api::routes(&node).iter().filter(|route| !api::fits_protocol(route)) {
                let protocol = api::protocol(&node).label();
                let message = format!("Nothing matches {}: {} is {protocol}.", route.title(), node.node.name);
                out.add(Place::Entry(node.id.clone(), route.entry.entry.id.clone()), message).field(&PATH);
            }
        }
    }
}
