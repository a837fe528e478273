//! What of a scene is seen far out, where groups are drawn in place of what is in them.

use super::scene::{LineItem, NodeItem, Scene};
use crate::design::NodeId;
use crate::design::geometry::Rect;

/// A line covers this much more than its course: room for a badge on both sides.
const ROOM: f32 = 24.0;

impl Scene {
    /// The cards in no group that reach into an area, by place.
    pub fn free_nodes_in(&self, area: &Rect) -> impl Iterator<Item = (usize, &NodeItem)> {
        self.places.free_cards_in(*area).filter_map(|place| Some((place, self.nodes.get(place)?)))
    }

    /// The lines that reach into an area, without those that run within one group or are shorter than `least`.
    pub fn far_lines_in(&self, area: &Rect, least: f32) -> impl Iterator<Item = &LineItem> {
        self.places.far_lines_in(*area, least + ROOM).filter_map(|place| self.lines.get(place)).map(std::sync::Arc::as_ref)
    }

    /// The cards of these nodes, which come in the order of their ids: a card is looked for near the one before.
    pub fn cards_of<'s, 'n>(&'s self, ids: impl Iterator<Item = &'n NodeId>) -> impl Iterator<Item = &'s NodeItem> {
        let mut rest = self.nodes.as_slice();
        ids.filter_map(move |id| {
            let mut reach = 1;
            while rest.get(reach).is_some_and(|card| card.id < *id) {
                reach *= 2;
            }
            let near = rest.get(..=reach).unwrap_or(rest);
            let place = near.partition_point(|card| card.id < *id);
            rest = rest.get(place..).unwrap_or_default();
            rest.first().filter(|card| card.id == *id)
        })
    }
}
