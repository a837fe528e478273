//! OPS006.

use std::collections::BTreeSet;

use crate::catalog::{Check, CheckSpec, Context, Field, Findings, Line, LineStyle, NodeView, Place, Settings, Severity};
use crate::design::NodeId;
use crate::services::{api, function, topic, workflow};
use crate::unit;

unit! {
    /// A function or a workflow on a traced path is not traced.
    ///
    /// The trace ends there: what it calls, and how long it takes, is not seen any more.
    ///
    /// AWS: X-Ray Developer Guide, "AWS Lambda and AWS X-Ray", "AWS Step Functions and AWS X-Ray".
    ///
    /// ```stackdraft breaks
    /// add function Front
    /// add function Back tracing=false
    /// add queue Orders
    /// connect Front Orders
    /// connect Orders Back
    /// ```
    ///
    /// ```stackdraft breaks
    /// add api Shop protocol=rest tracing=true
    /// add workflow Order tracing=false
    /// route Shop "POST /orders"
    /// connect Shop/"POST /orders" Order
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Front
    /// add function Back
    /// add queue Orders
    /// connect Front Orders
    /// connect Orders Back
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS006",
        name: "tracing_interrupted",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct TracingInterrupted;

impl Check for TracingInterrupted {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let traced: Vec<NodeView<'_>> = context.graph.nodes().filter(|node| field(node).is_some_and(|field| node.is_on(field))).collect();
        let (behind, before) = (reached(&traced, true), reached(&traced, false));
        for kind in [function::SPEC.id, workflow::SPEC.id] {
            for node in context.graph.nodes_of(kind) {
                let Some(tracing) = field(&node).filter(|tracing| !node.is_on(tracing) && !node.is_deferred(tracing)) else { continue };
                let name = &node.node.name;
                let message = match (behind.contains(node.id), before.contains(node.id)) {
                    (true, _) => format!("Traces end at {name}, which is not traced."),
                    (false, true) => format!("Traces begin behind {name} only, which is not traced."),
                    (false, false) => continue,
                };
                let id = node.id.clone();
                out.add(Place::Node(id.clone()), message)
                    .field(tracing)
                    .fix("Trace it", move |draft| draft.set_node_field(&id, tracing.id, None));
            }
        }
    }
}

/// Whether requests of a node are traced is said here; `None` where it has no say, as an HTTP API.
fn field(node: &NodeView<'_>) -> Option<&'static Field> {
    let field = match node.node.kind.as_str() {
        kind if kind == function::SPEC.id => &function::TRACING,
        kind if kind == workflow::SPEC.id => &workflow::TRACING,
        kind if kind == api::SPEC.id => &api::TRACING,
        kind if kind == topic::SPEC.id => &topic::TRACING,
        _ => return None,
    };
    node.applies(field).then_some(field)
}

/// What lines lead to from these nodes, or from where they lead there.
fn reached<'g>(from: &[NodeView<'g>], forward: bool) -> BTreeSet<&'g NodeId> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<NodeView<'g>> = from.to_vec();
    while let Some(node) = next.pop() {
        let goes = |line: &Line<'g>| !line.kind.encrypts() && !matches!(line.kind.style(line), LineStyle::Alarm | LineStyle::Picture);
        let lines: Vec<Line<'g>> = if forward { node.outgoing().filter(goes).collect() } else { node.incoming().filter(goes).collect() };
        for other in lines.iter().map(|line| if forward { line.target } else { line.source }) {
            if seen.insert(other.id) {
                next.push(other);
            }
        }
    }
    seen
}
