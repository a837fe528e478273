//! Equal distances: a card that is moved comes to rest where the gap to its neighbour is one that is there already.

use crate::design::geometry::{Point, Rect};

/// How close counts as equal.
const REACH: f32 = 5.0;
/// Gaps wider than this are no longer seen as a row.
const WIDEST: f32 = 400.0;

/// A gap that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Its one end.
    pub from: Point,
    /// Its other end.
    pub to: Point,
}

/// The smallest step along an axis that makes gaps equal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Equal {
    /// The step.
    pub(super) by: f32,
    /// Between which rectangles the gaps are, in order; none stands for what moves.
    gaps: [(Option<Rect>, Option<Rect>); 2],
    across: bool,
}

/// The step that makes the gaps left and right equal (or above and below, where `across` is false).
pub(super) fn equal(moved: &Rect, others: &[Rect], across: bool) -> Option<Equal> {
    let own = Span::of(moved, across);
    // What stands in the same row.
    let mut before: Option<(Span, Rect)> = None;
    let mut after: Option<(Span, Rect)> = None;
    for other in others {
        let span = Span::of(other, across);
        if !span.shares_row(&own) {
            continue;
        }
        if span.end <= own.start + REACH && before.is_none_or(|(nearest, _)| span.end > nearest.end) {
            before = Some((span, *other));
        } else if span.start >= own.end - REACH && after.is_none_or(|(nearest, _)| span.start < nearest.start) {
            after = Some((span, *other));
        }
    }
    let between = before.zip(after).map(|((left, left_rect), (right, right_rect))| {
        let by = f32::midpoint(left.end, right.start) - f32::midpoint(own.start, own.end);
        Equal { by, gaps: [(Some(left_rect), None), (None, Some(right_rect))], across }
    });
    let behind = before.and_then(|(near, near_rect)| {
        let (far, far_rect) = neighbour(&near, others, across, true)?;
        let by = near.end + (near.start - far.end) - own.start;
        Some(Equal { by, gaps: [(Some(far_rect), Some(near_rect)), (Some(near_rect), None)], across })
    });
    let ahead = after.and_then(|(near, near_rect)| {
        let (far, far_rect) = neighbour(&near, others, across, false)?;
        let by = near.start - (far.start - near.end) - own.end;
        Some(Equal { by, gaps: [(None, Some(near_rect)), (Some(near_rect), Some(far_rect))], across })
    });
    let found = [between, behind, ahead].into_iter().flatten().filter(|equal| equal.by.abs() <= REACH);
    found.min_by(|a, b| a.by.abs().total_cmp(&b.by.abs()))
}

/// The nearest rectangle before or after one in its row, a gap apart.
#[expect(clippy::fn_params_excessive_bools, reason = "an axis and a direction")]
fn neighbour(of: &Span, others: &[Rect], across: bool, before: bool) -> Option<(Span, Rect)> {
    let gap = |span: &Span| if before { of.start - span.end } else { span.start - of.end };
    let row = others.iter().map(|other| (Span::of(other, across), *other)).filter(|(span, _)| span.shares_row(of));
    let apart = row.filter(|(span, _)| gap(span) > 1.0 && gap(span) <= WIDEST);
    apart.min_by(|a, b| gap(&a.0).total_cmp(&gap(&b.0)))
}

impl Equal {
    /// The gaps, once what moves rests at a place.
    pub(super) fn shown(&self, rest: &Rect) -> impl Iterator<Item = Gap> {
        let across = self.across;
        self.gaps.into_iter().map(move |(one, other)| {
            let (one, other) = (one.unwrap_or(*rest), other.unwrap_or(*rest));
            let (a, b) = (Span::of(&one, across), Span::of(&other, across));
            let level = f32::midpoint(a.low.max(b.low), a.high.min(b.high));
            let at = |along: f32| if across { Point::new(along, level) } else { Point::new(level, along) };
            Gap { from: at(a.end), to: at(b.start) }
        })
    }
}

/// A rectangle along an axis, and across it.
#[derive(Clone, Copy)]
struct Span {
    start: f32,
    end: f32,
    low: f32,
    high: f32,
}

impl Span {
    fn of(rect: &Rect, across: bool) -> Self {
        let (min, max) = (rect.min, rect.max);
        if across {
            Self { start: min.x, end: max.x, low: min.y, high: max.y }
        } else {
            Self { start: min.y, end: max.y, low: min.x, high: max.x }
        }
    }

    fn shares_row(&self, other: &Self) -> bool {
        self.low < other.high && other.low < self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f32, y: f32) -> Rect {
        Rect { min: Point::new(x, y), max: Point::new(x + 100.0, y + 56.0) }
    }

    #[test]
    fn gaps_become_equal_behind_between_and_below() {
        let row = [at(0.0, 0.0), at(140.0, 4.0)];
        let behind = equal(&at(283.0, 0.0), &row, true).unwrap();
        assert_eq!(behind.by, -3.0, "40 and 40");
        let gaps: Vec<f32> = behind.shown(&at(280.0, 0.0)).map(|gap| gap.to.x - gap.from.x).collect();
        assert_eq!(gaps, [40.0, 40.0]);
        let between = equal(&at(148.0, 0.0), &[at(0.0, 0.0), at(300.0, 0.0)], true).unwrap();
        assert_eq!(between.by, 2.0);
        let ahead = equal(&at(-138.0, 0.0), &row, true).unwrap();
        assert_eq!(ahead.by, -2.0);
        let below = equal(&at(10.0, 150.0), &[at(0.0, 0.0), at(0.0, 76.0)], false).unwrap();
        assert_eq!(below.by, 2.0);
    }

    #[test]
    fn what_is_far_off_or_in_another_row_does_not_count() {
        assert_eq!(equal(&at(300.0, 0.0), &[at(0.0, 0.0), at(140.0, 0.0)], true), None, "20 off");
        assert_eq!(equal(&at(283.0, 0.0), &[at(0.0, 200.0), at(140.0, 200.0)], true), None);
        assert_eq!(equal(&at(283.0, 0.0), &[at(140.0, 0.0)], true), None, "no gap to be equal to");
    }
}
