//! What stands on the canvas: cards, groups and names, and the gutters between them.

use std::cell::OnceCell;

use super::measures::{GUTTER_REACH, OPEN_GUTTER, STUB};
use super::path::transposed;
use super::request::{LineEnd, RouteRequest, Side};
use crate::arrange::cells::Cells;
use crate::design::geometry::{Point, Rect};

/// The obstacles of a request, found by place.
pub(super) struct Scene {
    pub(super) cards: Cells,
    pub(super) groups: Cells,
    pub(super) titles: Cells,
    pub(super) notes: Cells,
    card_ids: Vec<u32>,
    // Found when first asked for: after a small change few are.
    card_gutters: Vec<OnceCell<Gutters>>,
    group_gutters: Vec<OnceCell<Gutters>>,
}

/// Where a line would run past a box, on its four sides: two x, two y.
#[derive(Clone, Copy, Default)]
pub(super) struct Gutters {
    pub(super) x: [f32; 2],
    pub(super) y: [f32; 2],
}

fn finite(rect: &Rect) -> bool {
    [rect.min.x, rect.min.y, rect.max.x, rect.max.y].iter().all(|v| v.is_finite())
}

impl Scene {
    /// Indexes the obstacles; what is not finite is left out.
    pub(super) fn new(request: &RouteRequest) -> Self {
        let cards: Vec<_> = request.cards.iter().filter(|card| finite(&card.rect)).collect();
        let groups = request.groups.iter().filter(|group| finite(&group.rect));
        let titles = request.groups.iter().filter_map(|group| group.title).filter(finite);
        let (card_cells, group_cells) = (Cells::new(cards.iter().map(|card| card.rect)), Cells::new(groups.map(|group| group.rect)));
        Self {
            card_gutters: vec![OnceCell::new(); card_cells.len()],
            group_gutters: vec![OnceCell::new(); group_cells.len()],
            cards: card_cells,
            groups: group_cells,
            titles: Cells::new(titles),
            notes: Cells::new(request.notes.iter().copied().filter(finite)),
            card_ids: cards.iter().map(|card| card.id).collect(),
        }
    }

    fn gutters(&self, rect: &Rect) -> Gutters {
        Gutters {
            x: [rect.min.x - self.half_gutter(rect, Side::Left), rect.max.x + self.half_gutter(rect, Side::Right)],
            y: [rect.min.y - self.half_gutter(rect, Side::Top), rect.max.y + self.half_gutter(rect, Side::Bottom)],
        }
    }

    /// Half the way from this side of a box to what faces it.
    fn half_gutter(&self, rect: &Rect, side: Side) -> f32 {
        let ahead = turned(rect, side);
        let strip = Rect { min: Point::new(ahead.max.x, ahead.min.y), max: ahead.max.offset(GUTTER_REACH, 0.0) };
        let area = turned_back(&strip, side);
        let facing = |found: Vec<(u32, Rect)>| {
            found
                .into_iter()
                .map(|(_, other)| turned(&other, side))
                .filter(|other| other.min.y < ahead.max.y && other.max.y > ahead.min.y)
                .filter_map(|other| {
                    if other.min.x >= ahead.max.x { Some(other.min.x) } else { (other.max.x > ahead.max.x + 1.0).then_some(other.max.x) }
                })
                .fold(f32::INFINITY, f32::min)
        };
        let gap = facing(self.cards.touching(&area)).min(facing(self.groups.touching(&area))) - ahead.max.x;
        if gap.is_finite() { gap / 2.0 } else { OPEN_GUTTER }
    }

    /// The gutters of the cards and groups that touch an area.
    pub(super) fn gutters_in(&self, area: &Rect) -> impl Iterator<Item = Gutters> + '_ {
        let known = |boxes: &[OnceCell<Gutters>], found: Vec<(u32, Rect)>| {
            let gutters = |(number, rect): (u32, Rect)| boxes.get(number as usize).map(|cell| *cell.get_or_init(|| self.gutters(&rect)));
            found.into_iter().filter_map(gutters).collect::<Vec<_>>()
        };
        let of_groups = known(&self.group_gutters, self.groups.touching(area));
        known(&self.card_gutters, self.cards.touching(area)).into_iter().chain(of_groups)
    }

    /// How far a line runs straight out of a port: less than the rule where another card stands close.
    pub(super) fn stub(&self, end: &LineEnd) -> f32 {
        let port = turned(&Rect::from_points(end.port, end.port), end.side).max.x;
        let is_own = |number: u32| self.card_ids.get(number as usize) == Some(&end.card);
        let here = self.cards.touching(&Rect::from_points(end.port, end.port));
        let inset =
            here.iter().filter(|(number, _)| is_own(*number)).map(|(_, rect)| turned(rect, end.side).max.x - port).fold(0.0, f32::max);
        let reach = Rect::from_points(end.out(inset + 0.5), end.out(inset + 2.0 * STUB));
        let ahead = self.cards.touching(&reach).into_iter().filter(|(number, _)| !is_own(*number));
        let gap = ahead.map(|(_, rect)| turned(&rect, end.side).min.x - port - inset).fold(f32::INFINITY, f32::min);
        if gap < 2.0 * STUB { inset + (gap / 2.0).max(1.0) } else { inset + STUB }
    }

    /// The notes that a line between these places keeps off and that touch an area.
    pub(super) fn foreign_notes(&self, area: &Rect, ends: [Point; 2]) -> impl Iterator<Item = Rect> {
        let notes = self.notes.touching(area).into_iter().map(|(_, note)| note);
        notes.filter(move |note| is_foreign(note, ends))
    }

    /// Whether a piece of a line between two cards runs through no other.
    pub(super) fn is_clear(&self, piece: &Rect, own: [u32; 2]) -> bool {
        let is_own = |number: u32| self.card_ids.get(number as usize).is_some_and(|id| own.contains(id));
        !self.cards.touching(piece).iter().any(|(number, card)| !is_own(*number) && piece_meets(piece, card))
    }

    /// How many cards the path runs through, each card counted once per piece; the margin is kept around them.
    pub(super) fn hits(&self, points: &[Point], margin: f32) -> usize {
        super::path::pieces(points)
            .map(|piece| {
                let near = piece.expanded(margin);
                self.cards.touching(&near).iter().filter(|(_, card)| piece_meets(&piece, &card.expanded(margin))).count()
            })
            .sum()
    }
}

/// Whether neither end of a line lies upon a note.
pub(super) fn is_foreign(note: &Rect, ends: [Point; 2]) -> bool {
    let near = note.expanded(STUB);
    !ends.iter().any(|end| near.contains(*end))
}

/// Whether a flat piece enters the inside of a rectangle.
pub(super) fn piece_meets(piece: &Rect, rect: &Rect) -> bool {
    let slack = 0.1;
    piece.min.x < rect.max.x - slack
        && piece.max.x > rect.min.x + slack
        && piece.min.y < rect.max.y - slack
        && piece.max.y > rect.min.y + slack
}

/// The picture turned so that `side` looks to the right.
pub(super) fn turned(rect: &Rect, side: Side) -> Rect {
    let mirrored = |r: &Rect| Rect { min: Point::new(-r.max.x, r.min.y), max: Point::new(-r.min.x, r.max.y) };
    match side {
        Side::Right => *rect,
        Side::Left => mirrored(rect),
        Side::Bottom => transposed(rect),
        Side::Top => mirrored(&transposed(rect)),
    }
}

fn turned_back(rect: &Rect, side: Side) -> Rect {
    match side {
        Side::Top => transposed(&turned(rect, Side::Left)),
        other => turned(rect, other),
    }
}
