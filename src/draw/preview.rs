//! Moves items of a scene while they are dragged: only what the move touches is routed again, and only with what is near.

use std::sync::Arc;

use super::routing::{Manner, Part, Step, carried, carry_all, route_part, runs_through, sketch};
use super::scene::{LineItem, NodeItem, Scene};
use crate::arrange::Cells;
use crate::design::geometry::{Point, Rect};

/// How far around the lines to be routed the router looks.
const SURROUNDINGS: f32 = 180.0;
/// Lines closer to a moved card than this are routed anew.
const CLEARANCE: f32 = 11.0;
/// The most lines that are routed before the next picture of a drag.
const WHILE_DRAGGED: usize = 24;
/// A line that covers more than this waits for the end of the drag, or is only sketched until then.
const LONG: f32 = 3000.0;
/// So few moved cards are looked at one by one.
const FEW: usize = 16;

/// Where items of a scene go, by their place in it: upper left corners.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moves {
    /// Nodes.
    pub nodes: Vec<(usize, Point)>,
    /// Groups; what is inside moves only where it is listed too.
    pub groups: Vec<(usize, Point)>,
    /// Notes.
    pub notes: Vec<(usize, Point)>,
}

impl Scene {
    /// Moves items, and runs anew the lines that start or end at them or that they were put upon.
    pub fn place(&mut self, moves: &Moves) {
        for (group, at) in &moves.groups {
            self.groups[*group].rect = Rect::from_min_size(*at, self.groups[*group].rect.size());
        }
        for (note, at) in &moves.notes {
            self.notes[*note].rect = Rect::from_min_size(*at, self.notes[*note].rect.size());
        }
        let mut steps = vec![Step::Still; self.nodes.len()];
        for (node, at) in &moves.nodes {
            let item: &mut NodeItem = &mut self.nodes[*node];
            let rect = Rect::from_min_size(*at, item.rect.size());
            steps[*node] =
                if rect == item.rect { Step::Still } else { Step::Moved(rect.min.x - item.rect.min.x, rect.min.y - item.rect.min.y) };
            item.rect = rect;
            self.places.put_card(*node, item);
        }
        let moved = self.places.lines_at(|card| steps[card] != Step::Still, &self.lines);
        for &number in &moved {
            let line = &mut self.lines[number];
            // Corners set by hand come along.
            if let (Step::Moved(dx, dy), false) = (steps[line.source], line.waypoints.is_empty())
                && steps[line.target] == steps[line.source]
            {
                Arc::make_mut(line).waypoints.iter_mut().for_each(|at| *at = at.offset(dx, dy));
            }
        }
        let mut kept = carry_all(self, &steps, &moved);
        let (long, upon): (Vec<usize>, Vec<usize>) = self.lines_upon(&steps).into_iter().partition(|line| self.is_long(*line));
        let (far, near): (Vec<usize>, Vec<usize>) =
            moved.into_iter().filter(|line| kept.binary_search(&(*line as u32)).is_err()).partition(|line| self.is_long(*line));
        let mut touched = near;
        touched.extend(upon);
        touched.sort_unstable();
        touched.dedup();
        kept.extend(long.into_iter().filter(|line| far.binary_search(line).is_err()).map(|line| line as u32));
        if touched.len() > WHILE_DRAGGED {
            touched.extend(&far);
            touched.sort_unstable();
            touched.dedup();
            return sketch(self, &touched);
        }
        sketch(self, &far);
        kept.extend(far.iter().map(|line| *line as u32));
        if let Some(area) = self.surroundings(&touched) {
            let manner = Manner { carried: &kept, relabelled: &[], dragged: true, at_once: Some(WHILE_DRAGGED) };
            route_part(self, &self.within(&area), &steps, &manner);
        }
    }

    /// Whether a line covers so much that it is not routed in every picture of a drag.
    fn is_long(&self, number: usize) -> bool {
        let line = &self.lines[number];
        let ends = [line.source, line.target].map(|card| self.nodes[card].rect);
        let all = line.area().into_iter().chain(ends).reduce(|a, b| a.union(&b));
        all.is_some_and(|all| all.width() + all.height() > LONG)
    }

    /// The lines that changed cards came to lie upon.
    pub(super) fn lines_upon(&self, steps: &[Step]) -> Vec<usize> {
        let changed = (0..steps.len()).filter(|card| steps[*card] != Step::Still);
        let cards: Vec<Rect> = changed.map(|card| self.nodes[card].rect.expanded(CLEARANCE)).collect();
        let Some(all) = cards.iter().copied().reduce(|a, b| a.union(&b)) else { return Vec::new() };
        let is_under = |line: &LineItem, card: &Rect| {
            let further = line.further.iter().any(|end| runs_through(&end.points, card));
            further || runs_through(&line.points, card) || line.chip.is_some_and(|chip| chip.intersects(card))
        };
        let near = self.places.lines_in(all).filter(|number| !carried(&self.lines[*number], steps));
        let cells = (cards.len() > FEW).then(|| Cells::new(cards.iter().copied()));
        let is_upon = |number: &usize| {
            let line = &self.lines[*number];
            line.area().is_some_and(|area| match &cells {
                Some(cells) => cells.touching(&area).iter().any(|(_, card)| is_under(line, card)),
                None => cards.iter().any(|card| card.intersects(&area) && is_under(line, card)),
            })
        };
        near.filter(is_upon).collect()
    }

    fn surroundings(&self, lines: &[usize]) -> Option<Rect> {
        let lines = lines.iter().flat_map(|number| {
            let line = &self.lines[*number];
            let ends = [line.source, line.target].map(|node| self.nodes[node].rect);
            line.area().into_iter().chain(ends)
        });
        Some(lines.reduce(|a, b| a.union(&b))?.expanded(SURROUNDINGS))
    }

    /// What touches an area.
    pub(super) fn within(&self, area: &Rect) -> Part {
        Part {
            nodes: self.places.cards_in(*area).collect(),
            groups: (0..self.groups.len()).filter(|n| self.groups[*n].rect.intersects(area)).collect(),
            lines: self.places.lines_in(*area).collect(),
        }
    }
}
