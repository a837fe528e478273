//! The sparse grid one line is searched on: only the places where somebody would draw, each step with its cost.

use super::measures::{
    BORDER, BORDER_MARGIN, CROSSING, FOREIGN_BORDER, FOREIGN_GROUND, FULL, HUGGING, NOTE_MARGIN, ON_BORDER, ON_FULL, ON_LINE, ON_NOTE,
    ON_TITLE, PASSING_GROUND,
};
use super::path::{transposed, upright};
use super::scene::Scene;
use crate::design::geometry::{Point, Rect};

/// Places closer than this are one.
const MERGED: f32 = 0.75;

/// Crossing points of the x and y worth drawing at, and what each step between neighbours costs.
pub(super) struct Grid {
    pub(super) xs: Vec<f32>,
    pub(super) ys: Vec<f32>,
    across: Lanes,
    down: Lanes,
}

/// The steps of one direction: rows of steps beside each other. Seen transposed for upright ones.
struct Lanes {
    stations: Vec<f32>,
    rows: Vec<f32>,
    costs: Vec<f32>,
}

/// Sorted, near ones merged; `kept` stay exactly.
fn places(mut values: Vec<f32>, kept: &[f32]) -> Vec<f32> {
    values.retain(|v| kept.iter().all(|k| (k - v).abs() >= MERGED));
    values.sort_by(f32::total_cmp);
    values.dedup_by(|b, a| (*b - *a).abs() < MERGED);
    values.extend_from_slice(kept);
    values.sort_by(f32::total_cmp);
    values.dedup();
    values
}

impl Grid {
    /// The grid of a window; `through` are points that must be crossing points.
    pub(super) fn new(scene: &Scene, window: &Rect, margin: f32, through: &[Point]) -> Self {
        let (mut xs, mut ys) = (vec![window.min.x, window.max.x], vec![window.min.y, window.max.y]);
        let cards = scene.cards.touching(window);
        for (_, card) in &cards {
            let near = card.expanded(margin);
            xs.extend([near.min.x, near.max.x]);
            ys.extend([near.min.y, near.max.y]);
        }
        for (_, note) in scene.notes.touching(window) {
            let near = note.expanded(NOTE_MARGIN);
            xs.extend([near.min.x, near.max.x]);
            ys.extend([near.min.y, near.max.y]);
        }
        for gutters in scene.gutters_in(window) {
            xs.extend(gutters.x);
            ys.extend(gutters.y);
        }
        for pair in through.windows(2) {
            let middle = Rect::from_points(pair[0], pair[1]).center();
            xs.push(middle.x);
            ys.push(middle.y);
        }
        xs.retain(|x| *x >= window.min.x && *x <= window.max.x);
        ys.retain(|y| *y >= window.min.y && *y <= window.max.y);
        let xs = places(xs, &through.iter().map(|p| p.x).collect::<Vec<_>>());
        let ys = places(ys, &through.iter().map(|p| p.y).collect::<Vec<_>>());
        let mut grid = Self { across: Lanes::new(&xs, &ys), down: Lanes::new(&ys, &xs), xs, ys };
        for (_, card) in &cards {
            let near = card.expanded(margin);
            grid.rate(&near.expanded(3.0), HUGGING);
            grid.block(&near.expanded(-MERGED));
        }
        for (_, title) in scene.titles.touching(window) {
            grid.rate(&title.expanded(5.0), ON_TITLE);
        }
        grid
    }

    fn block(&mut self, rect: &Rect) {
        self.across.block(rect);
        self.down.block(&transposed(rect));
    }

    fn rate(&mut self, rect: &Rect, rate: f32) {
        self.across.rate(rect, rate);
        self.down.rate(&transposed(rect), rate);
    }

    /// Makes groups cost what they should for a line between these two ports.
    pub(super) fn weigh_groups(&mut self, scene: &Scene, window: &Rect, ends: [Point; 2]) {
        for (_, group) in scene.groups.touching(window) {
            let inside = ends.iter().filter(|end| group.contains(**end)).count();
            let border = if inside == 1 { BORDER } else { FOREIGN_BORDER };
            let ground = [FOREIGN_GROUND, PASSING_GROUND, 0.0][inside];
            if ground > 0.0 {
                self.rate(&group, ground);
            }
            for (edge, other) in [(group.min, Point::new(group.min.x, group.max.y)), (group.max, Point::new(group.max.x, group.min.y))] {
                self.barrier(&Rect::from_points(edge, other), border);
            }
            for (edge, other) in [(group.min, Point::new(group.max.x, group.min.y)), (group.max, Point::new(group.min.x, group.max.y))] {
                self.barrier(&Rect::from_points(edge, other), border);
            }
        }
    }

    /// Makes the notes in the way of a line between these two ports cost.
    pub(super) fn weigh_notes(&mut self, scene: &Scene, window: &Rect, ends: [Point; 2]) {
        for note in scene.foreign_notes(window, ends) {
            self.rate(&note.expanded(NOTE_MARGIN - 1.0), ON_NOTE);
        }
    }

    /// A flat rectangle that costs when crossed, and when followed.
    fn barrier(&mut self, piece: &Rect, cost: f32) {
        let stripe = piece.expanded(BORDER_MARGIN - 1.0);
        if upright(piece.min, piece.max) {
            self.across.crossing(piece, cost);
            self.down.rate(&transposed(&stripe), ON_BORDER);
        } else {
            self.down.crossing(&transposed(piece), cost);
            self.across.rate(&stripe, ON_BORDER);
        }
    }

    /// A piece of another line: costs when crossed, and a little when followed; more where there is no room left beside it.
    pub(super) fn weigh_piece(&mut self, piece: &Rect, is_full: bool) {
        let (near, rate) = if is_full { (piece.expanded(FULL), ON_FULL) } else { (piece.expanded(1.0), ON_LINE) };
        if upright(piece.min, piece.max) {
            self.across.crossing(piece, CROSSING);
            self.down.rate(&transposed(&near), rate);
        } else {
            self.down.crossing(&transposed(piece), CROSSING);
            self.across.rate(&near, rate);
        }
    }

    /// Number of crossing points.
    pub(super) fn len(&self) -> usize {
        self.xs.len() * self.ys.len()
    }

    /// The crossing point at exactly this place.
    pub(super) fn at(&self, point: Point) -> Option<(usize, usize)> {
        let find = |values: &[f32], v: f32| values.iter().position(|x| (x - v).abs() < 0.001);
        Some((find(&self.xs, point.x)?, find(&self.ys, point.y)?))
    }

    /// What the step right of (`x`, `y`) costs.
    pub(super) fn right_of(&self, x: usize, y: usize) -> f32 {
        self.across.step(y, x)
    }

    /// What the step below (`x`, `y`) costs.
    pub(super) fn below(&self, x: usize, y: usize) -> f32 {
        self.down.step(x, y)
    }
}

impl Lanes {
    fn new(stations: &[f32], lanes: &[f32]) -> Self {
        let row: Vec<f32> = stations.windows(2).map(|pair| pair[1] - pair[0]).collect();
        Self { stations: stations.to_vec(), rows: lanes.to_vec(), costs: row.repeat(lanes.len()) }
    }

    fn steps(&self) -> usize {
        self.stations.len().saturating_sub(1)
    }

    fn step(&self, lane: usize, station: usize) -> f32 {
        if station < self.steps() { self.costs.get(lane * self.steps() + station).copied().unwrap_or(f32::INFINITY) } else { f32::INFINITY }
    }

    /// The lanes between two places, borders included, and the steps that overlap a stretch.
    fn covered(&self, rect: &Rect) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let lanes = self.rows.partition_point(|v| *v < rect.min.y)..self.rows.partition_point(|v| *v <= rect.max.y);
        let first = self.stations.partition_point(|v| *v <= rect.min.x).saturating_sub(1);
        let last = self.stations.partition_point(|v| *v < rect.max.x).min(self.steps());
        (lanes, first.min(last)..last)
    }

    fn block(&mut self, rect: &Rect) {
        self.each(rect, |cost, _| *cost = f32::INFINITY);
    }

    fn rate(&mut self, rect: &Rect, rate: f32) {
        self.each(rect, |cost, overlap| *cost += overlap * rate);
    }

    fn each(&mut self, rect: &Rect, change: impl Fn(&mut f32, f32)) {
        let (lanes, steps) = self.covered(rect);
        let width = self.steps();
        for lane in lanes {
            for step in steps.clone() {
                let overlap = (self.stations[step + 1].min(rect.max.x) - self.stations[step].max(rect.min.x)).max(0.0);
                if overlap > 0.0 {
                    change(&mut self.costs[lane * width + step], overlap);
                }
            }
        }
    }

    /// Crossing an upright piece costs; where it stands on a station, each neighbouring step bears half.
    fn crossing(&mut self, piece: &Rect, cost: f32) {
        let slack = 0.5;
        let lanes = self.rows.partition_point(|v| *v <= piece.min.y + slack)..self.rows.partition_point(|v| *v < piece.max.y - slack);
        let width = self.steps();
        let place = piece.min.x;
        let before = self.stations.partition_point(|v| *v < place - slack);
        let on = self.stations.get(before).is_some_and(|v| *v <= place + slack);
        for lane in lanes {
            let bears: &[(usize, f32)] =
                if on { &[(before.wrapping_sub(1), cost / 2.0), (before, cost / 2.0)] } else { &[(before.wrapping_sub(1), cost)] };
            for &(step, share) in bears {
                if step < width {
                    self.costs[lane * width + step] += share;
                }
            }
        }
    }
}
