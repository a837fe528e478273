//! References that no line shows, as thin lines beneath the others.

use super::brush::Brush;
use super::focus::Focus;
use super::hit;
use super::paint::{Picture, STEP_BACK, detail};
use crate::design::geometry::{self, Point};
use crate::draw::{Detail, Scene};

impl Picture<'_> {
    /// The references in view; those of what is selected in the accent. Far out they would be a mat.
    pub(super) fn references(&self, scene: &Scene, seen: &geometry::Rect, focus: Option<&Focus>, brush: &Brush<'_>) {
        if scene.references.is_empty() || detail(self.view.zoom) == Detail::Dots {
            return;
        }
        let far = self.brush(STEP_BACK);
        for (from, to) in &scene.references {
            let (Some(a), Some(b)) = (scene.nodes.get(*from), scene.nodes.get(*to)) else { continue };
            if !a.rect.union(&b.rect).expanded(40.0).intersects(seen) {
                continue;
            }
            let strong = [a, b].iter().any(|card| self.document.selection.contains(&hit::thing(card)));
            let near = focus.is_none_or(|focus| focus.holds(a) && focus.holds(b));
            if let Some(shape) = scene.reference((*from, *to), strong) {
                (if near { brush } else { &far }).shapes(&[shape], Point::default());
            }
        }
        far.flush();
        brush.flush();
    }
}
