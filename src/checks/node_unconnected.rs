//! DOC001.

use std::collections::BTreeSet;

use crate::catalog::references::references;
use crate::catalog::{Check, CheckSpec, Context, Findings, LineStyle, Place, Severity};
use crate::design::NodeId;
use crate::services::resource;
use crate::unit;

unit! {
    /// A node is connected to nothing.
    ///
    /// It was forgotten, or its line was: nothing reaches it and it reaches nothing. Resources of any type are connected
    /// where their properties name each other.
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// add table Customers
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "DOC001",
        name: "node_unconnected",
        severity: Severity::Advice,
        fix: false,
    }
}

/// The check.
pub struct NodeUnconnected;

impl Check for NodeUnconnected {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        // A design of one node is only being begun.
        if context.graph.design.nodes.len() < 2 {
            return;
        }
        let referred: BTreeSet<NodeId> =
            references(context.graph.design, resource::SPEC.id).into_iter().flat_map(|(from, to)| [from, to]).collect();
        for node in context.graph.nodes().filter(|node| !referred.contains(node.id)) {
            let alone = node.outgoing().all(|line| line.kind.spec().style == LineStyle::Alarm) && node.incoming().next().is_none();
            if alone && context.graph.as_further_end(node.id).next().is_none() {
                out.add(Place::Node(node.id.clone()), format!("{} is connected to nothing.", node.node.name));
            }
        }
    }
}
