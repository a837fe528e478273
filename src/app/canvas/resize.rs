//! The view follows the canvas: where the window or a panel gives it another size, the eye finds things where they were.

use egui::{Rect, Ui, Vec2};

use super::overlay::Overlays;
use super::view::View;
use crate::design::geometry;

/// Where the canvas was when a view was last shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Site {
    /// The canvas.
    pub canvas: Rect,
    /// The size of the window around it.
    pub window: Vec2,
}

impl Site {
    /// Where the canvas is now.
    pub(super) fn now(ui: &Ui, canvas: Rect) -> Self {
        Self { canvas, window: ui.ctx().content_rect().size() }
    }
}

/// What is seen now of what was seen in `before`. A view that showed all of `bounds` still does. Else the middle stays in
/// the middle of a window of another size, and nothing moves where only a panel grew.
pub(super) fn followed(view: View, bounds: Option<&geometry::Rect>, (before, now): (&Site, &Site), overlays: Overlays) -> View {
    if let Some(bounds) = bounds
        && is_near(view, View::fitting(bounds, before.canvas.size(), overlays))
    {
        return View::fitting(bounds, now.canvas.size(), overlays);
    }
    if before.window == now.window {
        return view.panned(before.canvas.min - now.canvas.min);
    }
    let middle = view.canvas_from_screen(before.canvas.min, before.canvas.center());
    view.centered(middle, now.canvas.size())
}

/// Whether two views show the same, give or take the badges at its edge.
fn is_near(a: View, b: View) -> bool {
    (a.zoom / b.zoom - 1.0).abs() < 0.04 && a.origin.distance(b.origin) * b.zoom < 24.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::geometry::Point;
    use egui::{pos2, vec2};

    fn site(left: f32, right: f32, window: f32) -> Site {
        Site { canvas: Rect::from_min_max(pos2(left, 44.0), pos2(right, 700.0)), window: vec2(window, 760.0) }
    }

    #[test]
    fn what_showed_everything_shows_everything_again() {
        let bounds = geometry::Rect { min: Point::new(0.0, 0.0), max: Point::new(3000.0, 900.0) };
        let (before, now) = (site(232.0, 1000.0, 1300.0), site(232.0, 1800.0, 2100.0));
        let view = View::fitting(&bounds, before.canvas.size(), Overlays::default());
        let after = followed(view, Some(&bounds), (&before, &now), Overlays::default());
        assert_eq!(after, View::fitting(&bounds, now.canvas.size(), Overlays::default()));
        assert!(after.zoom > view.zoom);
    }

    #[test]
    fn the_middle_stays_in_the_middle_of_a_larger_window() {
        let view = View { origin: Point::new(120.0, -40.0), zoom: 1.5 };
        let (before, now) = (site(232.0, 1000.0, 1300.0), site(232.0, 1800.0, 2100.0));
        let after = followed(view, None, (&before, &now), Overlays::default());
        let middle = |view: View, site: Site| view.canvas_from_screen(site.canvas.min, site.canvas.center());
        assert!(middle(view, before).distance(middle(after, now)) < 0.01);
        assert_eq!(after.zoom, view.zoom);
    }

    #[test]
    fn nothing_moves_where_a_panel_closes() {
        let view = View { origin: Point::new(120.0, -40.0), zoom: 0.5 };
        let (before, now) = (site(232.0, 1000.0, 1300.0), site(0.0, 1000.0, 1300.0));
        let after = followed(view, None, (&before, &now), Overlays::default());
        let card = Point::new(400.0, 300.0);
        let moved = view.screen_from_canvas(before.canvas.min, card) - after.screen_from_canvas(now.canvas.min, card);
        assert!(moved.length() < 0.01, "{moved:?}");
    }
}
