//! Where things come to rest while they are moved: beside what they nearly align with, else on the grid.

use std::sync::Arc;

use super::hit;
use super::spacing::{Gap, equal};
use crate::app::selection::{Selection, Thing};
use crate::design::geometry::{Point, Rect};
use crate::draw::{NodeItem, Scene};

/// How close counts as aligned.
const REACH: f32 = 5.0;

/// The nearest place on a grid.
pub fn to_grid(value: f32, step: f32) -> f32 {
    (value / step).round() * step
}

/// What shows why things come to rest where they do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guides {
    /// Lines they are aligned with.
    pub lines: Vec<(Point, Point)>,
    /// Gaps that are equal.
    pub gaps: Vec<Gap>,
}

/// What moving things may align with, as it was when the move began.
#[derive(Clone, Debug, PartialEq)]
pub struct Surroundings {
    /// What moves, all together.
    bounds: Rect,
    /// The cards that stay.
    others: Arc<[Rect]>,
}

impl Surroundings {
    /// What stands around these things.
    pub fn of(things: &Selection, scene: &Scene) -> Option<Self> {
        let bounds = bounds_of(things, scene)?;
        let groups: Vec<Rect> = scene.groups.iter().filter(|g| things.contains(&Thing::Group(g.id.clone()))).map(|g| g.rect).collect();
        let stays = |card: &&NodeItem| !things.contains(&hit::thing(card)) && !groups.iter().any(|group| group.contains_rect(&card.rect));
        Some(Self { bounds, others: scene.nodes.iter().filter(stays).map(|card| card.rect).collect() })
    }

    /// How far to move so that things come to rest, with what shows why.
    pub fn snapped(&self, by: (f32, f32), grid: f32) -> ((f32, f32), Guides) {
        let bounds = self.bounds;
        let moved = bounds.translated(by.0, by.1);
        let near = moved.expanded(640.0);
        let others: Vec<Rect> = self.others.iter().filter(|rect| near.intersects(rect)).copied().collect();
        let (dx, mut across) = axis(&others, stops_x(&moved), stops_x);
        let (dy, mut along) = axis(&others, stops_y(&moved), stops_y);
        let mut gaps = [equal(&moved, &others, true), equal(&moved, &others, false)];
        // Of a line to align with and a gap to be equal to, the nearer wins; both are shown where they agree.
        let mut results = [dx, dy];
        for (step, found) in results.iter_mut().zip(&mut gaps) {
            let gap = found.as_ref().map(|gap| gap.by);
            *step = match (*step, gap) {
                (Some(step), Some(gap)) => Some(if step.abs() <= gap.abs() { step } else { gap }),
                (step, gap) => step.or(gap),
            };
            if gap != *step {
                *found = None;
            }
        }
        if results[0] != dx {
            across = None;
        }
        if results[1] != dy {
            along = None;
        }
        let result = (
            results[0].map_or_else(|| to_grid(moved.min.x, grid) - bounds.min.x, |d| by.0 + d),
            results[1].map_or_else(|| to_grid(moved.min.y, grid) - bounds.min.y, |d| by.1 + d),
        );
        let rest = bounds.translated(result.0, result.1);
        let mut guides = Guides::default();
        if let Some((x, other)) = across {
            let both = rest.union(&other);
            guides.lines.push((Point::new(x, both.min.y), Point::new(x, both.max.y)));
        }
        if let Some((y, other)) = along {
            let both = rest.union(&other);
            guides.lines.push((Point::new(both.min.x, y), Point::new(both.max.x, y)));
        }
        guides.gaps.extend(gaps.iter().flatten().flat_map(|gap| gap.shown(&rest)));
        (result, guides)
    }
}

fn bounds_of(things: &Selection, scene: &Scene) -> Option<Rect> {
    let rect = |thing: &Thing| match thing {
        Thing::Node(id) => hit::card(scene, id).map(|c| c.rect),
        Thing::Group(id) => hit::group_rect(scene, id),
        Thing::Note(id) => hit::note(scene, id).map(|n| n.rect),
        Thing::Connection(_) => None,
    };
    things.iter().filter_map(rect).reduce(|a, b| a.union(&b))
}

fn stops_x(rect: &Rect) -> [f32; 3] {
    [rect.min.x, rect.center().x, rect.max.x]
}

fn stops_y(rect: &Rect) -> [f32; 3] {
    [rect.min.y, rect.center().y, rect.max.y]
}

/// The shortest step that aligns one of our stops with the same stop of another card.
fn axis(others: &[Rect], own: [f32; 3], stops: impl Fn(&Rect) -> [f32; 3]) -> (Option<f32>, Option<(f32, Rect)>) {
    let candidates =
        others.iter().flat_map(|other| stops(other).into_iter().zip(own).map(|(theirs, ours)| (theirs - ours, theirs, *other)));
    let best = candidates.filter(|(step, ..)| step.abs() <= REACH).min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    (best.map(|(step, ..)| step), best.map(|(_, at, other)| (at, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(others: &[Rect]) -> Surroundings {
        Surroundings { bounds: Rect { min: Point::new(0.0, 0.0), max: Point::new(100.0, 56.0) }, others: others.into() }
    }

    #[test]
    fn the_grid_holds_where_nothing_is_near() {
        let (by, guides) = around(&[]).snapped((13.0, -3.0), 8.0);
        assert_eq!(by, (16.0, 0.0));
        assert_eq!(guides, Guides::default());
    }

    #[test]
    fn a_neighbour_close_by_is_aligned_with() {
        let other = Rect { min: Point::new(301.0, 3.0), max: Point::new(401.0, 59.0) };
        let (by, guides) = around(&[other]).snapped((13.0, 1.0), 8.0);
        assert_eq!(by, (16.0, 3.0), "the upper edges meet although the grid is nearer");
        assert_eq!((guides.lines.len(), guides.gaps.len()), (1, 0));
        assert_eq!(guides.lines[0].0.y, guides.lines[0].1.y);
    }

    #[test]
    fn a_gap_that_is_there_already_is_taken_over() {
        let card = |x: f32| Rect { min: Point::new(x, 0.0), max: Point::new(x + 100.0, 56.0) };
        let (by, guides) = around(&[card(-290.0), card(-145.0)]).snapped((2.0, 1.0), 8.0);
        assert_eq!(by, (0.0, 0.0), "45 and 45");
        let gaps: Vec<f32> = guides.gaps.iter().map(|gap| gap.to.x - gap.from.x).collect();
        assert_eq!(gaps, [45.0, 45.0]);
    }
}
