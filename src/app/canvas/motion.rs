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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::catalog::Graph;
    use crate::catalog::draft::Draft;
    use crate::design::Design;

    fn scene(script: &str) -> Arc<Scene> {
        let design = Design::new("shop");
        let mut draft = Draft::new(&design, &REGISTRY);
        crate::cli::script::run(script, &mut draft).unwrap_or_else(|fault| panic!("{}", fault.problem.message));
        Arc::new(Scene::new(&Graph::new(draft.design(), &REGISTRY)))
    }

    #[test]
    fn cards_are_where_they_were_at_first_and_have_come_after_150_ms() {
        let (before, after) = (scene("add queue Orders\nmove Orders 0 0"), scene("add queue Orders\nmove Orders 400 80"));
        let ctx = Context::default();
        let at = |ms: u32| {
            let input = egui::RawInput { time: Some(f64::from(ms) / 1000.0), ..egui::RawInput::default() };
            ctx.run_ui(input, |_| ()).textures_delta.clear();
        };
        at(5000);
        let motion = Motion::begin(&before, &ctx);
        let card = &after.nodes[0];
        let off = |motion: &Motion| motion.left(&ctx).map(|left| motion.node(card, left).x);
        assert_eq!(off(&motion), Some(before.nodes[0].rect.min.x - card.rect.min.x));
        let mut last = f32::MAX;
        for ms in [5020, 5060, 5100, 5140] {
            at(ms);
            let left = off(&motion).expect("on its way").abs();
            assert!(left < last && left > 0.0, "{ms}: {left}");
            last = left;
        }
        at(5151);
        assert_eq!(off(&motion), None, "it has come");
    }
}
