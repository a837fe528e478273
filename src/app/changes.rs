//! The changes that gestures, commands and panels make, each with its title.

use std::collections::BTreeSet;

use super::action::Change;
use super::clipboard;
use super::document::Document;
use super::placing;
use super::selection::{Selection, Thing};
use super::toast::{Detour, Offer, Possible, Toast};
use crate::REGISTRY;
use crate::anatomy::card;
use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Fix, Graph, Registry};
use crate::design::geometry::{Point, Rect};
use crate::design::{ConnectionId, Design, EntryId, Group, GroupId, LineEnd, Node, NodeId, NoteId, Value};

/// What is said of several things: the name of one, the number of more.
pub fn name_of(design: &Design, things: &Selection) -> String {
    match things.single() {
        Some(Thing::Node(id)) => design.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone()),
        Some(Thing::Group(id)) => design.groups.get(id).map_or_else(|| id.to_string(), |g| g.name.clone()),
        Some(Thing::Connection(id)) => line_name(design, id),
        Some(Thing::Note(_)) => "note".to_owned(),
        None => format!("{} things", things.len()),
    }
}

/// `Orders → Worker`.
pub fn line_name(design: &Design, id: &ConnectionId) -> String {
    let name = |node: &NodeId| design.nodes.get(node).map_or_else(|| node.to_string(), |n| n.name.clone());
    design.connections.get(id).map_or_else(|| id.to_string(), |c| format!("{} → {}", name(&c.source), name(&c.target)))
}

/// Moves things; they belong to the groups they come to stand in.
pub fn move_by(document: &Document, things: &Selection, dx: f32, dy: f32) -> Change {
    let things = things.clone();
    let title = format!("move {}", name_of(document.design(), &things));
    Change::new(title, move |draft| {
        let things = placing::free(draft, &things)?;
        draft.move_by(&things.nodes(), &things.groups(), &things.notes(), dx, dy)?;
        settle(draft, &things)
    })
}

/// Puts moved things into the groups they stand in now.
fn settle(draft: &mut Draft<'_>, things: &Selection) -> Result<(), Problem> {
    let moved: BTreeSet<GroupId> = draft.design().groups_within(&things.groups()).into_iter().cloned().collect();
    let goes_along = |group: Option<&GroupId>| group.is_some_and(|group| moved.contains(group));
    for id in things.nodes() {
        let node = draft.node(&id)?;
        if !goes_along(node.group.as_ref()) {
            let group = group_at(draft.design(), node.at.offset(24.0, 24.0));
            draft.change_node(&id, |n| n.group = group)?;
        }
    }
    for id in things.notes() {
        let Some(note) = draft.design().notes.get(&id) else { continue };
        if !goes_along(note.group.as_ref()) {
            let group = group_at(draft.design(), note.frame().center());
            draft.change_note(&id, |n| n.group = group)?;
        }
    }
    for id in &moved {
        let Some(group) = draft.design().groups.get(id) else { continue };
        if !goes_along(group.parent.as_ref()) {
            let parent = group_around(draft.design(), id, group);
            draft.change_group(id, |g| g.parent = parent)?;
        }
    }
    Ok(())
}

/// The innermost group whose frame holds this group's.
fn group_around(design: &Design, id: &GroupId, group: &Group) -> Option<GroupId> {
    let frame = if group.collapsed { Rect { min: group.at, max: group.at.offset(card::MIN_WIDTH, card::HEADER) } } else { group.frame() };
    let around = open_groups(design).filter(|(outer, g)| !design.group_within(outer, id) && g.frame().contains_rect(&frame));
    around.min_by(|(_, a), (_, b)| area(a).total_cmp(&area(b))).map(|(id, _)| id.clone())
}

fn area(group: &Group) -> f32 {
    group.size.width * group.size.height
}

/// The groups whose frames are seen.
fn open_groups(design: &Design) -> impl Iterator<Item = (&GroupId, &Group)> {
    design.groups.iter().filter(|(id, _)| design.folded_into(Some(id)).is_none()).map(|(id, group)| (id, &**group))
}

/// The innermost group at a point.
pub fn group_at(design: &Design, at: Point) -> Option<GroupId> {
    let around = open_groups(design).filter(|(_, g)| g.frame().contains(at));
    around.min_by(|(_, a), (_, b)| area(a).total_cmp(&area(b))).map(|(id, _)| id.clone())
}

/// Puts copies beside.
pub fn duplicate(document: &Document, things: &Selection, dx: f32, dy: f32) -> Change {
    let part = clipboard::part(document.design(), things);
    let title = format!("duplicate {}", name_of(document.design(), things));
    Change::selecting(title, move |draft| clipboard::insert(draft, &part, dx, dy))
}

/// Puts a part of a design in, its middle at a point; its nodes belong to the groups they come to stand in.
pub fn paste(part: Design, middle: Point, grid: f32) -> Change {
    let frames = part.groups.values().map(|g| g.frame());
    let notes = part.notes.values().map(|n| Rect { min: n.at, max: n.at.offset(n.size.width, n.size.height) });
    let cards = part.nodes.values().map(|n| Rect { min: n.at, max: n.at.offset(card::MIN_WIDTH, card::HEADER) });
    let around = frames.chain(notes).chain(cards).reduce(|a, b| a.union(&b));
    let center = around.map_or(middle, |rect| rect.center());
    let (dx, dy) = (super::canvas::to_grid(middle.x - center.x, grid), super::canvas::to_grid(middle.y - center.y, grid));
    let title = if part.nodes.len() == 1 { "paste 1 node".to_owned() } else { format!("paste {} nodes", part.nodes.len()) };
    Change::selecting(title, move |draft| {
        let step = free_step(draft.design(), &part, dx, dy);
        let pasted = clipboard::insert(draft, &part, dx + step, dy + step)?;
        for id in pasted.nodes() {
            let node = draft.node(&id)?;
            if !node.group.as_ref().is_some_and(|g| pasted.groups().contains(g)) {
                let group = group_at(draft.design(), node.at.offset(24.0, 24.0));
                draft.change_node(&id, |n| n.group = group)?;
            }
        }
        Ok(pasted)
    })
}

/// How far what is pasted has to go to the lower right so as not to cover what stands exactly there: what was pasted before.
fn free_step(design: &Design, part: &Design, dx: f32, dy: f32) -> f32 {
    const STEP: f32 = 24.0;
    let taken = |step: f32| {
        let at = |node: &Node| node.at.offset(dx + step, dy + step).rounded();
        part.nodes.values().any(|new| design.nodes.values().any(|old| old.at.rounded() == at(new)))
    };
    (0_u8..100).map(|times| f32::from(times) * STEP).find(|step| !taken(*step)).unwrap_or_default()
}

/// Draws a line; where none can be, offers to put between what helps.
pub fn connect(document: &Document, source: NodeId, entry: Option<EntryId>, target: NodeId) -> Change {
    let title = joining(document, &source, &target);
    let refusal = Draft::new(document.design(), &REGISTRY).refusal(&source, entry.as_ref(), &target);
    let offer = refusal.and_then(|refusal| {
        let (source, entry, target) = (source.clone(), entry.clone(), target.clone());
        if refusal.insert.is_empty() {
            return Some(Offer::Setting(Possible { source, entry, target, setting: *refusal.setting? }));
        }
        Some(Offer::Detour(Detour { source, entry, target, services: refusal.insert }))
    });
    Change::selecting(title, move |draft| {
        let id = draft.connect(&source, entry.as_ref(), &target, None)?;
        Ok(Selection::one(Thing::Connection(id)))
    })
    .otherwise(offer)
}

/// Leads an end of a line to another node, and selects the line.
pub fn lead_to(document: &Document, line: ConnectionId, end: LineEnd, node: NodeId, entry: Option<EntryId>) -> Change {
    let title = format!("lead {} elsewhere", line_name(document.design(), &line));
    Change::selecting(title, move |draft| {
        let id = draft.lead_to(&line, end, &node, entry.as_ref())?;
        Ok(Selection::one(Thing::Connection(id)))
    })
}

/// Sets what makes a line possible, and draws it.
pub fn connect_with(document: &Document, possible: Possible) -> Change {
    let title = joining(document, &possible.source, &possible.target);
    Change::selecting(title, move |draft| {
        let Possible { source, entry, target, setting } = &possible;
        draft.set_node_field(&setting.node, setting.field, Some(setting.value.clone()))?;
        let id = draft.connect(source, entry.as_ref(), target, None)?;
        Ok(Selection::one(Thing::Connection(id)))
    })
}

/// Joins two nodes by what is put between them, which is then selected.
pub fn connect_through(document: &Document, detour: Detour) -> Change {
    let title = joining(document, &detour.source, &detour.target);
    Change::selecting(title, move |draft| {
        let added = draft.connect_through(&detour.source, detour.entry.as_ref(), &detour.target, &detour.services)?;
        Ok(Selection::of(added.into_iter().map(Thing::Node)))
    })
    .making_new()
}

fn joining(document: &Document, source: &NodeId, target: &NodeId) -> String {
    let name = |id: &NodeId| document.design().nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
    format!("connect {} → {}", name(source), name(target))
}

/// Puts a node of a service at a point, in the group there, with a line from `from`.
pub fn add_node(registry: &Registry, kind: &'static str, at: Option<Point>, from: Option<(NodeId, Option<EntryId>)>) -> Change {
    let name = registry.service(kind).map_or(kind, |s| s.spec().name);
    Change::selecting(format!("add {}", name.to_lowercase()), move |draft| {
        let name = unused_name(draft.design(), name);
        let id = draft.add_node(kind, &name, at)?;
        if let Some(at) = at {
            let group = group_at(draft.design(), at.offset(24.0, 24.0));
            draft.change_node(&id, |n| n.group = group)?;
        }
        if let Some((source, entry)) = from {
            draft.connect(&source, entry.as_ref(), &id, None)?;
        }
        Ok(Selection::one(Thing::Node(id)))
    })
    .making_new()
}

/// Puts a node of a service on a line, which then leads to it and on from it.
pub fn insert_on_line(document: &Document, line: ConnectionId, kind: &'static str, at: Point) -> Change {
    let title = format!("insert {} into {}", kind.replace('_', " "), line_name(document.design(), &line));
    Change::selecting(title, move |draft| {
        let id = draft.insert_on_line(&line, kind, at)?;
        let group = group_at(draft.design(), at.offset(24.0, 24.0));
        draft.change_node(&id, |n| n.group = group)?;
        Ok(Selection::one(Thing::Node(id)))
    })
    .making_new()
}

/// `Queue`, `Queue 2` …: names are better told apart from the beginning.
fn unused_name(design: &Design, name: &str) -> String {
    crate::design::ids::unused(name, " ", |candidate| design.nodes.values().any(|n| n.name == candidate))
}

/// Removes things, groups with everything in them.
pub fn delete(document: &Document, things: &Selection) -> Change {
    let things = things.clone();
    let title = format!("delete {}", name_of(document.design(), &things));
    Change::selecting(title, move |draft| {
        let things = placing::free(draft, &things)?;
        for id in things.connections() {
            draft.disconnect(&id)?;
        }
        for id in things.nodes() {
            draft.remove_node(&id)?;
        }
        for id in things.notes() {
            draft.remove_note(&id);
        }
        for id in things.groups() {
            remove_group(draft, &id)?;
        }
        Ok(Selection::default())
    })
    .merging(ROWS)
    .freeing_rows()
}

/// Deleting lines and the rows they leave behind is one step.
const ROWS: &str = "lines and their rows";

/// Asks whether the rows that lost their last line go too; nothing where there are none.
pub fn ask_about_rows(before: &Design, after: &Design) -> Option<Toast> {
    let graph = Graph::new(after, &REGISTRY);
    let mut rows = Vec::new();
    let mut titles = Vec::new();
    for (id, line) in &before.connections {
        let (Some(entry), false) = (&line.entry, after.connections.contains_key(id)) else { continue };
        let Some(node) = graph.node(&line.source) else { continue };
        let row = node.service.rows(&node).into_iter().find(|row| row.entry == *entry);
        let taken = after.connections.values().any(|other| other.source == line.source && other.entry.as_ref() == Some(entry));
        if let Some(row) = row.filter(|_| !taken && !rows.contains(&(line.source.clone(), entry.clone()))) {
            rows.push((line.source.clone(), entry.clone()));
            titles.push(row.title);
        }
    }
    let text = match titles.as_slice() {
        [] => return None,
        [one] => format!("{one} leads nowhere now"),
        several => format!("{} rows lead nowhere now: {}", several.len(), several.join(", ")),
    };
    Some(Toast::done(text).offering(Some(Offer::RemoveRows(rows))))
}

/// Removes rows that lost their line, in the step that deleted it.
pub fn remove_rows(rows: Vec<(NodeId, EntryId)>) -> Change {
    Change::new("delete lines and rows", move |draft| rows.iter().try_for_each(|(node, entry)| draft.remove_entry(node, entry)))
        .merging(ROWS)
}

/// A group goes as a frame; what is in it stays unless it is selected as well. Of a collapsed group everything goes: its
/// card is all that is seen.
fn remove_group(draft: &mut Draft<'_>, id: &GroupId) -> Result<(), Problem> {
    let design = draft.design();
    let Some(group) = design.groups.get(id) else { return Ok(()) };
    if !group.collapsed {
        return draft.ungroup(id);
    }
    let inside = |group: Option<&GroupId>| group.is_some_and(|group| design.group_within(group, id));
    let nodes: Vec<NodeId> = design.nodes.iter().filter(|(_, n)| inside(n.group.as_ref())).map(|(id, _)| id.clone()).collect();
    let notes: Vec<NoteId> = design.notes.iter().filter(|(_, n)| inside(n.group.as_ref())).map(|(id, _)| id.clone()).collect();
    let groups: Vec<GroupId> = design.groups.keys().filter(|group| inside(Some(group))).cloned().collect();
    nodes.iter().try_for_each(|id| draft.check_free_node(id))?;
    nodes.iter().try_for_each(|id| draft.remove_node(id))?;
    for id in &notes {
        draft.remove_note(id);
    }
    groups.iter().try_for_each(|id| draft.ungroup(id))
}

/// What has settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A node.
    Node(NodeId),
    /// An entry of a node.
    Entry(NodeId, EntryId),
    /// A connection.
    Connection(ConnectionId),
}

impl Owner {
    /// A text that tells it from every other.
    pub fn key(&self) -> String {
        match self {
            Self::Node(id) => format!("node {id}"),
            Self::Entry(id, entry) => format!("entry {id} {entry}"),
            Self::Connection(id) => format!("connection {id}"),
        }
    }
}

/// Sets a field, or clears it.
pub fn set_field(owner: &Owner, field: &'static str, label: &str, value: Option<Value>) -> Change {
    let owner = owner.clone();
    let key = format!("{} {field}", owner.key());
    let title = if value.is_some() { format!("change {}", label.to_lowercase()) } else { format!("reset {}", label.to_lowercase()) };
    Change::new(title, move |draft| match &owner {
        Owner::Node(id) => draft.set_node_field(id, field, value),
        Owner::Entry(id, entry) => draft.set_entry_field(id, entry, field, value),
        Owner::Connection(id) => draft.set_connection_field(id, field, value),
    })
    .merging(key)
}

/// Applies a fix.
pub fn fix(fix: &Fix) -> Change {
    let apply = std::sync::Arc::clone(&fix.apply);
    Change::new(fix.title.to_lowercase(), move |draft| apply(draft))
}
