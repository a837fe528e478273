//! Lines that run again as they ran before, where a step is taken back: what an edit led elsewhere comes home.

use std::sync::Arc;

use super::routing::runs_through;
use super::scene::{LineItem, Scene};

/// How the lines of a scene ran.
#[derive(Clone, Debug, Default)]
pub struct Courses(Vec<Arc<LineItem>>);

impl Scene {
    /// How the lines run.
    #[must_use]
    pub fn courses(&self) -> Courses {
        Courses(self.lines.clone())
    }

    /// Lets lines run as they ran, where their ends are where they were and no card stands in the way.
    pub fn resume(&mut self, courses: &Courses) {
        let mut before = courses.0.iter().peekable();
        for place in 0..self.lines.len() {
            let line = &self.lines[place];
            while before.next_if(|old| old.id < line.id).is_some() {}
            let Some(old) = before.next_if(|old| old.id == line.id) else { continue };
            if !Arc::ptr_eq(old, line) && self.may_resume(line, old) {
                let old = Arc::clone(old);
                self.change_line(place, |line| {
                    (line.points, line.chip) = (old.points.clone(), old.chip);
                    for (end, old) in line.further.iter_mut().zip(&old.further) {
                        end.points.clone_from(&old.points);
                    }
                    line.sketched = false;
                });
            }
        }
    }

    fn may_resume(&self, line: &LineItem, old: &LineItem) -> bool {
        let (course, former) = (|line: &LineItem| (line.points.clone(), line.chip), (old.points.clone(), old.chip));
        let same_ends = line.points.first() == old.points.first() && line.points.last() == old.points.last();
        let size = |line: &LineItem| line.label.as_ref().map(|(_, size)| *size);
        let further = line.further.len() == old.further.len()
            && line.further.iter().zip(&old.further).all(|(a, b)| a.end == b.end && a.points.last() == b.points.last());
        let alike = same_ends && further && size(line) == size(old) && line.waypoints == old.waypoints && !old.sketched;
        let elsewhere = course(line) != former || line.further.iter().zip(&old.further).any(|(a, b)| a.points != b.points);
        alike && elsewhere && old.area().is_some_and(|area| !self.nodes_in(&area).any(|card| is_in_the_way(old, card.rect.expanded(-0.5))))
    }
}

fn is_in_the_way(line: &LineItem, card: crate::design::geometry::Rect) -> bool {
    let further = line.further.iter().any(|end| runs_through(&end.points, &card));
    further || runs_through(&line.points, &card) || line.chip.is_some_and(|chip| chip.intersects(&card))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::catalog::Graph;
    use crate::catalog::draft::Draft;
    use crate::cli::script;
    use crate::design::geometry::Point;
    use crate::design::{Design, NodeId};

    #[test]
    fn a_line_that_made_room_comes_home() {
        let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
        script::run("add queue Orders\nadd function Worker\nconnect Orders Worker batch_size=5", &mut draft).unwrap_or_else(|_| panic!());
        let mut design = draft.design().clone();
        let place = |design: &mut Design, id: &str, x: f32, y: f32| {
            Arc::make_mut(design.nodes.get_mut(&NodeId::new(id)).unwrap()).at = Point::new(x, y);
        };
        place(&mut design, "queue-orders", 0.0, 0.0);
        place(&mut design, "function-worker", 800.0, 0.0);
        let before = Scene::new(&Graph::new(&design, &REGISTRY));
        let mut draft = Draft::new(&design, &REGISTRY);
        draft.add_node("table", "Between", Some(Point::new(400.0, 0.0))).unwrap_or_else(|_| panic!());
        let with = draft.design().clone();
        let around = before.follow(&design, &with, &REGISTRY);
        assert_ne!(around.lines[0].points, before.lines[0].points, "it runs around what was put between");
        let mut back = around.follow(&with, &design, &REGISTRY);
        assert_eq!(back.lines[0].points, around.lines[0].points, "nothing happened to it when that was taken away");
        back.resume(&before.courses());
        assert_eq!(back, before);
        // What stands in the way still does.
        let mut again = around.clone();
        again.resume(&before.courses());
        assert_eq!(again, around);
    }
}
