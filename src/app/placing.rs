//! The changes about where things stand and how they are shown: groups, locks, stacking, bent lines.

use super::action::Change;
use super::changes::{line_name, name_of};
use super::document::Document;
use super::selection::{Selection, Thing};
use super::whereabouts::bounds_of;
use crate::catalog::draft::{Draft, Problem};
use crate::design::geometry::{Point, Rect};
use crate::design::{ConnectionId, Design, GroupId, NodeId};
use crate::draw::bend::Grip;
use crate::draw::stack::{self, Way};
use crate::draw::theme::GroupColor;
use crate::draw::unfold;

/// Those of these things that are not locked; refuses where all of them are.
pub fn free(draft: &Draft<'_>, things: &Selection) -> Result<Selection, Problem> {
    let check = |thing: &Thing| match thing {
        Thing::Node(id) => draft.check_free_node(id),
        Thing::Group(id) => draft.check_free_group(id),
        Thing::Note(id) => draft.check_free_note(id),
        Thing::Connection(_) => Ok(()),
    };
    let mut refused = None;
    let mut free = Vec::new();
    for thing in things.iter() {
        match check(thing) {
            Ok(()) => free.push(thing.clone()),
            Err(problem) => refused = refused.or(Some(problem)),
        }
    }
    match refused {
        Some(problem) if free.is_empty() => Err(problem),
        _ => Ok(Selection::of(free)),
    }
}

/// Locks things, or unlocks them where all of them are locked.
pub fn toggle_lock(document: &Document, things: &Selection) -> Change {
    let design = document.design();
    let locked = !all_locked(design, things);
    let title = format!("{} {}", if locked { "lock" } else { "unlock" }, name_of(design, things));
    let things = things.clone();
    Change::new(title, move |draft| {
        things.iter().try_for_each(|thing| match thing {
            Thing::Node(id) => draft.change_node(id, |node| node.locked = locked),
            Thing::Group(id) => draft.change_group(id, |group| group.locked = locked),
            Thing::Note(id) => draft.change_note(id, |note| note.locked = locked),
            Thing::Connection(_) => Ok(()),
        })
    })
}

/// Whether each of these things is locked by itself.
pub fn all_locked(design: &Design, things: &Selection) -> bool {
    let locked = |thing: &Thing| match thing {
        Thing::Node(id) => design.nodes.get(id).is_some_and(|node| node.locked),
        Thing::Group(id) => design.groups.get(id).is_some_and(|group| group.locked),
        Thing::Note(id) => design.notes.get(id).is_some_and(|note| note.locked),
        Thing::Connection(_) => true,
    };
    things.iter().all(locked)
}

/// Gives groups a colour.
pub fn color(groups: Vec<GroupId>, color: GroupColor) -> Change {
    Change::new(format!("colour group {}", color.name()), move |draft| {
        groups.iter().try_for_each(|id| draft.change_group(id, |group| group.color = color.stored()))
    })
}

/// Moves things up or down where they overlap.
pub fn restack(document: &Document, way: Way) -> Change {
    let things = document.selection.clone();
    let name = name_of(document.design(), &things);
    let title = match way {
        Way::Front => format!("bring {name} to the front"),
        Way::Forward => format!("bring {name} forward"),
        Way::Backward => format!("send {name} backward"),
        Way::Back => format!("send {name} to the back"),
    };
    Change::new(title, move |draft| stack::restack(draft, &things.nodes(), &things.notes(), way))
}

/// Runs a line through corners set by hand; straight where there are none.
pub fn bend(document: &Document, line: ConnectionId, waypoints: Vec<Point>) -> Change {
    let name = line_name(document.design(), &line);
    let title = if waypoints.is_empty() { format!("straighten {name}") } else { format!("bend {name}") };
    Change::new(title, move |draft| draft.change_connection(&line, |line| line.waypoints = waypoints))
}

/// Pulls the longest piece of a line that can go that way.
pub fn bend_by(document: &Document, id: &ConnectionId, dx: f32, dy: f32) -> Change {
    let scene = document.scene();
    let line = scene.line(id).and_then(|line| scene.lines.get(line)).filter(|line| line.can_bend());
    let bent = line.and_then(|line| {
        let piece = line.longest(dx != 0.0)?;
        let from = line.points.get(piece)?;
        Some(line.bent(Grip::Piece(piece), from.offset(dx, dy)))
    });
    match bent {
        Some(waypoints) => bend(document, id.clone(), waypoints).merging(format!("bend {id}")),
        None => Change::new("bend", |_| Err(Problem::new("no piece of this line can go that way"))),
    }
}

/// Collapses groups; where all of them are collapsed, opens them.
pub fn toggle_fold(document: &Document, groups: &[GroupId]) -> Change {
    let collapsed = |id: &GroupId| document.design().groups.get(id).is_some_and(|group| group.collapsed);
    fold(document, groups.to_vec(), !groups.iter().all(collapsed))
}

/// Collapses or opens groups, and selects them.
pub fn fold(document: &Document, groups: Vec<GroupId>, collapse: bool) -> Change {
    let selection = Selection::of(groups.iter().cloned().map(Thing::Group));
    let name = if groups.len() == 1 { name_of(document.design(), &selection) } else { format!("{} groups", groups.len()) };
    Change::selecting(format!("{} {name}", if collapse { "collapse" } else { "expand" }), move |draft| {
        groups.iter().try_for_each(|id| if collapse { unfold::collapse(draft, id) } else { unfold::expand(draft, id) })?;
        Ok(selection)
    })
}

/// Opens what hides these things; none where all of them are seen.
pub fn unfold_to(document: &Document, things: &Selection) -> Option<Change> {
    let design = document.design();
    let scene = document.scene();
    let of_node = |id: &NodeId| design.folded_into(design.nodes.get(id)?.group.as_ref()).and(design.nodes.get(id)?.group.clone());
    let hiding = |thing: &Thing| match thing {
        Thing::Node(id) => of_node(id).into_iter().collect(),
        Thing::Group(id) => design.groups.get(id).and_then(|group| group.parent.clone()).into_iter().collect(),
        Thing::Note(id) => design.notes.get(id).and_then(|note| note.group.clone()).into_iter().collect(),
        Thing::Connection(id) if scene.is_merged(id) => {
            design.connections.get(id).map(|line| line.nodes().filter_map(of_node).collect()).unwrap_or_default()
        }
        Thing::Connection(_) => Vec::new(),
    };
    let groups: Vec<GroupId> = things.iter().flat_map(hiding).filter(|id| design.folded_into(Some(id)).is_some()).collect();
    let names: Vec<&str> = groups.iter().filter_map(|id| Some(design.groups.get(design.folded_into(Some(id))?)?.name.as_str())).collect();
    let title = format!("expand {}", names.first()?);
    Some(Change::new(title, move |draft| groups.iter().try_for_each(|id| unfold::expand(draft, id))))
}

/// Draws a group around what is selected.
pub fn group(document: &Document, things: &Selection) -> Change {
    let (nodes, groups, notes) = (things.nodes(), things.groups(), things.notes());
    let rects = things.iter().filter_map(|thing| bounds_of(document, &Selection::one(thing.clone())));
    let frame = crate::anatomy::frame::around(rects).unwrap_or(Rect { min: Point::new(0.0, 0.0), max: Point::new(320.0, 200.0) });
    Change::selecting("group", move |draft| {
        let design = draft.design();
        let kept = |group: Option<&GroupId>| group.is_some_and(|group| groups.iter().any(|outer| design.group_within(group, outer)));
        // What is in a group that is selected too stays in that one.
        let nodes: Vec<NodeId> =
            nodes.into_iter().filter(|id| design.nodes.get(id).is_some_and(|node| !kept(node.group.as_ref()))).collect();
        let inner: Vec<GroupId> =
            groups.iter().filter(|id| design.groups.get(*id).is_some_and(|group| !kept(group.parent.as_ref()))).cloned().collect();
        let mut parents = inner.iter().filter_map(|id| design.groups.get(id)).map(|group| group.parent.clone());
        let parent = parents.next().flatten();
        let shared = nodes.is_empty() && parents.all(|other| other == parent);
        let id = draft.add_group("Group", &nodes, frame)?;
        if shared {
            draft.change_group(&id, |group| group.parent = parent)?;
        }
        inner.iter().try_for_each(|inner| draft.change_group(inner, |group| group.parent = Some(id.clone())))?;
        notes.iter().try_for_each(|note| draft.change_note(note, |note| note.group = Some(id.clone())))?;
        Ok(Selection::one(Thing::Group(id)))
    })
}
