//! How far a piece of a line may be moved aside, and where in that room it wants to be.

use super::measures::{BORDER_MARGIN, CARD_MARGIN, NOTE_MARGIN, OPEN_GUTTER, SPREAD_REACH, STUB};
use super::path::transposed;
use super::request::RouteLine;
use super::scene::Scene;
use crate::design::geometry::{Point, Rect};

/// The places an upright piece may have, and the one it should have if it were alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    pub(super) low: f32,
    pub(super) high: f32,
    pub(super) wish: f32,
}

/// Wider rooms are not gutters: the piece stays near the place the search gave it.
const GUTTER: f32 = 150.0;
/// What a label needs beside itself on a horizontal piece: port or arrow on one side, a corner on the other.
const LABEL_ENDS: f32 = 34.0;

struct Limits {
    at: f32,
    low: f32,
    high: f32,
}

impl Limits {
    fn new(at: f32) -> Self {
        Self { at, low: at - SPREAD_REACH, high: at + SPREAD_REACH }
    }

    /// Something lies from `left` to `right`; the piece keeps `margin` from it, or what it has now.
    fn keep_off(&mut self, left: f32, right: f32, margin: f32) {
        if right <= self.at + 0.5 {
            self.low = self.low.max((right + margin).min(self.at));
        } else if left >= self.at - 0.5 {
            self.high = self.high.min((left - margin).max(self.at));
        } else {
            (self.low, self.high) = (self.at, self.at);
        }
    }
}

/// A piece of a line: from point `index` to the next one.
pub(super) struct Course<'a> {
    pub(super) points: &'a [Point],
    pub(super) index: usize,
    /// The path is given transposed, the scene is not.
    pub(super) turned: bool,
    /// More lines meet at the target than start at the source.
    pub(super) into_crowd: bool,
}

/// The room of one piece.
pub(super) fn room(scene: &Scene, line: &RouteLine, course: &Course<'_>) -> Room {
    let Course { points, index, turned, .. } = *course;
    let (a, b) = (points[index], points[index + 1]);
    let seen = |rect: Rect| if turned { transposed(&rect) } else { rect };
    let piece = Rect::from_points(a, b);
    let area = |margin: f32| {
        seen(Rect { min: piece.min.offset(-SPREAD_REACH - margin, -margin), max: piece.max.offset(SPREAD_REACH + margin, margin) })
    };
    let beside = |rect: &Rect, margin: f32| rect.min.y - margin < piece.max.y - 0.1 && rect.max.y + margin > piece.min.y + 0.1;

    let mut hard = Limits::new(a.x);
    for (_, card) in scene.cards.touching(&area(CARD_MARGIN)) {
        let card = seen(card);
        // A card the search could only pass closer than the rule still counts for as much as it was kept.
        if beside(&card, CARD_MARGIN) {
            hard.keep_off(card.min.x, card.max.x, CARD_MARGIN);
        }
    }
    stub_limits(&mut hard, points, index);

    let mut soft = Limits { ..hard };
    for (_, group) in scene.groups.touching(&area(BORDER_MARGIN)) {
        let group = seen(group);
        if beside(&group, 0.0) {
            soft.keep_off(group.min.x, group.min.x, BORDER_MARGIN);
            soft.keep_off(group.max.x, group.max.x, BORDER_MARGIN);
        }
    }
    for (_, title) in scene.titles.touching(&area(4.0)) {
        let title = seen(title);
        if beside(&title, 4.0) && (title.max.x <= a.x || title.min.x >= a.x) {
            soft.keep_off(title.min.x, title.max.x, 4.0);
        }
    }
    let ends = [line.source.port, line.target.port];
    for note in scene.foreign_notes(&area(NOTE_MARGIN), ends).map(seen) {
        if beside(&note, NOTE_MARGIN) && (note.max.x <= a.x || note.min.x >= a.x) {
            soft.keep_off(note.min.x, note.max.x, NOTE_MARGIN);
        }
    }
    let limits = if soft.low <= soft.high { soft } else { hard };
    let (low, high) = (limits.low.min(limits.high), limits.high.max(limits.low));
    Room { low, high, wish: wish(&limits, line, course).clamp(low, high) }
}

/// The first and the last corner stay a stub away from the port.
fn stub_limits(limits: &mut Limits, points: &[Point], index: usize) {
    let mut keep = |port: Point| {
        let stub = (limits.at - port.x).abs().min(STUB);
        if limits.at >= port.x {
            limits.low = limits.low.max(port.x + stub);
        } else {
            limits.high = limits.high.min(port.x - stub);
        }
    };
    if index == 1 {
        keep(points[0]);
    }
    if index + 3 == points.len() {
        keep(points[points.len() - 1]);
    }
}

fn wish(limits: &Limits, line: &RouteLine, course: &Course<'_>) -> f32 {
    let Course { points, index, turned, into_crowd } = *course;
    let (bound_left, bound_right) = (limits.low > limits.at - SPREAD_REACH, limits.high < limits.at + SPREAD_REACH);
    let width = limits.high - limits.low;
    let single = index == 1 && points.len() == 4;
    if let Some(label) = line.label
        && single
        && !turned
        && bound_left
        && bound_right
    {
        // Halfway there is no room for the label on either side, near one port there is on the other side.
        let (first, last) = (points[0].x, points[3].x);
        let whole = (last - first).abs();
        if whole / 2.0 < label.width + LABEL_ENDS && whole - STUB >= label.width + LABEL_ENDS {
            let stub = (last - first).signum() * STUB;
            return if into_crowd { last - stub } else { first + stub };
        }
    }
    match (bound_left, bound_right) {
        (true, true) if width <= GUTTER => f32::midpoint(limits.low, limits.high),
        (true, _) if limits.at < limits.low + OPEN_GUTTER - CARD_MARGIN => limits.low + OPEN_GUTTER - CARD_MARGIN,
        (_, true) if limits.at > limits.high - OPEN_GUTTER + CARD_MARGIN => limits.high - OPEN_GUTTER + CARD_MARGIN,
        _ => limits.at,
    }
}
