//! The order of everything in its column, so that lines cross little: sweeps over the columns, then each member tried at every
//! place among its neighbours.

use std::collections::BTreeMap;

use super::crossings::{Pairs, count_crossings};
use super::net::{Kind, Net};
use super::tree::{Item, ROOT};

const SWEEPS: usize = 12;
const SIFTING_ROUNDS: usize = 8;
/// Comparisons of two members, in links, before sifting ends: without groups, and with groups, where moving whole groups
/// afterwards does more.
const SIFTING_BUDGET: usize = 12_000_000;
const GROUPED_BUDGET: usize = 3_000_000;

/// The columns from left to right, each from top to bottom, in agreement with the members of the groups.
pub(super) struct Order {
    pub(super) rows: Vec<Vec<usize>>,
    /// The place of each leaf in its column.
    pub(super) place: Vec<usize>,
}

impl Order {
    /// Columns in the order of the members.
    fn new(net: &Net) -> Self {
        let mut order = Self { rows: Vec::new(), place: vec![0; net.leaves.len()] };
        order.rebuild(net);
        order
    }

    pub(super) fn rebuild(&mut self, net: &Net) {
        let layers = net.group_layers[ROOT].1 + 1;
        self.rows = vec![Vec::new(); layers];
        let mut open: Vec<Item> = vec![Item::Group(ROOT)];
        while let Some(item) = open.pop() {
            match item {
                Item::Leaf(leaf) => self.rows[net.leaves[leaf].layer].push(leaf),
                Item::Group(group) => open.extend(net.members[group].iter().rev()),
            }
        }
        for layer in 0..layers {
            self.renumber(layer);
        }
    }

    fn renumber(&mut self, layer: usize) {
        for (n, leaf) in self.rows[layer].iter().enumerate() {
            self.place[*leaf] = n;
        }
    }
}

/// Orders the members of all groups of the net.
pub(super) fn order(net: &mut Net) -> Order {
    follow_links(net);
    let mut order = Order::new(net);
    let mut best = (count_crossings(net, &order), net.members.clone());
    let mut idle = 0;
    for sweep in 0..SWEEPS {
        sweep_columns(net, &mut order, Sweep { rightwards: sweep % 2 == 0, median: sweep % 4 >= 2 });
        let crossings = count_crossings(net, &order);
        if crossings < best.0 {
            best = (crossings, net.members.clone());
            idle = 0;
        } else {
            idle += 1;
        }
        if best.0 == 0 || idle == 4 {
            break;
        }
    }
    net.members = best.1;
    order.rebuild(net);
    if best.0 > 0 {
        Sifting::new(net, &mut order).run();
    }
    order
}

/// Puts the places where lines pass back in order after cards have moved.
pub(super) fn order_lines(net: &mut Net, order: &mut Order) {
    let mut sifting = Sifting::new(net, order);
    for layer in 0..sifting.order.rows.len() {
        let lines = |leaf: &usize| sifting.net.leaves[*leaf].kind == Kind::Line;
        let lines: Vec<usize> = sifting.order.rows[layer].iter().copied().filter(lines).collect();
        for leaf in lines {
            sifting.sift_leaf(leaf);
        }
    }
}

/// A first order: depth first along the links, so that what belongs together is near each other.
fn follow_links(net: &mut Net) {
    let rank = ranks(net);
    let mut visit = vec![usize::MAX; net.leaves.len()];
    let mut starts: Vec<usize> = (0..net.leaves.len()).collect();
    starts.sort_by_key(|leaf| (net.leaves[*leaf].layer, rank[*leaf]));
    let mut count = 0;
    for &start in &starts {
        let mut open = vec![start];
        while let Some(leaf) = open.pop() {
            if visit[leaf] != usize::MAX {
                continue;
            }
            visit[leaf] = count;
            count += 1;
            let mut ahead: Vec<(f32, usize)> = net.right[leaf].iter().map(|link| (net.links[*link].ports.0, net.links[*link].to)).collect();
            ahead.sort_by(|a, b| b.0.total_cmp(&a.0).then(rank[b.1].cmp(&rank[a.1])));
            open.extend(ahead.into_iter().map(|(_, leaf)| leaf));
        }
    }
    // Where a line passes goes by what it leads to.
    starts.sort_by_key(|leaf| std::cmp::Reverse(net.leaves[*leaf].layer));
    for leaf in starts.into_iter().filter(|leaf| net.leaves[*leaf].kind == Kind::Line) {
        visit[leaf] = net.right[leaf].first().map_or(visit[leaf], |link| visit[net.links[*link].to]);
    }
    let mut group_visit = vec![usize::MAX; net.members.len()];
    for (leaf, visit) in visit.iter().enumerate() {
        let mut group = net.leaves[leaf].parent;
        while group != ROOT {
            group_visit[group] = group_visit[group].min(*visit);
            group = net.group_parent[group];
        }
    }
    for members in &mut net.members {
        members.sort_by_key(|item| match item {
            Item::Leaf(leaf) => visit[*leaf],
            Item::Group(group) => group_visit[*group],
        });
    }
}

/// The leaves in the order of the members; where lines pass, in the order of what they lead to.
fn ranks(net: &Net) -> Vec<usize> {
    let mut ranks = vec![0; net.leaves.len()];
    let (mut open, mut count) = (vec![Item::Group(ROOT)], 0);
    while let Some(item) = open.pop() {
        match item {
            Item::Leaf(leaf) => {
                ranks[leaf] = count;
                count += 1;
            }
            Item::Group(group) => open.extend(net.members[group].iter().rev()),
        }
    }
    let mut passing: Vec<usize> = (0..net.leaves.len()).filter(|leaf| net.leaves[*leaf].kind == Kind::Line).collect();
    passing.sort_by_key(|leaf| std::cmp::Reverse(net.leaves[*leaf].layer));
    for leaf in passing {
        ranks[leaf] = net.right[leaf].first().map_or(ranks[leaf], |link| ranks[net.links[*link].to]);
    }
    ranks
}

/// How a pass goes over the columns.
#[derive(Clone, Copy)]
struct Sweep {
    rightwards: bool,
    /// By the median of the linked places instead of their mean.
    median: bool,
}

/// One pass over the columns: the leaves of one group in one column change places by where their links come from.
fn sweep_columns(net: &mut Net, order: &mut Order, sweep: Sweep) {
    let layers = order.rows.len();
    let mut index_in_group = vec![0; net.leaves.len()];
    for members in &net.members {
        for (n, item) in members.iter().enumerate() {
            if let Item::Leaf(leaf) = item {
                index_in_group[*leaf] = n;
            }
        }
    }
    for step in 1..layers {
        let layer = if sweep.rightwards { step } else { layers - 1 - step };
        let mut by_group: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for leaf in &order.rows[layer] {
            by_group.entry(net.leaves[*leaf].parent).or_default().push(*leaf);
        }
        for (group, leaves) in by_group {
            let wish = |leaf: usize| wish(net, order, leaf, sweep);
            let mut wishing: Vec<(f32, usize)> = leaves.iter().filter_map(|leaf| wish(*leaf).map(|at| (at, *leaf))).collect();
            // Those without links on that side keep their places.
            let slots: Vec<(usize, usize)> = wishing.iter().map(|(_, leaf)| (order.place[*leaf], index_in_group[*leaf])).collect();
            wishing.sort_by(|a, b| a.0.total_cmp(&b.0));
            for ((_, leaf), (place, index)) in wishing.iter().zip(slots) {
                order.rows[layer][place] = *leaf;
                net.members[group][index] = Item::Leaf(*leaf);
                index_in_group[*leaf] = index;
            }
            order.renumber(layer);
        }
    }
}

fn wish(net: &Net, order: &Order, leaf: usize, sweep: Sweep) -> Option<f32> {
    let links = if sweep.rightwards { &net.left[leaf] } else { &net.right[leaf] };
    let mut places: Vec<f32> =
        links.iter().map(|link| net.far_end(*link, leaf)).map(|(far, share)| order.place[far] as f32 + share).collect();
    if places.is_empty() {
        return None;
    }
    if sweep.median {
        places.sort_by(f32::total_cmp);
        return Some(f32::midpoint(places[(places.len() - 1) / 2], places[places.len() / 2]));
    }
    Some(places.iter().sum::<f32>() / places.len() as f32)
}

/// Tries each member at all places among those it shares a column with, and leaves it at the best.
struct Sifting<'a> {
    net: &'a mut Net,
    order: &'a mut Order,
    /// The leaves of each group, by column from its first.
    leaves_of: Vec<Vec<Vec<usize>>>,
    spent: usize,
    budget: usize,
}

impl<'a> Sifting<'a> {
    fn new(net: &'a mut Net, order: &'a mut Order) -> Self {
        let mut leaves_of: Vec<Vec<Vec<usize>>> = net.group_layers.iter().map(|(first, last)| vec![Vec::new(); last - first + 1]).collect();
        for (leaf, at) in net.leaves.iter().enumerate() {
            let mut group = at.parent;
            while group != ROOT {
                leaves_of[group][at.layer - net.group_layers[group].0].push(leaf);
                group = net.group_parent[group];
            }
        }
        let budget = if net.members.len() > 1 { GROUPED_BUDGET } else { SIFTING_BUDGET };
        Self { net, order, leaves_of, spent: 0, budget }
    }

    fn run(mut self) {
        for _ in 0..SIFTING_ROUNDS {
            let mut improved = false;
            for group in 1..self.net.members.len() {
                improved |= self.sift_group(group);
            }
            for layer in 0..self.order.rows.len() {
                for leaf in self.order.rows[layer].clone() {
                    improved |= self.sift_leaf(leaf);
                }
            }
            if !improved || self.spent > self.budget {
                break;
            }
        }
    }

    /// How the crossings change when `item` steps over each of `others` in turn; returns the best number of steps.
    fn best_steps(&mut self, item: Item, others: impl Iterator<Item = Item>, forward: bool) -> (i64, usize) {
        let (mut sum, mut best) = (0_i64, (0_i64, 0));
        for (n, other) in others.enumerate() {
            let (before, after) =
                Pairs { net: self.net, order: self.order, leaves_of: &self.leaves_of }.crossings(item, other, &mut self.spent);
            sum += if forward { after - before } else { before - after };
            if sum < best.0 {
                best = (sum, n + 1);
            }
        }
        best
    }

    fn sift_leaf(&mut self, leaf: usize) -> bool {
        let (layer, group) = (self.net.leaves[leaf].layer, self.net.leaves[leaf].parent);
        if self.spent > self.budget || (self.net.left[leaf].is_empty() && self.net.right[leaf].is_empty()) {
            return false;
        }
        // The column's part of this group, as members.
        let mut row: Vec<Item> = self.order.rows[layer].iter().filter_map(|other| self.net.member_of(group, *other)).collect();
        row.dedup();
        let item = Item::Leaf(leaf);
        let Some(at) = row.iter().position(|other| *other == item) else { return false };
        self.settle(item, group, &row, at)
    }

    fn sift_group(&mut self, group: usize) -> bool {
        let (parent, (first, last)) = (self.net.group_parent[group], self.net.group_layers[group]);
        let shares = |item: &Item| {
            let (a, b) = match item {
                Item::Leaf(leaf) => (self.net.leaves[*leaf].layer, self.net.leaves[*leaf].layer),
                Item::Group(other) => self.net.group_layers[*other],
            };
            a <= last && b >= first
        };
        let row: Vec<Item> = self.net.members[parent].iter().copied().filter(shares).collect();
        let item = Item::Group(group);
        let Some(at) = row.iter().position(|other| *other == item) else { return false };
        self.settle(item, parent, &row, at)
    }

    /// Moves a member to its best place in `row`, if that is better than the one it has.
    fn settle(&mut self, item: Item, group: usize, row: &[Item], at: usize) -> bool {
        let down = self.best_steps(item, row[at + 1..].iter().copied(), true);
        let up = self.best_steps(item, row[..at].iter().rev().copied(), false);
        let (goal, below) = match (down, up) {
            (down, up) if down.0 < 0 && down.0 <= up.0 => (row[at + down.1], true),
            (_, up) if up.0 < 0 => (row[at - up.1], false),
            _ => return false,
        };
        let members = &mut self.net.members[group];
        members.retain(|other| *other != item);
        if let Some(place) = members.iter().position(|other| *other == goal) {
            members.insert(place + usize::from(below), item);
        }
        match item {
            Item::Leaf(leaf) => self.move_in_row(leaf, group, goal, below),
            Item::Group(_) => self.order.rebuild(self.net),
        }
        true
    }

    fn move_in_row(&mut self, leaf: usize, group: usize, goal: Item, below: bool) {
        let layer = self.net.leaves[leaf].layer;
        let row = &mut self.order.rows[layer];
        row.retain(|other| *other != leaf);
        let mut of_goal = (0..row.len()).filter(|n| self.net.member_of(group, row[*n]) == Some(goal));
        let place = if below { of_goal.next_back().map(|n| n + 1) } else { of_goal.next() };
        let place = place.unwrap_or(row.len());
        row.insert(place, leaf);
        self.order.renumber(layer);
    }
}
