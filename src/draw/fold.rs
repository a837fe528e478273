//! Collapsed groups: one card stands for everything inside, and lines to and from the inside lead to the card.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::card::{CardShapes, RADIUS, port};
use super::frame::fold_mark;
use super::scene::{LineItem, NodeItem, Scene};
use super::shape::{Shape, Stroke};
use super::theme::{GroupColor, Token};
use crate::anatomy::Card;
use crate::anatomy::card::{FOLD_ROOM, HEADER, SUBTITLE_FONT, TILE, TITLE_FONT};
use crate::anatomy::frame::chip;
use crate::catalog::LineStyle;
use crate::design::geometry::{Point, Rect};
use crate::design::{ConnectionId, Design, EntryId, Group, GroupId, NodeId};

/// How far the edge of what lies beneath shows below the card.
const BENEATH: f32 = 4.0;

/// What collapsed groups hide, and where it is seen instead; everything by place in the scene.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    /// The cards of the nodes inside.
    pub nodes: BTreeMap<NodeId, usize>,
    /// The cards of the collapsed groups themselves and of the groups inside.
    pub groups: BTreeMap<GroupId, usize>,
    /// Lines that are merged into others or inside a group.
    pub(super) lines: BTreeMap<ConnectionId, Shown>,
}

/// Where something is seen, by place in the scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A card.
    Card(usize),
    /// A line.
    Line(usize),
}

/// The collapsed group a card stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct FoldedGroup {
    /// The group.
    pub id: GroupId,
    /// Its colour.
    pub color: GroupColor,
    /// How many nodes are inside.
    pub nodes: usize,
}

/// The nodes that are seen together with the cards of collapsed groups, and what these hide.
pub(super) fn fold(design: &Design, mut nodes: Vec<NodeItem>) -> (Vec<NodeItem>, Folded) {
    let mut into: BTreeMap<&GroupId, &GroupId> = BTreeMap::new();
    into.extend(design.groups.keys().filter_map(|id| Some((id, design.folded_into(Some(id))?))));
    if into.is_empty() {
        return (nodes, Folded::default());
    }
    let hidden: Vec<(&NodeId, &GroupId)> =
        design.nodes.iter().filter_map(|(id, node)| Some((id, *into.get(node.group.as_ref()?)?))).collect();
    for (id, group) in &design.groups {
        if into.get(id) == Some(&id) {
            let inside = hidden.iter().filter(|(_, outer)| *outer == id).count();
            let within = into.values().filter(|outer| **outer == id).count() - 1;
            nodes.push(card(design, id, group, (inside, within)));
        }
    }
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    let places: BTreeMap<GroupId, usize> =
        nodes.iter().enumerate().filter_map(|(place, item)| Some((item.group.as_ref()?.id.clone(), place))).collect();
    let place = |outer: &GroupId| places.get(outer).copied();
    let folded = Folded {
        nodes: hidden.into_iter().filter_map(|(id, outer)| Some((id.clone(), place(outer)?))).collect(),
        groups: into.into_iter().filter_map(|(id, outer)| Some((id.clone(), place(outer)?))).collect(),
        lines: BTreeMap::new(),
    };
    (nodes, folded)
}

fn card(design: &Design, id: &GroupId, group: &Group, (nodes, groups): (usize, usize)) -> NodeItem {
    let card = Card::of_group(&group.name, &contents(nodes, groups));
    let color = GroupColor::from_name(group.color.as_deref());
    let mut shapes = shapes(&card, color);
    if group.locked {
        shapes.lock();
    }
    NodeItem {
        id: unused_id(design, id),
        group: Some(FoldedGroup { id: id.clone(), color, nodes }),
        rect: Rect::from_min_size(group.at, card.size),
        card: Arc::new(card),
        shapes: Arc::new(shapes),
        badge: None,
        locked: design.locked_by(Some(id)).is_some(),
        home: None,
    }
}

/// What is inside, in words.
#[must_use]
pub fn contents(nodes: usize, groups: usize) -> String {
    let count = |n: usize, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
    if groups == 0 { count(nodes, "node") } else { format!("{} · {}", count(nodes, "node"), count(groups, "group")) }
}

/// An id that no node has.
fn unused_id(design: &Design, group: &GroupId) -> NodeId {
    let mut id = NodeId::new(format!("group {group}"));
    while design.nodes.contains_key(&id) {
        id = NodeId::new(format!("group {id}"));
    }
    id
}

fn shapes(card: &Card, color: GroupColor) -> CardShapes {
    let whole = Rect::from_min_size(Point::default(), card.size);
    let border =
        |color, rect: Rect, fill, shadow| Shape::Rect { rect, radius: RADIUS, fill, stroke: Some(Stroke::solid(color, 1.0)), shadow };
    let beneath = Rect { min: Point::new(BENEATH + 2.0, RADIUS), max: whole.max.offset(-BENEATH - 2.0, BENEATH) };
    let ground = [
        border(Token::Border, beneath, Some(Token::Raised), false),
        border(Token::Border, whole, Some(Token::Card), true),
        border(Token::GroupBorder(color), whole, Some(Token::GroupFill(color)), false),
    ];
    let tile = [
        Shape::filled(TILE, 7.0, Token::GroupTile(color)),
        Shape::Icon { icon: card.icon.clone(), rect: TILE.expanded(-6.0), color: Token::OnAccent },
    ];
    let mut full: Vec<Shape> = ground.iter().chain(&tile).cloned().collect();
    full.push(Shape::Text {
        at: card.title.at,
        text: card.title.text.clone(),
        face: TITLE_FONT.0,
        size: TITLE_FONT.1,
        color: Token::Text,
        width: card.title.width,
    });
    full.push(Shape::text(card.subtitle.at, &card.subtitle.text, SUBTITLE_FONT, Token::Dim));
    full.push(fold_mark(Point::new(card.size.width - FOLD_ROOM - 2.0, HEADER / 2.0), false));
    full.extend(card.ports.iter().map(|p| port(p.at)));
    let bar = |at: Point, width: f32, height: f32, color| {
        let min = at.offset(0.0, -height);
        Shape::filled(Rect { min, max: min.offset(width, height) }, 2.0, color)
    };
    let mut blocks: Vec<Shape> = ground.iter().chain(&tile).cloned().collect();
    blocks.push(bar(card.title.at, card.title.width, 8.0, Token::Dim));
    blocks.push(bar(card.subtitle.at, card.subtitle.width, 6.0, Token::Border));
    CardShapes { full, blocks, dots: vec![Shape::filled(whole, RADIUS, Token::GroupTile(color))] }
}

/// What lines have in common that run side by side from or to a collapsed group.
type Course = (usize, Option<EntryId>, usize, u8);

/// Draws lines of one kind between the same two places as one, where one of them is a collapsed group's card; says where
/// those inside a group are seen.
pub(super) fn merge_lines(scene: &mut Scene, design: &Design) {
    if scene.folded.groups.is_empty() {
        return;
    }
    for (id, line) in &design.connections {
        if let (Some(card), Some(other)) = (scene.folded.nodes.get(&line.source), scene.folded.nodes.get(&line.target))
            && card == other
        {
            scene.folded.lines.insert(id.clone(), Shown::Card(*card));
        }
    }
    let mut courses: BTreeMap<Course, usize> = BTreeMap::new();
    let mut kept: Vec<Arc<LineItem>> = Vec::with_capacity(scene.lines.len());
    let mut said: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let text_of = |line: &LineItem| line.label.as_ref().map(|(text, _)| text.clone()).unwrap_or_default();
    for line in std::mem::take(&mut scene.lines) {
        let folded = [line.source, line.target].iter().any(|node| scene.nodes[*node].group.is_some());
        let course = (line.source, line.entry.clone(), line.target, style_number(line.style));
        let carrier = if folded { courses.get(&course).copied() } else { None };
        if let Some(carrier) = carrier {
            scene.folded.lines.insert(line.id.clone(), Shown::Line(carrier));
            said.entry(carrier).or_insert_with(|| vec![text_of(&kept[carrier])]).push(text_of(&line));
            join(Arc::make_mut(&mut kept[carrier]), &line);
        } else {
            courses.insert(course, kept.len());
            kept.push(line);
        }
    }
    for (carrier, said) in said {
        Arc::make_mut(&mut kept[carrier]).label = chip(&together(&said));
    }
    scene.lines = kept;
}

/// Letters that are read at a glance.
const AT_A_GLANCE: usize = 30;

/// What lines drawn as one say: what all of them say, each word of theirs where these are few, else only how many they are.
fn together(said: &[String]) -> String {
    let count = said.len();
    let mut distinct: Vec<&str> = Vec::new();
    for text in said.iter().map(String::as_str) {
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    let joined = distinct.join(", ");
    match distinct.as_slice() {
        [one] if !one.is_empty() => format!("{count} × {one}"),
        many if many.len() == count && !many.contains(&"") && joined.chars().count() <= AT_A_GLANCE => joined,
        _ => format!("{count} lines"),
    }
}

fn join(carrier: &mut LineItem, line: &LineItem) {
    for end in &line.further {
        if !carrier.further.iter().any(|known| known.node == end.node) {
            carrier.further.push(end.clone());
        }
    }
    carrier.others.push(line.id.clone());
}

const fn style_number(style: LineStyle) -> u8 {
    match style {
        LineStyle::Call => 0,
        LineStyle::Async => 1,
        LineStyle::Stream => 2,
        LineStyle::DeadLetters => 3,
        LineStyle::Picture => 4,
        LineStyle::Alarm => 5,
    }
}
