//! Fewer crossings of the straight ways between cards: cards of one column and group, and groups above each other, change
//! places as long as that helps.
//!
//! The order before this counts where lines pass columns; it does not see lines that flow back, nor that a long line leaves the
//! places kept for it.

use std::collections::BTreeMap;

use super::heights::pulled;
use super::net::Net;
use super::order::{Order, order_lines};
use super::sight::Sight;
use super::tree::{Item, ROOT, Tree};

/// How much is tried.
struct Effort {
    /// How often the lines pull anew after the changes.
    passes: usize,
    /// Rounds over all neighbours in between.
    rounds: usize,
    /// How far apart cards that change places may be.
    reach: usize,
    /// Comparisons of two lines, for each card.
    comparisons: usize,
}

/// Moving whole groups does most; without groups there are only cards to move, and more of it pays.
const GROUPED: Effort = Effort { passes: 1, rounds: 4, reach: 3, comparisons: 15_000 };
const FLAT: Effort = Effort { passes: 2, rounds: 4, reach: 6, comparisons: 40_000 };

/// Lets neighbours change places while fewer ways cross then; where the upper edge of each leaf is pulled after that.
pub(super) fn untangle(tree: &Tree, net: &mut Net, order: &mut Order) -> Vec<f64> {
    let effort = if net.members.len() > 1 { GROUPED } else { FLAT };
    let mut places = pulled(net, order, None);
    let mut sight = Sight::new(tree, net);
    let cards = tree.sizes.len();
    let look = |sight: &mut Sight, places: &[f64]| {
        (0..cards).for_each(|card| sight.put(card, places[card] as f32 + tree.sizes[card].height / 2.0));
        sight.crossings()
    };
    let mut best = (look(&mut sight, &places), net.members.clone(), places.clone());
    sight.budget = effort.comparisons * cards;
    for _ in 0..effort.passes {
        if !change_places(net, order, &mut sight, &effort) {
            break;
        }
        order_lines(net, order);
        for (card, middle) in sight.middle.iter().enumerate() {
            places[card] = f64::from(middle - tree.sizes[card].height / 2.0);
        }
        places = pulled(net, order, Some(&places));
        let crossings = look(&mut sight, &places);
        if crossings >= best.0 {
            break;
        }
        best = (crossings, net.members.clone(), places.clone());
    }
    net.members = best.1;
    order.rebuild(net);
    best.2
}

/// Rounds over all neighbours, until nothing gets better; whether anything did.
fn change_places(net: &mut Net, order: &mut Order, sight: &mut Sight, effort: &Effort) -> bool {
    let inside = cards_inside(net, sight.middle.len());
    let mut changed = false;
    for _ in 0..effort.rounds {
        let mut better = false;
        for parent in 0..net.members.len() {
            for upper in 0..net.members[parent].len() {
                better |= change_groups(net, sight, &inside, parent, upper);
            }
        }
        if better {
            order.rebuild(net);
        }
        for layer in 0..order.rows.len() {
            better |= change_cards(net, order, sight, layer, effort.reach);
        }
        changed |= better;
        if !better {
            break;
        }
    }
    changed
}

/// The cards of each group, those of groups in it among them.
fn cards_inside(net: &Net, cards: usize) -> Vec<Vec<usize>> {
    let mut inside = vec![Vec::new(); net.members.len()];
    for card in 0..cards {
        let mut group = net.leaves[card].parent;
        while group != ROOT {
            inside[group].push(card);
            group = net.group_parent[group];
        }
    }
    inside
}

/// Puts a group below the next one that shares columns with it, if that is better.
fn change_groups(net: &mut Net, sight: &mut Sight, inside: &[Vec<usize>], parent: usize, at: usize) -> bool {
    let Item::Group(upper) = net.members[parent][at] else { return false };
    let (first, last) = net.group_layers[upper];
    let following = net.members[parent].iter().enumerate().skip(at + 1).find_map(|(place, item)| match item {
        Item::Group(other) if net.group_layers[*other].0 <= last && net.group_layers[*other].1 >= first => Some((place, *other)),
        _ => None,
    });
    let Some((place, lower)) = following else { return false };
    let span = |sight: &Sight, group: usize| {
        let edges = inside[group].iter().map(|card| (sight.middle[*card], net.leaves[*card].height / 2.0));
        edges.fold((f32::INFINITY, f32::NEG_INFINITY), |(top, bottom), (middle, half)| (top.min(middle - half), bottom.max(middle + half)))
    };
    let (above, below) = (span(sight, upper), span(sight, lower));
    // The upper edge of the upper and the lower edge of the lower one stay.
    let (down, up) = (below.1 - above.1, below.0 - above.0);
    if down <= 0.0 || up <= 0.0 {
        return false;
    }
    let both: Vec<usize> = inside[upper].iter().chain(&inside[lower]).copied().collect();
    let old: Vec<f32> = both.iter().map(|card| sight.middle[*card]).collect();
    let before = sight.crossings_of(&both);
    for (n, card) in both.iter().enumerate() {
        sight.put(*card, if n < inside[upper].len() { old[n] + down } else { old[n] - up });
    }
    if sight.crossings_of(&both) >= before {
        both.iter().zip(old).for_each(|(card, middle)| sight.put(*card, middle));
        return false;
    }
    let members = &mut net.members[parent];
    members.remove(place);
    members.insert(at, Item::Group(lower));
    true
}

/// Exchanges cards of a column that are in the same group, where that is better.
fn change_cards(net: &mut Net, order: &mut Order, sight: &mut Sight, layer: usize, reach: usize) -> bool {
    let mut by_group: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for leaf in order.rows[layer].iter().filter(|leaf| **leaf < sight.middle.len()) {
        by_group.entry(net.leaves[*leaf].parent).or_default().push(*leaf);
    }
    let mut better = false;
    for (group, mut row) in by_group {
        for upper in 0..row.len() {
            for lower in upper + 1..row.len().min(upper + 1 + reach) {
                let (a, b) = (row[upper], row[lower]);
                if sight.budget > 0 && exchanges(net, sight, a, b) {
                    better = true;
                    row.swap(upper, lower);
                    order.rows[layer].swap(order.place[a], order.place[b]);
                    order.place.swap(a, b);
                    let at = |leaf: usize| net.members[group].iter().position(|item| *item == Item::Leaf(leaf));
                    if let (Some(at_a), Some(at_b)) = (at(a), at(b)) {
                        net.members[group].swap(at_a, at_b);
                    }
                }
            }
        }
    }
    better
}

/// Exchanges two cards in sight if fewer ways cross then.
fn exchanges(net: &Net, sight: &mut Sight, a: usize, b: usize) -> bool {
    if !sight.is_linked(a) && !sight.is_linked(b) {
        return false;
    }
    let before = sight.crossings_of(&[a, b]);
    if before == 0 {
        return false;
    }
    let (at_a, at_b) = (sight.middle[a], sight.middle[b]);
    // The upper edge of the upper and the lower edge of the lower one stay.
    let more = (net.leaves[a].height - net.leaves[b].height) / 2.0;
    sight.put(a, at_b - more);
    sight.put(b, at_a - more);
    if sight.crossings_of(&[a, b]) < before {
        return true;
    }
    sight.put(a, at_a);
    sight.put(b, at_b);
    false
}
