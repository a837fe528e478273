//! Where things come to rest while they are moved: beside what they nearly align with, else on the grid.

use std::sync::Arc;

use super::hit;
use crate::app::selection::{Selection, Thing};
use crate::design::geometry::{Point, Rect};
use crate::draw::{NodeItem, Scene};

/// How close counts as aligned.
const REACH: f32 = 5.0;

/// The nearest place on a grid.
pub fn to_grid(value: f32, step: f32) -> f32 {
    (value / step).round() * step
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
        let stays = |card: &&NodeItem| {
            !things.contains(&Thing::Node(card.id.clone())) && !groups.iter().any(|group| group.contains_rect(&card.rect))
        };
        Some(Self { bounds, others: scene.nodes.iter().filter(stays).map(|card| card.rect).collect() })
    }

    /// How far to move so that things come to rest, with lines that show why.
    pub fn snapped(&self, by: (f32, f32), grid: f32) -> ((f32, f32), Vec<(Point, Point)>) {
        let bounds = self.bounds;
        let moved = bounds.translated(by.0, by.1);
        let near = moved.expanded(640.0);
        let others: Vec<Rect> = self.others.iter().filter(|rect| near.intersects(rect)).copied().collect();
        let (dx, across) = axis(&others, stops_x(&moved), stops_x);
        let (dy, along) = axis(&others, stops_y(&moved), stops_y);
        let result = (
            dx.map_or_else(|| to_grid(moved.min.x, grid) - bounds.min.x, |d| by.0 + d),
            dy.map_or_else(|| to_grid(moved.min.y, grid) - bounds.min.y, |d| by.1 + d),
        );
        let rest = bounds.translated(result.0, result.1);
        let mut guides = Vec::new();
        if let Some((x, other)) = across {
            let both = rest.union(&other);
            guides.push((Point::new(x, both.min.y), Point::new(x, both.max.y)));
        }
        if let Some((y, other)) = along {
            let both = rest.union(&other);
            guides.push((Point::new(both.min.x, y), Point::new(both.max.x, y)));
        }
        (result, guides)
    }
}

fn bounds_of(things: &Selection, scene: &Scene) -> Option<Rect> {
    let rect = |thing: &Thing| match thing {
        Thing::Node(id) => hit::card(scene, id).map(|c| c.rect),
        Thing::Group(id) => hit::group(scene, id).map(|g| g.rect),
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
        assert!(guides.is_empty());
    }

    #[test]
    fn a_neighbour_close_by_is_aligned_with() {
        let other = Rect { min: Point::new(301.0, 3.0), max: Point::new(401.0, 59.0) };
        let (by, guides) = around(&[other]).snapped((13.0, 1.0), 8.0);
        assert_eq!(by, (16.0, 3.0), "the upper edges meet although the grid is nearer");
        assert_eq!(guides.len(), 1);
        assert_eq!(guides[0].0.y, guides[0].1.y);
    }
}
