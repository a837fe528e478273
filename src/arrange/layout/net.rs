//! The layered graph: cards, places where lines pass columns, and links between neighbouring columns.

use std::collections::BTreeMap;

use super::layers::Layers;
use super::tree::{Item, Tree};

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A card, or the inside of an empty group.
    Card,
    /// A line on its way past this column.
    Line,
    /// Nothing: keeps a group's place in a column where it has no member.
    Empty,
}

/// One thing in one column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    pub(super) kind: Kind,
    pub(super) parent: usize,
    pub(super) layer: usize,
    pub(super) height: f32,
}

/// A piece of an edge between neighbouring columns, from the left one to the right one; ports below the leaves' upper edges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) ports: (f32, f32),
    /// The edge flows from right to left.
    pub(super) backward: bool,
}

/// All of it, with the members of each group from top to bottom.
#[derive(Clone, Debug)]
pub(super) struct Net {
    pub(super) leaves: Vec<Leaf>,
    pub(super) links: Vec<Link>,
    /// Edges that only pull: no room is kept for them, they go through the gutters.
    pub(super) loose: Vec<Link>,
    /// Groups that stand beside each other in rows, without flowing into each other.
    pub(super) beside: Vec<(usize, usize)>,
    /// For each leaf the links on its left and on its right.
    pub(super) left: Vec<Vec<usize>>,
    pub(super) right: Vec<Vec<usize>>,
    pub(super) group_parent: Vec<usize>,
    pub(super) group_layers: Vec<(usize, usize)>,
    pub(super) members: Vec<Vec<Item>>,
}

impl Net {
    /// Splits all edges at the columns they pass.
    pub(super) fn new(tree: &Tree, layers: &Layers) -> Self {
        let cards = tree.sizes.iter().zip(&tree.leaf_parent).zip(&layers.of_leaf);
        let mut net = Self {
            leaves: cards
                .map(|((size, parent), layer)| Leaf { kind: Kind::Card, parent: *parent, layer: *layer, height: size.height })
                .collect(),
            links: Vec::new(),
            loose: Vec::new(),
            beside: layers
                .behind
                .iter()
                .filter_map(|(b, a)| if let (Item::Group(a), Item::Group(b)) = (*a, *b) { Some((a, b)) } else { None })
                .collect(),
            left: Vec::new(),
            right: Vec::new(),
            group_parent: tree.group_parent.clone(),
            group_layers: layers.of_group.clone(),
            members: layers.members.clone(),
        };
        net.split_edges(tree, layers);
        net.fill_gaps();
        net.left = vec![Vec::new(); net.leaves.len()];
        net.right = vec![Vec::new(); net.leaves.len()];
        for (n, link) in net.links.iter().enumerate() {
            net.right[link.from].push(n);
            net.left[link.to].push(n);
        }
        net
    }

    fn split_edges(&mut self, tree: &Tree, layers: &Layers) {
        let mut chains: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for edge in &tree.edges {
            let backward = self.leaves[edge.source].layer > self.leaves[edge.target].layer;
            let (from, to) = if backward { (edge.target, edge.source) } else { (edge.source, edge.target) };
            let ports = if backward { (edge.ports.1, edge.ports.0) } else { edge.ports };
            let (first, last) = (self.leaves[from].layer, self.leaves[to].layer);
            let (_, item_a, item_b) = tree.meeting(from, to);
            let behind = layers.behind.contains_key(&item_a) || layers.behind.contains_key(&item_b);
            // What flows back is drawn around cards anyway; it must not pull what flows forward out of order.
            if first == last || (last > first + 1 && behind) || backward {
                self.loose.push(Link { from, to, ports, backward });
                continue;
            }
            let known = chains.contains_key(&(from, to));
            if !known {
                let chain = (first + 1..last).map(|layer| self.pass(tree, from, to, layer)).collect();
                chains.insert((from, to), chain);
            }
            let Some(chain) = chains.get(&(from, to)) else { continue };
            let stops: Vec<usize> = std::iter::once(from).chain(chain.iter().copied()).chain(std::iter::once(to)).collect();
            let last_step = stops.len() - 2;
            for (n, pair) in stops.windows(2).enumerate() {
                // Lines that pass together are one link in the middle.
                if known && n > 0 && n < last_step {
                    continue;
                }
                let ports = (if n == 0 { ports.0 } else { 0.0 }, if n == last_step { ports.1 } else { 0.0 });
                self.links.push(Link { from: pair[0], to: pair[1], ports, backward });
            }
        }
    }

    /// A new place where the line between two cards passes a column, in the innermost group it is still or already in.
    fn pass(&mut self, tree: &Tree, from: usize, to: usize, layer: usize) -> usize {
        let holds = |group: &usize| (self.group_layers[*group].0..=self.group_layers[*group].1).contains(&layer);
        let of_target: Vec<usize> = tree.ancestors(tree.leaf_parent[to]).collect();
        let on_source_side = tree.ancestors(tree.leaf_parent[from]).find(holds).filter(|group| !of_target.contains(group));
        let parent = on_source_side.or_else(|| of_target.iter().copied().find(holds)).unwrap_or(super::tree::ROOT);
        self.add(Leaf { kind: Kind::Line, parent, layer, height: 0.0 })
    }

    fn add(&mut self, leaf: Leaf) -> usize {
        let number = self.leaves.len();
        self.leaves.push(leaf);
        self.members[leaf.parent].push(Item::Leaf(number));
        number
    }

    /// Every group has something in each of its columns, so that nothing else is put there.
    fn fill_gaps(&mut self) {
        let mut used: Vec<Vec<bool>> = self.group_layers.iter().map(|(first, last)| vec![false; last - first + 1]).collect();
        for leaf in &self.leaves {
            let mut group = leaf.parent;
            loop {
                let first = self.group_layers[group].0;
                used[group][leaf.layer - first] = true;
                if group == super::tree::ROOT {
                    break;
                }
                group = self.group_parent[group];
            }
        }
        for (group, used) in used.iter().enumerate().skip(1) {
            let first = self.group_layers[group].0;
            for (n, _) in used.iter().enumerate().filter(|(_, used)| !**used) {
                self.add(Leaf { kind: Kind::Empty, parent: group, layer: first + n, height: 0.0 });
            }
        }
    }

    /// The member of `group` that is or holds this leaf.
    pub(super) fn member_of(&self, group: usize, leaf: usize) -> Option<Item> {
        let mut item = Item::Leaf(leaf);
        let mut at = self.leaves[leaf].parent;
        while at != group {
            if at == super::tree::ROOT {
                return None;
            }
            item = Item::Group(at);
            at = self.group_parent[at];
        }
        Some(item)
    }

    /// The other end of a link and where it touches that, as a share of the leaf's height.
    pub(super) fn far_end(&self, link: usize, near: usize) -> (usize, f32) {
        let link = &self.links[link];
        let (far, port) = if link.from == near { (link.to, link.ports.1) } else { (link.from, link.ports.0) };
        let height = self.leaves[far].height;
        (far, if height > 0.0 { 0.9 * (port / height).min(1.0) } else { 0.45 })
    }
}
