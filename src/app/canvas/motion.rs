//! Cards glide to their new places when a command moves them: only what is drawn does, for a moment. What the pointer and
//! the keyboard find is where it will be from the start.

use std::sync::Arc;

use egui::Context;

use crate::design::geometry::{Point, Rect};
use crate::draw::{GroupItem, NodeItem, NoteItem, Scene};

/// How long it takes, in seconds.
const DURATION: f64 = 0.15;

/// Cards on their way.
#[derive(Clone, Debug)]
pub struct Motion {
    from: Arc<Scene>,
    began: f64,
}

impl Motion {
    /// Cards leave where they stand now.
    pub fn begin(from: &Arc<Scene>, ctx: &Context) -> Self {
        Self { from: Arc::clone(from), began: ctx.input(|i| i.time) }
    }

    /// How much of the way is left, from one to zero, quick at first; none once they have come.
    pub fn left(&self, ctx: &Context) -> Option<f32> {
        let share = ((ctx.input(|i| i.time) - self.began) / DURATION) as f32;
        (share < 1.0).then(|| (1.0 - share.max(0.0)).powi(3))
    }

    /// How far a card is still off.
    pub(super) fn node(&self, item: &NodeItem, left: f32) -> Point {
        let was = self.from.node(&item.id).map(|place| self.from.nodes[place].rect);
        off(was, &item.rect, left)
    }

    /// How far a frame is still off.
    pub(super) fn group(&self, item: &GroupItem, left: f32) -> Point {
        off(self.from.groups.iter().find(|was| was.id == item.id).map(|was| was.rect), &item.rect, left)
    }

    /// How far a note is still off.
    pub(super) fn note(&self, item: &NoteItem, left: f32) -> Point {
        off(self.from.notes.iter().find(|was| was.id == item.id).map(|was| was.rect), &item.rect, left)
    }
}

fn off(was: Option<Rect>, is: &Rect, left: f32) -> Point {
    was.map_or_else(Point::default, |was| Point::new((was.min.x - is.min.x) * left, (was.min.y - is.min.y) * left))
}
