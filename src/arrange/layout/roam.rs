//! Cards without groups around them move to where the straight ways to their neighbours cross least: any free place in their
//! column, now that the heights are known.
//!
//! What comes before exchanges cards for each other; in a picture without groups most columns are far from full, and a card that
//! goes into the open beside a bundle of lines saves more.

use super::measures::{CARD_GAP, ceil_to_grid, floor_to_grid, snap};
use super::net::Net;
use super::sight::Sight;

const ROUNDS: usize = 12;
/// In how many steps a card is tried from one end of a free place to the other.
const STEPS: usize = 4;
/// Comparisons of two lines, for each card.
const COMPARISONS: usize = 400_000;

/// Moves cards up or down in `sight` while fewer ways cross then, within the height of the picture; no card comes nearer to another
/// than cards stand in a column.
pub(super) fn roam(net: &Net, sight: &mut Sight) {
    let cards = sight.middle.len();
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); net.leaves[..cards].iter().map(|leaf| leaf.layer + 1).max().unwrap_or(0)];
    for card in 0..cards {
        columns[net.leaves[card].layer].push(card);
    }
    let half = |card: usize| net.leaves[card].height / 2.0;
    let edges = (0..cards).map(|card| (sight.middle[card] - half(card), sight.middle[card] + half(card)));
    let (top, bottom) = edges.fold((f32::INFINITY, f32::NEG_INFINITY), |whole, card| (whole.0.min(card.0), whole.1.max(card.1)));
    sight.budget = COMPARISONS * cards;
    for _ in 0..ROUNDS {
        let mut moved = false;
        for column in &mut columns {
            for card in column.clone() {
                column.sort_by(|a, b| sight.middle[*a].total_cmp(&sight.middle[*b]));
                let others = column.iter().copied().filter(|other| *other != card);
                let taken: Vec<(f32, f32)> =
                    others.map(|other| (sight.middle[other] - half(other), sight.middle[other] + half(other))).collect();
                moved |= sight.budget > 0 && find_place(sight, card, half(card), &free(&taken, top, bottom));
            }
        }
        if !moved {
            break;
        }
    }
}

/// The room between cards of a column, less the gap to them.
fn free(taken: &[(f32, f32)], top: f32, bottom: f32) -> Vec<(f32, f32)> {
    let above = std::iter::once(top).chain(taken.iter().map(|card| card.1 + CARD_GAP));
    let below = taken.iter().map(|card| card.0 - CARD_GAP).chain(std::iter::once(bottom));
    above.zip(below).collect()
}

/// Puts a card where its lines cross least and are shortest then; whether it moved.
fn find_place(sight: &mut Sight, card: usize, half: f32, free: &[(f32, f32)]) -> bool {
    let old = sight.middle[card];
    let crossing = sight.crossings_of(&[card]);
    let mut best = (crossing, f32::INFINITY, old);
    if crossing == 0 {
        return false;
    }
    let wish = sight.wish(card) - half;
    for (above, below) in free {
        let (first, last) = (ceil_to_grid(*above), floor_to_grid(below - 2.0 * half));
        if first > last {
            continue;
        }
        let steps = (0..=STEPS).map(|step| snap(first + (last - first) * step as f32 / STEPS as f32));
        for upper in steps.chain([snap(wish).clamp(first, last)]) {
            sight.put(card, upper + half);
            let crossings = sight.crossings_of(&[card]);
            if crossings < crossing {
                let better = (crossings, (upper - wish).abs(), upper + half);
                if (better.0, better.1) < (best.0, best.1) {
                    best = better;
                }
            }
        }
    }
    sight.put(card, best.2);
    best.0 < crossing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrange::layout::layers::Layers;
    use crate::arrange::layout::request::{LayoutEdge, LayoutNode};
    use crate::arrange::layout::tree::Tree;
    use crate::design::geometry::Size;

    #[test]
    fn a_card_leaves_a_bundle_for_the_open() {
        let nodes: Vec<LayoutNode> =
            (0..5).map(|id| LayoutNode { id, size: Size::new(196.0, 64.0), group: None, position: None, pinned: false }).collect();
        let edges: Vec<LayoutEdge> = [(0, 2), (1, 3)]
            .map(|(source, target)| LayoutEdge { source, target, source_port: None, target_port: None, label_width: 0.0 })
            .to_vec();
        let tree = Tree::new(&nodes.iter().collect::<Vec<_>>(), &[], &edges);
        let net = Net::new(&tree, &Layers::new(&tree));
        let mut sight = Sight::new(&tree, &net);
        // The two lines cross; a card without lines stands far below and makes the picture high.
        sight.place(&tree, &[0.0, 200.0, 200.0, 104.0, 600.0], &[0.0, 300.0, 600.0]);
        let before = sight.middle.clone();
        assert_eq!(sight.crossings(), 1);
        roam(&net, &mut sight);
        assert_eq!(sight.crossings(), 0);
        let moved: Vec<usize> = (0..5).filter(|card| sight.middle[*card] != before[*card]).collect();
        assert_eq!(moved.len(), 1, "one move is enough: {:?}", sight.middle);
        for column in [[0, 1], [2, 3]] {
            let apart = (sight.middle[column[0]] - sight.middle[column[1]]).abs();
            assert!(apart >= 64.0 + CARD_GAP, "{apart} apart in the column of {column:?}");
        }
    }
}
