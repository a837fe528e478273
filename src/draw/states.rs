//! A workflow's states as a picture: the flow goes downwards, what is inside a state is drawn inside its card.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::outline::{self, CORNER};
use super::shape::{Shape, Stroke};
use super::theme::Token;
use crate::anatomy::Face;
use crate::anatomy::text;
use crate::arrange::{layout, route};
use crate::design::geometry::{Point, Rect, Size};
use crate::services::workflow::definition;

/// States with their ways, drawn from (0, 0).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatePicture {
    /// What it is drawn with.
    pub shapes: Vec<Shape>,
    /// Where each state is, those inside others behind them.
    pub states: Vec<(String, Rect)>,
    /// How large it is.
    pub size: Size,
}

/// The layout's distances are made for cards; states are this much smaller.
const SCALE: f32 = 2.6;
const NAME: (Face, f32) = (Face::SemiBold, 11.0);
const KIND: (Face, f32) = (Face::Regular, 9.5);
/// What a label keeps free at its sides.
const LABEL_AIR: f32 = 6.0;
const LABEL: (Face, f32) = (Face::Regular, 9.5);
const HEIGHT: f32 = 38.0;
const NARROWEST: f32 = 84.0;
const WIDEST: f32 = 176.0;
const PADDING: f32 = 10.0;
/// Above what is inside a state: its name and type.
const HEAD: f32 = 40.0;
const GAP: f32 = 12.0;
const DOT: f32 = 12.0;
const RADIUS: f32 = 6.0;

/// The picture of a definition; the selected state stands out, and so do those with something wrong.
#[must_use]
pub fn picture(definition: &Json, selected: Option<&str>, flawed: &BTreeSet<String>) -> StatePicture {
    machine(definition, &Look { selected, flawed })
}

struct Look<'a> {
    selected: Option<&'a str>,
    flawed: &'a BTreeSet<String>,
}

/// A state to be placed.
struct Card<'d> {
    name: &'d str,
    body: &'d Json,
    size: Size,
    inside: Vec<StatePicture>,
}

/// A way from one state to another, by their places in the list; the start is before them, the end behind.
struct Way {
    from: usize,
    to: usize,
    label: String,
    caught: bool,
}

fn machine(machine: &Json, look: &Look<'_>) -> StatePicture {
    let Some(all) = machine["States"].as_object() else { return StatePicture::default() };
    let mut order: Vec<&str> = definition::states(machine).into_iter().map(|state| state.name).collect();
    order.retain(|name| all.contains_key(*name));
    let cards: Vec<Card<'_>> = order.iter().filter_map(|name| Some(card(all.get_key_value(*name)?, look))).collect();
    let ways = ways(machine, &cards);
    let sizes: Vec<Size> = [Size { width: DOT, height: DOT }]
        .into_iter()
        .chain(cards.iter().map(|card| card.size))
        .chain([Size { width: DOT, height: DOT }])
        .collect();
    let used: Vec<usize> = (0..sizes.len()).filter(|at| *at < sizes.len() - 1 || ways.iter().any(|way| way.to == *at)).collect();
    let places = placed(&sizes, &used, &ways);
    let rects: BTreeMap<usize, Rect> =
        used.iter().filter_map(|at| Some((*at, Rect::from_min_size(*places.get(at)?, *sizes.get(*at)?)))).collect();
    draw(&cards, &ways, &rects, look)
}

fn card<'d>((name, body): (&'d String, &'d Json), look: &Look<'_>) -> Card<'d> {
    let inside: Vec<StatePicture> = definition::nested(body).map(|inner| machine(inner, look)).collect();
    let widest = text::width(name, NAME.0, NAME.1).max(text::width(remark(body), KIND.0, KIND.1)) + 2.0 * PADDING;
    let size = if inside.is_empty() {
        Size { width: widest.ceil().clamp(NARROWEST, WIDEST), height: HEIGHT }
    } else {
        let width: f32 = inside.iter().map(|inner| inner.size.width + GAP).sum::<f32>() + GAP;
        let height = inside.iter().map(|inner| inner.size.height).fold(0.0, f32::max);
        Size { width: width.max(widest.min(WIDEST)).round(), height: (HEAD + height + GAP).round() }
    };
    Card { name, body, size, inside }
}

/// What a state is, in a word.
fn remark(body: &Json) -> &str {
    body["Type"].as_str().unwrap_or("?")
}

fn ways(machine: &Json, cards: &[Card<'_>]) -> Vec<Way> {
    let at = |name: &str| cards.iter().position(|card| card.name == name).map(|at| at + 1);
    let end = cards.len() + 1;
    let mut ways: Vec<Way> = Vec::new();
    let mut add = |from: usize, to: Option<usize>, label: String, caught: bool| {
        if let Some(to) = to {
            ways.push(Way { from, to, label, caught });
        }
    };
    add(0, machine["StartAt"].as_str().and_then(at), String::new(), false);
    for (index, card) in cards.iter().enumerate() {
        let from = index + 1;
        let kind = card.body["Type"].as_str().unwrap_or_default();
        let list = |key: &'static str| {
            card.body[key].as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(|item| item["Next"].as_str())
        };
        for (number, next) in list("Choices").enumerate() {
            add(from, at(next), (number + 1).to_string(), false);
        }
        add(from, card.body["Default"].as_str().and_then(at), "else".to_owned(), false);
        add(from, card.body["Next"].as_str().and_then(at), String::new(), false);
        if card.body["End"].as_bool() == Some(true) || matches!(kind, "Succeed" | "Fail") {
            add(from, Some(end), String::new(), false);
        }
        for next in list("Catch") {
            add(from, at(next), "error".to_owned(), true);
        }
    }
    // Rules that lead to one place are one way.
    let mut joined: Vec<Way> = Vec::new();
    for way in ways {
        match joined.iter_mut().find(|other| (other.from, other.to, other.caught) == (way.from, way.to, way.caught)) {
            Some(same) if !way.label.is_empty() && way.label != same.label => same.label = format!("{}, {}", same.label, way.label),
            Some(_) => {}
            None => joined.push(way),
        }
    }
    joined
}

/// The upper left corners: laid out from left to right and turned, so that the flow goes down.
fn placed(sizes: &[Size], used: &[usize], ways: &[Way]) -> BTreeMap<usize, Point> {
    let node = |at: &usize| layout::LayoutNode {
        id: *at as u32,
        size: sizes.get(*at).map_or_else(Size::default, |size| Size { width: size.height * SCALE, height: size.width * SCALE }),
        group: None,
        position: None,
        pinned: false,
    };
    let edge = |way: &Way| layout::LayoutEdge {
        source: way.from as u32,
        target: way.to as u32,
        source_port: None,
        target_port: None,
        label_width: if way.label.is_empty() { 0.0 } else { LABEL.1 * 2.0 * SCALE },
    };
    let request =
        layout::LayoutRequest { nodes: used.iter().map(node).collect(), groups: Vec::new(), edges: ways.iter().map(edge).collect() };
    let result = layout::layout(&request);
    let turned = |point: Point| Point { x: (point.y / SCALE).round(), y: (point.x / SCALE).round() };
    let places: Vec<(usize, Point)> = result.nodes.into_iter().map(|(id, point)| (id as usize, turned(point))).collect();
    let (left, top) = places.iter().fold((f32::MAX, f32::MAX), |(x, y), (_, point)| (x.min(point.x), y.min(point.y)));
    places.into_iter().map(|(at, point)| (at, point.offset(-left, -top))).collect()
}

fn draw(cards: &[Card<'_>], ways: &[Way], rects: &BTreeMap<usize, Rect>, look: &Look<'_>) -> StatePicture {
    let mut picture = StatePicture::default();
    let routed = routed(ways, rects);
    for (at, rect) in rects {
        let center = rect.center();
        if *at == 0 {
            picture.shapes.push(Shape::Circle { center, radius: DOT / 2.0 - 1.0, fill: Some(Token::Dim), stroke: None });
        } else if *at == cards.len() + 1 {
            picture.shapes.push(Shape::Circle {
                center,
                radius: DOT / 2.0 - 1.0,
                fill: None,
                stroke: Some(Stroke::solid(Token::Dim, 1.4)),
            });
            picture.shapes.push(Shape::Circle { center, radius: DOT / 2.0 - 4.0, fill: Some(Token::Dim), stroke: None });
        } else if let Some(card) = cards.get(at - 1) {
            draw_card(card, *rect, look, &mut picture);
        }
    }
    let mut labels = Vec::new();
    for (way, points, label) in routed {
        let (color, dash) = if way.caught { (Token::Error, Some([3.0, 3.0])) } else { (Token::Line, None) };
        let stroke = Stroke { color, width: 1.2, dash };
        picture.shapes.push(Shape::Path { points: outline::cut_short(&points, 1.0), radius: CORNER / 2.0, stroke, arrow: true });
        if let Some(rect) = label {
            let width = text::width(&way.label, LABEL.0, LABEL.1);
            let at = Point { x: rect.center().x - width / 2.0, y: LABEL.0.baseline(rect.center().y, LABEL.1) };
            labels.push(Shape::filled(rect, rect.height() / 2.0, Token::Canvas));
            labels.push(Shape::text(at, &way.label, LABEL, if way.caught { Token::Error } else { Token::Dim }));
        }
    }
    // No line runs over a label of another.
    picture.shapes.extend(labels);
    let far = |of: fn(&Point) -> f32| {
        let corners = picture.states.iter().map(|(_, rect)| of(&rect.max)).chain(rects.values().map(|rect| of(&rect.max)));
        let bends = picture.shapes.iter().filter_map(|shape| match shape {
            Shape::Path { points, .. } => points.iter().map(of).reduce(f32::max),
            _ => None,
        });
        corners.chain(bends).fold(0.0, f32::max)
    };
    picture.size = Size { width: far(|point| point.x) + 2.0, height: far(|point| point.y) + 2.0 };
    picture
}

fn draw_card(card: &Card<'_>, rect: Rect, look: &Look<'_>, picture: &mut StatePicture) {
    let kind = remark(card.body);
    let selected = look.selected == Some(card.name);
    let border = match (selected, look.flawed.contains(card.name), kind) {
        (true, _, _) => Stroke::solid(Token::Accent, 2.0),
        (_, true, _) => Stroke::solid(Token::Error, 1.4),
        (_, _, "Fail") => Stroke::solid(Token::Error, 1.0),
        _ => Stroke::solid(Token::Border, 1.0),
    };
    let round = matches!(kind, "Succeed" | "Fail" | "Choice");
    let radius = if round && card.inside.is_empty() { HEIGHT / 2.0 } else { RADIUS };
    let fill = if card.inside.is_empty() { Token::Card } else { Token::Raised };
    picture.shapes.push(Shape::Rect { rect, radius, fill: Some(fill), stroke: Some(border), shadow: false });
    picture.states.push((card.name.to_owned(), rect));
    let middle = if card.inside.is_empty() { rect.center().y } else { rect.min.y + HEIGHT / 2.0 };
    let mut line = |said: &str, font: (Face, f32), center: f32, color: Token| {
        let said = text::shortened(said, font.0, font.1, rect.width() - 2.0 * PADDING);
        let width = text::width(&said, font.0, font.1);
        let at = Point { x: rect.center().x - width / 2.0, y: font.0.baseline(center, font.1) };
        picture.shapes.push(Shape::text(at, &said, font, color));
    };
    line(card.name, NAME, middle - 7.0, Token::Text);
    line(kind, KIND, middle + 7.5, if kind == "Fail" { Token::Error } else { Token::Dim });
    let all: f32 = card.inside.iter().map(|inner| inner.size.width + GAP).sum::<f32>() - GAP;
    let mut left = rect.center().x - all / 2.0;
    for inner in &card.inside {
        let (dx, dy) = (left, rect.min.y + HEAD);
        picture.shapes.extend(inner.shapes.iter().map(|shape| moved(shape, dx, dy)));
        picture.states.extend(inner.states.iter().map(|(name, rect)| (name.clone(), rect.translated(dx, dy))));
        left += inner.size.width + GAP;
    }
}

fn moved(shape: &Shape, dx: f32, dy: f32) -> Shape {
    let mut shape = shape.clone();
    match &mut shape {
        Shape::Rect { rect, .. } | Shape::Icon { rect, .. } => *rect = rect.translated(dx, dy),
        Shape::Path { points, .. } => points.iter_mut().for_each(|point| *point = point.offset(dx, dy)),
        Shape::Text { at, .. } => *at = at.offset(dx, dy),
        Shape::Circle { center, .. } => *center = center.offset(dx, dy),
    }
    shape
}

/// How the ways run, with the places of their labels: routed from left to right and turned.
fn routed<'w>(ways: &'w [Way], rects: &BTreeMap<usize, Rect>) -> Vec<(&'w Way, Vec<Point>, Option<Rect>)> {
    let turned = |point: Point| Point { x: point.y * SCALE, y: point.x * SCALE };
    let back = |point: &Point| Point { x: point.y / SCALE, y: point.x / SCALE };
    let turned_rect = |rect: &Rect| Rect { min: turned(rect.min), max: turned(rect.max) };
    let cards = rects.iter().map(|(at, rect)| route::RouteCard { id: *at as u32, rect: turned_rect(rect) }).collect();
    let lines = ways.iter().enumerate().filter_map(|(id, way)| {
        let (from, to) = (rects.get(&way.from)?, rects.get(&way.to)?);
        let out = turned(Point { x: from.center().x, y: from.max.y });
        let into = turned(Point { x: to.center().x, y: to.min.y });
        let width = text::width(&way.label, LABEL.0, LABEL.1) + 2.0 * LABEL_AIR;
        Some(route::RouteLine {
            id: id as u32,
            source: route::LineEnd { card: way.from as u32, port: out, side: route::Side::Right },
            target: route::LineEnd { card: way.to as u32, port: into, side: route::Side::Left },
            label: (!way.label.is_empty()).then_some(Size { width: (LABEL.1 + 4.0) * SCALE, height: width * SCALE }),
            waypoints: Vec::new(),
        })
    });
    let result = route::route(&route::RouteRequest { cards, groups: Vec::new(), notes: Vec::new(), lines: lines.collect() });
    let drawn = |line: route::RoutedLine| {
        let way = ways.get(line.id as usize)?;
        let label = line.label.map(|rect| Rect { min: back(&rect.min), max: back(&rect.max) });
        Some((way, line.points.iter().map(back).collect(), label))
    };
    result.lines.into_iter().filter_map(drawn).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definition() -> Json {
        let way = |name: &str| {
            let mut states = serde_json::Map::new();
            states.insert(name.to_owned(), json!({ "Type": "Pass", "End": true }));
            json!({ "StartAt": name, "States": states })
        };
        json!({ "StartAt": "Look", "States": {
            "Look": { "Type": "Task", "Next": "Big?", "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Sorry" }] },
            "Big?": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "Both" }, { "Condition": "{% 1=1 %}", "Next": "Both" }], "Default": "Done" },
            "Both": { "Type": "Parallel", "Branches": [way("Left"), way("Right")], "Next": "Done" },
            "Done": { "Type": "Succeed" },
            "Sorry": { "Type": "Fail" },
        } })
    }

    #[test]
    fn states_flow_downwards_apart_from_each_other() {
        let picture = picture(&definition(), None, &BTreeSet::new());
        let rect = |name: &str| picture.states.iter().find(|(own, _)| own == name).unwrap().1;
        assert!(rect("Look").max.y < rect("Big?").min.y && rect("Big?").max.y < rect("Both").min.y);
        assert!(rect("Both").contains_rect(&rect("Left")) && rect("Both").contains_rect(&rect("Right")));
        assert!(!rect("Left").intersects(&rect("Right")));
        let outer = ["Look", "Big?", "Both", "Done", "Sorry"];
        for (at, one) in outer.iter().enumerate() {
            for other in &outer[at + 1..] {
                assert!(!rect(one).intersects(&rect(other)), "{one} {other}");
            }
        }
        let whole = Rect::from_min_size(Point { x: 0.0, y: 0.0 }, picture.size);
        assert!(picture.states.iter().all(|(_, rect)| whole.contains_rect(rect)));
    }

    #[test]
    fn ways_are_drawn_with_what_leads_them_and_rules_to_one_place_are_one() {
        let picture = picture(&definition(), Some("Look"), &BTreeSet::from(["Sorry".to_owned()]));
        let texts: Vec<&str> = picture
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        for said in ["1, 2", "else", "error", "Parallel"] {
            assert!(texts.contains(&said), "{said}: {texts:?}");
        }
        let strokes = |token: Token| {
            picture.shapes.iter().filter(|shape| matches!(shape, Shape::Rect { stroke: Some(s), .. } if s.color == token)).count()
        };
        assert_eq!((strokes(Token::Accent), strokes(Token::Error)), (1, 1));
        assert_eq!(super::picture(&definition(), None, &BTreeSet::new()), super::picture(&definition(), None, &BTreeSet::new()));
    }

    #[test]
    fn nothing_is_an_empty_picture() {
        assert_eq!(super::picture(&json!({}), None, &BTreeSet::new()), StatePicture::default());
    }
}
