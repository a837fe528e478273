//! What the pointer is on.

use crate::anatomy::PortKind;
use crate::anatomy::card::{Port, ROW};
use crate::app::selection::{Selection, Thing};
use crate::design::geometry::{Point, Rect};
use crate::design::{ConnectionId, EntryId, GroupId, LineEnd, NodeId, NoteId};
use crate::draw::{self, GroupItem, LineItem, NodeItem, NoteItem, Scene};

/// What the pointer is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// Nothing.
    Canvas,
    /// A port lines start at.
    Port(NodeId, Option<EntryId>),
    /// A card.
    Card(NodeId),
    /// A line.
    Wire(ConnectionId),
    /// An end of the selected line, to be led elsewhere.
    LineEnd(ConnectionId, LineEnd),
    /// A group's frame or name.
    Group(GroupId),
    /// The lower right corner of a group.
    GroupCorner(GroupId),
    /// A note.
    Note(NoteId),
    /// The lower right corner of a note.
    NoteCorner(NoteId),
}

/// How far beside a line or a port the pointer still hits it at 100 %, in canvas units.
const REACH: f32 = 6.0;

/// What is at a point; `slack` is how far beside a line still counts at this zoom.
pub fn hit(scene: &Scene, at: Point, slack: f32) -> Hit {
    let on_corner = |rect: &Rect| rect.max.distance(at) <= 8.0_f32.max(2.0 * slack);
    if let Some(note) = scene.notes.iter().rev().find(|note| on_corner(&note.rect)) {
        return Hit::NoteCorner(note.id.clone());
    }
    let found = match scene.hit(at, REACH.max(slack)) {
        Some(draw::Hit::Port(node, kind)) => scene.nodes.get(node).map(|n| match kind {
            PortKind::In => Hit::Card(n.id.clone()),
            PortKind::Out | PortKind::NewEntry => Hit::Port(n.id.clone(), None),
            PortKind::Entry(entry) | PortKind::Alarms(entry) => Hit::Port(n.id.clone(), Some(entry)),
        }),
        Some(draw::Hit::Node(node) | draw::Hit::Row(node, _)) => scene.nodes.get(node).map(|n| Hit::Card(n.id.clone())),
        Some(draw::Hit::Line(line)) => scene.lines.get(line).map(|l| Hit::Wire(l.id.clone())),
        Some(draw::Hit::Note(note)) => scene.notes.get(note).map(|n| Hit::Note(n.id.clone())),
        Some(draw::Hit::Group(group)) => {
            scene.groups.get(group).map(|g| if on_corner(&g.rect) { Hit::GroupCorner(g.id.clone()) } else { Hit::Group(g.id.clone()) })
        }
        Some(draw::Hit::Inside(_)) | None => None,
    };
    found.unwrap_or(Hit::Canvas)
}

/// As [`hit`]; the ends of the selected line lie above everything else.
pub fn hit_selected(scene: &Scene, selection: &Selection, at: Point, slack: f32) -> Hit {
    let selected = if let Some(Thing::Connection(id)) = selection.single() { scene.line(id).map(|line| (id, line)) } else { None };
    let reach = REACH.max(slack) + 2.0;
    let end = selected.and_then(|(id, line)| {
        let (source, target) = ends(scene.lines.get(line)?)?;
        let end = [(LineEnd::Target, target), (LineEnd::Source, source)].into_iter().find(|(_, place)| place.distance(at) <= reach)?.0;
        Some(Hit::LineEnd(id.clone(), end))
    });
    end.unwrap_or_else(|| hit(scene, at, slack))
}

/// Where a line starts and where it ends.
pub fn ends(line: &LineItem) -> Option<(Point, Point)> {
    Some((*line.points.first()?, *line.points.last()?))
}

/// The entry of a card whose row is at a point.
pub fn entry_at(card: &NodeItem, at: Point) -> Option<EntryId> {
    let port = card.card.ports.iter().filter(|p| matches!(p.kind, PortKind::Entry(_))).min_by(|a, b| {
        let far = |port: &Port| (port_place(card, port).y - at.y).abs();
        far(a).total_cmp(&far(b))
    })?;
    let near = (port_place(card, port).y - at.y).abs() <= ROW / 2.0;
    if let (PortKind::Entry(entry), true) = (&port.kind, near) { Some(entry.clone()) } else { None }
}

/// A port's place on the canvas.
pub fn port_place(card: &NodeItem, port: &Port) -> Point {
    card.rect.min.offset(port.at.x, port.at.y)
}

/// The card at a point.
pub fn card_at(scene: &Scene, at: Point) -> Option<&NodeItem> {
    scene.nodes.iter().rev().find(|card| card.rect.contains(at))
}

/// The card of a node.
pub fn card<'s>(scene: &'s Scene, node: &NodeId) -> Option<&'s NodeItem> {
    scene.nodes.get(scene.node(node)?)
}

/// The frame of a group.
pub fn group<'s>(scene: &'s Scene, id: &GroupId) -> Option<&'s GroupItem> {
    scene.groups.iter().find(|g| g.id == *id)
}

/// The frame of a note.
pub fn note<'s>(scene: &'s Scene, id: &NoteId) -> Option<&'s NoteItem> {
    scene.notes.iter().find(|n| n.id == *id)
}

/// Where a group's name stands on the canvas.
pub fn name_place(group: &GroupItem) -> Option<Rect> {
    group.name.map(|name| name.translated(group.rect.min.x, group.rect.min.y))
}
