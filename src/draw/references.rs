//! References that no line shows: thin lines from a resource to what its properties name, beneath everything else.

use std::collections::BTreeMap;

use super::card::PORT_RADIUS;
use super::outline::{self, CORNER};
use super::routing::{Part, Step, group, in_port, main_line, notes, runs_through};
use super::scene::{NodeItem, Scene};
use super::shape::{Shape, Stroke};
use super::theme::Token;
use crate::arrange::route::{LineEnd, RouteCard, RouteLine, RouteRequest, RouteResult, RoutedLine, Side, Since, VIEW, reroute};
use crate::catalog::references::references;
use crate::design::geometry::{Point, Rect};
use crate::design::{Design, NodeId};
use crate::services::resource;

/// How far a reference leaves a card before it turns.
const AWAY: f32 = 16.0;
/// A reference keeps off a changed card by this much, or is routed anew.
const CLEARANCE: f32 = 11.0;

/// A reference that no line shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The card it starts at, by its place in the scene.
    pub from: usize,
    /// The card it leads to, by its place in the scene.
    pub to: usize,
    /// Its corners.
    pub points: Vec<Point>,
    /// Whether it takes the plainest way, as too many had to be routed at once.
    pub(super) sketched: bool,
}

impl Scene {
    /// Finds the references between the cards that are seen; a collapsed group stands for what is inside.
    pub(super) fn find_references(&mut self, design: &Design) {
        let place = |id: &NodeId| self.node_or_group(id);
        let pairs = references(design, resource::SPEC.id).into_iter();
        let mut found: Vec<(usize, usize)> =
            pairs.filter_map(|(from, to)| Some((place(&from)?, place(&to)?))).filter(|(from, to)| from != to).collect();
        found.sort_unstable();
        found.dedup();
        self.references = found.into_iter().map(|(from, to)| Reference { from, to, points: Vec::new(), sketched: true }).collect();
    }

    /// Runs references around cards and chips; those that ran in `previous` and that nothing happened to stay as they were.
    pub(super) fn route_references(&mut self, previous: &Self, before: &[Option<usize>], steps: &[Step], at_once: Option<usize>) {
        if self.references.is_empty() {
            return;
        }
        let changed: Vec<Rect> = steps
            .iter()
            .zip(&self.nodes)
            .filter(|(step, _)| **step != Step::Still)
            .map(|(_, node)| node.rect.expanded(CLEARANCE))
            .collect();
        let known: BTreeMap<(usize, usize), &Reference> = previous.references.iter().map(|old| ((old.from, old.to), old)).collect();
        for reference in &mut self.references {
            let place = |card: usize| before.get(card).copied().flatten();
            let old = place(reference.from).zip(place(reference.to)).and_then(|ends| known.get(&ends)).filter(|old| !old.sketched);
            let still = [reference.from, reference.to].iter().all(|card| steps.get(*card) == Some(&Step::Still));
            if let Some(old) = old.filter(|old| still && !changed.iter().any(|card| runs_through(&old.points, card))) {
                (reference.points, reference.sketched) = (old.points.clone(), false);
            }
        }
        let open: Vec<usize> = (0..self.references.len()).filter(|number| self.references[*number].sketched).collect();
        if at_once.is_some_and(|most| open.len() > most) {
            for number in open {
                self.sketch_reference(number);
            }
        } else {
            self.run_around(&open);
        }
    }

    /// Routes the references that were only sketched.
    pub(super) fn finish_references(&mut self) {
        let open: Vec<usize> = (0..self.references.len()).filter(|number| self.references[*number].sketched).collect();
        self.run_around(&open);
    }

    /// Lets the references of moved cards follow them by the plainest way.
    pub(super) fn drag_references(&mut self, steps: &[Step]) {
        let moved = |card: usize| steps.get(card).is_some_and(|step| *step != Step::Still);
        let led: Vec<usize> =
            (0..self.references.len()).filter(|n| moved(self.references[*n].from) || moved(self.references[*n].to)).collect();
        for number in led {
            self.sketch_reference(number);
        }
    }

    fn sketch_reference(&mut self, number: usize) {
        let reference = &self.references[number];
        let points = course(&self.nodes[reference.from], &self.nodes[reference.to]);
        let reference = &mut self.references[number];
        (reference.points, reference.sketched) = (points, true);
    }

    /// Asks the router; the lines stay where they are, and their chips are cards to it.
    fn run_around(&mut self, open: &[usize]) {
        let ends = open.iter().flat_map(|number| [self.references[*number].from, self.references[*number].to]);
        let Some(area) = ends.map(|card| self.nodes[card].rect).reduce(|a, b| a.union(&b)) else { return };
        let (request, previous) = self.around_references(open, &self.within(&area.expanded(VIEW)));
        let first = self.lines.len() as u32;
        for routed in reroute(&request, &Since { previous: Some(&previous), ..Since::default() }).result.lines {
            let place = routed.id.checked_sub(first).and_then(|place| open.get(place as usize));
            if let Some(reference) = place.and_then(|place| self.references.get_mut(*place)) {
                (reference.points, reference.sketched) = (routed.points, false);
            }
        }
    }

    fn around_references(&self, open: &[usize], part: &Part) -> (RouteRequest, RouteResult) {
        let (cards, lines) = (self.nodes.len(), self.lines.len() as u32);
        let chips = part.lines.iter().filter_map(|line| Some(RouteCard { id: (cards + line) as u32, rect: self.lines[*line].chip? }));
        let mut request = RouteRequest {
            cards: part.nodes.iter().map(|n| RouteCard { id: *n as u32, rect: self.nodes[*n].rect }).chain(chips).collect(),
            groups: part.groups.iter().map(|n| group(self, *n)).collect(),
            notes: notes(self),
            lines: part.lines.iter().map(|n| RouteLine { label: None, ..main_line(self, *n) }).collect(),
        };
        let known = |line: &RouteLine| RoutedLine { id: line.id, points: self.lines[line.id as usize].points.clone(), label: None };
        let previous = RouteResult { lines: request.lines.iter().map(known).filter(|line| !line.points.is_empty()).collect() };
        for (place, number) in open.iter().enumerate() {
            let Reference { from, to, .. } = self.references[*number];
            let source = LineEnd { card: from as u32, port: start(&self.nodes[from]), side: Side::Right };
            let target = in_port(&self.nodes[to], to);
            request.lines.push(RouteLine { id: lines + place as u32, source, target, label: None, waypoints: Vec::new() });
        }
        (request, previous)
    }

    /// The names of the cards that a card refers to.
    pub fn referred(&self, card: &NodeItem) -> impl Iterator<Item = &str> {
        let from = self.node(&card.id);
        let of_card = self.references.iter().filter(move |reference| Some(reference.from) == from);
        of_card.filter_map(|reference| Some(self.nodes.get(reference.to)?.card.title.text.as_str()))
    }
}

impl Reference {
    /// As it is drawn; `strong` where one of its ends is selected.
    #[must_use]
    pub fn shape(&self, strong: bool) -> Shape {
        let stroke = if strong { Stroke::solid(Token::Accent, 1.6) } else { Stroke::solid(Token::Line, 1.0) };
        Shape::Path { points: outline::cut_short(&self.points, PORT_RADIUS + 1.0), radius: CORNER, stroke, arrow: true }
    }

    /// The rectangle around it.
    #[must_use]
    pub fn area(&self) -> Option<Rect> {
        outline::bounds(&self.points)
    }
}

/// Where the references of a card begin.
fn start(from: &NodeItem) -> Point {
    Point::new(from.rect.max.x, from.rect.min.y + from.card.in_port().y)
}

/// From the right edge of a card to the port of the other, in right angles.
fn course(from: &NodeItem, to: &NodeItem) -> Vec<Point> {
    let start = start(from);
    let end = to.rect.min.offset(0.0, to.card.in_port().y);
    let (out, into) = (start.x + AWAY, end.x - AWAY);
    if out <= into {
        // The long way runs at the height of what is referred to: what leads to the same card meets there.
        let bend = if (start.y - end.y).abs() < 1.0 { into } else { out };
        return vec![start, Point::new(bend, start.y), Point::new(bend, end.y), end];
    }
    let across = between(&from.rect, &to.rect);
    vec![start, Point::new(out, start.y), Point::new(out, across), Point::new(into, across), Point::new(into, end.y), end]
}

/// The height between two cards; below both where they stand beside each other.
fn between(a: &Rect, b: &Rect) -> f32 {
    if a.max.y < b.min.y {
        f32::midpoint(a.max.y, b.min.y)
    } else if b.max.y < a.min.y {
        f32::midpoint(b.max.y, a.min.y)
    } else {
        a.max.y.max(b.max.y) + AWAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::catalog::Graph;
    use crate::design::{Design, Node};
    use serde_json::json;

    fn scene(places: [(f32, f32); 2]) -> Scene {
        Scene::new(&Graph::new(&scene_design(places), &REGISTRY))
    }

    fn scene_design(places: [(f32, f32); 2]) -> Design {
        let mut design = Design::new("net");
        for (id, (x, y), named) in [("a", places[0], "b"), ("b", places[1], "")] {
            let mut node = Node::new("resource", id, id, Point::new(x, y));
            node.fields.insert("type".to_owned(), "AWS::EC2::Subnet".into());
            node.fields.insert("properties".to_owned(), json!({ "Of": { "Ref": named } }).into());
            design.nodes.insert(NodeId::new(id), node.into());
        }
        design
    }

    #[test]
    fn a_reference_leads_from_the_card_that_names_to_the_card_that_is_named() {
        for places in [[(0.0, 0.0), (400.0, 200.0)], [(400.0, 0.0), (0.0, 200.0)], [(0.0, 0.0), (10.0, 300.0)], [(0.0, 0.0), (200.0, 0.0)]]
        {
            let scene = scene(places);
            assert_eq!(scene.references.iter().map(|r| (r.from, r.to)).collect::<Vec<_>>(), [(0, 1)]);
            assert_eq!(scene.referred(&scene.nodes[0]).collect::<Vec<_>>(), ["b"]);
            let Shape::Path { points, stroke, arrow: true, .. } = scene.references[0].shape(false) else { panic!("no path") };
            assert_eq!(points.first().map(|p| p.x), Some(scene.nodes[0].rect.max.x));
            let end = points.last().unwrap();
            assert!((end.x - scene.nodes[1].rect.min.x).abs() < 12.0 && (end.y - scene.nodes[1].rect.min.y) < 60.0, "{points:?}");
            assert!(points.windows(2).all(|two| two[0].x == two[1].x || two[0].y == two[1].y), "{points:?}");
            assert!(stroke.width < 1.3, "thinner than any connection");
        }
    }
    #[test]
    fn a_reference_runs_around_the_cards_between() {
        let mut design = scene_design([(0.0, 0.0), (800.0, 8.0)]);
        for (id, x, y) in [("between", 400.0, 0.0), ("above", 400.0, -100.0), ("below", 400.0, 100.0)] {
            design.nodes.insert(NodeId::new(id), Node::new("function", id, id, Point::new(x, y)).into());
        }
        let made = Scene::new(&Graph::new(&design, &REGISTRY));
        let free = |scene: &Scene| {
            let [reference] = &scene.references[..] else { panic!("one reference") };
            assert!(!reference.sketched && reference.points.len() >= 4, "{reference:?}");
            scene.nodes.iter().all(|node| !runs_through(&reference.points, &node.rect.expanded(5.0)) || node.id.as_str().len() == 1)
        };
        assert!(free(&made), "{:?}", made.references);
        // A card that is put upon it makes it run elsewhere; one that is not leaves it as it is.
        let moved = |design: &Design, id: &str, at: Point| {
            let mut design = design.clone();
            std::sync::Arc::make_mut(design.nodes.get_mut(&NodeId::new(id)).unwrap()).at = at;
            design
        };
        let away = moved(&design, "below", Point::new(400.0, 900.0));
        assert_eq!(made.follow(&design, &away, &REGISTRY).references, made.references);
        let on = made.references[0].points[1];
        let upon = moved(&design, "below", on.offset(-20.0, -20.0));
        let after = made.follow(&design, &upon, &REGISTRY);
        assert!(free(&after) && after.references != made.references, "{:?}", after.references);
    }
}
