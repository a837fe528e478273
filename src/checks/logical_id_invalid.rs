//! LIM003.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

/// The most characters of a logical ID; a node's own leaves room for the names of its parts.
const MOST: usize = 255;

unit! {
    /// A logical ID is none: it holds more than letters and digits, or is too long.
    ///
    /// AWS: CloudFormation User Guide, "CloudFormation template Resources syntax".
    ///
    /// ```stackdraft breaks
    /// {
    ///   "version": 1, "name": "example",
    ///   "nodes": { "queue-a": { "kind": "queue", "name": "A", "logical_id": "orders-queue" } },
    ///   "connections": {}
    /// }
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM003",
        name: "logical_id_invalid",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct LogicalIdInvalid;

impl Check for LogicalIdInvalid {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (id, provenance) in &context.synthesis.provenance {
            let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
            if !plain || id.len() > MOST {
                let why = if plain { format!("has more than {MOST} characters") } else { "may hold letters and digits only".to_owned() };
                out.add(provenance.address.owner.place(), format!("The logical ID `{id}` {why}."));
            }
        }
        for name in context.graph.design.parameters.keys() {
            if context.synthesis.template.resources.contains_key(name) {
                out.add(Place::Design, format!("A parameter and a resource are both called {name}."));
            }
        }
    }
}
