//! WIR073.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::table::{self, MAX_READ_CAPACITY, MAX_WRITE_CAPACITY, READ_CAPACITY, WRITE_CAPACITY};
use crate::unit;

unit! {
    /// The most that a table's capacity may grow to is less than what it starts with.
    ///
    /// Application Auto Scaling takes no such range: the stack cannot be created.
    ///
    /// AWS: Application Auto Scaling API Reference, "RegisterScalableTarget".
    ///
    /// ```stackdraft breaks
    /// add table Orders billing=provisioned read_capacity=200
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders billing=provisioned read_capacity=200 max_read_capacity=400
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR073",
        name: "capacity_contradicts",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct CapacityContradicts;

impl Check for CapacityContradicts {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let ranges = [(&READ_CAPACITY, &MAX_READ_CAPACITY), (&WRITE_CAPACITY, &MAX_WRITE_CAPACITY)];
        for node in context.graph.nodes_of(table::SPEC.id) {
            for (least, most) in ranges.into_iter().filter(|(_, most)| node.applies(most)) {
                let (Some(from), Some(to)) = (node.integer(least), node.integer(most)) else { continue };
                if to >= from {
                    continue;
                }
                let id = node.id.clone();
                let message = format!("{} of {} is {from} and may grow to {to} only.", least.label, node.node.name);
                out.add(Place::Node(id.clone()), message)
                    .field(most)
                    .fix(format!("Let it grow to {from}"), move |draft| draft.set_node_field(&id, most.id, Some(from.into())));
            }
        }
    }
}
