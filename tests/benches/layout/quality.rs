//! What a layout is measured by, whoever made it.

use stackdraft::design::geometry::{Point, Rect};

use crate::graphs::Sample;

/// The cards of a layout.
fn cards(sample: &Sample, corners: &[Point]) -> Vec<Rect> {
    sample.request.nodes.iter().zip(corners).map(|(node, at)| Rect::from_min_size(*at, node.size)).collect()
}

/// How many pairs of connections cross, drawn straight between the middles of their cards; two that share a card do not.
pub(crate) fn crossings(sample: &Sample, corners: &[Point]) -> usize {
    let middles: Vec<Point> = cards(sample, corners).iter().map(Rect::center).collect();
    let ends: Vec<(usize, usize)> = sample.request.edges.iter().map(|edge| (edge.source as usize, edge.target as usize)).collect();
    let turn = |a: Point, b: Point, c: Point| {
        let (ux, uy, vx, vy) = (f64::from(b.x - a.x), f64::from(b.y - a.y), f64::from(c.x - a.x), f64::from(c.y - a.y));
        ux * vy - uy * vx
    };
    let cross = |(a, b): (usize, usize), (c, d): (usize, usize)| {
        let (p, q, r, s) = (middles[a], middles[b], middles[c], middles[d]);
        a != c && a != d && b != c && b != d && turn(p, q, r) * turn(p, q, s) < 0.0 && turn(r, s, p) * turn(r, s, q) < 0.0
    };
    (0..ends.len()).map(|n| ends[n + 1..].iter().filter(|other| cross(ends[n], **other)).count()).sum()
}

/// How many pairs of cards overlap, and cards and groups that lie in each other without belonging there.
pub(crate) fn overlaps(sample: &Sample, corners: &[Point], frames: &[(u32, Rect)]) -> usize {
    let cards = cards(sample, corners);
    let parent = |id: u32| sample.request.groups.get(id as usize).and_then(|group| group.parent);
    let within = |group: Option<u32>, outer: u32| std::iter::successors(group, |id| parent(*id)).any(|id| id == outer);
    let of_cards = cards.iter().enumerate().map(|(n, rect)| cards[n + 1..].iter().filter(|other| other.intersects(rect)).count());
    let foreign = frames.iter().map(|(id, frame)| {
        let nodes = sample.request.nodes.iter().zip(&cards);
        nodes
            .filter(|(node, rect)| {
                within(node.group, *id) != frame.contains_rect(rect) || (!within(node.group, *id) && frame.intersects(rect))
            })
            .count()
    });
    let of_frames = frames.iter().enumerate().map(|(n, (id, frame))| {
        frames[n + 1..]
            .iter()
            .filter(|(other, rect)| frame.intersects(rect) && !within(Some(*id), *other) && !within(Some(*other), *id))
            .count()
    });
    of_cards.chain(foreign).chain(of_frames).sum()
}
