//! REL072.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Place, Severity};
use crate::connections::function_invokes_function;
use crate::design::NodeId;
use crate::services::function;
use crate::unit;

/// From how many functions on a chain is told.
const LONG: usize = 3;

unit! {
    /// Three or more functions call each other in a chain.
    ///
    /// Where each waits for the next, all of them are paid for while the last one works, their timeouts have to fit into
    /// each other, and what fails in the middle leaves half of the work done; where none waits, nobody learns of it. Let a
    /// workflow call them, or hand the work over by a queue.
    ///
    /// AWS: Lambda Developer Guide, "Invoke a Lambda function synchronously"; AWS Well-Architected Framework, Serverless
    /// Applications Lens, "Scheduling and orchestration".
    ///
    /// ```stackdraft breaks
    /// add function One
    /// add function Two
    /// add function Three
    /// connect One Two as function_invokes_function
    /// connect Two Three as function_invokes_function
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function One
    /// add function Two
    /// connect One Two as function_invokes_function
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL072",
        name: "functions_chained",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct FunctionsChained;

impl Check for FunctionsChained {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let kind = function_invokes_function::SPEC.id;
        if context.graph.lines_of(kind).next().is_none() {
            return;
        }
        let mut lengths = BTreeMap::new();
        let calls = |node: &NodeView<'_>| node.incoming().any(|line| line.kind.spec().id == kind);
        // A chain is told where it begins; one that begins nowhere is a loop, which another check tells.
        for node in context.graph.nodes_of(function::SPEC.id).filter(|node| !calls(node)) {
            measure(node, &mut lengths);
            let length = lengths.get(node.id).copied().unwrap_or(1);
            if length >= LONG {
                let chain = chain(node, &lengths);
                let names: Vec<&str> = chain.iter().map(|node| node.node.name.as_str()).collect();
                let message = format!("{length} functions call each other in a chain: {}.", super::some_of(&names, " → "));
                out.add(Place::Node(node.id.clone()), message).related(chain.iter().skip(1).map(|node| Place::Node(node.id.clone())));
            }
        }
    }
}

/// How many functions stand in the longest chain from here and from each behind it; a loop counts as its beginning only.
fn measure<'g>(node: NodeView<'g>, lengths: &mut BTreeMap<&'g NodeId, usize>) {
    // The functions on the way, each with those it calls that have not been looked at.
    let mut way = Vec::new();
    if !lengths.contains_key(node.id) {
        lengths.insert(node.id, 1);
        way.push((node, called(node).collect::<Vec<_>>()));
    }
    while let Some((node, left)) = way.last_mut() {
        if let Some(next) = left.pop() {
            if !lengths.contains_key(next.id) {
                lengths.insert(next.id, 1);
                way.push((next, called(next).collect()));
            }
            continue;
        }
        let behind = called(*node).filter_map(|next| lengths.get(next.id)).max().copied().unwrap_or(0);
        lengths.insert(node.id, behind + 1);
        way.pop();
    }
}

fn chain<'g>(node: NodeView<'g>, lengths: &BTreeMap<&'g NodeId, usize>) -> Vec<NodeView<'g>> {
    let mut chain = vec![node];
    let mut there = BTreeSet::from([node.id]);
    let mut last = node;
    while let Some(next) = called(last).filter(|next| !there.contains(next.id)).max_by_key(|next| lengths.get(next.id)) {
        there.insert(next.id);
        chain.push(next);
        last = next;
    }
    chain
}

fn called(node: NodeView<'_>) -> impl Iterator<Item = NodeView<'_>> {
    node.outgoing().filter(|line| line.kind.spec().id == function_invokes_function::SPEC.id).map(|line| line.target)
}
