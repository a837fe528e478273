//! What the pointer is on.

use crate::anatomy::PortKind;
use crate::anatomy::card::Port;
use crate::design::geometry::{Point, Rect};
use crate::design::{ConnectionId, EntryId, GroupId, NodeId, NoteId};
use crate::draw::{GroupItem, LineItem, NodeItem, NoteItem, Scene, outline};

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
    /// A group's frame or name.
    Group(GroupId),
    /// The lower right corner of a group.
    GroupCorner(GroupId),
    /// A note.
    Note(NoteId),
    /// The lower right corner of a note.
    NoteCorner(NoteId),
}

/// What is at a point; `slack` is how far beside a line or a port still counts.
pub fn hit(scene: &Scene, at: Point, slack: f32) -> Hit {
    port_at(scene, at, slack)
        .or_else(|| note_at(scene, at, slack))
        .or_else(|| card_at(scene, at).map(|card| Hit::Card(card.id.clone())))
        .or_else(|| line_at(scene, at, slack).map(|line| Hit::Wire(line.id.clone())))
        .or_else(|| group_at(scene, at, slack))
        .unwrap_or(Hit::Canvas)
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

/// The line that runs past a point.
fn line_at(scene: &Scene, at: Point, slack: f32) -> Option<&LineItem> {
    let near = |line: &&LineItem| {
        let on_chip = line.chip.is_some_and(|chip| chip.contains(at));
        let close = |points: &[Point]| outline::distance(points, at) <= slack;
        line.area().is_some_and(|area| area.expanded(slack).contains(at))
            && (on_chip || close(&line.points) || line.further.iter().any(|end| close(&end.points)))
    };
    scene.lines.iter().rev().find(near)
}

fn port_at(scene: &Scene, at: Point, slack: f32) -> Option<Hit> {
    let reach = 7.0_f32.max(slack);
    let card = scene.nodes.iter().rev().find(|card| card.rect.expanded(reach).contains(at))?;
    let starts = |port: &&Port| port.kind != PortKind::In && port_place(card, port).distance(at) <= reach;
    let port = card.card.ports.iter().find(starts)?;
    let entry = if let PortKind::Entry(entry) = &port.kind { Some(entry.clone()) } else { None };
    Some(Hit::Port(card.id.clone(), entry))
}

fn note_at(scene: &Scene, at: Point, slack: f32) -> Option<Hit> {
    let note = scene.notes.iter().rev().find(|note| note.rect.expanded(slack).contains(at))?;
    Some(if is_corner(&note.rect, at, slack) { Hit::NoteCorner(note.id.clone()) } else { Hit::Note(note.id.clone()) })
}

/// A group is taken hold of at its name or its border: its inside belongs to the canvas.
fn group_at(scene: &Scene, at: Point, slack: f32) -> Option<Hit> {
    let group = scene.groups.iter().rev().find(|group| {
        let on_name = name_place(group).is_some_and(|name| name.expanded(4.0).contains(at));
        on_name || (group.rect.expanded(slack).contains(at) && !group.rect.expanded(-slack).contains(at))
    })?;
    Some(if is_corner(&group.rect, at, slack) { Hit::GroupCorner(group.id.clone()) } else { Hit::Group(group.id.clone()) })
}

/// Where a group's name stands on the canvas.
pub fn name_place(group: &GroupItem) -> Option<Rect> {
    group.name.map(|name| name.translated(group.rect.min.x, group.rect.min.y))
}

fn is_corner(rect: &Rect, at: Point, slack: f32) -> bool {
    rect.max.distance(at) <= 8.0_f32.max(2.0 * slack)
}
