//! Which stack each resource lives in: the one of its outermost group; what is in no group stays in the root. Groups that
//! depend on each other in a circle share a stack, with whatever else is part of the circle.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use crate::catalog::{Origin, Synthesis};
use crate::cfn::{Resource, references};
use crate::design::{Design, GroupId, NodeId};

/// Where everything lives.
pub(super) struct Homes {
    /// The groups of each stack, sorted.
    pub stacks: Vec<Vec<GroupId>>,
    /// The stack of each resource; the root where `None`.
    of: BTreeMap<String, Option<usize>>,
}

impl Homes {
    /// The stack a resource lives in, the root where `None`; `None` where it is no resource.
    #[expect(clippy::option_option, reason = "no resource at all is another answer than the root")]
    pub fn of(&self, logical_id: &str) -> Option<Option<usize>> {
        self.of.get(logical_id).copied()
    }
}

/// The outermost group a node stands in.
pub(super) fn outermost<'d>(design: &'d Design, node: &NodeId) -> Option<&'d GroupId> {
    design.groups_around(design.nodes.get(node)?.group.as_ref()).last().map(|(id, _)| id)
}

/// Everything a resource waits for, by name.
pub(super) fn needs(resource: &Resource) -> BTreeSet<&str> {
    let mut names = Vec::new();
    resource.properties.values().chain(resource.more.values()).chain(&resource.metadata).for_each(|v| references::collect(v, &mut names));
    names.into_iter().chain(resource.depends_on.iter().map(String::as_str)).collect()
}

/// Where a resource would like to live: in these groups, the first rather than the second, or in the root.
fn wishes<'d>(design: &'d Design, origin: &Origin) -> Vec<&'d GroupId> {
    match origin {
        Origin::Design => Vec::new(),
        Origin::Node(id) => outermost(design, id).into_iter().collect(),
        Origin::Connection(id) => {
            let ends = design.connections.get(id).into_iter().flat_map(|c| [&c.source, &c.target]);
            ends.filter_map(|end| outermost(design, end)).collect()
        }
    }
}

/// Whether it may live where it fits best: what only a line between two places needs.
fn is_free(design: &Design, origin: &Origin, wishes: &[&GroupId]) -> bool {
    let Origin::Connection(id) = origin else { return false };
    let Some(line) = design.connections.get(id) else { return false };
    outermost(design, &line.source) != outermost(design, &line.target) && !wishes.is_empty()
}

/// Finds a home for every resource.
pub(super) fn homes(design: &Design, synthesis: &Synthesis) -> Homes {
    let mut graph: DiGraph<Vec<&GroupId>, (), usize> = DiGraph::default();
    let mut groups = BTreeMap::new();
    let mut places = BTreeMap::new();
    let mut free = Vec::new();
    for id in synthesis.template.resources.keys() {
        let origin = synthesis.provenance.get(id).map_or(&Origin::Design, |from| &from.address.owner);
        let wishes = wishes(design, origin);
        let place = match wishes.first() {
            Some(group) if !is_free(design, origin, &wishes) => *groups.entry(*group).or_insert_with(|| graph.add_node(vec![*group])),
            _ => graph.add_node(Vec::new()),
        };
        if graph[place].is_empty() && !wishes.is_empty() {
            free.push((place, wishes));
        }
        places.insert(id.as_str(), place);
    }
    for (id, resource) in &synthesis.template.resources {
        let Some(from) = places.get(id.as_str()) else { continue };
        for to in needs(resource).into_iter().filter_map(|name| places.get(name)).filter(|to| *to != from) {
            graph.update_edge(*from, *to, ());
        }
    }
    let mut circles = Circles::of(&graph);
    for (place, wishes) in free {
        let mut stacks: Vec<usize> = wishes.iter().filter_map(|g| groups.get(g)).map(|g| circles.root(g.index())).collect();
        stacks.dedup();
        let own = circles.root(place.index());
        if let Some(stack) = stacks.into_iter().find(|stack| *stack == own || !circles.would_close(own, *stack)) {
            circles.join(own, stack);
        }
    }
    let mut shared: BTreeMap<usize, Vec<GroupId>> = BTreeMap::new();
    for (group, place) in &groups {
        shared.entry(circles.root(place.index())).or_default().push((*group).clone());
    }
    // In the order of their first groups.
    let mut stacks: Vec<(Vec<GroupId>, usize)> = shared.into_iter().map(|(root, groups)| (groups, root)).collect();
    stacks.sort();
    let numbers: BTreeMap<usize, usize> = stacks.iter().enumerate().map(|(number, (_, root))| (*root, number)).collect();
    let of = places.iter().map(|(id, place)| ((*id).to_owned(), numbers.get(&circles.root(place.index())).copied())).collect();
    Homes { stacks: stacks.into_iter().map(|(groups, _)| groups).collect(), of }
}

/// Places joined so that none waits for itself through another.
struct Circles {
    joined: Vec<usize>,
    after: Vec<BTreeSet<usize>>,
    before: Vec<BTreeSet<usize>>,
}

impl Circles {
    fn of(graph: &DiGraph<Vec<&GroupId>, (), usize>) -> Self {
        let count = graph.node_count();
        let mut circles = Self { joined: (0..count).collect(), after: vec![BTreeSet::new(); count], before: vec![BTreeSet::new(); count] };
        for edge in graph.raw_edges() {
            circles.after[edge.source().index()].insert(edge.target().index());
            circles.before[edge.target().index()].insert(edge.source().index());
        }
        for circle in kosaraju_scc(graph) {
            let first = circle.iter().map(|place| place.index()).min().unwrap_or_default();
            // A circle among what is in no group is a fault of its own, told elsewhere.
            if circle.iter().any(|place| !graph[*place].is_empty()) {
                for place in circle {
                    circles.join(place.index(), first);
                }
            }
        }
        circles
    }

    fn root(&self, place: usize) -> usize {
        let mut place = place;
        while let Some(next) = self.joined.get(place).copied().filter(|next| *next != place) {
            place = next;
        }
        place
    }

    fn join(&mut self, place: usize, into: usize) {
        if place == into {
            return;
        }
        let (after, before) = (std::mem::take(&mut self.after[place]), std::mem::take(&mut self.before[place]));
        for other in &after {
            self.before[*other].remove(&place);
            self.before[*other].insert(into);
        }
        for other in &before {
            self.after[*other].remove(&place);
            self.after[*other].insert(into);
        }
        self.after[into].extend(after);
        self.before[into].extend(before);
        self.after[into].remove(&into);
        self.before[into].remove(&into);
        self.joined[place] = into;
    }

    /// Whether two that become one would wait for themselves through a third.
    fn would_close(&self, one: usize, other: usize) -> bool {
        self.leads_round(one, other) || self.leads_round(other, one)
    }

    fn leads_round(&self, from: usize, to: usize) -> bool {
        let mut next: Vec<usize> = self.after[from].iter().copied().filter(|place| *place != to).collect();
        let mut seen: BTreeSet<usize> = next.iter().copied().collect();
        while let Some(place) = next.pop() {
            if place == to {
                return true;
            }
            next.extend(self.after[place].iter().copied().filter(|place| seen.insert(*place)));
        }
        false
    }
}
