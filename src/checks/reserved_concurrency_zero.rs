//! REL011.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::function::{self, RESERVED_CONCURRENCY};
use crate::unit;

unit! {
    /// A function that is called has a reserved concurrency of 0.
    ///
    /// It never runs: calls are refused, messages wait until they expire. That is how a function is stopped in an
    /// emergency, not how it is deployed.
    ///
    /// AWS: Lambda Developer Guide, "Configuring reserved concurrency for a function".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker reserved_concurrency=0
    /// connect Orders Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add function Worker reserved_concurrency=5
    /// connect Orders Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL011",
        name: "reserved_concurrency_zero",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ReservedConcurrencyZero;

impl Check for ReservedConcurrencyZero {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(function::SPEC.id) {
            if node.integer(&RESERVED_CONCURRENCY) == Some(0) && node.incoming().next().is_some() {
                let id = node.id.clone();
                out.add(Place::Node(id.clone()), format!("{} has a reserved concurrency of 0 and never runs.", node.node.name))
                    .field(&RESERVED_CONCURRENCY)
                    .unsafe_fix("Reserve nothing", move |draft| draft.set_node_field(&id, RESERVED_CONCURRENCY.id, None));
            }
        }
    }
}
