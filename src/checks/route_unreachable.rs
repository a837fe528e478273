//! WIR076.

use std::collections::{BTreeMap, BTreeSet};

use super::route_duplicate::shape;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::services::api::{self, METHODS};
use crate::unit;

/// The method that stands for all.
const ANY: &str = "ANY";

unit! {
    /// A route can never match, as others take every request it could get.
    ///
    /// A route for any method gets what no other route of its path takes: where each method has one, nothing is left. The
    /// `$default` route of an HTTP API gets what no path takes: where `ANY /` and `ANY /{proxy+}` are there, they take everything.
    ///
    /// AWS: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// route Shop "ANY /"
    /// route Shop "ANY /{proxy+}"
    /// route Shop $default
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// route Shop "ANY /{proxy+}"
    /// route Shop $default
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR076",
        name: "route_unreachable",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct RouteUnreachable;

impl Check for RouteUnreachable {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            let routes = api::routes(&node);
            let mut methods: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
            for route in routes.iter().filter(|route| route.path.starts_with('/')) {
                methods.entry(shape(&route.path)).or_default().insert(&route.method);
            }
            // Every method but ANY itself.
            let all = |path: &str| {
                methods.get(path).map_or(0, |known| known.iter().filter(|method| **method != ANY).count()) + 1 == METHODS.len()
            };
            let any = |path: &str| all(path) || methods.get(path).is_some_and(|known| known.contains(ANY));
            for route in &routes {
                let by_method = route.method == ANY && route.path.starts_with('/') && all(&shape(&route.path));
                let by_path = route.path == api::DEFAULT && api::protocol(&node) == api::Protocol::Http && any("/") && any("/{+}");
                if !by_method && !by_path {
                    continue;
                }
                let (owner, id) = (node.id.clone(), route.entry.entry.id.clone());
                let others = routes.iter().filter(|other| other.entry.entry.id != id);
                let takers = others.filter(|other| {
                    if by_method { shape(&other.path) == shape(&route.path) } else { matches!(shape(&other.path).as_str(), "/" | "/{+}") }
                });
                let takers: Vec<Place> = takers.map(|other| Place::Entry(owner.clone(), other.entry.entry.id.clone())).collect();
                let message =
                    format!("{} of {} can never match: other routes take every request it could get.", route.title(), node.node.name);
                out.add(Place::Entry(owner.clone(), id.clone()), message)
                    .related(takers)
                    .unsafe_fix("Delete the route", move |draft| draft.remove_entry(&owner, &id));
            }
        }
    }
}
