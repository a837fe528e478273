//! SEC001.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::design::Value;
use crate::services::api::{self, AUTHORIZATION, Authorization};
use crate::unit;

unit! {
    /// Anybody on the internet may call a route.
    ///
    /// Choose an authorization for the API: IAM for callers with AWS identities, JWT for users who have signed in. A
    /// route that is open on purpose says so in a suppression.
    ///
    /// AWS: API Gateway Developer Guide, "Control and manage access to HTTP APIs in API Gateway", "Control and manage
    /// access to REST APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// route Shop "GET /orders"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop authorization=iam
    /// route Shop "GET /orders"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC001",
        name: "route_without_authorization",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct RouteWithoutAuthorization;

impl Check for RouteWithoutAuthorization {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            let routes = api::routes(&node);
            let open: Vec<_> = routes.iter().filter(|r| r.authorization() == Authorization::None).collect();
            let Some(first) = open.first() else { continue };
            let what = if open.len() == 1 { first.title() } else { format!("{} and {} more routes", first.title(), open.len() - 1) };
            let finding = out
                .add(Place::Node(node.id.clone()), format!("Anybody may call {what} of {}.", node.node.name))
                .field(&AUTHORIZATION)
                .related(open.iter().map(|r| Place::Entry(node.id.clone(), r.entry.entry.id.clone())));
            if api::authorization(&node) == Authorization::None {
                let id = node.id.clone();
                finding.unsafe_fix("Let in only signed requests (IAM)", move |draft| {
                    draft.set_node_field(&id, AUTHORIZATION.id, Some(Value::from("iam")))
                });
            }
        }
    }
}
