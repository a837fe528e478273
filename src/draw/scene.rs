//! A design as items that can be drawn, found and moved.

use std::sync::Arc;

use super::badge::{self, Badge, Badges};
use super::card::CardShapes;
use super::fold::{Folded, FoldedGroup, Shown};
use super::line::{self, Emphasis};
use super::making::Made;
use super::places::Places;
use super::references::Reference;
use super::shape::{Detail, Shape, Stroke};
use super::stack::Piece;
use super::theme::Token;
use super::{frame, outline, routing};
use crate::anatomy::Card;
use crate::anatomy::frame::FOLD_MARK;
use crate::catalog::{Finding, Graph, LineStyle};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{ConnectionId, EntryId, GroupId, NodeId, NoteId};

/// The most lines that are routed before the first picture of a design; more would hold it up.
const AT_FIRST: usize = 120;
/// And before the next picture after an edit: where there are many, what else an edit does takes longer, too.
const AT_ONCE: usize = 60;
const AT_ONCE_OF_MANY: usize = 24;
/// More lines than this are many.
const MANY: usize = 2_000;

/// Everything there is to draw, in the order of the layers: groups (outer ones first), notes, lines, nodes, and above
/// them the chips of lines and the badges.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The groups.
    pub groups: Vec<GroupItem>,
    /// The notes.
    pub notes: Vec<NoteItem>,
    /// The lines, sorted by id; shared with the scenes before and after a change, as most stay as they are.
    pub lines: Vec<Arc<LineItem>>,
    /// The nodes, sorted by id; among them the cards of collapsed groups.
    pub nodes: Vec<NodeItem>,
    /// What collapsed groups hide.
    pub folded: Folded,
    /// References that no line shows.
    pub references: Vec<Reference>,
    /// The cards and raised notes from the lowest up; nothing where all lie as they come.
    pub stack: Option<Vec<Piece>>,
    /// Where cards and lines lie.
    pub(super) places: Places,
}

/// A node's card.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
    pub(super) covers: Option<Rect>,
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

/// The most lines that are routed before the next picture after an edit of so many.
pub(super) const fn at_once(lines: usize) -> usize {
    if lines > MANY { AT_ONCE_OF_MANY } else { AT_ONCE }
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
        let most = if previous.nodes.is_empty() { AT_FIRST } else { at_once(scene.lines.len()) };
        routing::route_all(&mut scene, previous, Some(most));
        scene
    }

    /// Whether lines are only sketched yet.
    #[must_use]
    pub fn is_sketched(&self) -> bool {
        self.places.is_sketched() || self.references.iter().any(|reference| reference.sketched)
    }

    /// Takes the sketches for what they are.
    pub fn accept_sketches(&mut self) {
        for place in (0..self.lines.len()).filter(|place| self.lines[*place].sketched).collect::<Vec<_>>() {
            self.change_line(place, |line| line.sketched = false);
        }
        self.references.iter_mut().for_each(|reference| reference.sketched = false);
    }

    /// Routes the lines that were only sketched.
    pub fn finish(&mut self) {
        let lines: Vec<usize> = (0..self.lines.len()).filter(|place| self.lines[*place].sketched).collect();
        if lines.is_empty() {
            self.finish_references();
            return;
        }
        let sketch = self.clone();
        let before = (0..self.nodes.len()).map(Some).collect();
        let made = Made { scene: std::mem::take(self), lines, before };
        *self = routing::route_made(made, &sketch, None);
        self.finish_references();
    }

    /// Puts the findings' badges on what they are about.
    pub fn set_findings(&mut self, findings: &[Finding]) {
        self.set_badges(&Badges::of(findings));
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

    /// The cards and raised notes that may reach into an area, the lowest first.
    pub fn pieces_in(&self, area: &Rect) -> Vec<Piece> {
        let reaches = |piece: &Piece| match piece {
            Piece::Card(place) => self.nodes[*place].rect.intersects(area),
            Piece::Note(place) => self.notes[*place].rect.intersects(area),
        };
        match &self.stack {
            Some(stack) => stack.iter().copied().filter(reaches).collect(),
            None => self.places.cards_in(*area).map(Piece::Card).collect(),
        }
    }

    /// The rectangle around everything; nothing where nothing is drawn.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect> {
        let frames = self.groups.iter().map(|g| g.rect).chain(self.notes.iter().map(|n| n.rect));
        frames.chain(self.places.bounds()).reduce(|a, b| a.union(&b))
    }

    /// Changes the course of a line.
    pub(super) fn change_line(&mut self, place: usize, change: impl FnOnce(&mut LineItem)) {
        let line = Arc::make_mut(&mut self.lines[place]);
        change(line);
        line.measure();
        self.places.put_line(place, line);
    }

    /// The nodes whose cards reach into an area.
    pub fn nodes_in(&self, area: &Rect) -> impl Iterator<Item = &NodeItem> {
        self.places.cards_in(*area).filter_map(|place| self.nodes.get(place))
    }

    /// The same, with their places in the scene.
    pub fn places_in(&self, area: &Rect) -> impl Iterator<Item = (usize, &NodeItem)> {
        self.places.cards_in(*area).filter_map(|place| Some((place, self.nodes.get(place)?)))
    }

    /// The lines that reach into an area.
    pub fn lines_in(&self, area: &Rect) -> impl Iterator<Item = &LineItem> {
        self.places.lines_in(*area).filter_map(|place| self.lines.get(place)).map(Arc::as_ref)
    }
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
    pub(super) fn forget(&mut self) {
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
