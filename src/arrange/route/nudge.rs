//! Room for labels: where a label would stand beside its line because others run too close to it, those move aside.

use super::label::{place_labels, wished_places};
use super::measures::SPREAD_REACH;
use super::path::pieces;
use super::request::RoutedLine;
use super::router::Concerned;
use super::segments::Segments;
use super::spread::{Chip, spread};
use super::yielding::Routed;
use crate::design::geometry::{Point, Rect};

impl Routed<'_> {
    /// Lets the `moving` lines make room for labels, where that leaves fewer of them beside their own lines or upon others.
    pub(super) fn make_room(&mut self, moving: &[bool], concerned: &Concerned) {
        let mut near = Segments::new(self.paths.len());
        for (line, points) in self.paths.iter().enumerate().filter(|(_, points)| concerned.touches(points)) {
            near.set(line, points);
        }
        let amiss = |line: &usize| moving[*line] && self.request.lines[*line].label.is_some() && self.amiss(*line, &near) > 0;
        let wanting: Vec<usize> = (0..self.paths.len()).filter(amiss).collect();
        if wanting.is_empty() {
            return;
        }
        let wished = wished_places(self.scene, self.request, &self.paths, &self.labels, &wanting, moving, concerned);
        if wished.is_empty() {
            return;
        }
        let mut again = vec![false; self.paths.len()];
        let mut chips: Vec<Option<Chip>> =
            self.paths.iter().zip(&self.labels).map(|(path, label)| label.and_then(|label| chip(path, label))).collect();
        for (line, chip) in wished {
            let around = chip.rect.expanded(SPREAD_REACH / 2.0);
            near.touching(&around).filter(|(other, _)| moving[*other]).for_each(|(other, _)| again[other] = true);
            (again[line], chips[line]) = (true, Some(chip));
        }
        let mut paths = self.paths.clone();
        spread(self.scene, self.request, &mut paths, &again, &near, &chips);
        let lines = paths.iter().zip(&self.labels).zip(&self.request.lines);
        let known: Vec<RoutedLine> =
            lines.map(|((points, label), line)| RoutedLine { id: line.id, points: points.clone(), label: *label }).collect();
        let kept: Vec<Option<&RoutedLine>> = known.iter().zip(&again).map(|(line, again)| (!again).then_some(line)).collect();
        let labels = place_labels(self.scene, self.request, &paths, &kept, concerned);
        let concerned: Vec<usize> = (0..self.paths.len()).filter(|line| concerned.touches(&self.paths[*line])).collect();
        let count = |routed: &Self, near: &Segments| concerned.iter().map(|line| routed.amiss(*line, near)).sum::<usize>();
        let before = count(self, &near);
        let (old_paths, old_labels) = (std::mem::replace(&mut self.paths, paths), std::mem::replace(&mut self.labels, labels));
        again.iter().enumerate().filter(|(_, again)| **again).for_each(|(line, _)| near.set(line, &self.paths[line]));
        if count(self, &near) >= before {
            (self.paths, self.labels) = (old_paths, old_labels);
        }
    }

    /// What is amiss with a line's label: it has no place, stands beside the line, or others run under it.
    fn amiss(&self, line: usize, near: &Segments) -> usize {
        if self.request.lines[line].label.is_none() {
            return 0;
        }
        let Some(label) = self.labels[line] else { return 2 };
        let mut under: Vec<usize> = near.touching(&label.expanded(-0.3)).map(|(other, _)| other).filter(|other| *other != line).collect();
        under.sort_unstable();
        under.dedup();
        usize::from(chip(&self.paths[line], label).is_none()) + 2 * under.len()
    }
}

/// A label that stands on its line, with the piece it stands on.
fn chip(path: &[Point], label: Rect) -> Option<Chip> {
    let index = pieces(path).position(|piece| piece.expanded(0.1).contains(label.center()))?;
    Some(Chip { index, rect: label })
}
