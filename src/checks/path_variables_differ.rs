//! WIR012.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::design::EntryId;
use crate::services::api;
use crate::unit;

unit! {
    /// Two routes of a REST API have differently named variables at the same place of their paths.
    ///
    /// REST APIs are trees of path steps, and a step has one variable below it: beside `/orders/{id}` there can be
    /// `/orders/{id}/items`, but not `/orders/{order}/items`. API Gateway refuses the second. HTTP APIs do not mind.
    ///
    /// AWS: API Gateway Developer Guide, "Set up API resources".
    ///
    /// ```stackdraft breaks
    /// add api Shop protocol=rest
    /// route Shop "GET /orders/{id}"
    /// route Shop "GET /orders/{order}/items"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop protocol=rest
    /// route Shop "GET /orders/{id}"
    /// route Shop "GET /orders/{id}/items"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR012",
        name: "path_variables_differ",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct PathVariablesDiffer;

impl Check for PathVariablesDiffer {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id).filter(api::is_rest) {
            let mut variables = Variables::new();
            for route in api::routes(&node) {
                let (owner, entry) = (node.id.clone(), route.entry.entry.id.clone());
                let Some(clash) = clash(&route.path, &entry, &mut variables) else { continue };
                let message =
                    format!("{} of {} calls {} what another route calls {}.", route.title(), node.node.name, clash.own, clash.first);
                out.add(Place::Entry(owner.clone(), entry.clone()), message)
                    .field(&api::PATH)
                    .related([Place::Entry(owner.clone(), clash.by)])
                    .unsafe_fix(format!("Call it {} too", clash.first), move |draft| {
                        draft.set_entry_field(&owner, &entry, api::PATH.id, Some(clash.path.as_str().into()))
                    });
            }
        }
    }
}

/// The path above → the variable below it, and the route that brought it.
type Variables = BTreeMap<String, (String, EntryId)>;

/// A variable where another route has another.
struct Clash {
    own: String,
    first: String,
    by: EntryId,
    /// The path with the other's variable.
    path: String,
}

/// The first variable of a path that is called otherwise elsewhere; those that are new are noted down.
fn clash(path: &str, route: &EntryId, variables: &mut Variables) -> Option<Clash> {
    let mut above = "";
    for step in path.split('/').skip(1) {
        let end = above.len() + 1 + step.len();
        if step.starts_with('{') {
            let (first, by) = variables.entry(above.to_owned()).or_insert_with(|| (step.to_owned(), route.clone())).clone();
            if first != step {
                let path = format!("{above}/{first}{}", &path[end..]);
                return Some(Clash { own: step.to_owned(), first, by, path });
            }
        }
        above = &path[..end];
    }
    None
}
