//! Counting crossings: of a whole picture, and of two neighbours in either order.

use super::net::Net;
use super::order::Order;
use super::tree::Item;

/// How many pairs of links cross.
pub(super) fn count_crossings(net: &Net, order: &Order) -> usize {
    let mut sum = 0;
    for row in &order.rows {
        let mut ends: Vec<(f32, f32)> = Vec::new();
        for leaf in row {
            for link in &net.right[*leaf] {
                let (far, share) = net.far_end(*link, *leaf);
                let own = net.far_end(*link, far).1;
                ends.push((order.place[*leaf] as f32 + own, order.place[far] as f32 + share));
            }
        }
        ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut right: Vec<f32> = ends.into_iter().map(|end| end.1).collect();
        sum += inversions(&mut right);
    }
    sum
}

/// Pairs in the wrong order; sorts the values on the way.
fn inversions(values: &mut [f32]) -> usize {
    let half = values.len() / 2;
    if half == 0 {
        return 0;
    }
    let mut sum = inversions(&mut values[..half]) + inversions(&mut values[half..]);
    let mut merged = Vec::with_capacity(values.len());
    let (mut a, mut b) = (0, half);
    while a < half || b < values.len() {
        if b == values.len() || (a < half && values[a] <= values[b]) {
            merged.push(values[a]);
            a += 1;
        } else {
            merged.push(values[b]);
            sum += half - a;
            b += 1;
        }
    }
    values.copy_from_slice(&merged);
    sum
}

/// Compares members of one group in both orders.
pub(super) struct Pairs<'a> {
    pub(super) net: &'a Net,
    pub(super) order: &'a Order,
    pub(super) leaves_of: &'a [Vec<Vec<usize>>],
}

impl Pairs<'_> {
    /// The crossings between the links of two members: the first above the second, and below it.
    pub(super) fn crossings(&self, a: Item, b: Item, spent: &mut usize) -> (i64, i64) {
        if let (Item::Leaf(a), Item::Leaf(b)) = (a, b) {
            return self.of_leaves(a, b, None, spent);
        }
        let ((a_first, a_last), (b_first, b_last)) = (self.layers(a), self.layers(b));
        let mut sum = (0, 0);
        for layer in a_first.max(b_first)..=a_last.min(b_last) {
            for &x in self.leaves(&a, layer) {
                for &y in self.leaves(&b, layer) {
                    let (before, after) = self.of_leaves(x, y, Some((a, b)), spent);
                    sum = (sum.0 + before, sum.1 + after);
                }
            }
        }
        sum
    }

    fn layers(&self, item: Item) -> (usize, usize) {
        match item {
            Item::Leaf(leaf) => (self.net.leaves[leaf].layer, self.net.leaves[leaf].layer),
            Item::Group(group) => self.net.group_layers[group],
        }
    }

    fn leaves<'b>(&'b self, item: &'b Item, layer: usize) -> &'b [usize] {
        match item {
            Item::Leaf(leaf) => std::slice::from_ref(leaf),
            Item::Group(group) => &self.leaves_of[*group][layer - self.net.group_layers[*group].0],
        }
    }

    /// Crossings between the links of two leaves of a column. Links that stay inside the two members never cross by their order.
    fn of_leaves(&self, x: usize, y: usize, inside: Option<(Item, Item)>, spent: &mut usize) -> (i64, i64) {
        let (mut before, mut after) = (0, 0);
        for (of_x, of_y) in [(&self.net.left[x], &self.net.left[y]), (&self.net.right[x], &self.net.right[y])] {
            *spent += of_x.len() * of_y.len() + 1;
            for link_x in of_x {
                let (far_x, share_x) = self.net.far_end(*link_x, x);
                let at_x = self.order.place[far_x] as f32 + share_x;
                for link_y in of_y {
                    let (far_y, share_y) = self.net.far_end(*link_y, y);
                    if inside.is_some_and(|(a, b)| self.belongs(far_x, a) && self.belongs(far_y, b)) {
                        continue;
                    }
                    let at_y = self.order.place[far_y] as f32 + share_y;
                    before += i64::from(at_x > at_y);
                    after += i64::from(at_x < at_y);
                }
            }
        }
        (before, after)
    }

    fn belongs(&self, leaf: usize, item: Item) -> bool {
        match item {
            Item::Leaf(other) => leaf == other,
            Item::Group(group) => {
                let mut at = self.net.leaves[leaf].parent;
                while at != group && at != super::tree::ROOT {
                    at = self.net.group_parent[at];
                }
                at == group
            }
        }
    }
}
