//! Which lines hold groups together that depend on each other in a circle: cut, each group has a stack that is small enough.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::homes::{needs, outermost};
use super::{MOST_RESOURCES, Stack};
use crate::catalog::{Origin, Synthesis};
use crate::cfn::references;
use crate::design::{ConnectionId, Design, GroupId};

/// Lines that make one group depend on another.
type Arcs<'d> = BTreeMap<(&'d GroupId, &'d GroupId), BTreeSet<&'d ConnectionId>>;

/// What holds the groups of a stack together.
struct Circle<'d> {
    /// The resources of each group.
    sizes: BTreeMap<&'d GroupId, usize>,
    arcs: Arcs<'d>,
}

/// A few lines between the groups of a stack without which none of its parts has more resources than a stack takes; none where
/// no cutting of lines does that.
pub fn lines_to_cut(design: &Design, synthesis: &Synthesis, stack: &Stack) -> Vec<ConnectionId> {
    let circle = Circle::of(design, synthesis, stack);
    let mut cut: BTreeSet<&ConnectionId> = circle.backwards();
    if circle.largest(&cut) > MOST_RESOURCES {
        // What is no line's doing holds on; then all there are may still not be enough.
        cut = circle.arcs.values().flatten().copied().collect();
        if circle.largest(&cut) > MOST_RESOURCES {
            return Vec::new();
        }
    }
    for line in cut.clone() {
        cut.remove(line);
        if circle.largest(&cut) > MOST_RESOURCES {
            cut.insert(line);
        }
    }
    cut.into_iter().cloned().collect()
}

/// The outermost group something belongs to; what a line needs belongs to its source.
fn group_of<'d>(design: &'d Design, origin: &Origin) -> Option<&'d GroupId> {
    match origin {
        Origin::Design => None,
        Origin::Node(id) => outermost(design, id),
        Origin::Connection(id) => {
            let line = design.connections.get(id)?;
            outermost(design, &line.source).or_else(|| outermost(design, &line.target))
        }
    }
}

impl<'d> Circle<'d> {
    fn of(design: &'d Design, synthesis: &'d Synthesis, stack: &Stack) -> Self {
        let group_of = |id: &str| group_of(design, &synthesis.provenance.get(id)?.address.owner);
        let mut circle = Self { sizes: BTreeMap::new(), arcs: Arcs::new() };
        for id in stack.template.resources.keys() {
            let (Some(from), Some(resource)) = (group_of(id), synthesis.template.resources.get(id)) else { continue };
            *circle.sizes.entry(from).or_default() += 1;
            for name in needs(resource) {
                let Some(to) = group_of(name).filter(|to| *to != from) else { continue };
                circle.arcs.entry((from, to)).or_default().extend(lines_behind(design, synthesis, id, name, (from, to)));
            }
        }
        circle
    }

    /// The lines that lead against the order in which most lead forward: the groups by what they need more than they give.
    fn backwards(&self) -> BTreeSet<&'d ConnectionId> {
        let mut left: BTreeSet<&GroupId> = self.sizes.keys().copied().collect();
        let mut cut = BTreeSet::new();
        while !left.is_empty() {
            let weight = |group: &GroupId| {
                let arcs = self.arcs.iter().filter(|((from, to), _)| left.contains(from) && left.contains(to));
                arcs.map(|((from, to), lines)| {
                    // An arc that no line is behind cannot be cut.
                    let weight = if lines.is_empty() { i64::from(u16::MAX) } else { lines.len() as i64 };
                    if *from == group {
                        weight
                    } else if *to == group {
                        -weight
                    } else {
                        0
                    }
                })
                .sum::<i64>()
            };
            let Some(next) = left.iter().copied().max_by_key(|group| (weight(group), std::cmp::Reverse(*group))) else { break };
            left.remove(next);
            let back = self.arcs.iter().filter(|((from, to), _)| *to == next && left.contains(from));
            cut.extend(back.flat_map(|(_, lines)| lines.iter().copied()));
        }
        cut
    }

    /// The resources of the largest part that is left once these lines are cut.
    fn largest(&self, cut: &BTreeSet<&ConnectionId>) -> usize {
        let mut graph: DiGraph<usize, ()> = DiGraph::new();
        let places: BTreeMap<&GroupId, NodeIndex> = self.sizes.iter().map(|(group, size)| (*group, graph.add_node(*size))).collect();
        for ((from, to), lines) in &self.arcs {
            let holds = lines.is_empty() || !lines.is_subset(cut);
            if let (true, Some(from), Some(to)) = (holds, places.get(from), places.get(to)) {
                graph.update_edge(*from, *to, ());
            }
        }
        kosaraju_scc(&graph).iter().map(|part| part.iter().map(|place| graph[*place]).sum()).max().unwrap_or(0)
    }
}

/// The lines between two groups for which one resource names another.
fn lines_behind<'d>(
    design: &'d Design,
    synthesis: &'d Synthesis,
    id: &str,
    name: &str,
    (from, to): (&GroupId, &GroupId),
) -> BTreeSet<&'d ConnectionId> {
    let (Some(provenance), Some(resource)) = (synthesis.provenance.get(id), synthesis.template.resources.get(id)) else {
        return BTreeSet::new();
    };
    let joins = |line: &&'d ConnectionId| {
        let Some(connection) = design.connections.get(*line) else { return false };
        let ends = [&connection.source, &connection.target].into_iter().chain(connection.ends.values());
        let groups: BTreeSet<&GroupId> = ends.filter_map(|end| outermost(design, end)).collect();
        groups.contains(from) && groups.contains(to)
    };
    let line = |origin: &'d Origin| match origin {
        Origin::Connection(id) => Some(id),
        Origin::Node(_) | Origin::Design => None,
    };
    let mut named = BTreeSet::new();
    for (property, value) in &resource.properties {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        references::collect(value, &mut names);
        if names.contains(name) {
            named.extend(provenance.properties.get(property).into_iter().flatten().filter_map(line).filter(joins));
        }
    }
    if named.is_empty() {
        named.extend(provenance.origins.iter().filter_map(line).filter(joins));
    }
    // Only those that have to do with what is named, where that can be told.
    let other = synthesis.provenance.get(name).map(|other| &other.address.owner);
    let touches = |line: &&ConnectionId| match (design.connections.get(*line), other) {
        (Some(connection), Some(Origin::Node(node))) => {
            [&connection.source, &connection.target].into_iter().chain(connection.ends.values()).any(|end| end == node)
        }
        (Some(_), Some(Origin::Connection(id))) => *line == id,
        _ => false,
    };
    let near: BTreeSet<&ConnectionId> = named.iter().copied().filter(touches).collect();
    if near.is_empty() { named } else { near }
}
