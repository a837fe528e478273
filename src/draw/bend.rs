//! Lines bent by hand: a straight piece, or a corner set before, that is pulled elsewhere.

use super::outline;
use super::routing::runs_through;
use super::scene::{LineItem, Scene};
use crate::design::geometry::Point;

/// Next to a port, so much of a line stays as it is.
const STUB: f32 = 16.0;
/// A corner set by hand lies on a piece that is no farther from it.
const ON: f32 = 1.0;

/// What of a line is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// The straight piece that starts at this corner.
    Piece(usize),
    /// A corner set by hand.
    Waypoint(usize),
}

/// What a bent line keeps off cards.
const CLEAR: f32 = 4.0;

impl Scene {
    /// Whether a line can run along these corners without going through a card.
    #[must_use]
    pub fn can_run(&self, line: &LineItem, points: &[Point]) -> bool {
        let own = [line.source, line.target];
        let around = outline::bounds(points).map(|bounds| bounds.expanded(2.0 * CLEAR));
        let mut near = around.into_iter().flat_map(|around| self.places.cards_in(around));
        near.all(|place| {
            let card = self.nodes[place].rect;
            // It starts and ends at the edge of its own cards.
            let rect = if own.contains(&place) { card.expanded(-1.0) } else { card.expanded(CLEAR) };
            !runs_through(points, &rect)
        })
    }
}

impl LineItem {
    /// Whether it can be bent: one that stands for several, or leads into a collapsed group, cannot.
    #[must_use]
    pub fn can_bend(&self) -> bool {
        self.others.is_empty() && !self.into_group && self.points.len() > 1
    }

    /// What of the line is at a point.
    #[must_use]
    pub fn grip(&self, at: Point, reach: f32) -> Option<Grip> {
        if let Some(waypoint) = self.waypoints.iter().position(|point| point.distance(at) <= reach) {
            return Some(Grip::Waypoint(waypoint));
        }
        let off = |piece: usize| self.points.get(piece..piece + 2).map_or(f32::INFINITY, |pair| outline::distance(pair, at));
        let nearest = (0..self.points.len().saturating_sub(1)).min_by(|a, b| off(*a).total_cmp(&off(*b)))?;
        let on_chip = self.chip.is_some_and(|chip| chip.contains(at));
        (off(nearest) <= reach || on_chip).then_some(Grip::Piece(nearest))
    }

    /// Whether a piece runs up or down.
    #[must_use]
    pub fn is_upright(&self, piece: usize) -> bool {
        self.ends_of(piece).is_some_and(|(from, to)| (from.x - to.x).abs() < (from.y - to.y).abs())
    }

    fn ends_of(&self, piece: usize) -> Option<(Point, Point)> {
        Some((*self.points.get(piece)?, *self.points.get(piece + 1)?))
    }

    /// The longest piece that runs up or down, or across; one between others where there is one.
    #[must_use]
    pub fn longest(&self, upright: bool) -> Option<usize> {
        let count = self.points.len().saturating_sub(1);
        let length = |piece: usize| self.ends_of(piece).map_or(0.0, |(from, to)| from.distance(to));
        let inner = |piece: &usize| *piece > 0 && *piece + 1 < count;
        let of = |pieces: &mut dyn Iterator<Item = usize>| {
            pieces.filter(|piece| self.is_upright(*piece) == upright).max_by(|a, b| length(*a).total_cmp(&length(*b)))
        };
        of(&mut (0..count).filter(inner)).or_else(|| of(&mut (0..count)))
    }

    /// Where a piece's level snaps to: that of the pieces beside it that run the same way.
    #[must_use]
    pub fn levels(&self, piece: usize) -> Vec<f32> {
        let upright = self.is_upright(piece);
        let beside = [piece.checked_sub(1), Some(piece + 2)];
        let corners = beside.into_iter().flatten().filter_map(|corner| self.points.get(corner));
        corners.map(|corner| if upright { corner.x } else { corner.y }).collect()
    }

    /// The corners set by hand once what was gripped is pulled to a point.
    #[must_use]
    pub fn bent(&self, grip: Grip, to: Point) -> Vec<Point> {
        match grip {
            Grip::Waypoint(waypoint) => {
                let mut waypoints = self.waypoints.clone();
                if let Some(point) = waypoints.get_mut(waypoint) {
                    *point = to.rounded();
                }
                waypoints
            }
            Grip::Piece(piece) => self.shifted(piece, to).unwrap_or_else(|| self.waypoints.clone()),
        }
    }

    /// The piece's two ends at the level of a point, among the corners before and after it.
    fn shifted(&self, piece: usize, to: Point) -> Option<Vec<Point>> {
        let (start, end) = self.pulled_ends(piece)?;
        let level = |at: Point| if self.is_upright(piece) { Point::new(to.x, at.y) } else { Point::new(at.x, to.y) };
        let on =
            |number: usize, point: &Point| self.points.get(number..number + 2).is_some_and(|pair| outline::distance(pair, *point) <= ON);
        let stays: Vec<&Point> = self.waypoints.iter().filter(|point| !on(piece, point)).collect();
        let (before, after): (Vec<&Point>, Vec<&Point>) = stays.into_iter().partition(|point| (0..piece).any(|number| on(number, point)));
        let own = [level(start).rounded(), level(end).rounded()];
        Some(before.into_iter().copied().chain(own).chain(after.into_iter().copied()).collect())
    }

    /// Where a piece starts and ends that is pulled: next to a port, the line leaves it first.
    fn pulled_ends(&self, piece: usize) -> Option<(Point, Point)> {
        let (from, to) = self.ends_of(piece)?;
        let length = from.distance(to).max(f32::EPSILON);
        let along = ((to.x - from.x) / length, (to.y - from.y) / length);
        let stub = STUB.min(length / 3.0);
        let start = if piece == 0 { from.offset(along.0 * stub, along.1 * stub) } else { from };
        let last = piece + 2 == self.points.len();
        let end = if last { to.offset(-along.0 * stub, -along.1 * stub) } else { to };
        Some((start, end))
    }

    /// The line's corners while what was gripped is pulled to a point.
    #[must_use]
    pub fn pulled(&self, grip: Grip, to: Point) -> Vec<Point> {
        let mut points = self.points.clone();
        match grip {
            Grip::Waypoint(waypoint) => {
                let Some(from) = self.waypoints.get(waypoint) else { return points };
                let near = points.iter().enumerate().min_by(|a, b| a.1.distance(*from).total_cmp(&b.1.distance(*from)));
                if let Some(corner) = near.map(|(corner, _)| corner).filter(|corner| *corner > 0 && corner + 1 < points.len()) {
                    points[corner] = to;
                }
            }
            Grip::Piece(piece) => {
                let Some((start, end)) = self.pulled_ends(piece) else { return points };
                let upright = self.is_upright(piece);
                let level = |at: Point| if upright { Point::new(to.x, at.y) } else { Point::new(at.x, to.y) };
                let before = points.iter().take(piece + usize::from(piece == 0)).copied();
                let jog_in = (piece == 0).then_some(start);
                let last = piece + 2 == points.len();
                let jog_out = last.then_some(end);
                let after = points.iter().skip(piece + 1 + usize::from(!last)).copied();
                points = before.chain(jog_in).chain([level(start), level(end)]).chain(jog_out).chain(after).collect();
            }
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::catalog::Graph;
    use crate::catalog::draft::Draft;
    use crate::design::Design;

    /// A line with a step in it: across, down, across.
    fn stepped() -> (Scene, Draft<'static>) {
        let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
        let queue = draft.add_node("queue", "Orders", Some(Point::new(0.0, 0.0))).unwrap();
        let worker = draft.add_node("function", "Worker", Some(Point::new(480.0, 200.0))).unwrap();
        draft.connect(&queue, None, &worker, None).unwrap();
        (Scene::new(&Graph::new(draft.design(), &REGISTRY)), draft)
    }

    #[test]
    fn a_pulled_piece_runs_where_it_was_let_go() {
        let (scene, mut draft) = stepped();
        let line = &scene.lines[0];
        assert_eq!(line.points.len(), 4, "{:?}", line.points);
        let Some(Grip::Piece(piece)) = line.grip(line.points[1].offset(0.0, 40.0), 6.0) else { panic!("no piece") };
        assert!(piece == 1 && line.is_upright(piece));
        let waypoints = line.bent(Grip::Piece(piece), Point::new(440.0, 80.0));
        assert_eq!(waypoints.len(), 2);
        draft.change_connection(&line.id, |c| c.waypoints.clone_from(&waypoints)).unwrap();
        let bent = Scene::new(&Graph::new(draft.design(), &REGISTRY));
        assert_eq!(bent.lines[0].points, line.pulled(Grip::Piece(piece), Point::new(440.0, 80.0)), "what was shown is what comes");
        assert!(bent.lines[0].points.iter().filter(|p| p.x == 440.0).count() == 2);
        let again = bent.lines[0].bent(Grip::Piece(1), Point::new(400.0, 0.0));
        assert_eq!(again.iter().map(|p| p.x).collect::<Vec<_>>(), [400.0, 400.0], "the corners move, no more are added");
    }

    #[test]
    fn a_piece_at_a_port_leaves_it_first() {
        let (scene, _) = stepped();
        let line = &scene.lines[0];
        let waypoints = line.bent(Grip::Piece(0), Point::new(0.0, 96.0));
        assert_eq!(waypoints.iter().map(|p| p.y).collect::<Vec<_>>(), [96.0, 96.0]);
        let shown = line.pulled(Grip::Piece(0), Point::new(0.0, 96.0));
        assert_eq!(shown[0], line.points[0]);
        assert_eq!(shown[1].y, line.points[0].y);
    }

    #[test]
    fn a_line_is_not_pulled_through_a_card() {
        let (_, mut draft) = stepped();
        draft.add_node("queue", "Between", Some(Point::new(240.0, 100.0))).unwrap();
        let scene = Scene::new(&Graph::new(draft.design(), &REGISTRY));
        let line = &scene.lines[0];
        let piece = line.longest(true).unwrap();
        let pulled = |x: f32| line.pulled(Grip::Piece(piece), Point::new(x, 0.0));
        assert!(!scene.can_run(line, &pulled(300.0)), "through the queue");
        assert!(scene.can_run(line, &pulled(216.0)) && scene.can_run(line, &pulled(440.0)));
    }

    #[test]
    fn the_longest_piece_between_others_is_what_keys_move() {
        let (scene, _) = stepped();
        assert_eq!(scene.lines[0].longest(true), Some(1));
        assert!(scene.lines[0].longest(false).is_some());
    }
}
