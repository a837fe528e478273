//! Which of two pieces in the same gutter goes left, so that the lines cross least.
//!
//! All pieces here are upright; horizontal ones are seen transposed.

use super::measures::LINE_GAP;
use crate::design::geometry::Point;

/// An upright piece of a path: from point `index` to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PieceRef {
    pub(super) line: usize,
    pub(super) index: usize,
}

/// How many turns two paths are followed side by side.
const DEPTH: usize = 12;
/// A piece wrongly placed lies on the other one: worse than a crossing.
const OVERLAP: i32 = 8;

/// Walks along a path: the piece under the feet and the direction through the points.
#[derive(Clone, Copy)]
struct Walk<'a> {
    points: &'a [Point],
    index: usize,
    forward: bool,
}

impl Walk<'_> {
    fn start(&self) -> Point {
        self.points[if self.forward { self.index } else { self.index + 1 }]
    }

    fn end(&self) -> Point {
        self.points[if self.forward { self.index + 1 } else { self.index }]
    }

    /// The step along the current piece, as a sign per coordinate.
    fn heading(&self) -> (f32, f32) {
        let (a, b) = (self.start(), self.end());
        (
            (b.x - a.x).signum() * f32::from(u8::from((b.x - a.x).abs() > 0.01)),
            (b.y - a.y).signum() * f32::from(u8::from((b.y - a.y).abs() > 0.01)),
        )
    }

    fn next(&self) -> Option<Self> {
        let index =
            if self.forward { self.index.checked_add(1).filter(|i| i + 1 < self.points.len())? } else { self.index.checked_sub(1)? };
        Some(Self { index, ..*self })
    }

    /// Whether the piece ends at a port or a fixed end, so that it cannot be moved aside.
    fn is_end(&self) -> bool {
        self.index == 0 || self.index + 2 == self.points.len()
    }

    /// 1 for a turn to the left of the walk (y downwards), -1 for one to the right.
    fn turn(&self) -> Option<(i32, Self)> {
        let next = self.next()?;
        let ((hx, hy), (nx, ny)) = (self.heading(), next.heading());
        // With y downwards, left of (0, -1) is (-1, 0).
        Some((if hy * nx - hx * ny > 0.0 { 1 } else { -1 }, next))
    }
}

/// Positive if `a` should be left of `b` in the walk's direction, negative if right.
fn preference(a: Walk<'_>, b: Walk<'_>, depth: usize) -> i32 {
    let (hx, hy) = a.heading();
    let along = |walk: &Walk<'_>| walk.end().x * hx + walk.end().y * hy;
    let (end_a, end_b) = (along(&a), along(&b));
    let (turn_a, turn_b) = (a.turn(), b.turn());
    let near = (end_a - end_b).abs() < LINE_GAP;
    let earlier = |weight: i32| {
        if end_a < end_b { weight * turn_a.map_or(0, |t| t.0) } else { -weight * turn_b.map_or(0, |t| t.0) }
    };
    if !near {
        return earlier(1);
    }
    match (turn_a, turn_b) {
        (Some((left_a, next_a)), Some((left_b, next_b))) if left_a == left_b => {
            if next_a.is_end() && next_b.is_end() && (end_a - end_b).abs() > 0.5 {
                earlier(1)
            } else if depth == 0 {
                0
            } else {
                preference(next_a, next_b, depth - 1)
            }
        }
        (Some((left, _)), _) => left * OVERLAP,
        (None, Some((left, _))) => -left * OVERLAP,
        (None, None) => 0,
    }
}

/// Positive if piece `a` should be left of piece `b` (have the smaller x), negative if right of it, by how much that matters.
pub(super) fn left_of(paths: &[Vec<Point>], a: PieceRef, b: PieceRef) -> i32 {
    let walk = |piece: PieceRef, up: bool| {
        let points = &paths[piece.line];
        let forward = (points[piece.index + 1].y < points[piece.index].y) == up;
        Walk { points, index: piece.index, forward }
    };
    // Walking up, left is the smaller x; walking down it is the larger.
    preference(walk(a, true), walk(b, true), DEPTH) - preference(walk(a, false), walk(b, false), DEPTH)
}
