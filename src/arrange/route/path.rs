//! A line's path as points, and what is done with paths.

use crate::design::geometry::{Point, Rect};

const SAME: f32 = 0.01;

/// The path without repeated points and without points in the middle of a straight piece.
pub(super) fn tidied(points: &[Point]) -> Vec<Point> {
    let mut tidy: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if tidy.last().is_some_and(|last| last.distance(point) < SAME) {
            continue;
        }
        if let [.., a, b] = tidy[..]
            && in_line(a, b, point)
        {
            tidy.pop();
            // Turning back on itself may leave the point before as the end.
            if a.distance(point) < SAME {
                continue;
            }
        }
        tidy.push(point);
    }
    tidy
}

fn in_line(a: Point, b: Point, c: Point) -> bool {
    ((a.x - b.x).abs() < SAME && (b.x - c.x).abs() < SAME) || ((a.y - b.y).abs() < SAME && (b.y - c.y).abs() < SAME)
}

/// The pieces of a path as flat rectangles.
pub(super) fn pieces(points: &[Point]) -> impl Iterator<Item = Rect> + '_ {
    points.windows(2).map(|pair| Rect::from_points(pair[0], pair[1]))
}

/// Whether the piece from `a` to `b` runs up and down.
pub(super) fn upright(a: Point, b: Point) -> bool {
    (a.x - b.x).abs() < SAME && (a.y - b.y).abs() >= SAME
}

/// The path's length along its pieces.
pub(super) fn length(points: &[Point]) -> f32 {
    points.windows(2).map(|pair| (pair[0].x - pair[1].x).abs() + (pair[0].y - pair[1].y).abs()).sum()
}

/// The path mirrored on the diagonal, so that its horizontal pieces become upright.
pub(super) fn transpose(points: &mut [Point]) {
    for point in points {
        *point = Point::new(point.y, point.x);
    }
}

/// The rectangle mirrored on the diagonal.
pub(super) fn transposed(rect: &Rect) -> Rect {
    Rect { min: Point::new(rect.min.y, rect.min.x), max: Point::new(rect.max.y, rect.max.x) }
}
