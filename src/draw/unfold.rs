//! Opens and collapses groups: a group that opens needs more room than its card had, and what is in its way makes it.

use super::arrangement::Arrangement;
use super::scene::{NodeItem, Scene};
use crate::anatomy::frame::around;
use crate::catalog::Graph;
use crate::catalog::draft::{Draft, Problem};
use crate::design::geometry::{Point, Rect};
use crate::design::{ConnectionId, Design, GroupId, NodeId, NoteId};

/// What stays free between an opened group and what made room for it.
const AIR: f32 = 24.0;

/// Shows a group as one card. Notes that lie wholly within its frame belong to it from now on.
pub fn collapse(draft: &mut Draft<'_>, id: &GroupId) -> Result<(), Problem> {
    let design = draft.design();
    let frame = design.groups.get(id).map(|group| group.frame());
    let within = |at: Rect| frame.is_some_and(|frame| frame.contains_rect(&at));
    let notes = design.notes.iter().filter(|(_, note)| note.group.is_none() && within(note.frame()));
    let notes: Vec<NoteId> = notes.map(|(id, _)| id.clone()).collect();
    for note in notes {
        draft.change_note(&note, |note| note.group = Some(id.clone()))?;
    }
    draft.change_group(id, |group| group.collapsed = true)
}

/// Opens a group and every collapsed group around it, the outermost first; what is in the way makes room.
pub fn expand(draft: &mut Draft<'_>, id: &GroupId) -> Result<(), Problem> {
    let around = draft.design().groups_around(Some(id));
    let mut collapsed: Vec<GroupId> = around.filter(|(_, group)| group.collapsed).map(|(id, _)| id.clone()).collect();
    while let Some(outer) = collapsed.pop() {
        expand_one(draft, &outer)?;
    }
    Ok(())
}

/// Opens a group that no other hides.
fn expand_one(draft: &mut Draft<'_>, id: &GroupId) -> Result<(), Problem> {
    let scene = Scene::unrouted(&Graph::new(draft.design(), draft.registry()));
    let card = scene.folded.groups.get(id).and_then(|place| scene.nodes.get(*place)).map(|item| item.rect);
    draft.change_group(id, |group| group.collapsed = false)?;
    card.map_or(Ok(()), |card| make_room(draft, id, &card))
}

/// Lays out what is in a group; what is in the way of its new frame makes room.
pub fn arrange(draft: &mut Draft<'_>, id: &GroupId) -> Result<(), Problem> {
    draft.check_free_group(id)?;
    let was = draft.design().groups.get(id).map(|group| group.frame());
    let arrangement = Arrangement::within(&Graph::new(draft.design(), draft.registry()), id);
    arrangement.apply(draft)?;
    was.map_or(Ok(()), |was| make_room(draft, id, &was))
}

/// Moves what the frame of a group came to lie upon, where it was another rectangle before.
fn make_room(draft: &mut Draft<'_>, id: &GroupId, was: &Rect) -> Result<(), Problem> {
    let design = draft.design();
    let Some(frame) = design.groups.get(id).map(|group| group.frame()) else { return Ok(()) };
    let needed = frame.expanded(AIR);
    let scene = Scene::unrouted(&Graph::new(design, draft.registry()));
    let inside = |group: Option<&GroupId>| group.is_some_and(|group| design.group_within(group, id));
    let apart = |item: &&NodeItem| match &item.group {
        Some(group) => !inside(Some(&group.id)),
        None => !inside(design.nodes.get(&item.id).and_then(|node| node.group.as_ref())),
    };
    let nodes = scene.nodes.iter().filter(apart).map(|item| item.rect);
    let groups = scene.groups.iter().filter(|group| !inside(Some(&group.id)) && !design.group_within(id, &group.id)).map(|g| g.rect);
    let notes = scene.notes.iter().filter(|item| !inside(design.notes.get(&item.id).and_then(|note| note.group.as_ref())));
    let in_the_way: Vec<Rect> = nodes.chain(groups).chain(notes.map(|note| note.rect)).filter(|rect| rect.intersects(&frame)).collect();
    let beside = in_the_way.iter().map(|rect| rect.min.x).filter(|x| *x >= was.max.x).reduce(f32::min);
    let below = in_the_way.iter().filter(|rect| rect.min.x < was.max.x).map(|rect| rect.min.y).filter(|y| *y >= was.max.y).reduce(f32::min);
    if let Some(first) = beside {
        Room { opened: id, upright: false, from: was.max.x, by: (needed.max.x - first).ceil() }.make(draft)?;
    }
    if let Some(first) = below {
        Room { opened: id, upright: true, from: was.max.y, by: (needed.max.y - first).ceil() }.make(draft)?;
    }
    surround(draft, id)
}

/// The groups around a group grow so that it fits in.
fn surround(draft: &mut Draft<'_>, id: &GroupId) -> Result<(), Problem> {
    let design = draft.design();
    let mut inner = design.groups.get(id).map(|group| group.frame());
    let outer: Vec<(GroupId, Rect)> = design.groups_around(Some(id)).skip(1).map(|(id, group)| (id.clone(), group.frame())).collect();
    for (id, frame) in outer {
        let Some(needed) = around(inner) else { return Ok(()) };
        let grown = if inner.is_some_and(|inner| frame.contains_rect(&inner)) { frame } else { frame.union(&needed) };
        draft.change_group(&id, |group| (group.at, group.size) = (grown.min.rounded(), grown.size()))?;
        inner = Some(grown);
    }
    Ok(())
}

/// Room put into a design: everything beyond a line moves away, and groups across it grow, so that nothing that was free
/// of each other comes to overlap.
struct Room<'a> {
    /// What the room is for; what is in it stays.
    opened: &'a GroupId,
    /// Whether it is made downwards.
    upright: bool,
    /// Where the line is.
    from: f32,
    /// How much is put in.
    by: f32,
}

impl Room<'_> {
    fn along(&self, at: Point) -> f32 {
        if self.upright { at.y } else { at.x }
    }

    fn moved(&self, at: Point) -> Point {
        if self.upright { at.offset(0.0, self.by) } else { at.offset(self.by, 0.0) }.rounded()
    }

    /// Whether something moves that stands at a place in a group: what is in a collapsed group goes with its card.
    fn moves(&self, design: &Design, group: Option<&GroupId>, at: Point) -> bool {
        let card = design.folded_into(group).and_then(|outer| design.groups.get(outer)).map(|outer| outer.at);
        let inside = group.is_some_and(|group| design.group_within(group, self.opened));
        !inside && self.along(card.unwrap_or(at)) >= self.from
    }

    fn make(&self, draft: &mut Draft<'_>) -> Result<(), Problem> {
        let design = draft.design();
        let nodes: Vec<NodeId> =
            design.nodes.iter().filter(|(_, n)| self.moves(design, n.group.as_ref(), n.at)).map(|(id, _)| id.clone()).collect();
        let notes: Vec<NoteId> =
            design.notes.iter().filter(|(_, n)| self.moves(design, n.group.as_ref(), n.at)).map(|(id, _)| id.clone()).collect();
        let moved: Vec<GroupId> =
            design.groups.iter().filter(|(id, g)| self.moves(design, Some(id), g.at)).map(|(id, _)| id.clone()).collect();
        let across = |id: &GroupId| design.folded_into(Some(id)).is_none() && !design.group_within(id, self.opened);
        let grown: Vec<GroupId> = design
            .groups
            .iter()
            .filter(|(id, g)| across(id) && self.along(g.at) < self.from && self.along(g.frame().max) > self.from)
            .map(|(id, _)| id.clone())
            .collect();
        let lines: Vec<ConnectionId> =
            design.connections.iter().filter(|(_, c)| !c.waypoints.is_empty()).map(|(id, _)| id.clone()).collect();
        nodes.iter().try_for_each(|id| draft.change_node(id, |node| node.at = self.moved(node.at)))?;
        notes.iter().try_for_each(|id| draft.change_note(id, |note| note.at = self.moved(note.at)))?;
        moved.iter().try_for_each(|id| draft.change_group(id, |group| group.at = self.moved(group.at)))?;
        for id in &grown {
            draft.change_group(id, |group| if self.upright { group.size.height += self.by } else { group.size.width += self.by })?;
        }
        for id in &lines {
            let shift = |at: &Point| if self.along(*at) >= self.from { self.moved(*at) } else { *at };
            draft.change_connection(id, |line| line.waypoints = line.waypoints.iter().map(shift).collect())?;
        }
        Ok(())
    }
}
