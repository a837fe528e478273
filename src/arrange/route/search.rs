//! The cheapest path over a grid: A* on crossing points and headings, with a bounded number of steps.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::grid::Grid;
use super::measures::BEND;
use super::request::Side;
use crate::design::geometry::Point;

const HEADINGS: [Side; 4] = [Side::Left, Side::Right, Side::Top, Side::Bottom];

/// Steps of one search before it is given up, and of a search that looks straight ahead.
const STEP_LIMIT: usize = 12_000;
const EAGER_LIMIT: usize = 60_000;
const EAGERNESS: f32 = 3.0;

/// One leg of a line: from a point in a heading to a point, arriving in a heading if one is asked for.
#[derive(Clone, Copy)]
pub(super) struct Leg {
    pub(super) from: Point,
    pub(super) heading: Option<Side>,
    pub(super) to: Point,
    pub(super) arriving: Option<Side>,
}

/// What the search reuses from line to line, so that a small search costs little.
#[derive(Default)]
pub(super) struct Search {
    costs: Vec<f32>,
    from: Vec<u32>,
    round: Vec<u32>,
    current: u32,
}

/// A found leg: what it costs, where it runs, how it arrives.
pub(super) struct Found {
    pub(super) cost: f32,
    pub(super) points: Vec<Point>,
    pub(super) heading: Side,
}

enum Outcome {
    Found(Found),
    Unreachable,
    GivenUp,
}

fn across(side: Side) -> bool {
    matches!(side, Side::Left | Side::Right)
}

/// Orders by the estimate of the whole; among equals the path that has come furthest is first.
fn key(whole: f32, so_far: f32) -> u64 {
    (u64::from(whole.to_bits()) << 32) | u64::from(!so_far.to_bits())
}

/// The corners that are certainly needed from a point in a heading.
fn corners(heading: usize, dx: f32, dy: f32, arriving: Option<Side>) -> f32 {
    let heading = HEADINGS[heading];
    let (ahead, aside) = match heading {
        Side::Left => (-dx, dy),
        Side::Right => (dx, dy),
        Side::Top => (-dy, dx),
        Side::Bottom => (dy, dx),
    };
    match arriving {
        Some(side) if across(side) != across(heading) => 1.0,
        Some(_) if aside != 0.0 || ahead < 0.0 => 2.0,
        None if aside != 0.0 => 1.0,
        _ => 0.0,
    }
}

impl Search {
    /// The cheapest path of one leg; where that takes too many steps to find, one that is found straight ahead.
    pub(super) fn run(&mut self, grid: &Grid, leg: &Leg) -> Option<Found> {
        match self.within(grid, leg, STEP_LIMIT, 1.0) {
            Outcome::Found(found) => Some(found),
            Outcome::Unreachable => None,
            Outcome::GivenUp => match self.within(grid, leg, EAGER_LIMIT, EAGERNESS) {
                Outcome::Found(found) => Some(found),
                Outcome::Unreachable | Outcome::GivenUp => None,
            },
        }
    }

    /// Prefers steps towards the goal the more, the larger `eagerness` is.
    fn within(&mut self, grid: &Grid, leg: &Leg, limit: usize, eagerness: f32) -> Outcome {
        let (Some(start), Some(goal)) = (grid.at(leg.from), grid.at(leg.to)) else { return Outcome::Unreachable };
        self.begin(grid.len() * 4);
        let width = grid.xs.len();
        let estimate = |x: usize, y: usize, heading: usize| {
            let (dx, dy) = (leg.to.x - grid.xs[x], leg.to.y - grid.ys[y]);
            eagerness * (dx.abs() + dy.abs()) + BEND * corners(heading, dx, dy, leg.arriving)
        };
        let mut open = BinaryHeap::new();
        for (number, side) in HEADINGS.iter().enumerate() {
            let cost = match leg.heading {
                Some(heading) if *side == heading.opposite() => continue,
                Some(heading) if *side != heading => BEND,
                _ => 0.0,
            };
            let state = ((start.1 * width + start.0) * 4 + number) as u32;
            self.improve(state, cost, u32::MAX);
            open.push(Reverse((key(cost + estimate(start.0, start.1, number), cost), state)));
        }
        for _ in 0..limit {
            let Some(Reverse((known, state))) = open.pop() else { return Outcome::Unreachable };
            let (number, place) = ((state % 4) as usize, (state / 4) as usize);
            let (x, y) = (place % width, place / width);
            let cost = self.costs[state as usize];
            if known > key(cost + estimate(x, y, number), cost) {
                continue;
            }
            if (x, y) == goal && leg.arriving.is_none_or(|side| side == HEADINGS[number]) {
                return Outcome::Found(Found { cost, points: self.trace(grid, state), heading: HEADINGS[number] });
            }
            let mut reach = |search: &mut Self, x: usize, y: usize, heading: usize, cost: f32| {
                let next = ((y * width + x) * 4 + heading) as u32;
                if cost.is_finite() && search.improve(next, cost, state) {
                    open.push(Reverse((key(cost + estimate(x, y, heading), cost), next)));
                }
            };
            for (turn, side) in HEADINGS.iter().enumerate() {
                // The start was given every heading it may have; turning twice on the spot would be turning back.
                if (x, y) != start && across(*side) != across(HEADINGS[number]) {
                    reach(self, x, y, turn, cost + BEND);
                }
            }
            match HEADINGS[number] {
                Side::Left if x > 0 => reach(self, x - 1, y, number, cost + grid.right_of(x - 1, y)),
                Side::Right if x + 1 < width => reach(self, x + 1, y, number, cost + grid.right_of(x, y)),
                Side::Top if y > 0 => reach(self, x, y - 1, number, cost + grid.below(x, y - 1)),
                Side::Bottom if y + 1 < grid.ys.len() => reach(self, x, y + 1, number, cost + grid.below(x, y)),
                _ => {}
            }
        }
        Outcome::GivenUp
    }

    fn begin(&mut self, states: usize) {
        if self.costs.len() < states {
            self.costs.resize(states, 0.0);
            self.from.resize(states, 0);
            self.round.resize(states, 0);
        }
        self.current += 1;
    }

    fn improve(&mut self, state: u32, cost: f32, from: u32) -> bool {
        let state = state as usize;
        if self.round[state] == self.current && self.costs[state] <= cost {
            return false;
        }
        self.round[state] = self.current;
        self.costs[state] = cost;
        self.from[state] = from;
        true
    }

    fn trace(&self, grid: &Grid, mut state: u32) -> Vec<Point> {
        let width = grid.xs.len();
        let mut points = Vec::new();
        while state != u32::MAX {
            let place = (state / 4) as usize;
            points.push(Point::new(grid.xs[place % width], grid.ys[place / width]));
            state = self.from[state as usize];
        }
        points.reverse();
        points
    }
}
