//! The layout of everything anew.

use super::columns::columns;
use super::heights::heights;
use super::layers::Layers;
use super::measures::{PADDING, TITLE_PADDING, snap};
use super::net::Net;
use super::order::order;
use super::request::{LayoutNode, LayoutRequest, LayoutResult};
use super::roam::roam;
use super::sight::Sight;
use super::tree::{Item, ROOT, Tree};
use super::untangle::untangle;
use crate::design::geometry::{Point, Rect};

/// Lays out all nodes, with the upper left corner where it was.
pub(super) fn whole(request: &LayoutRequest) -> LayoutResult {
    let old = request.nodes.iter().filter_map(LayoutNode::place).reduce(|a, b| Point::new(a.x.min(b.x), a.y.min(b.y)));
    let corner = old.map_or(Point::default(), |old| Point::new(snap(old.x), snap(old.y)));
    let nodes: Vec<&LayoutNode> = request.nodes.iter().collect();
    if nodes.is_empty() && request.groups.is_empty() {
        return LayoutResult::default();
    }
    let tree = Tree::new(&nodes, &request.groups, &request.edges);
    let layers = Layers::new(&tree);
    let mut net = Net::new(&tree, &layers);
    let mut order = order(&mut net);
    let pulled = untangle(&tree, &mut net, &mut order);
    let mut heights = heights(&net, &order, &pulled);
    let columns = columns(&tree, &net, &order, &heights);
    if request.groups.is_empty() {
        let mut sight = Sight::new(&tree, &net);
        sight.place(&tree, &heights, &columns);
        roam(&net, &mut sight);
        heights = tree.sizes.iter().zip(&sight.middle).map(|(size, middle)| middle - size.height / 2.0).collect();
    }
    let places = tree.sizes.iter().zip(&layers.of_leaf).zip(&heights);
    let leaves: Vec<Rect> = places.map(|((size, layer), y)| Rect::from_min_size(Point::new(columns[*layer], *y), *size)).collect();
    let groups = group_rects(&tree, &leaves);
    let bounds = leaves.iter().chain(&groups[1..]).copied().reduce(|a, b| a.union(&b)).unwrap_or_default();
    // Straight rows may stand between grid lines; the whole moves by grid steps only.
    let (dx, dy) = (snap(corner.x - bounds.min.x), snap(corner.y - bounds.min.y));
    LayoutResult {
        nodes: request.nodes.iter().zip(&leaves).map(|(node, rect)| (node.id, rect.min.offset(dx, dy))).collect(),
        groups: request.groups.iter().zip(&groups[1..]).map(|(group, rect)| (group.id, rect.translated(dx, dy))).collect(),
    }
}

/// The rectangles around the members of each group.
fn group_rects(tree: &Tree, leaves: &[Rect]) -> Vec<Rect> {
    let mut rects = vec![Rect::default(); tree.members.len()];
    for group in tree.inside_out() {
        let members = tree.members[group].iter().map(|item| match item {
            Item::Leaf(leaf) => leaves[*leaf],
            Item::Group(inner) => rects[*inner],
        });
        if let Some(inside) = members.reduce(|a, b| a.union(&b)).filter(|_| group != ROOT) {
            rects[group] = padded(&inside);
        }
    }
    rects
}

/// The rectangle of a group around its members.
pub(super) fn padded(inside: &Rect) -> Rect {
    Rect { min: inside.min.offset(-PADDING, -TITLE_PADDING), max: inside.max.offset(PADDING, PADDING) }
}
