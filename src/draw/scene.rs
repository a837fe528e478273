//! A design as items that can be drawn, found and moved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::badge::{self, Badge};
use super::card::CardShapes;
use super::fold::{self, Folded, FoldedGroup, Shown};
use super::line::{self, Emphasis};
use super::shape::{Detail, Shape, Stroke};
use super::stack::{self, Piece};
use super::theme::Token;
use super::{frame, outline, routing};
use crate::anatomy::Card;
use crate::anatomy::frame::{FOLD_MARK, chip, group_name};
use crate::catalog::{Finding, Graph, LineStyle, Place};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{Connection, ConnectionId, Design, EntryId, GroupId, NodeId, NoteId};

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
    /// The nodes, sorted by id; among them the cards of collapsed groups.
    pub nodes: Vec<NodeItem>,
    /// What collapsed groups hide.
    pub folded: Folded,
    /// References that no line shows, from node to node by their places here.
    pub references: Vec<(usize, usize)>,
    /// The cards and raised notes from the lowest up; nothing where all lie as they come.
    pub stack: Option<Vec<Piece>>,
}

/// A node's card.
#[derive(Clone, Debug)]
pub struct NodeItem {
    /// The node; on the card of a collapsed group, an id that no node has.
    pub id: NodeId,
    /// The collapsed group the card stands for.
    pub group: Option<FoldedGroup>,
    /// Where its card stands.
    pub rect: Rect,
    /// What is on the card; places are relative to its upper left corner.
    pub card: Arc<Card>,
    /// The card's shapes, relative to its upper left corner.
    pub shapes: Arc<CardShapes>,
    /// Its findings.
    pub badge: Option<Badge>,
    /// Whether it is locked, by itself or by a group around it.
    pub locked: bool,
    /// The outermost group it stands in, by place in the scene.
    pub home: Option<usize>,
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
    /// Whether it is locked, by itself or by a group around it.
    pub locked: bool,
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
    /// Whether it is locked, by itself or by a group around it.
    pub locked: bool,
    /// Whether it lies above the lines.
    pub raised: bool,
}

/// A connection's line.
#[derive(Clone, Debug)]
pub struct LineItem {
    /// The connection.
    pub id: ConnectionId,
    /// More connections that the line stands for, as it leads to or from a collapsed group.
    pub others: Vec<ConnectionId>,
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
    /// Whether it starts or ends at a collapsed group.
    pub into_group: bool,
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
        let (nodes, folded) = fold::fold(graph, nodes(graph));
        let mut scene = Self { groups: groups(graph), notes: notes(graph), nodes, folded, ..Self::default() };
        scene.find_homes(graph.design);
        scene.find_references(graph);
        scene.stack = stack::stack(graph.design, &scene);
        let lines = graph.design.connections.iter().filter_map(|(id, connection)| scene.unrouted_line(graph, id, connection));
        scene.lines = lines.collect();
        fold::merge_lines(&mut scene, graph.design);
        scene
    }

    /// Finds for every card the outermost group around it.
    fn find_homes(&mut self, design: &Design) {
        let places: BTreeMap<&GroupId, usize> = self.groups.iter().enumerate().map(|(place, group)| (&group.id, place)).collect();
        let outermost = |id| design.groups_around(Some(id)).last().and_then(|(outer, _)| places.get(outer)).copied();
        let homes: BTreeMap<&GroupId, usize> = design.groups.keys().filter_map(|id| Some((id, outermost(id)?))).collect();
        for item in &mut self.nodes {
            let around = match &item.group {
                Some(folded) => design.groups.get(&folded.id).and_then(|group| group.parent.as_ref()),
                None => design.nodes.get(&item.id).and_then(|node| node.group.as_ref()),
            };
            item.home = around.and_then(|group| homes.get(group)).copied();
        }
    }

    /// Puts the findings' badges on what they are about.
    pub fn set_findings(&mut self, findings: &[Finding]) {
        self.nodes.iter_mut().for_each(|node| node.badge = None);
        self.lines.iter_mut().for_each(|line| line.badge = None);
        for finding in findings {
            match self.shown(&finding.place) {
                Some(Shown::Card(node)) => Badge::add(&mut self.nodes[node].badge, finding),
                Some(Shown::Line(line)) => Badge::add(&mut self.lines[line].badge, finding),
                None => {}
            }
        }
    }

    /// Where what a finding is about is seen.
    fn shown(&self, place: &Place) -> Option<Shown> {
        match place {
            Place::Node(id) | Place::Entry(id, _) => self.node_or_group(id).map(Shown::Card),
            Place::Connection(id) => self.line(id).map(Shown::Line).or_else(|| self.folded.lines.get(id).copied()),
            Place::Group(id) => self.folded.groups.get(id).copied().map(Shown::Card),
            Place::Design => None,
        }
    }

    /// The place of a node in `nodes`.
    #[must_use]
    pub fn node(&self, id: &NodeId) -> Option<usize> {
        self.nodes.binary_search_by(|node| node.id.cmp(id)).ok()
    }

    /// The place of a node in `nodes`, or of the collapsed group that hides it.
    #[must_use]
    pub fn node_or_group(&self, id: &NodeId) -> Option<usize> {
        self.node(id).or_else(|| self.folded.nodes.get(id).copied())
    }

    /// The place of a line in `lines`; of the one that stands for it where a collapsed group merges several.
    #[must_use]
    pub fn line(&self, id: &ConnectionId) -> Option<usize> {
        let carried = || if let Some(Shown::Line(line)) = self.folded.lines.get(id) { Some(*line) } else { None };
        self.lines.binary_search_by(|line| line.id.cmp(id)).ok().or_else(carried)
    }

    /// Whether a collapsed group hides a line or merges it with others.
    #[must_use]
    pub fn is_merged(&self, id: &ConnectionId) -> bool {
        let carries = || self.lines.get(self.line(id)?).map(|line| !line.others.is_empty());
        self.folded.lines.contains_key(id) || (!self.folded.groups.is_empty() && carries().unwrap_or(false))
    }

    /// The cards and raised notes, the lowest first.
    pub fn pieces(&self) -> impl DoubleEndedIterator<Item = Piece> {
        let stacked = self.stack.iter().flatten().copied();
        let plain = if self.stack.is_some() { 0 } else { self.nodes.len() };
        stacked.chain((0..plain).map(Piece::Card))
    }

    /// The rectangle around everything; nothing where nothing is drawn.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect> {
        let boxes =
            self.groups.iter().map(|g| g.rect).chain(self.notes.iter().map(|n| n.rect)).chain(self.nodes.iter().map(NodeItem::area));
        boxes.chain(self.lines.iter().filter_map(LineItem::area)).reduce(|a, b| a.union(&b))
    }

    fn unrouted_line(&self, graph: &Graph<'_>, id: &ConnectionId, connection: &Connection) -> Option<LineItem> {
        let source = self.node_or_group(&connection.source)?;
        let mut target = self.node_or_group(&connection.target)?;
        let folded = |node: usize| self.nodes[node].group.is_some();
        let line = graph.line(id);
        let further = connection
            .ends
            .iter()
            .filter_map(|(end, node)| Some(FurtherItem { end: end.clone(), node: self.node_or_group(node)?, points: Vec::new() }));
        // What leads to a card anyway need not lead there twice.
        let mut further: Vec<FurtherItem> =
            further.filter(|end| !(folded(end.node) && (end.node == source || end.node == target))).collect();
        let mut style = line.map_or(LineStyle::Call, |line| line.kind.style(&line));
        let mut label = line.map(|line| line.kind.label(&line)).unwrap_or_default();
        if source == target && folded(source) {
            // Of a line inside a collapsed group, only its further ends are seen.
            let first = (!further.is_empty()).then(|| further.remove(0))?;
            (target, style) = (first.node, LineStyle::DeadLetters);
            label.clear();
        }
        let entry = connection.entry.clone().filter(|_| !folded(source));
        let row = self.nodes[source].card.rows.iter().find(|row| Some(&row.entry) == entry.as_ref());
        // What the row says already need not be said again beside it.
        let repeats = further.is_empty() && row.is_some_and(|row| row.remark.text == label);
        let into_group = folded(source) || folded(target);
        let waypoints = if into_group { Vec::new() } else { connection.waypoints.clone() };
        Some(LineItem {
            id: id.clone(),
            others: Vec::new(),
            source,
            entry,
            target,
            style,
            points: Vec::new(),
            label: if repeats { None } else { chip(&label) },
            chip: None,
            further,
            badge: None,
            waypoints,
            into_group,
            sketched: false,
            covers: None,
        })
    }
}

fn nodes(graph: &Graph<'_>) -> Vec<NodeItem> {
    let alarms = |kind: &str| graph.registry.connection(kind).is_some_and(|kind| kind.spec().style == LineStyle::Alarm);
    let at_header = graph.design.connections.values().filter(|c| c.entry.is_none() && !alarms(&c.kind));
    let headers: BTreeSet<&NodeId> = at_header.map(|c| &c.source).collect();
    let shown = graph.design.nodes.iter().filter(|(_, node)| graph.design.folded_into(node.group.as_ref()).is_none());
    let items = shown.filter_map(|(id, node)| {
        let card = Card::of(graph, id)?;
        let mut shapes = CardShapes::new(&card, headers.contains(id));
        if node.locked {
            shapes.lock();
        }
        Some(NodeItem {
            id: id.clone(),
            group: None,
            rect: Rect::from_min_size(node.at, card.size),
            shapes: Arc::new(shapes),
            card: Arc::new(card),
            badge: None,
            locked: node.locked || graph.design.locked_by(node.group.as_ref()).is_some(),
            home: None,
        })
    });
    items.collect()
}

fn groups(graph: &Graph<'_>) -> Vec<GroupItem> {
    let design = graph.design;
    let depth = |id: &GroupId| design.groups_around(Some(id)).count();
    let shown = design.groups.iter().filter(|(id, _)| design.folded_into(Some(id)).is_none());
    let mut sorted: Vec<_> = shown.map(|(id, group)| (depth(id), id, group)).collect();
    sorted.sort_by_key(|(depth, id, _)| (*depth, *id));
    let items = sorted.into_iter().map(|(_, id, group)| GroupItem {
        id: id.clone(),
        rect: group.frame(),
        name: group_name(group).map(|(_, place)| place.translated(-group.at.x, -group.at.y)),
        shapes: frame::group(group).into(),
        locked: design.locked_by(Some(id)).is_some(),
    });
    items.collect()
}

fn notes(graph: &Graph<'_>) -> Vec<NoteItem> {
    let design = graph.design;
    let mut shown: Vec<_> = design.notes.iter().filter(|(_, note)| design.folded_into(note.group.as_ref()).is_none()).collect();
    shown.sort_by_key(|(_, note)| note.order);
    let items = shown.into_iter().map(|(id, note)| NoteItem {
        id: id.clone(),
        rect: note.frame(),
        shapes: frame::note(note).into(),
        locked: note.locked || design.locked_by(note.group.as_ref()).is_some(),
        raised: note.order > 0,
    });
    items.collect()
}

impl GroupItem {
    /// Where its title stands, the mark that collapses it included.
    #[must_use]
    pub fn title(&self) -> Option<Rect> {
        let mark = frame::has_mark(self.rect.size()).then_some(FOLD_MARK);
        let title = self.name.into_iter().chain(mark).reduce(|a, b| a.union(&b));
        title.map(|title| title.translated(self.rect.min.x, self.rect.min.y))
    }
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

    /// The colour of its tile.
    #[must_use]
    pub fn tile(&self) -> Token {
        self.group.as_ref().map_or(Token::Tile(self.card.tint), |group| Token::GroupTile(group.color))
    }

    /// Its badge in canvas space.
    #[must_use]
    pub fn badge_shapes(&self) -> Option<[Shape; 3]> {
        Some(self.badge?.shapes(Point::new(self.rect.max.x - 4.0, self.rect.min.y + 1.0)))
    }
}

impl LineItem {
    /// The connections it stands for.
    pub fn connections(&self) -> impl Iterator<Item = &ConnectionId> {
        std::iter::once(&self.id).chain(&self.others)
    }

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
