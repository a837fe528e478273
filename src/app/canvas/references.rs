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
        for reference in scene.references.iter().filter(|one| self.joins([one.from, one.to].into_iter())) {
            let (Some(a), Some(b)) = (scene.nodes.get(reference.from), scene.nodes.get(reference.to)) else { continue };
            if !reference.area().is_some_and(|area| area.expanded(8.0).intersects(seen)) {
                continue;
            }
            let strong = [a, b].iter().any(|card| self.document.selection.contains(&hit::thing(card)));
            let near = focus.is_none_or(|focus| focus.holds(a) && focus.holds(b));
            (if near { brush } else { &far }).shapes(&[reference.shape(strong)], Point::default());
        }
        far.flush();
        brush.flush();
    }
}
