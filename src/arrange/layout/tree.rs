//! Nodes in nested groups: who is whose member, and on which level an edge runs.

use std::collections::HashMap;

use super::measures::{DOWNWARDS, EMPTY_GROUP};
use super::request::{LayoutEdge, LayoutGroup, LayoutNode};
use crate::design::geometry::Size;

/// The outermost group, which holds everything.
pub(super) const ROOT: usize = 0;

/// A member of a group: a leaf (card or filler) or another group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Item {
    Leaf(usize),
    Group(usize),
}

/// An edge between two leaves, ports as distances below their upper edges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) source: usize,
    pub(super) target: usize,
    pub(super) ports: (f32, f32),
    pub(super) label_width: f32,
}

/// The nesting of a request. Leaves are its nodes in order, then one filler for each group without members; group 0 is the
/// root, group n + 1 the request's group n.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) sizes: Vec<Size>,
    pub(super) leaf_parent: Vec<usize>,
    pub(super) group_parent: Vec<usize>,
    pub(super) members: Vec<Vec<Item>>,
    pub(super) edges: Vec<Edge>,
    depth: Vec<usize>,
}

impl Tree {
    /// Reads the nesting; what is broken (unknown groups, groups inside themselves) hangs from the root.
    pub(super) fn new(nodes: &[&LayoutNode], groups: &[LayoutGroup], edges: &[LayoutEdge]) -> Self {
        let group_of: HashMap<u32, usize> = groups.iter().enumerate().map(|(n, group)| (group.id, n + 1)).collect();
        let find = |id: Option<u32>| id.and_then(|id| group_of.get(&id).copied()).unwrap_or(ROOT);
        let mut group_parent = vec![ROOT];
        group_parent.extend(groups.iter().map(|group| find(group.parent)));
        for group in 1..group_parent.len() {
            if climbs_to_itself(&group_parent, group) {
                group_parent[group] = ROOT;
            }
        }
        let positive = |v: f32| if v.is_finite() { v.max(1.0) } else { 1.0 };
        let mut tree = Self {
            sizes: nodes.iter().map(|node| Size::new(positive(node.size.width), positive(node.size.height))).collect(),
            leaf_parent: nodes.iter().map(|node| find(node.group)).collect(),
            members: vec![Vec::new(); group_parent.len()],
            depth: vec![0; group_parent.len()],
            group_parent,
            edges: Vec::new(),
        };
        tree.hang_members();
        tree.read_edges(nodes, edges);
        tree
    }

    fn hang_members(&mut self) {
        for (leaf, parent) in self.leaf_parent.iter().enumerate() {
            self.members[*parent].push(Item::Leaf(leaf));
        }
        for group in 1..self.group_parent.len() {
            self.members[self.group_parent[group]].push(Item::Group(group));
        }
        for group in 1..self.group_parent.len() {
            if self.members[group].is_empty() {
                self.members[group].push(Item::Leaf(self.sizes.len()));
                self.sizes.push(Size::new(EMPTY_GROUP.0, EMPTY_GROUP.1));
                self.leaf_parent.push(group);
            }
        }
        for group in 1..self.group_parent.len() {
            self.depth[group] = self.ancestors(group).count() - 1;
        }
    }

    fn read_edges(&mut self, nodes: &[&LayoutNode], edges: &[LayoutEdge]) {
        let leaf_of: HashMap<u32, usize> = nodes.iter().enumerate().map(|(n, node)| (node.id, n)).collect();
        for edge in edges {
            let (Some(&source), Some(&target)) = (leaf_of.get(&edge.source), leaf_of.get(&edge.target)) else { continue };
            let port = |given: Option<f32>, leaf: usize| {
                let height = self.sizes[leaf].height;
                given.filter(|v| v.is_finite()).unwrap_or(height / 2.0).clamp(0.0, height)
            };
            if source != target {
                let mut ports = (port(edge.source_port, source), port(edge.target_port, target));
                if ports.0 >= self.sizes[source].height {
                    ports.0 += DOWNWARDS;
                }
                let label_width = if edge.label_width.is_finite() { edge.label_width } else { 0.0 };
                self.edges.push(Edge { source, target, ports, label_width });
            }
        }
    }

    /// The group itself and those around it, the root last.
    pub(super) fn ancestors(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        let mut next = Some(group);
        std::iter::from_fn(move || {
            let here = next?;
            next = (here != ROOT).then(|| self.group_parent[here]);
            Some(here)
        })
    }

    /// The innermost group around both leaves, and its members that hold them.
    pub(super) fn meeting(&self, a: usize, b: usize) -> (usize, Item, Item) {
        let (mut item_a, mut item_b) = (Item::Leaf(a), Item::Leaf(b));
        let (mut in_a, mut in_b) = (self.leaf_parent[a], self.leaf_parent[b]);
        while in_a != in_b {
            if self.depth[in_a] >= self.depth[in_b] {
                (item_a, in_a) = (Item::Group(in_a), self.group_parent[in_a]);
            } else {
                (item_b, in_b) = (Item::Group(in_b), self.group_parent[in_b]);
            }
        }
        (in_a, item_a, item_b)
    }

    /// The leaves an item is or holds.
    pub(super) fn leaves_in(&self, item: Item) -> Vec<usize> {
        let (mut leaves, mut open) = (Vec::new(), vec![item]);
        while let Some(item) = open.pop() {
            match item {
                Item::Leaf(leaf) => leaves.push(leaf),
                Item::Group(group) => open.extend(&self.members[group]),
            }
        }
        leaves
    }

    /// All groups, members before those around them.
    pub(super) fn inside_out(&self) -> Vec<usize> {
        let mut groups: Vec<usize> = (0..self.group_parent.len()).collect();
        groups.sort_by_key(|group| (std::cmp::Reverse(self.depth[*group]), *group != ROOT, *group));
        groups.retain(|group| *group != ROOT);
        groups.push(ROOT);
        groups
    }
}

fn climbs_to_itself(parents: &[usize], group: usize) -> bool {
    let mut at = parents[group];
    for _ in 0..parents.len() {
        if at == ROOT {
            return false;
        }
        at = parents[at];
    }
    true
}
