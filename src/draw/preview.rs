//! Moves items of a scene while they are dragged: lines are stretched, and where the pointer rests, what the move touches is
//! routed again, only with what is near.

use std::sync::Arc;

use super::outline;
use super::routing::{Manner, Part, Step, carried, carry_all, route_part, runs_through, sketch};
use super::scene::{LineItem, NodeItem, Scene};
use crate::arrange::Cells;
use crate::design::geometry::{Point, Rect};

/// How far around the lines to be routed the router looks.
const SURROUNDINGS: f32 = 180.0;
/// Lines closer to a moved card than this are routed anew.
const CLEARANCE: f32 = 11.0;
/// The most lines that are routed where a drag comes to rest.
const WHILE_DRAGGED: usize = 24;
/// A line that covers more than this waits for the end of the drag.
const LONG: f32 = 3000.0;
/// So few moved cards are looked at one by one.
const FEW: usize = 16;
/// A line that is stretched leaves its port at least so far.
const STUB: f32 = 12.0;

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
    /// Moves items while they are dragged: lines between them come along, those that lead elsewhere are stretched, or sketched
    /// where they would fold. How they should run, [`Scene::come_to_rest`] finds.
    pub fn drag(&mut self, moves: &Moves) {
        let steps = self.shift(moves);
        let moved = self.places.lines_at(|card| steps[card] != Step::Still, &self.lines);
        let (along, led): (Vec<usize>, Vec<usize>) = moved.into_iter().partition(|line| moves_along(&self.lines[*line], &steps));
        for &number in &along {
            // Corners set by hand come along.
            if let (Step::Moved(dx, dy), false) = (steps[self.lines[number].source], self.lines[number].waypoints.is_empty()) {
                Arc::make_mut(&mut self.lines[number]).waypoints.iter_mut().for_each(|at| *at = at.offset(dx, dy));
            }
        }
        carry_all(self, &steps, &along);
        self.drag_references(&steps);
        let open: Vec<usize> = led.into_iter().filter(|line| !self.stretch(*line, &steps)).collect();
        sketch(self, &open);
    }

    /// Runs the lines of dragged items as they should run, and those that the items were put upon, as far as that is quickly
    /// done.
    pub fn come_to_rest(&mut self, moves: &Moves) {
        let mut steps = vec![Step::Still; self.nodes.len()];
        moves.nodes.iter().for_each(|(node, _)| steps[*node] = Step::Moved(0.0, 0.0));
        let moved = self.places.lines_at(|card| steps[card] != Step::Still, &self.lines);
        let (open, along): (Vec<usize>, Vec<usize>) = moved.into_iter().partition(|line| self.lines[*line].sketched);
        let mut kept = carry_all(self, &steps, &along);
        let (long, mut touched): (Vec<usize>, Vec<usize>) =
            self.lines_upon(&steps).into_iter().chain(open).partition(|line| self.is_long(*line));
        touched.sort_unstable();
        touched.dedup();
        kept.extend(long.into_iter().map(|line| line as u32));
        kept.sort_unstable();
        kept.dedup();
        if touched.len() > WHILE_DRAGGED {
            return;
        }
        if let Some(area) = self.surroundings(&touched) {
            let manner = Manner { carried: &kept, relabelled: &[], notes: &[], dragged: true, at_once: Some(WHILE_DRAGGED) };
            route_part(self, &self.within(&area), &steps, &manner);
        }
    }

    /// Moves items, and leaves the lines where they are; what became of the cards.
    fn shift(&mut self, moves: &Moves) -> Vec<Step> {
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
        steps
    }

    /// Lets the first and the last piece of a line follow its cards, the others stay; not where it would fold.
    fn stretch(&mut self, number: usize, steps: &[Step]) -> bool {
        let line = &self.lines[number];
        let by = |card: usize| match steps[card] {
            Step::Still => Some((0.0, 0.0)),
            Step::Moved(dx, dy) => Some((dx, dy)),
            Step::Changed => None,
        };
        let (Some(from), Some(to), true) = (by(line.source), by(line.target), line.further.is_empty()) else { return false };
        let Some(points) = stretched(&line.points, from, to) else { return false };
        let off = |points: &[Point], chip: &Rect| outline::distance(points, chip.center());
        let chip = line.chip.filter(|chip| off(&points, chip) < off(&line.points, chip) + 0.5);
        self.change_line(number, |line| (line.points, line.chip, line.sketched) = (points, chip, true));
        true
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

    /// The lines that run over an area.
    pub(super) fn lines_over(&self, area: &Rect) -> Vec<usize> {
        let over = |number: &usize| {
            let line = &self.lines[*number];
            runs_through(&line.points, area) || line.further.iter().any(|end| runs_through(&end.points, area))
        };
        self.places.lines_in(*area).filter(over).collect()
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

/// Whether a line moves with both its cards and all its further ends.
fn moves_along(line: &LineItem, steps: &[Step]) -> bool {
    carried(line, steps) && line.further.iter().all(|end| steps[end.node] == steps[line.source])
}

/// The course of a line whose ends were moved: its first and last pieces follow them.
fn stretched(points: &[Point], from: (f32, f32), to: (f32, f32)) -> Option<Vec<Point>> {
    let mut points = points.to_vec();
    if points.len() < 4 {
        return None;
    }
    lead(&mut points, from)?;
    points.reverse();
    lead(&mut points, to)?;
    points.reverse();
    Some(points)
}

/// Moves the start of a line, and its first corner so far that the first piece keeps its direction.
fn lead(points: &mut [Point], (dx, dy): (f32, f32)) -> Option<()> {
    let [first, second, ..] = points else { return None };
    if (dx, dy) == (0.0, 0.0) {
        return Some(());
    }
    let before = (second.x - first.x, second.y - first.y);
    let (by, length, length_before) =
        if before.0.abs() > before.1.abs() { ((0.0, dy), before.0 - dx, before.0) } else { ((dx, 0.0), before.1 - dy, before.1) };
    (*first, *second) = (first.offset(dx, dy), second.offset(by.0, by.1));
    (length * length_before.signum() >= STUB).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(places: &[(f32, f32)]) -> Vec<Point> {
        places.iter().map(|(x, y)| Point::new(*x, *y)).collect()
    }

    #[test]
    fn a_stretched_line_follows_its_ends_in_right_angles_and_never_folds() {
        let line = points(&[(0.0, 0.0), (40.0, 0.0), (40.0, 90.0), (100.0, 90.0)]);
        let moved = points(&[(10.0, 5.0), (40.0, 5.0), (40.0, 80.0), (120.0, 80.0)]);
        assert_eq!(stretched(&line, (10.0, 5.0), (20.0, -10.0)), Some(moved));
        assert_eq!(stretched(&line, (35.0, 0.0), (0.0, 0.0)), None, "it would leave the port by five");
        assert_eq!(stretched(&line, (0.0, 0.0), (-55.0, 0.0)), None, "it would come to the port from behind");
        assert_eq!(stretched(&line[..3], (1.0, 0.0), (0.0, 0.0)), None, "its only corner belongs to both ends");
    }
}
