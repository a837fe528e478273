//! Where the columns are: as wide as their widest card, with gutters for the lines, labels and borders between them.

use super::measures::{BESIDE_GROUP, COLUMN_GAP, LINE_TO_CARD, LINE_TO_LINE, PADDING, WIDE_COLUMN_GAP, ceil_to_grid};
use super::net::{Kind, Net};
use super::order::Order;
use super::tree::{ROOT, Tree};

/// Beside a label on a straight piece: the port, the arrow and a corner.
const BESIDE_LABEL: f32 = 56.0;

/// The left edge of each column.
pub(super) fn columns(tree: &Tree, net: &Net, order: &Order, heights: &[f32]) -> Vec<f32> {
    let mut at = 0.0;
    let mut columns = Vec::with_capacity(order.rows.len());
    for (layer, row) in order.rows.iter().enumerate() {
        columns.push(at);
        let cards = row.iter().filter_map(|leaf| tree.sizes.get(*leaf));
        let width = cards.map(|size| ceil_to_grid(size.width)).fold(0.0, f32::max);
        at += width + gutter(tree, net, order, heights, layer);
    }
    columns
}

/// The space behind a column.
fn gutter(tree: &Tree, net: &Net, order: &Order, heights: &[f32], layer: usize) -> f32 {
    let Some(following) = order.rows.get(layer + 1) else { return 0.0 };
    let borders = |row: &[usize], ends: &dyn Fn(usize) -> bool| {
        let count = |leaf: &usize| {
            let groups = std::iter::successors(Some(net.leaves[*leaf].parent), |group| Some(net.group_parent[*group]));
            groups.take_while(|group| *group != ROOT && ends(*group)).count()
        };
        let cards = row.iter().filter(|leaf| net.leaves[**leaf].kind == Kind::Card);
        cards.map(count).max().unwrap_or(0) as f32
    };
    let closing = borders(&order.rows[layer], &|group| net.group_layers[group].1 == layer);
    let opening = borders(following, &|group| net.group_layers[group].0 == layer + 1);
    let for_groups = if closing + opening > 0.0 { (closing + opening) * PADDING + BESIDE_GROUP } else { 0.0 };
    let for_lines = 4.0 * LINE_TO_CARD + LINE_TO_LINE * side_by_side(net, order, heights, layer);
    let labels = tree.edges.iter().filter(|edge| edge.label_width > 0.0 && net.leaves[edge.source].layer == layer);
    let for_labels =
        labels.filter(|edge| net.leaves[edge.target].layer == layer + 1).map(|edge| edge.label_width + BESIDE_LABEL).fold(0.0, f32::max);
    ceil_to_grid(COLUMN_GAP.max(for_groups).max(for_lines.max(for_labels).min(WIDE_COLUMN_GAP)))
}

/// How many lines turn in the gutter at the same height, at most.
fn side_by_side(net: &Net, order: &Order, heights: &[f32], layer: usize) -> f32 {
    let mut ends: Vec<(f32, i32)> = Vec::new();
    for link in order.rows[layer].iter().flat_map(|leaf| &net.right[*leaf]) {
        let link = &net.links[*link];
        let (a, b) = (heights[link.from] + link.ports.0, heights[link.to] + link.ports.1);
        if (a - b).abs() > 1.0 {
            ends.extend([(a.min(b), 1), (a.max(b), -1)]);
        }
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut now, mut most) = (0, 0);
    for (_, step) in ends {
        now += step;
        most = most.max(now);
    }
    most as f32
}
