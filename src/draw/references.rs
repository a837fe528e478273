//! References that no line shows: thin lines from a resource to what its properties name, beneath everything else.

use super::card::PORT_RADIUS;
use super::outline::{self, CORNER};
use super::scene::{NodeItem, Scene};
use super::shape::{Shape, Stroke};
use super::theme::Token;
use crate::catalog::references::references;
use crate::design::geometry::{Point, Rect};
use crate::design::{Design, NodeId};
use crate::services::resource;

/// How far a reference leaves a card before it turns.
const AWAY: f32 = 16.0;

impl Scene {
    /// Finds the references between the cards that are seen; a collapsed group stands for what is inside.
    pub(super) fn find_references(&mut self, design: &Design) {
        let place = |id: &NodeId| self.node_or_group(id);
        let pairs = references(design, resource::SPEC.id).into_iter();
        let mut found: Vec<(usize, usize)> =
            pairs.filter_map(|(from, to)| Some((place(&from)?, place(&to)?))).filter(|(from, to)| from != to).collect();
        found.sort_unstable();
        found.dedup();
        self.references = found;
    }

    /// The names of the cards that a card refers to.
    pub fn referred(&self, card: &NodeItem) -> impl Iterator<Item = &str> {
        let from = self.node(&card.id);
        let of_card = self.references.iter().filter(move |(source, _)| Some(*source) == from);
        of_card.filter_map(|(_, to)| Some(self.nodes.get(*to)?.card.title.text.as_str()))
    }

    /// A reference as it is drawn; `strong` where one of its ends is selected.
    #[must_use]
    pub fn reference(&self, (from, to): (usize, usize), strong: bool) -> Option<Shape> {
        let points = course(self.nodes.get(from)?, self.nodes.get(to)?);
        let stroke = if strong { Stroke::solid(Token::Accent, 1.6) } else { Stroke::solid(Token::Line, 1.0) };
        Some(Shape::Path { points: outline::cut_short(&points, PORT_RADIUS + 1.0), radius: CORNER, stroke, arrow: true })
    }
}

/// From the right edge of a card to the port of the other, in right angles.
fn course(from: &NodeItem, to: &NodeItem) -> Vec<Point> {
    let start = Point::new(from.rect.max.x, from.rect.min.y + from.card.in_port().y);
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
        let mut design = Design::new("net");
        for (id, (x, y), named) in [("a", places[0], "b"), ("b", places[1], "")] {
            let mut node = Node::new("resource", id, id, Point::new(x, y));
            node.fields.insert("type".to_owned(), "AWS::EC2::Subnet".into());
            node.fields.insert("properties".to_owned(), json!({ "Of": { "Ref": named } }).into());
            design.nodes.insert(NodeId::new(id), node.into());
        }
        Scene::new(&Graph::new(&design, &REGISTRY))
    }

    #[test]
    fn a_reference_leads_from_the_card_that_names_to_the_card_that_is_named() {
        for places in [[(0.0, 0.0), (400.0, 200.0)], [(400.0, 0.0), (0.0, 200.0)], [(0.0, 0.0), (10.0, 300.0)], [(0.0, 0.0), (200.0, 0.0)]]
        {
            let scene = scene(places);
            assert_eq!(scene.references, [(0, 1)]);
            assert_eq!(scene.referred(&scene.nodes[0]).collect::<Vec<_>>(), ["b"]);
            let Some(Shape::Path { points, stroke, arrow: true, .. }) = scene.reference((0, 1), false) else { panic!("no path") };
            assert_eq!(points.first().map(|p| p.x), Some(scene.nodes[0].rect.max.x));
            let end = points.last().unwrap();
            assert!((end.x - scene.nodes[1].rect.min.x).abs() < 12.0 && (end.y - scene.nodes[1].rect.min.y) < 60.0, "{points:?}");
            assert!(points.windows(2).all(|two| two[0].x == two[1].x || two[0].y == two[1].y), "{points:?}");
            assert!(stroke.width < 1.3, "thinner than any connection");
        }
    }
}
