//! What the pointer is on.

use super::bend;
use crate::anatomy::PortKind;
use crate::anatomy::card::{FOLD_ROOM, Port, ROW};
use crate::app::selection::{Selection, Thing};
use crate::design::geometry::{Point, Rect};
use crate::design::{ConnectionId, EntryId, GroupId, LineEnd, NodeId, NoteId};
use crate::draw::bend::Grip;
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
    /// A piece or a corner of the selected line, to be pulled elsewhere; whether the piece runs up or down.
    Bend(ConnectionId, Grip, bool),
    /// A group's frame or name, or the card of a collapsed one.
    Group(GroupId),
    /// The mark that collapses a group or opens it.
    Fold(GroupId),
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
    if let Some(note) = scene.notes.iter().rev().find(|note| !note.locked && on_corner(&note.rect)) {
        return Hit::NoteCorner(note.id.clone());
    }
    let found = match scene.hit(at, REACH.max(slack)) {
        Some(draw::Hit::Port(node, kind)) => scene.nodes.get(node).map(|n| match kind {
            PortKind::In => Hit::Card(n.id.clone()),
            PortKind::Out | PortKind::NewEntry => Hit::Port(n.id.clone(), None),
            PortKind::Entry(entry) | PortKind::Alarms(entry) => Hit::Port(n.id.clone(), Some(entry)),
        }),
        Some(draw::Hit::Node(node) | draw::Hit::Row(node, _)) => scene.nodes.get(node).map(|n| on_card(n, at)),
        Some(draw::Hit::Fold(group)) => scene.groups.get(group).map(|g| Hit::Fold(g.id.clone())),
        Some(draw::Hit::Line(line)) => scene.lines.get(line).map(|l| Hit::Wire(l.id.clone())),
        Some(draw::Hit::Note(note)) => scene.notes.get(note).map(|n| Hit::Note(n.id.clone())),
        Some(draw::Hit::Group(group)) => scene
            .groups
            .get(group)
            .map(|g| if !g.locked && on_corner(&g.rect) { Hit::GroupCorner(g.id.clone()) } else { Hit::Group(g.id.clone()) }),
        Some(draw::Hit::Inside(_)) | None => None,
    };
    found.unwrap_or(Hit::Canvas)
}

/// What a point of a card is: of a collapsed group's card, its right end opens the group.
fn on_card(item: &NodeItem, at: Point) -> Hit {
    match &item.group {
        None => Hit::Card(item.id.clone()),
        Some(group) if at.x >= item.rect.max.x - 2.0 * FOLD_ROOM => Hit::Fold(group.id.clone()),
        Some(group) => Hit::Group(group.id.clone()),
    }
}

/// What a card stands for.
pub fn thing(item: &NodeItem) -> Thing {
    item.group.as_ref().map_or_else(|| Thing::Node(item.id.clone()), |group| Thing::Group(group.id.clone()))
}

/// Whether a thing is locked, by itself or by a group around it.
pub fn is_locked(scene: &Scene, thing: &Thing) -> bool {
    match thing {
        Thing::Node(id) => card(scene, id).is_some_and(|card| card.locked),
        Thing::Group(id) => {
            let folded = || scene.folded.groups.get(id).and_then(|place| scene.nodes.get(*place)).is_some_and(|card| card.locked);
            group(scene, id).map_or_else(folded, |group| group.locked)
        }
        Thing::Note(id) => note(scene, id).is_some_and(|note| note.locked),
        Thing::Connection(_) => false,
    }
}

/// Where a group stands: its frame, or its card where it is collapsed.
pub fn group_rect(scene: &Scene, id: &GroupId) -> Option<Rect> {
    let card = || scene.nodes.get(*scene.folded.groups.get(id)?).filter(|item| item.group.as_ref().is_some_and(|group| group.id == *id));
    group(scene, id).map(|group| group.rect).or_else(|| card().map(|item| item.rect))
}

/// As [`hit`]; the ends of the selected line lie above everything else.
pub fn hit_selected(scene: &Scene, selection: &Selection, at: Point, slack: f32) -> Hit {
    let selected = if let Some(Thing::Connection(id)) = selection.single() { scene.line(id).map(|line| (id, line)) } else { None };
    let reach = REACH.max(slack) + 2.0;
    let end = selected.and_then(|(id, line)| {
        let (source, target) = ends(scene.lines.get(line)?)?;
        let end = [(LineEnd::Target, target), (LineEnd::Source, source)]
            .into_iter()
            .find(|(_, place)| place.distance(at) <= reach.max(2.0 * slack))?
            .0;
        Some(Hit::LineEnd(id.clone(), end))
    });
    end.unwrap_or_else(|| match (hit(scene, at, slack), selected) {
        (Hit::Wire(id), Some((own, line))) if id == *own => {
            let grip = scene.lines.get(line).and_then(|line| bend::grip_at(line, at, reach));
            grip.unwrap_or(Hit::Wire(id))
        }
        (hit, _) => hit,
    })
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

/// The node's card at a point: lines lead to nodes, not to collapsed groups.
pub fn card_at(scene: &Scene, at: Point) -> Option<&NodeItem> {
    scene.nodes.iter().rev().find(|card| card.rect.contains(at)).filter(|card| card.group.is_none())
}

/// The node's card a line that is let go at a point leads to: the one there, or the one whose edge or port is right beside it.
pub fn target_at(scene: &Scene, at: Point) -> Option<&NodeItem> {
    let beside = || scene.nodes.iter().rev().find(|card| card.rect.expanded(REACH + 2.0).contains(at)).filter(|card| card.group.is_none());
    card_at(scene, at).or_else(beside)
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
