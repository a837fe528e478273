//! REL010.

use std::collections::BTreeSet;

use petgraph::algo::kosaraju_scc;

use crate::catalog::{Check, CheckSpec, Context, Findings, LineStyle, Place, Severity};
use crate::unit;

unit! {
    /// What a function sends comes back to it.
    ///
    /// A function that sends, by way of queues, topics, buses, tables or buckets, to what calls it again can call itself
    /// without end, and every round costs. The whole circle is shown. Break it: send to another queue, filter what comes
    /// back, or end the circle in the code and say so in a suppression.
    ///
    /// AWS: Lambda Developer Guide, "Use Lambda recursive loop detection to prevent infinite loops".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// connect Worker Orders
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add queue Invoices
    /// add function Worker
    /// connect Orders Worker
    /// connect Worker Invoices
    /// ```
    ///
    /// ```stackdraft keeps
    /// add bucket Uploads
    /// add function Worker
    /// connect Uploads Worker
    /// connect Worker Uploads access=read
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL010",
        name: "event_loop",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct EventLoop;

impl Check for EventLoop {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let graph = context.graph;
        let mut flow = graph.to_petgraph();
        // What failed does not come back by itself, and a picture sends nothing.
        flow.retain_edges(|flow, edge| {
            let line = flow.edge_weight(edge).and_then(|id| graph.line(id));
            line.is_some_and(|l| !matches!(l.kind.style(&l), LineStyle::DeadLetters | LineStyle::Alarm | LineStyle::Picture) && carries(&l))
        });
        for circle in kosaraju_scc(&flow) {
            let to_itself = || circle.iter().any(|index| flow.contains_edge(*index, *index));
            if circle.len() < 2 && !to_itself() {
                continue;
            }
            let members: BTreeSet<_> = circle.iter().filter_map(|index| flow.node_weight(*index).copied()).collect();
            let function = members.iter().find_map(|id| graph.node(id).filter(|n| n.node.kind == crate::services::function::SPEC.id));
            let Some(function) = function else { continue };
            let lines: Vec<_> =
                members.iter().flat_map(|id| graph.outgoing(id)).filter(|l| members.contains(l.target.id) && carries(l)).collect();
            let others: Vec<&str> =
                members.iter().filter(|id| **id != function.id).filter_map(|id| graph.node(id)).map(|n| n.node.name.as_str()).collect();
            let by_way = if others.is_empty() { String::new() } else { format!(" by way of {}", super::some_of(&others, ", ")) };
            let nodes = members.iter().map(|id| Place::Node((*id).clone()));
            let edges = lines.iter().map(|l| Place::Connection(l.id.clone()));
            out.add(Place::Node(function.id.clone()), format!("What {} sends comes back to it{by_way}.", function.node.name))
                .related(nodes.chain(edges).filter(|p| *p != Place::Node(function.id.clone())));
        }
    }
}

/// Whether a line hands on what its source got. A function that only reads a table or a bucket changes nothing there.
fn carries(line: &crate::catalog::Line<'_>) -> bool {
    line.kind.carries(line)
}
