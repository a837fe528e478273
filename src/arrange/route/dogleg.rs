//! The way out where no path was found in time: a few simple shapes, the one that meets the fewest cards.

use super::path::{length, tidied};
use super::scene::Scene;
use crate::design::geometry::{Point, Rect};

/// The plainest path between two ports: over the middle between them, or around both where the target lies behind.
pub(super) fn plain(from: [Point; 2], to: [Point; 2]) -> Vec<Point> {
    let (start, end) = (from[1], to[1]);
    let ahead = (end.x - start.x) * (start.x - from[0].x) >= 0.0 && (end.y - start.y) * (start.y - from[0].y) >= 0.0;
    let middle = Rect::from_points(start, end).center();
    let upright = (start.x - from[0].x).abs() < (start.y - from[0].y).abs();
    let between = if ahead == upright {
        [Point::new(start.x, middle.y), Point::new(end.x, middle.y)]
    } else {
        [Point::new(middle.x, start.y), Point::new(middle.x, end.y)]
    };
    tidied(&[from[0], start, between[0], between[1], end, to[0]])
}

/// A path between two ports that leaves and arrives by the given stubs.
pub(super) fn dogleg(scene: &Scene, from: [Point; 2], to: [Point; 2]) -> Vec<Point> {
    let (start, end) = (from[1], to[1]);
    let bounds = Rect::from_points(start, end);
    let middle = bounds.center();
    let around = 48.0;
    let by_x = |x: f32| [Point::new(x, start.y), Point::new(x, end.y)];
    let by_y = |y: f32| [Point::new(start.x, y), Point::new(end.x, y)];
    let shapes = [
        by_x(middle.x),
        by_x(start.x),
        by_x(end.x),
        by_y(middle.y),
        by_y(start.y),
        by_y(end.y),
        by_y(bounds.min.y - around),
        by_y(bounds.max.y + around),
    ];
    let mut best: Option<(usize, f32, Vec<Point>)> = None;
    for [a, b] in shapes {
        let points = tidied(&[from[0], start, a, b, end, to[0]]);
        let (hits, long) = (scene.hits(&points, 0.0), length(&points) + 40.0 * points.len() as f32);
        if best.as_ref().is_none_or(|(h, l, _)| (hits, long) < (*h, *l)) {
            best = Some((hits, long, points));
        }
    }
    best.map(|(_, _, points)| points).unwrap_or_default()
}
