//! Lines through points with rounded corners: as SVG, as short straight pieces, cut off before a port.

use std::f32::consts::FRAC_PI_2;
use std::fmt::Write;

use crate::design::geometry::{Point, Rect};

/// The radius of a line's corners.
pub const CORNER: f32 = 8.0;
/// The length of an arrow.
pub const ARROW: f32 = 7.0;
/// Half the width of an arrow.
pub const ARROW_HALF: f32 = 4.0;
/// Straight pieces in the arc of one corner.
const ARC_STEPS: usize = 5;

/// A corner cut short: where its arc starts, the corner itself, where the arc ends.
fn corners(points: &[Point], radius: f32) -> impl Iterator<Item = (Point, Point, Point)> {
    let last = points.len().saturating_sub(3);
    points.windows(3).enumerate().map(move |(number, three)| {
        let (before, corner, after) = (three[0], three[1], three[2]);
        // Two corners share the piece between them.
        let to = corner.distance(before) * if number == 0 { 1.0 } else { 0.5 };
        let from = corner.distance(after) * if number == last { 1.0 } else { 0.5 };
        let reach = radius.min(to).min(from);
        (towards(corner, before, reach), corner, towards(corner, after, reach))
    })
}

/// The point `by` units from `from` on the way to `to`.
fn towards(from: Point, to: Point, by: f32) -> Point {
    let whole = from.distance(to);
    if whole <= f32::EPSILON {
        return from;
    }
    Point::new(from.x + (to.x - from.x) * by / whole, from.y + (to.y - from.y) * by / whole)
}

/// The `d` of an SVG path.
#[must_use]
pub fn svg_path(points: &[Point], radius: f32) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let mut path = String::new();
    let n = super::svg::number;
    let _ = write!(path, "M{} {}", n(first.x), n(first.y));
    for (start, corner, end) in corners(points, radius) {
        let reach = corner.distance(start);
        let turn = (corner.x - start.x) * (end.y - corner.y) - (corner.y - start.y) * (end.x - corner.x);
        let sweep = u8::from(turn > 0.0);
        let _ = write!(path, "L{} {}A{r} {r} 0 0 {sweep} {} {}", n(start.x), n(start.y), n(end.x), n(end.y), r = n(reach));
    }
    let _ = write!(path, "L{} {}", n(last.x), n(last.y));
    path
}

/// The line as straight pieces short enough to look round; right angles become arcs.
#[must_use]
pub fn flattened(points: &[Point], radius: f32) -> Vec<Point> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let mut flat = vec![*first];
    for (start, corner, end) in corners(points, radius) {
        if corner.distance(start) < 0.5 {
            flat.push(corner);
            continue;
        }
        let middle = Point::new(start.x + end.x - corner.x, start.y + end.y - corner.y);
        flat.extend((0..=ARC_STEPS).map(|step| {
            let (sin, cos) = (FRAC_PI_2 * step as f32 / ARC_STEPS as f32).sin_cos();
            let (back, ahead) = ((start.x - middle.x, start.y - middle.y), (end.x - middle.x, end.y - middle.y));
            middle.offset(back.0 * cos + ahead.0 * sin, back.1 * cos + ahead.1 * sin)
        }));
    }
    flat.push(*last);
    flat
}

/// The line without the last `by` units, where its last piece is long enough.
#[must_use]
pub fn cut_short(points: &[Point], by: f32) -> Vec<Point> {
    let mut cut = points.to_vec();
    if let [.., before, last] = &mut cut[..] {
        let whole = before.distance(*last);
        *last = towards(*last, *before, by.min((whole - 1.0).max(0.0)));
    }
    cut
}

/// The three corners of the arrow at the end of a line, its tip first.
#[must_use]
pub fn arrow(points: &[Point]) -> Option<[Point; 3]> {
    let [.., before, tip] = points else { return None };
    let whole = before.distance(*tip);
    if whole <= f32::EPSILON {
        return None;
    }
    let (dx, dy) = ((tip.x - before.x) / whole, (tip.y - before.y) / whole);
    let back = tip.offset(-dx * ARROW, -dy * ARROW);
    Some([*tip, back.offset(-dy * ARROW_HALF, dx * ARROW_HALF), back.offset(dy * ARROW_HALF, -dx * ARROW_HALF)])
}

/// How long a line is along its rounded corners.
#[must_use]
pub fn length(points: &[Point], radius: f32) -> f32 {
    let straight: f32 = points.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    // A quarter of a circle instead of the two sides of its corner.
    let saved: f32 = corners(points, radius).map(|(start, corner, _)| corner.distance(start) * (2.0 - FRAC_PI_2)).sum();
    straight - saved
}

/// The rectangle around a line.
#[must_use]
pub fn bounds(points: &[Point]) -> Option<Rect> {
    points.iter().map(|p| Rect::from_points(*p, *p)).reduce(|a, b| a.union(&b))
}

/// The distance from a point to a line.
#[must_use]
pub fn distance(points: &[Point], to: Point) -> f32 {
    let pieces = points.windows(2).map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let whole = a.distance(b).max(f32::EPSILON);
        let along = ((to.x - a.x) * (b.x - a.x) + (to.y - a.y) * (b.y - a.y)) / whole;
        towards(a, b, along.clamp(0.0, whole)).distance(to)
    });
    pieces.fold(f32::INFINITY, f32::min)
}

/// The middle of the longest straight piece.
#[must_use]
pub fn middle(points: &[Point]) -> Option<Point> {
    let longest = points.windows(2).max_by(|a, b| a[0].distance(a[1]).total_cmp(&b[0].distance(b[1])))?;
    Some(Rect::from_points(longest[0], longest[1]).center())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: [Point; 4] = [Point::new(0.0, 0.0), Point::new(40.0, 0.0), Point::new(40.0, 30.0), Point::new(90.0, 30.0)];

    #[test]
    fn corners_are_arcs_of_their_radius() {
        assert_eq!(svg_path(&STEP, 8.0), "M0 0L32 0A8 8 0 0 1 40 8L40 22A8 8 0 0 0 48 30L90 30");
        let flat = flattened(&STEP, 8.0);
        let center = Point::new(32.0, 8.0);
        assert!(flat[1..7].iter().all(|p| (p.distance(center) - 8.0).abs() < 0.01), "{flat:?}");
        assert_eq!((flat[0], flat[flat.len() - 1]), (STEP[0], STEP[3]));
    }

    #[test]
    fn ends_and_distances() {
        assert_eq!(cut_short(&STEP, 5.0)[3], Point::new(85.0, 30.0));
        assert_eq!(arrow(&STEP).map(|a| a[0]), Some(STEP[3]));
        assert!((distance(&STEP, Point::new(45.0, 10.0)) - 5.0).abs() < 0.01);
        assert_eq!(middle(&STEP), Some(Point::new(65.0, 30.0)));
        assert!((length(&STEP, 8.0) - (120.0 - 2.0 * 8.0 * (2.0 - FRAC_PI_2))).abs() < 0.01);
        assert_eq!((arrow(&[]), svg_path(&[], 8.0)), (None, String::new()));
    }
}
