//! Which links are drawn straight: leaves joined by them keep their relative height and move as one.

use super::net::{Kind, Net};
use super::order::Order;
use super::tree::ROOT;

/// Leaves in rigid rows: each leaf is in one row, at a fixed height relative to the row.
pub(super) struct Rows {
    pub(super) row_of: Vec<usize>,
    pub(super) offset: Vec<f32>,
    pub(super) count: usize,
}

impl Rows {
    /// Every leaf by itself.
    pub(super) fn single(net: &Net) -> Self {
        let count = net.leaves.len();
        Self { row_of: (0..count).collect(), offset: vec![0.0; count], count }
    }

    /// As many straight links as fit without crossing each other or running through a group's border sideways, of those that are
    /// no further than `reach` from straight where the leaves are at `places`.
    pub(super) fn joined(net: &Net, order: &Order, places: &[f64], reach: f64) -> Self {
        let mut gaps: Vec<Gap> = (0..order.rows.len()).map(|layer| Gap::new(net, order, layer)).collect();
        let mut candidates: Vec<(usize, u32, usize)> =
            (0..net.links.len()).filter_map(|link| rank(net, order, link).map(|(class, off)| (class, off, link))).collect();
        candidates.retain(|(_, _, link)| {
            let link = &net.links[*link];
            (places[link.from] + f64::from(link.ports.0) - places[link.to] - f64::from(link.ports.1)).abs() <= reach
        });
        candidates.sort_unstable();
        let (mut to_right, mut to_left) = (vec![None; net.leaves.len()], vec![None; net.leaves.len()]);
        for (_, _, link) in candidates {
            let (from, to) = (net.links[link].from, net.links[link].to);
            let free = to_right[from].is_none() && to_left[to].is_none();
            if free && gaps[net.leaves[from].layer].admit(order.place[from], order.place[to]) {
                to_right[from] = Some(link);
                to_left[to] = Some(link);
            }
        }
        let mut rows = Self { row_of: vec![usize::MAX; net.leaves.len()], offset: vec![0.0; net.leaves.len()], count: 0 };
        for row in &order.rows {
            for &leaf in row {
                match to_left[leaf] {
                    None => {
                        rows.row_of[leaf] = rows.count;
                        rows.count += 1;
                    }
                    Some(link) => {
                        let link = &net.links[link];
                        rows.row_of[leaf] = rows.row_of[link.from];
                        rows.offset[leaf] = rows.offset[link.from] + link.ports.0 - link.ports.1;
                    }
                }
            }
        }
        rows
    }
}

/// How much a link should be straight: its class (0 first), then how far it is from the middle of its neighbours.
fn rank(net: &Net, order: &Order, number: usize) -> Option<(usize, u32)> {
    let link = &net.links[number];
    let (kind_a, kind_b) = (net.leaves[link.from].kind, net.leaves[link.to].kind);
    let class = match (kind_a, kind_b) {
        (Kind::Empty, _) | (_, Kind::Empty) => return None,
        (Kind::Line, Kind::Line) => 0,
        _ if link.backward => return None,
        // It leaves downwards, so that it cannot be straight.
        _ if kind_a == Kind::Card && link.ports.0 > net.leaves[link.from].height => return None,
        (Kind::Card, Kind::Card) => 1,
        _ => 2,
    };
    // Twice the distance from the middle link, on both sides.
    let off = |links: &[usize], far: fn(&Net, usize) -> usize| {
        let mut places: Vec<(usize, u32, usize)> =
            links.iter().map(|other| (order.place[far(net, *other)], net.links[*other].ports.0.to_bits(), *other)).collect();
        places.sort_unstable();
        let at = places.iter().position(|place| place.2 == number).unwrap_or(0);
        (2 * at).abs_diff(links.len() - 1)
    };
    let right = off(&net.right[link.from], |net, link| net.links[link].to);
    let left = off(&net.left[link.to], |net, link| net.links[link].from);
    let single = usize::from(net.right[link.from].len() + net.left[link.to].len() > 2);
    Some((class * 2 + single, (right + left) as u32))
}

/// The straight links accepted between two columns, sorted; the borders of groups that go on count as such.
struct Gap {
    straight: Vec<(f32, f32)>,
}

impl Gap {
    fn new(net: &Net, order: &Order, layer: usize) -> Self {
        let mut straight = Vec::new();
        if layer + 1 < order.rows.len() {
            for group in (1..net.group_layers.len()).filter(|g| net.group_layers[*g].0 <= layer && net.group_layers[*g].1 > layer) {
                let ends = |layer: usize| {
                    let inside = |leaf: &usize| {
                        let mut at = net.leaves[*leaf].parent;
                        while at != group && at != ROOT {
                            at = net.group_parent[at];
                        }
                        at == group
                    };
                    let first = order.rows[layer].iter().position(inside)?;
                    let last = order.rows[layer].iter().rposition(inside)?;
                    Some((first as f32 - 0.5, last as f32 + 0.5))
                };
                if let (Some(here), Some(there)) = (ends(layer), ends(layer + 1)) {
                    straight.extend([(here.0, there.0), (here.1, there.1)]);
                }
            }
        }
        straight.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self { straight }
    }

    /// Accepts a link unless it would cross one that was accepted.
    fn admit(&mut self, from: usize, to: usize) -> bool {
        let (from, to) = (from as f32, to as f32);
        let at = self.straight.partition_point(|pair| pair.0 < from);
        let fits = self.straight[..at].last().is_none_or(|pair| pair.1 < to) && self.straight.get(at).is_none_or(|pair| pair.1 > to);
        if fits {
            self.straight.insert(at, (from, to));
        }
        fits
    }
}
