//! A design as items that can be drawn, found and moved.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::badge::{self, Badge};
use super::card::CardShapes;
use super::line::{self, Emphasis};
use super::shape::{Detail, Shape, Stroke};
use super::theme::Token;
use super::{frame, outline, routing};
use crate::anatomy::Card;
use crate::anatomy::frame::{chip, group_name};
use crate::catalog::{Finding, Graph, LineStyle, Place};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{Connection, ConnectionId, EntryId, GroupId, NodeId, NoteId};

/// The most lines that are routed before the next picture; more would hold it up.
pub(super) const AT_ONCE: usize = 120;

/// Everything there is to draw, in the order of the layers: groups (outer ones first), notes, lines, nodes, and above
/// them the chips of lines and the badges.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The groups.
    pub groups: Vec<GroupItem>,
    /// The notes.
    pub notes: Vec<NoteItem>,
    /// The lines, sorted by id.
    pub lines: Vec<LineItem>,
    /// The nodes, sorted by id.
    pub nodes: Vec<NodeItem>,
}

/// A node's card.
#[derive(Clone, Debug)]
pub struct NodeItem {
    /// The node.
    pub id: NodeId,
    /// Where its card stands.
    pub rect: Rect,
    /// What is on the card; places are relative to its upper left corner.
    pub card: Arc<Card>,
    /// The card's shapes, relative to its upper left corner.
    pub shapes: Arc<CardShapes>,
    /// Its findings.
    pub badge: Option<Badge>,
}

/// A group's frame.
#[derive(Clone, Debug)]
pub struct GroupItem {
    /// The group.
    pub id: GroupId,
    /// Where its frame stands.
    pub rect: Rect,
    /// Where its name stands, relative to the frame's upper left corner.
    pub name: Option<Rect>,
    /// Its shapes, relative to the frame's upper left corner.
    pub shapes: Arc<[Shape]>,
}

/// A note.
#[derive(Clone, Debug)]
pub struct NoteItem {
    /// The note.
    pub id: NoteId,
    /// Where it stands.
    pub rect: Rect,
    /// Its shapes, relative to its upper left corner.
    pub shapes: Arc<[Shape]>,
}

/// A connection's line.
#[derive(Clone, Debug)]
pub struct LineItem {
    /// The connection.
    pub id: ConnectionId,
    /// The node it starts at, by its place in the scene.
    pub source: usize,
    /// The entry of the node it starts at.
    pub entry: Option<EntryId>,
    /// The node it leads to, by its place in the scene.
    pub target: usize,
    /// How it is drawn.
    pub style: LineStyle,
    /// Its corners, from port to port.
    pub points: Vec<Point>,
    /// What its chip says, with the chip's size.
    pub label: Option<(String, Size)>,
    /// Where the chip stands; nothing without a label, or where there was no room for it.
    pub chip: Option<Rect>,
    /// Its further ends.
    pub further: Vec<FurtherItem>,
    /// Its findings.
    pub badge: Option<Badge>,
    /// Corners set by hand.
    pub waypoints: Vec<Point>,
    /// Whether its course is only a sketch, as too many lines had to be routed at once.
    pub sketched: bool,
    /// What it covers, as of its last routing; every frame asks for it.
    covers: Option<Rect>,
}

/// A further end of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct FurtherItem {
    /// The end's name in files.
    pub end: String,
    /// The node it leads to, by its place in the scene.
    pub node: usize,
    /// Its corners, from the connection's chip to the node's port.
    pub points: Vec<Point>,
}

impl Scene {
    /// The scene of a design, every line routed.
    #[must_use]
    pub fn new(graph: &Graph<'_>) -> Self {
        Self::after(graph, &Self::default())
    }

    /// The scene of a design that has changed since `previous`: lines that nothing happened to stay as they are.
    #[must_use]
    pub fn after(graph: &Graph<'_>, previous: &Self) -> Self {
        let mut scene = Self::unrouted(graph);
        routing::route_all(&mut scene, previous, None);
        scene
    }

    /// The same as [`Scene::after`] where few lines need routing; where many do, they are sketched, see
    /// [`Scene::is_sketched`], and [`Scene::finish`] does the rest.
    #[must_use]
    pub fn soon(graph: &Graph<'_>, previous: &Self) -> Self {
        let mut scene = Self::unrouted(graph);
        routing::route_all(&mut scene, previous, Some(AT_ONCE));
        scene
    }

    /// Whether lines are only sketched yet.
    #[must_use]
    pub fn is_sketched(&self) -> bool {
        self.lines.iter().any(|line| line.sketched)
    }

    /// Takes the sketches for what they are.
    pub fn accept_sketches(&mut self) {
        self.lines.iter_mut().for_each(|line| line.sketched = false);
    }

    /// Routes the lines that were only sketched.
    pub fn finish(&mut self) {
        if self.is_sketched() {
            let sketch = self.clone();
            self.lines.iter_mut().for_each(LineItem::forget);
            routing::route_all(self, &sketch, None);
        }
    }

    /// The scene without the courses of its lines.
    pub(super) fn unrouted(graph: &Graph<'_>) -> Self {
        let mut scene = Self { groups: groups(graph), notes: notes(graph), nodes: nodes(graph), lines: Vec::new() };
        let lines = graph.design.connections.iter().filter_map(|(id, connection)| scene.unrouted_line(graph, id, connection));
        scene.lines = lines.collect();
        scene
    }

    /// Puts the findings' badges on what they are about.
    pub fn set_findings(&mut self, findings: &[Finding]) {
        let nodes = Badge::count(findings, |place| match place {
            Place::Node(id) | Place::Entry(id, _) => Some(id),
            _ => None,
        });
        let lines = Badge::count(findings, |place| if let Place::Connection(id) = place { Some(id) } else { None });
        for node in &mut self.nodes {
            node.badge = nodes.get(&node.id).copied();
        }
        for line in &mut self.lines {
            line.badge = lines.get(&line.id).copied();
        }
    }

    /// The place of a node in `nodes`.
    #[must_use]
    pub fn node(&self, id: &NodeId) -> Option<usize> {
        self.nodes.binary_search_by(|node| node.id.cmp(id)).ok()
    }

    /// The place of a line in `lines`.
    #[must_use]
    pub fn line(&self, id: &ConnectionId) -> Option<usize> {
        self.lines.binary_search_by(|line| line.id.cmp(id)).ok()
    }

    /// The rectangle around everything; nothing where nothing is drawn.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect> {
        let boxes =
            self.groups.iter().map(|g| g.rect).chain(self.notes.iter().map(|n| n.rect)).chain(self.nodes.iter().map(NodeItem::area));
        boxes.chain(self.lines.iter().filter_map(LineItem::area)).reduce(|a, b| a.union(&b))
    }

    fn unrouted_line(&self, graph: &Graph<'_>, id: &ConnectionId, connection: &Connection) -> Option<LineItem> {
        let (source, target) = (self.node(&connection.source)?, self.node(&connection.target)?);
        let line = graph.line(id);
        let further = connection
            .ends
            .iter()
            .filter_map(|(end, node)| Some(FurtherItem { end: end.clone(), node: self.node(node)?, points: Vec::new() }));
        let further: Vec<FurtherItem> = further.collect();
        let label = line.map(|line| line.kind.label(&line)).unwrap_or_default();
        let row = self.nodes[source].card.rows.iter().find(|row| Some(&row.entry) == connection.entry.as_ref());
        // What the row says already need not be said again beside it.
        let repeats = further.is_empty() && row.is_some_and(|row| row.remark.text == label);
        Some(LineItem {
            id: id.clone(),
            source,
            entry: connection.entry.clone(),
            target,
            style: line.map_or(LineStyle::Call, |line| line.kind.style(&line)),
            points: Vec::new(),
            label: if repeats { None } else { chip(&label) },
            chip: None,
            further,
            badge: None,
            waypoints: connection.waypoints.clone(),
            sketched: false,
            covers: None,
        })
    }
}

fn nodes(graph: &Graph<'_>) -> Vec<NodeItem> {
    let alarms = |kind: &str| graph.registry.connection(kind).is_some_and(|kind| kind.spec().style == LineStyle::Alarm);
    let at_header = graph.design.connections.values().filter(|c| c.entry.is_none() && !alarms(&c.kind));
    let headers: BTreeSet<&NodeId> = at_header.map(|c| &c.source).collect();
    let items = graph.design.nodes.iter().filter_map(|(id, node)| {
        let card = Card::of(graph, id)?;
        Some(NodeItem {
            id: id.clone(),
            rect: Rect::from_min_size(node.at, card.size),
            shapes: Arc::new(CardShapes::new(&card, headers.contains(id))),
            card: Arc::new(card),
            badge: None,
        })
    });
    items.collect()
}

fn groups(graph: &Graph<'_>) -> Vec<GroupItem> {
    let design = graph.design;
    let depth = |id: &GroupId| design.groups.keys().filter(|outer| design.group_within(id, outer)).count();
    let mut sorted: Vec<_> = design.groups.iter().map(|(id, group)| (depth(id), id, group)).collect();
    sorted.sort_by_key(|(depth, id, _)| (*depth, *id));
    let items = sorted.into_iter().map(|(_, id, group)| GroupItem {
        id: id.clone(),
        rect: group.frame(),
        name: group_name(group).map(|(_, place)| place.translated(-group.at.x, -group.at.y)),
        shapes: frame::group(group).into(),
    });
    items.collect()
}

fn notes(graph: &Graph<'_>) -> Vec<NoteItem> {
    let items = graph.design.notes.iter();
    items.map(|(id, note)| NoteItem { id: id.clone(), rect: note.frame(), shapes: frame::note(note).into() }).collect()
}

impl NodeItem {
    /// What it covers, its ports and its badge included.
    #[must_use]
    pub fn area(&self) -> Rect {
        self.rect.expanded(if self.badge.is_some() || self.card.alarms > 0 { 12.0 } else { 6.0 })
    }

    /// Its shapes at a level of detail, relative to the card's upper left corner.
    #[must_use]
    pub fn shapes(&self, detail: Detail) -> &[Shape] {
        match detail {
            Detail::Full => &self.shapes.full,
            Detail::Blocks => &self.shapes.blocks,
            Detail::Dots => &self.shapes.dots,
        }
    }

    /// The badge of its alarms in canvas space; nothing where it has none.
    #[must_use]
    pub fn alarm_shapes(&self) -> Vec<Shape> {
        let center = self.card.alarm_port().offset(self.rect.min.x, self.rect.min.y);
        if self.card.alarms == 0 { Vec::new() } else { badge::alarms(self.card.alarms, center) }
    }

    /// Its badge in canvas space.
    #[must_use]
    pub fn badge_shapes(&self) -> Option<[Shape; 3]> {
        Some(self.badge?.shapes(Point::new(self.rect.max.x - 4.0, self.rect.min.y + 1.0)))
    }
}

impl LineItem {
    /// The line with its further ends, in canvas space.
    #[must_use]
    pub fn shapes(&self, emphasis: Emphasis) -> Vec<Shape> {
        let further = self.further.iter().map(|end| line::path(&end.points, LineStyle::DeadLetters, emphasis));
        let starts = self.further.iter().filter(|_| self.chip.is_none()).filter_map(|end| end.points.first());
        let dots = starts.map(|at| line::junction(*at, emphasis));
        std::iter::once(line::path(&self.points, self.style, emphasis)).chain(further).chain(dots).collect()
    }

    /// Its chip and badge, in canvas space.
    #[must_use]
    pub fn chip_shapes(&self, emphasis: Emphasis) -> Vec<Shape> {
        let mut shapes = Vec::new();
        if let (Some((text, _)), Some(rect)) = (&self.label, self.chip) {
            shapes.extend(line::chip(text, rect, self.style, emphasis));
        }
        let corner = self.chip.map(|chip| Point::new(chip.max.x, chip.min.y));
        if let (Some(badge), Some(at)) = (self.badge, corner.or_else(|| outline::middle(&self.points))) {
            shapes.extend(badge.shapes(at));
        }
        shapes
    }

    /// What it covers, further ends, chip and room for a badge included.
    #[must_use]
    pub fn area(&self) -> Option<Rect> {
        self.covers
    }

    /// Leaves its course to be found anew.
    fn forget(&mut self) {
        self.points.clear();
        self.chip = None;
        self.sketched = false;
        self.further.iter_mut().for_each(|end| end.points.clear());
    }

    /// Measures what it covers, after its course changed.
    pub(super) fn measure(&mut self) {
        let lines = self.further.iter().map(|end| &end.points).chain([&self.points]).filter_map(|points| outline::bounds(points));
        self.covers = lines.chain(self.chip).reduce(|a, b| a.union(&b)).map(|all| all.expanded(12.0));
    }

    /// How it is stroked when nothing sets it apart.
    #[must_use]
    pub fn stroke(&self) -> Stroke {
        line::stroke(self.style, Emphasis::None)
    }

    /// The colour of the line when nothing sets it apart.
    #[must_use]
    pub fn color(&self) -> Token {
        line::stroke(self.style, Emphasis::None).color
    }
}
