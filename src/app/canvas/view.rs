//! Which part of the canvas is seen: pan and zoom.

use egui::{Pos2, Rect, Vec2, vec2};

use super::overlay::Overlays;
use crate::design::geometry::{self, Point};

/// The smallest and the largest zoom.
pub const ZOOM: std::ops::RangeInclusive<f32> = 0.05..=4.0;
/// What is fitted keeps so far from what lies in front of the canvas.
const BESIDE: f32 = 8.0;
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

    /// Showing all of `bounds`, not larger than life, with some room around; beside what lies in front of the canvas, where
    /// that costs less than half of the size.
    #[must_use]
    pub fn fitting(bounds: &geometry::Rect, size: Vec2, overlays: Overlays) -> Self {
        const ENOUGH: f32 = 0.5;
        let canvas = Rect::from_min_size(Pos2::ZERO, size);
        let places: Vec<Rect> = overlays.places(size).collect();
        let whole = Self::within(bounds, canvas);
        let is_free = |view: &Self| {
            let shown = view.screen_rect(Pos2::ZERO, bounds);
            !places.iter().any(|place| place.expand(BESIDE).intersects(shown))
        };
        if is_free(&whole) {
            return whole;
        }
        // What is left of the canvas above, below or beside each of them.
        let mut parts = vec![canvas];
        for place in &places {
            let beside = |part: &Rect| {
                let (mut above, mut below, mut left, mut right) = (*part, *part, *part, *part);
                above.max.y = above.max.y.min(place.min.y);
                below.min.y = below.min.y.max(place.max.y);
                left.max.x = left.max.x.min(place.min.x);
                right.min.x = right.min.x.max(place.max.x);
                [above, below, left, right]
            };
            parts = parts.iter().flat_map(beside).filter(|part| part.width() > 0.0 && part.height() > 0.0).collect();
        }
        let views = parts.into_iter().map(|part| Self::within(bounds, part)).filter(is_free);
        let best = views.reduce(|best, view| if view.zoom > best.zoom { view } else { best });
        best.filter(|view| view.zoom >= ENOUGH * whole.zoom).unwrap_or(whole)
    }

    /// Showing all of `bounds` in a part of the screen, not larger than life, with some room around.
    fn within(bounds: &geometry::Rect, part: Rect) -> Self {
        const ROOM: f32 = 24.0;
        let room = (part.size() - vec2(2.0 * ROOM, 2.0 * ROOM)).max(vec2(40.0, 40.0));
        let zoom = (room.x / bounds.width().max(1.0)).min(room.y / bounds.height().max(1.0)).clamp(SMALLEST, 1.0);
        let middle = part.center() / zoom;
        Self { origin: bounds.center().offset(-middle.x, -middle.y), zoom }
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
        let view = View::fitting(&bounds, size, Overlays::default());
        let shown = view.canvas_rect(pos2(0.0, 0.0), Rect::from_min_size(pos2(0.0, 0.0), size));
        assert!(shown.contains_rect(&bounds));
        assert!(view.zoom <= 1.0);
    }

    #[test]
    fn what_is_fitted_keeps_off_what_lies_in_front() {
        for size in [vec2(1000.0, 600.0), vec2(640.0, 420.0), vec2(1500.0, 380.0), vec2(600.0, 900.0)] {
            for (width, height) in [(2000.0, 600.0), (600.0, 2000.0), (1400.0, 1000.0), (300.0, 80.0), (900.0, 900.0)] {
                let bounds = geometry::Rect { min: Point::new(-40.0, 70.0), max: Point::new(width - 40.0, height + 70.0) };
                for (minimap, breadcrumbs) in [(false, false), (true, false), (false, true), (true, true)] {
                    let overlays = Overlays { minimap, breadcrumbs };
                    let view = View::fitting(&bounds, size, overlays);
                    let shown = view.screen_rect(Pos2::ZERO, &bounds);
                    assert!(Rect::from_min_size(Pos2::ZERO, size).contains_rect(shown), "{size} {bounds:?}: {shown:?}");
                    let whole = View::within(&bounds, Rect::from_min_size(Pos2::ZERO, size));
                    let covered = overlays.places(size).any(|place| place.intersects(shown));
                    assert!(!covered || view == whole, "{size} {bounds:?} {overlays:?}: {shown:?} for nothing");
                    assert!(!covered || minimap && breadcrumbs, "{size} {bounds:?} {overlays:?}: {shown:?}");
                }
            }
        }
    }
}
