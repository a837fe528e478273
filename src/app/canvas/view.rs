//! Which part of the canvas is seen: pan and zoom.

use egui::{Pos2, Rect, Vec2, vec2};

use crate::design::geometry::{self, Point};

/// The smallest and the largest zoom.
pub const ZOOM: std::ops::RangeInclusive<f32> = 0.05..=4.0;
/// All of a very large design is shown smaller than that, down to this.
const SMALLEST: f32 = 0.002;

/// Pan and zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The canvas point in the upper left corner.
    pub origin: Point,
    /// Screen pixels per canvas unit.
    pub zoom: f32,
}

impl Default for View {
    fn default() -> Self {
        Self { origin: Point::new(0.0, 0.0), zoom: 1.0 }
    }
}

impl View {
    /// Where a canvas point is on a screen whose canvas begins at `corner`.
    pub fn screen_from_canvas(&self, corner: Pos2, point: Point) -> Pos2 {
        corner + vec2(point.x - self.origin.x, point.y - self.origin.y) * self.zoom
    }

    /// Which canvas point is at a place of the screen.
    pub fn canvas_from_screen(&self, corner: Pos2, at: Pos2) -> Point {
        let by = (at - corner) / self.zoom;
        self.origin.offset(by.x, by.y)
    }

    /// A canvas rectangle on the screen.
    pub fn screen_rect(&self, corner: Pos2, rect: &geometry::Rect) -> Rect {
        Rect::from_min_max(self.screen_from_canvas(corner, rect.min), self.screen_from_canvas(corner, rect.max))
    }

    /// The canvas rectangle a screen rectangle shows.
    pub fn canvas_rect(&self, corner: Pos2, rect: Rect) -> geometry::Rect {
        geometry::Rect { min: self.canvas_from_screen(corner, rect.min), max: self.canvas_from_screen(corner, rect.max) }
    }

    /// Moved by a distance on the screen.
    #[must_use]
    pub fn panned(self, by: Vec2) -> Self {
        Self { origin: self.origin.offset(-by.x / self.zoom, -by.y / self.zoom), ..self }
    }

    /// Zoomed by a factor; what is under the pointer (relative to the canvas' corner) stays where it is.
    #[must_use]
    pub fn zoomed(self, factor: f32, pointer: Vec2) -> Self {
        let zoom = (self.zoom * factor).clamp(ZOOM.start().min(self.zoom), *ZOOM.end());
        let (before, after) = (pointer / self.zoom, pointer / zoom);
        Self { origin: self.origin.offset(before.x - after.x, before.y - after.y), zoom }
    }

    /// Showing all of `bounds`, not larger than life, with some room around.
    #[must_use]
    pub fn fitting(bounds: &geometry::Rect, size: Vec2) -> Self {
        const ROOM: f32 = 24.0;
        let room = (size - vec2(2.0 * ROOM, 2.0 * ROOM)).max(vec2(40.0, 40.0));
        let zoom = (room.x / bounds.width().max(1.0)).min(room.y / bounds.height().max(1.0)).clamp(SMALLEST, 1.0);
        let center = bounds.center();
        Self { origin: center.offset(-size.x / 2.0 / zoom, -size.y / 2.0 / zoom), zoom }
    }

    /// With the middle of the screen at this point.
    #[must_use]
    pub fn centered(self, point: Point, size: Vec2) -> Self {
        Self { origin: point.offset(-size.x / 2.0 / self.zoom, -size.y / 2.0 / self.zoom), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let view = View { origin: Point::new(-30.0, 12.0), zoom: 0.8 };
        let corner = pos2(200.0, 44.0);
        let pointer = pos2(431.0, 300.0);
        let before = view.canvas_from_screen(corner, pointer);
        let after = view.zoomed(1.7, pointer - corner).canvas_from_screen(corner, pointer);
        assert!(before.distance(after) < 0.01, "{before:?} {after:?}");
        assert_eq!(view.zoomed(1000.0, Vec2::ZERO).zoom, 4.0);
    }

    #[test]
    fn fitting_shows_everything() {
        let bounds = geometry::Rect { min: Point::new(100.0, 100.0), max: Point::new(2100.0, 700.0) };
        let size = vec2(1000.0, 600.0);
        let view = View::fitting(&bounds, size);
        let shown = view.canvas_rect(pos2(0.0, 0.0), Rect::from_min_size(pos2(0.0, 0.0), size));
        assert!(shown.contains_rect(&bounds));
        assert!(view.zoom <= 1.0);
    }
}
