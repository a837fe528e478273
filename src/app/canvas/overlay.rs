//! What lies in front of the canvas: the zoom control, the minimap, the way out of a group. What is fitted into the canvas
//! keeps off them where there is room.

use egui::{Rect, Vec2, pos2, vec2};

use super::minimap;

/// How far they keep from the edges of the canvas.
pub const EDGE: f32 = 14.0;
/// What the zoom control takes up.
pub const ZOOM_CONTROL: Vec2 = vec2(236.0, 38.0);
/// The canvas's least width for the whole control; a narrower one has what zooms.
pub const WHOLE_CONTROL: f32 = 270.0;
/// What the way out of a group takes up; names may be longer.
const BREADCRUMBS: Vec2 = vec2(420.0, 38.0);

/// Which of those that are not always there will be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overlays {
    /// The minimap: where less than everything is shown.
    pub minimap: bool,
    /// The way out of the group that was entered.
    pub breadcrumbs: bool,
}

impl Overlays {
    /// Where they lie on a canvas of this size, from its upper left corner.
    pub(super) fn places(self, size: Vec2) -> impl Iterator<Item = Rect> {
        let control = Rect::from_min_size(pos2(EDGE, size.y - EDGE - ZOOM_CONTROL.y), ZOOM_CONTROL);
        let map = Rect::from_min_size((size - minimap::SIZE - Vec2::splat(EDGE)).to_pos2(), minimap::SIZE);
        let crumbs = Rect::from_min_size(pos2(EDGE, EDGE), BREADCRUMBS);
        let map = (self.minimap && minimap::has_room(size.x)).then_some(map);
        [Some(control), map, self.breadcrumbs.then_some(crumbs)].into_iter().flatten()
    }
}
