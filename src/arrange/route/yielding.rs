//! Lines that run under the label of another give way: once the labels have their places, such lines are searched again, and
//! labels are cards to them.

use super::label::place_labels;
use super::measures::{CARD_MARGIN, STUB};
use super::path::pieces;
use super::request::{RouteCard, RouteRequest, RoutedLine};
use super::router::{Concerned, Router};
use super::scene::{Scene, piece_meets};
use super::spread::spread;
use crate::arrange::cells::Cells;
use crate::design::geometry::{Point, Rect};

/// The lines and labels as they were routed.
pub(super) struct Routed<'a> {
    pub(super) request: &'a RouteRequest,
    pub(super) scene: &'a Scene,
    pub(super) paths: Vec<Vec<Point>>,
    pub(super) labels: Vec<Option<Rect>>,
}

impl Routed<'_> {
    /// Lets those of the `moving` lines give way that run under labels, where that leaves fewer of them there.
    pub(super) fn give_way(&mut self, moving: &[bool], concerned: &Concerned) {
        let before = Self::under(&self.paths, &self.labels, concerned);
        let mut yielding: Vec<usize> = before.iter().copied().filter(|line| moving[*line]).collect();
        yielding.dedup();
        if yielding.is_empty() {
            return;
        }
        let mut again = vec![false; self.paths.len()];
        for line in &yielding {
            again[*line] = true;
        }
        let chips = self.labels.iter().enumerate().filter(|(line, _)| !again[*line]);
        let chips = chips.filter_map(|(line, label)| Some(RouteCard { id: u32::MAX - line as u32, rect: (*label)? }));
        let mut around = self.request.clone();
        around.cards.extend(chips);
        let obstacles = Scene::new(&around);
        let mut router = Router::new(&around, &obstacles);
        let stay = (0..self.paths.len()).filter(|line| !again[*line]);
        stay.for_each(|line| router.put(line, &self.paths[line], concerned.touches(&self.paths[line])));
        router.find_paths(&again, true);
        let (mut paths, near) = router.into_parts();
        spread(&obstacles, &around, &mut paths, &again, &near, &[]);
        let worse = yielding.into_iter().filter(|line| !self.is_as_good(&paths[*line], &self.paths[*line]));
        for line in worse.collect::<Vec<_>>() {
            (paths[line], again[line]) = (self.paths[line].clone(), false);
        }
        let lines = paths.iter().zip(&self.labels).zip(&self.request.lines);
        let known: Vec<RoutedLine> =
            lines.map(|((points, label), line)| RoutedLine { id: line.id, points: points.clone(), label: *label }).collect();
        let kept: Vec<Option<&RoutedLine>> = known.iter().zip(&again).map(|(line, again)| (!again).then_some(line)).collect();
        let labels = place_labels(self.scene, self.request, &paths, &kept, concerned);
        let found = |labels: &[Option<Rect>]| labels.iter().flatten().count();
        let better = Self::under(&paths, &labels, concerned).len() < before.len();
        if better && found(&labels) >= found(&self.labels) {
            (self.paths, self.labels) = (paths, labels);
        }
    }

    /// Whether a path keeps as far from cards as the one before, and leaves its ports as straight.
    fn is_as_good(&self, path: &[Point], before: &[Point]) -> bool {
        let close =
            |points: &[Point]| points.get(1..points.len().saturating_sub(1)).map_or(0, |inner| self.scene.hits(inner, CARD_MARGIN - 1.0));
        let stub = |pair: &[Point]| pair.first().zip(pair.last()).map_or(0.0, |(a, b)| a.distance(*b)).min(STUB);
        let ends = |points: &[Point]| [points.windows(2).next(), points.windows(2).last()].map(|pair| pair.map_or(0.0, stub));
        let straight = ends(path).iter().zip(ends(before)).all(|(now, before)| *now >= before - 0.1);
        path.len() >= 2 && straight && close(path) <= close(before) && self.scene.hits(path, 0.0) <= self.scene.hits(before, 0.0)
    }

    /// The lines under labels of others, each as often as that is so.
    fn under(paths: &[Vec<Point>], labels: &[Option<Rect>], concerned: &Concerned) -> Vec<usize> {
        let placed: Vec<(usize, Rect)> = labels.iter().enumerate().filter_map(|(line, label)| Some((line, (*label)?))).collect();
        let cells = Cells::new(placed.iter().map(|(_, label)| *label));
        let mut under = Vec::new();
        for (line, points) in paths.iter().enumerate().filter(|(_, points)| concerned.touches(points)) {
            for piece in pieces(points) {
                let covering = cells.touching(&piece).into_iter().filter(|(number, label)| {
                    placed.get(*number as usize).is_some_and(|(owner, _)| *owner != line) && piece_meets(&piece, &label.expanded(-0.3))
                });
                under.extend(covering.map(|_| line));
            }
        }
        under
    }
}
