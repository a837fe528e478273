//! A design laid out anew: what the layout is asked comes from the cards as they are drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::{NodeItem, Scene};
use crate::anatomy::frame::around;
use crate::arrange::layout::{LayoutEdge, LayoutGroup, LayoutNode, LayoutRequest, layout};
use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Graph, LineStyle};
use crate::design::geometry::{Point, Rect};
use crate::design::{ConnectionId, GroupId, NodeId, NoteId};

/// Where the cards and groups of a design go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrangement {
    /// The upper left corners of the cards.
    pub nodes: Vec<(NodeId, Point)>,
    /// The frames of the groups that have something inside.
    pub groups: Vec<(GroupId, Rect)>,
    /// The upper left corners of the cards of collapsed groups, which take with them what is inside.
    pub folded: Vec<(GroupId, Point)>,
}

impl Arrangement {
    /// Lays out everything but the nodes that are `pinned`; with none pinned the whole design anew.
    #[must_use]
    pub fn of(graph: &Graph<'_>, pinned: impl Fn(&NodeItem) -> bool) -> Self {
        Self::laid_out(graph, None, pinned)
    }

    /// Lays out what is in a group anew, in the place it has.
    #[must_use]
    pub fn within(graph: &Graph<'_>, group: &GroupId) -> Self {
        let mut arrangement = Self::laid_out(graph, Some(group), |_| false);
        let scene = Scene::unrouted(graph);
        let size = |place: Option<usize>| place.and_then(|place| scene.nodes.get(place)).map(|item| item.rect.size());
        let nodes = arrangement.nodes.iter().filter_map(|(id, at)| Some(Rect::from_min_size(*at, size(scene.node(id))?)));
        let folded =
            arrangement.folded.iter().filter_map(|(id, at)| Some(Rect::from_min_size(*at, size(scene.folded.groups.get(id).copied())?)));
        let frames = arrangement.groups.iter().map(|(_, frame)| *frame);
        let frame = around(nodes.chain(folded).chain(frames));
        arrangement.groups.extend(frame.map(|frame| (group.clone(), frame)));
        arrangement
    }

    /// Lays out what is in `scope`, or everything.
    fn laid_out(graph: &Graph<'_>, scope: Option<&GroupId>, pinned: impl Fn(&NodeItem) -> bool) -> Self {
        let design = graph.design;
        let scene = Scene::unrouted(graph);
        let in_scope = |group: Option<&GroupId>| scope.is_none_or(|scope| group.is_some_and(|group| design.group_within(group, scope)));
        let laid_out = |id: &&GroupId| design.folded_into(Some(id)).is_none() && in_scope(Some(id)) && Some(*id) != scope;
        let ids: Vec<&GroupId> = design.groups.keys().filter(laid_out).collect();
        let numbers: BTreeMap<&GroupId, u32> = ids.iter().enumerate().map(|(number, id)| (*id, number as u32)).collect();
        let around = |item: &NodeItem| match &item.group {
            Some(folded) => design.groups.get(&folded.id)?.parent.as_ref(),
            None => design.nodes.get(&item.id)?.group.as_ref(),
        };
        let nodes = scene.nodes.iter().enumerate().filter(|(_, item)| in_scope(around(item))).map(|(number, node)| LayoutNode {
            id: number as u32,
            size: node.card.size,
            group: around(node).and_then(|group| numbers.get(group)).copied(),
            position: Some(node.rect.min),
            pinned: node.locked || pinned(node),
        });
        let nodes: Vec<LayoutNode> = nodes.collect();
        let parent = |id: &GroupId| design.groups.get(id).and_then(|group| numbers.get(group.parent.as_ref()?)).copied();
        let groups = ids.iter().enumerate().map(|(number, id)| LayoutGroup { id: number as u32, parent: parent(id) }).collect();
        let known: BTreeSet<u32> = nodes.iter().map(|node| node.id).collect();
        let edges = edges(&scene).into_iter().filter(|edge| known.contains(&edge.source) && known.contains(&edge.target)).collect();
        let request = LayoutRequest { nodes, groups, edges };
        let result = layout(&request);
        let filled = filled_groups(graph);
        let place = |(n, at): (u32, Point)| Some((scene.nodes.get(n as usize)?, at));
        let (folded, nodes): (Vec<_>, Vec<_>) = result.nodes.into_iter().filter_map(place).partition(|(item, _)| item.group.is_some());
        let framed = |(n, rect): (u32, Rect)| Some(((*ids.get(n as usize)?).clone(), rect));
        let moves = |id: &GroupId| filled.contains(id) && design.locked_by(Some(id)).is_none();
        let mut arrangement = Self {
            nodes: nodes.into_iter().map(|(item, at)| (item.id.clone(), at)).collect(),
            folded: folded.into_iter().filter_map(|(item, at)| Some((item.group.as_ref()?.id.clone(), at))).collect(),
            groups: result.groups.into_iter().filter_map(framed).filter(|(id, _)| moves(id)).collect(),
        };
        if !request.nodes.iter().any(|node| node.pinned) {
            arrangement.stay_at(corner(request.nodes.iter().filter_map(|node| node.position)));
        }
        arrangement
    }

    /// Moves the whole so that the cards' upper left corner is where it was: to arrange twice is to arrange once.
    fn stay_at(&mut self, was: Option<Point>) {
        let places = self.nodes.iter().map(|(_, at)| *at).chain(self.folded.iter().map(|(_, at)| *at));
        let (Some(was), Some(is)) = (was, corner(places)) else { return };
        let (dx, dy) = (was.x - is.x, was.y - is.y);
        self.nodes.iter_mut().for_each(|(_, at)| *at = at.offset(dx, dy).rounded());
        self.folded.iter_mut().for_each(|(_, at)| *at = at.offset(dx, dy).rounded());
        self.groups.iter_mut().for_each(|(_, frame)| *frame = frame.translated(dx, dy));
    }

    /// Makes the moves.
    pub fn apply(&self, draft: &mut Draft<'_>) -> Result<(), Problem> {
        let mut steps: BTreeMap<&NodeId, Point> = BTreeMap::new();
        for (id, at) in &self.nodes {
            let from = draft.node(id)?.at;
            steps.insert(id, at.offset(-from.x, -from.y).rounded());
            draft.change_node(id, |node| node.at = *at)?;
        }
        follow(draft, &steps)?;
        for (id, at) in &self.folded {
            let from = draft.design().groups.get(id).map_or(*at, |group| group.at);
            draft.move_by(&[], std::slice::from_ref(id), &[], at.x - from.x, at.y - from.y)?;
        }
        for (id, frame) in &self.groups {
            let from = draft.design().groups.get(id).map_or(frame.min, |group| group.at);
            let notes: Vec<NoteId> =
                draft.design().notes.iter().filter(|(_, note)| note.group.as_ref() == Some(id)).map(|(id, _)| id.clone()).collect();
            draft.move_by(&[], &[], &notes, frame.min.x - from.x, frame.min.y - from.y)?;
            draft.change_group(id, |group| {
                group.at = frame.min.rounded();
                group.size = frame.size();
            })?;
        }
        Ok(())
    }
}

/// Corners set by hand come along where both ends of their line move alike; else they have lost their sense.
fn follow(draft: &mut Draft<'_>, steps: &BTreeMap<&NodeId, Point>) -> Result<(), Problem> {
    let bent: Vec<(ConnectionId, [Option<Point>; 2])> = draft
        .design()
        .connections
        .iter()
        .filter(|(_, line)| !line.waypoints.is_empty())
        .map(|(id, line)| (id.clone(), [&line.source, &line.target].map(|end| steps.get(end).copied())))
        .collect();
    for (id, ends) in bent {
        match ends {
            [None, None] => {}
            [Some(step), Some(other)] if step == other => {
                draft.change_connection(&id, |line| line.waypoints.iter_mut().for_each(|at| *at = at.offset(step.x, step.y).rounded()))?;
            }
            _ => draft.change_connection(&id, |line| line.waypoints.clear())?,
        }
    }
    Ok(())
}

/// The upper left corner of what lies at these places.
fn corner(places: impl Iterator<Item = Point>) -> Option<Point> {
    places.reduce(|a, b| Point::new(a.x.min(b.x), a.y.min(b.y)))
}

fn edges(scene: &Scene) -> Vec<LayoutEdge> {
    let main = scene.lines.iter().map(|line| {
        let (source, target) = (&scene.nodes[line.source].card, &scene.nodes[line.target].card);
        let below = matches!(line.style, LineStyle::DeadLetters | LineStyle::Alarm) && line.entry.is_none();
        LayoutEdge {
            source: line.source as u32,
            target: line.target as u32,
            // What failed and what is amiss go below what went well.
            source_port: Some(if below { source.size.height } else { source.out_port(line.entry.as_ref()).y }),
            target_port: Some(target.in_port().y),
            label_width: line.label.as_ref().map_or(0.0, |(_, size)| size.width),
        }
    });
    let further = scene.lines.iter().flat_map(|line| {
        line.further.iter().map(|end| LayoutEdge {
            source: line.source as u32,
            target: end.node as u32,
            source_port: Some(scene.nodes[line.source].card.size.height),
            target_port: Some(scene.nodes[end.node].card.in_port().y),
            label_width: 0.0,
        })
    });
    let references = scene.references.iter().map(|reference| LayoutEdge {
        source: reference.from as u32,
        target: reference.to as u32,
        source_port: Some(scene.nodes[reference.from].card.in_port().y),
        target_port: Some(scene.nodes[reference.to].card.in_port().y),
        label_width: 0.0,
    });
    main.chain(further).chain(references).collect()
}

/// The groups with a node somewhere inside.
fn filled_groups(graph: &Graph<'_>) -> BTreeSet<GroupId> {
    let design = graph.design;
    let holds =
        |outer: &&GroupId| design.nodes.values().filter_map(|node| node.group.as_ref()).any(|inner| design.group_within(inner, outer));
    design.groups.keys().filter(holds).cloned().collect()
}
