//! Moves items of a scene while they are dragged: only what the move touches is routed again, and only with what is near.

use super::routing::{Manner, Part, Step, carry, route_part, runs_through};
use super::scene::{AT_ONCE, NodeItem, Scene};
use crate::design::geometry::{Point, Rect};

/// How far around the lines to be routed the router looks.
const SURROUNDINGS: f32 = 180.0;
/// Lines closer to a moved card than this are routed anew.
const CLEARANCE: f32 = 11.0;

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
        }
        let changed: Vec<usize> = (0..steps.len()).filter(|node| steps[*node] != Step::Still).collect();
        if changed.is_empty() {
            return;
        }
        let mut carried = Vec::new();
        for (number, line) in self.lines.iter_mut().enumerate() {
            let Step::Moved(dx, dy) = steps[line.source] else { continue };
            if steps[line.target] == steps[line.source] {
                // Corners set by hand come along.
                line.waypoints.iter_mut().for_each(|at| *at = at.offset(dx, dy));
            }
            if carry(line, &steps) {
                line.measure();
                carried.push(number as u32);
            }
        }
        let touched: Vec<usize> =
            self.touched(&steps, &changed).into_iter().filter(|line| carried.binary_search(&(*line as u32)).is_err()).collect();
        if let Some(area) = self.surroundings(&touched) {
            let manner = Manner { carried: &carried, dragged: true, at_once: Some(AT_ONCE) };
            route_part(self, &self.within(&area), &steps, &manner);
        }
    }

    /// The lines a move concerns.
    fn touched(&self, steps: &[Step], changed: &[usize]) -> Vec<usize> {
        let cards: Vec<Rect> = changed.iter().map(|node| self.nodes[*node].rect.expanded(CLEARANCE)).collect();
        let concerned = |number: &usize| {
            let line = &self.lines[*number];
            let ends = [line.source, line.target].into_iter().chain(line.further.iter().map(|end| end.node));
            ends.into_iter().any(|node| steps[node] != Step::Still)
                || line.area().is_some_and(|area| {
                    let near = cards.iter().filter(|card| card.intersects(&area));
                    near.into_iter().any(|card| {
                        let further = line.further.iter().any(|end| runs_through(&end.points, card));
                        further || runs_through(&line.points, card) || line.chip.is_some_and(|chip| chip.intersects(card))
                    })
                })
        };
        (0..self.lines.len()).filter(concerned).collect()
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
    fn within(&self, area: &Rect) -> Part {
        Part {
            nodes: (0..self.nodes.len()).filter(|n| self.nodes[*n].rect.intersects(area)).collect(),
            groups: (0..self.groups.len()).filter(|n| self.groups[*n].rect.intersects(area)).collect(),
            lines: (0..self.lines.len()).filter(|n| self.lines[*n].area().is_some_and(|line| line.intersects(area))).collect(),
        }
    }
}
