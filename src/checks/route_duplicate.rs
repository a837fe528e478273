//! WIR003.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::services::api;
use crate::unit;

unit! {
    /// Two routes of an API answer the same requests.
    ///
    /// Method and path must differ; the names of path variables do not count, as `/orders/{id}` and `/orders/{order}`
    /// match the same addresses. API Gateway refuses the second.
    ///
    /// AWS: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// route Shop "GET /orders/{id}"
    /// route Shop "GET /orders/{order}"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// route Shop "GET /orders/{id}"
    /// route Shop "DELETE /orders/{id}"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR003",
        name: "route_duplicate",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct RouteDuplicate;

impl Check for RouteDuplicate {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            let mut seen = BTreeMap::new();
            for route in api::routes(&node) {
                let id = route.entry.entry.id.clone();
                // A route key has no method.
                let method = if route.path.starts_with('/') { route.method.clone() } else { String::new() };
                let Some(first) = seen.insert((method, shape(&route.path)), id.clone()) else { continue };
                let owner = node.id.clone();
                out.add(
                    Place::Entry(owner.clone(), id.clone()),
                    format!("{} of {} answers what another route answers already.", route.title(), node.node.name),
                )
                .related([Place::Entry(owner.clone(), first)])
                .unsafe_fix("Delete the route", move |draft| draft.remove_entry(&owner, &id));
            }
        }
    }
}

/// The path with its variables all called alike.
pub(super) fn shape(path: &str) -> String {
    let steps = path.split('/').map(|step| match (step.starts_with('{'), step.ends_with("+}")) {
        (true, true) => "{+}",
        (true, false) => "{}",
        (false, _) => step,
    });
    steps.collect::<Vec<_>>().join("/")
}
