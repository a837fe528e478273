//! A design laid out anew: what the layout is asked comes from the cards as they are drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::Scene;
use crate::arrange::layout::{LayoutEdge, LayoutGroup, LayoutNode, LayoutRequest, layout};
use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Graph, LineStyle};
use crate::design::geometry::{Point, Rect};
use crate::design::{GroupId, NodeId};

/// Where the cards and groups of a design go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrangement {
    /// The upper left corners of the cards.
    pub nodes: Vec<(NodeId, Point)>,
    /// The frames of the groups that have something inside.
    pub groups: Vec<(GroupId, Rect)>,
}

impl Arrangement {
    /// Lays out everything but the nodes that are `pinned`; with none pinned the whole design anew.
    #[must_use]
    pub fn of(graph: &Graph<'_>, pinned: impl Fn(&NodeId) -> bool) -> Self {
        let design = graph.design;
        let scene = Scene::unrouted(graph);
        let ids: Vec<&GroupId> = design.groups.keys().collect();
        let numbers: BTreeMap<&GroupId, u32> = ids.iter().enumerate().map(|(number, id)| (*id, number as u32)).collect();
        let group_of = |id: &NodeId| design.nodes.get(id).and_then(|node| numbers.get(node.group.as_ref()?)).copied();
        let nodes = scene.nodes.iter().enumerate().map(|(number, node)| LayoutNode {
            id: number as u32,
            size: node.card.size,
            group: group_of(&node.id),
            position: Some(node.rect.min),
            pinned: pinned(&node.id),
        });
        let parent = |id: &GroupId| design.groups.get(id).and_then(|group| numbers.get(group.parent.as_ref()?)).copied();
        let groups = ids.iter().enumerate().map(|(number, id)| LayoutGroup { id: number as u32, parent: parent(id) });
        let request = LayoutRequest { nodes: nodes.collect(), groups: groups.collect(), edges: edges(&scene) };
        let result = layout(&request);
        let filled = filled_groups(graph);
        let moved = |(n, at): (u32, Point)| Some((scene.nodes.get(n as usize)?.id.clone(), at));
        let framed = |(n, rect): (u32, Rect)| Some(((*ids.get(n as usize)?).clone(), rect));
        let mut arrangement = Self {
            nodes: result.nodes.into_iter().filter_map(moved).collect(),
            groups: result.groups.into_iter().filter_map(framed).filter(|(id, _)| filled.contains(id)).collect(),
        };
        if !request.nodes.iter().any(|node| node.pinned) {
            arrangement.stay_at(corner(scene.nodes.iter().map(|node| node.rect.min)));
        }
        arrangement
    }

    /// Moves the whole so that the cards' upper left corner is where it was: to arrange twice is to arrange once.
    fn stay_at(&mut self, was: Option<Point>) {
        let (Some(was), Some(is)) = (was, corner(self.nodes.iter().map(|(_, at)| *at))) else { return };
        let (dx, dy) = (was.x - is.x, was.y - is.y);
        self.nodes.iter_mut().for_each(|(_, at)| *at = at.offset(dx, dy).rounded());
        self.groups.iter_mut().for_each(|(_, frame)| *frame = frame.translated(dx, dy));
    }

    /// Makes the moves.
    pub fn apply(&self, draft: &mut Draft<'_>) -> Result<(), Problem> {
        for (id, at) in &self.nodes {
            draft.change_node(id, |node| node.at = *at)?;
        }
        for (id, frame) in &self.groups {
            draft.change_group(id, |group| {
                group.at = frame.min.rounded();
                group.size = frame.size();
            })?;
        }
        Ok(())
    }
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
    main.chain(further).collect()
}

/// The groups with a node somewhere inside.
fn filled_groups(graph: &Graph<'_>) -> BTreeSet<GroupId> {
    let design = graph.design;
    let holds =
        |outer: &&GroupId| design.nodes.values().filter_map(|node| node.group.as_ref()).any(|inner| design.group_within(inner, outer));
    design.groups.keys().filter(holds).cloned().collect()
}
