//! Where the things of a scene lie, close together in memory: every frame asks what is in view, and the things themselves
//! are large.

use std::sync::OnceLock;

use super::scene::{LineItem, NodeItem};
use crate::design::geometry::{Point, Rect};

/// The places of a scene's cards and lines, by place in the scene.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Places {
    cards: Vec<Rect>,
    /// The cards with their ports and badges.
    areas: Vec<Rect>,
    lines: Vec<Rect>,
    /// The cards every line starts at and leads to.
    ends: Vec<[u32; 2]>,
    /// The lines with further ends.
    branching: Vec<u32>,
    /// Which lines are only sketched.
    sketched: Vec<bool>,
    /// The outermost group around every card.
    homes: Vec<u32>,
    around: Around,
}

/// The home of a card in no group.
const NO_HOME: u32 = u32::MAX;

/// The rectangle around everything, once it was asked for.
#[derive(Clone, Debug, Default)]
struct Around(OnceLock<Option<Rect>>);

impl PartialEq for Around {
    /// It follows from the rest.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Covers nothing.
const NOWHERE: Rect = Rect { min: Point { x: f32::INFINITY, y: f32::INFINITY }, max: Point { x: f32::NEG_INFINITY, y: f32::NEG_INFINITY } };

impl Places {
    /// The places of these cards, without any line.
    pub(super) fn of_cards(cards: &[NodeItem]) -> Self {
        Self {
            cards: cards.iter().map(|card| card.rect).collect(),
            areas: cards.iter().map(NodeItem::area).collect(),
            homes: cards.iter().map(|card| card.home.map_or(NO_HOME, |home| home as u32)).collect(),
            ..Self::default()
        }
    }

    /// Makes room for that many lines.
    pub(super) fn reserve_lines(&mut self, lines: usize) {
        self.lines.reserve(lines);
        self.ends.reserve(lines);
        self.sketched.reserve(lines);
    }

    /// Adds the next line; what it covers where that is known.
    pub(super) fn push_line(&mut self, line: &LineItem) {
        if !line.further.is_empty() {
            self.branching.push(self.lines.len() as u32);
        }
        self.around = Around::default();
        self.lines.push(line.area().unwrap_or(NOWHERE));
        self.ends.push([line.source as u32, line.target as u32]);
        self.sketched.push(line.sketched);
    }

    /// Takes over what a card covers.
    pub(super) fn put_card(&mut self, place: usize, card: &NodeItem) {
        if let (Some(rect), Some(area)) = (self.cards.get_mut(place), self.areas.get_mut(place)) {
            (*rect, *area) = (card.rect, card.area());
            self.around = Around::default();
        }
    }

    /// Takes over what a line covers.
    pub(super) fn put_line(&mut self, place: usize, line: &LineItem) {
        if let (Some(area), Some(sketched)) = (self.lines.get_mut(place), self.sketched.get_mut(place)) {
            (*area, *sketched) = (line.area().unwrap_or(NOWHERE), line.sketched);
            self.around = Around::default();
        }
    }

    /// Whether any line is only sketched.
    pub(super) fn is_sketched(&self) -> bool {
        self.sketched.contains(&true)
    }

    /// The cards that reach into an area, in their order.
    pub(super) fn cards_in(&self, area: Rect) -> impl Iterator<Item = usize> + '_ {
        within(&self.cards, area)
    }

    /// The lines that reach into an area, in their order.
    pub(super) fn lines_in(&self, area: Rect) -> impl DoubleEndedIterator<Item = usize> + '_ {
        within(&self.lines, area)
    }

    /// The lines with an end at one of these cards, in their order; `further` says which cards the further ends of a line
    /// lead to.
    pub(super) fn lines_at<'a>(&'a self, is_there: impl Fn(usize) -> bool + 'a, lines: &'a [std::sync::Arc<LineItem>]) -> Vec<usize> {
        let at_ends = self.ends.iter().enumerate().filter(|(_, ends)| ends.iter().any(|card| is_there(*card as usize)));
        let mut found: Vec<usize> = at_ends.map(|(line, _)| line).collect();
        let further = |line: usize| lines.get(line).is_some_and(|line| line.further.iter().any(|end| is_there(end.node)));
        let before = found.len();
        found.extend(self.branching.iter().map(|line| *line as usize).filter(|line| further(*line)));
        if found.len() > before {
            found.sort_unstable();
            found.dedup();
        }
        found
    }

    /// The cards in no group that reach into an area, in their order.
    pub(super) fn free_cards_in(&self, area: Rect) -> impl Iterator<Item = usize> + '_ {
        self.cards_in(area).filter(|card| self.homes.get(*card) == Some(&NO_HOME))
    }

    /// The lines that reach into an area, without those that run within one group or cover less than `least` in width and
    /// height.
    pub(super) fn far_lines_in(&self, area: Rect, least: f32) -> impl Iterator<Item = usize> + '_ {
        let home = |card: u32| self.homes.get(card as usize).copied().unwrap_or(NO_HOME);
        let is_far = move |[from, to]: [u32; 2]| home(from) != home(to) || home(from) == NO_HOME;
        let lines = self.lines.iter().zip(&self.ends).enumerate();
        let seen = lines.filter(move |(_, (covered, ends))| {
            covered.intersects(&area) && covered.width().max(covered.height()) >= least && is_far(**ends)
        });
        seen.map(|(line, _)| line)
    }

    /// The rectangle around all of it.
    pub(super) fn bounds(&self) -> Option<Rect> {
        *self.around.0.get_or_init(|| {
            let lines = self.lines.iter().filter(|area| area.min.x <= area.max.x);
            self.areas.iter().chain(lines).copied().reduce(|a, b| a.union(&b))
        })
    }
}

fn within(places: &[Rect], area: Rect) -> impl DoubleEndedIterator<Item = usize> + '_ {
    places.iter().enumerate().filter(move |(_, place)| place.intersects(&area)).map(|(number, _)| number)
}
