//! DOC007.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

unit! {
    /// A route, a rule or an event leads nowhere.
    ///
    /// A route that nothing answers is not part of the template, and a rule or an event without a target has no effect.
    /// Draw a line from it, or delete it.
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// route Shop "GET /orders"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// route Shop "GET /orders"
    /// add function Worker
    /// connect Shop/"GET /orders" Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "DOC007",
        name: "entry_unconnected",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct EntryUnconnected;

impl Check for EntryUnconnected {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes() {
            for facet in node.service.spec().facets.iter().filter(|f| f.port && !f.fields.is_empty()) {
                for entry in node.entries(facet.id) {
                    let (owner, id) = (node.id.clone(), entry.entry.id.clone());
                    if node.outgoing().any(|line| line.connection.entry.as_ref() == Some(&id)) {
                        continue;
                    }
                    let title = node.service.title_of(facet, &entry.entry.fields);
                    out.add(Place::Entry(owner.clone(), id.clone()), format!("{title} of {} leads nowhere.", node.node.name))
                        .unsafe_fix(format!("Delete the {}", facet.entry), move |draft| draft.remove_entry(&owner, &id));
                }
            }
        }
    }
}
