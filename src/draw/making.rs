//! Makes the items of a scene: all of them, or, after a change, those that it concerns, while the others stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::card::CardShapes;
use super::change::Change;
use super::fold;
use super::frame;
use super::places::Places;
use super::scene::{FurtherItem, GroupItem, LineItem, NodeItem, NoteItem, Scene};
use super::stack;
use crate::anatomy::Card;
use crate::anatomy::frame::{chip, group_name};
use crate::catalog::{Graph, LineStyle};
use crate::design::geometry::Rect;
use crate::design::{Connection, ConnectionId, Design, GroupId, Node, NodeId};

/// What a scene is made from.
#[derive(Clone, Copy)]
pub(super) struct Making<'a> {
    /// The design.
    pub(super) design: &'a Design,
    /// What is said on cards and beside lines comes from here: from all of the design, or from the part of it that a change
    /// concerns.
    pub(super) graph: &'a Graph<'a>,
    /// The scene before a change, with the change.
    pub(super) before: Option<(&'a Scene, &'a Change<'a>)>,
}

/// A scene whose lines run as before, or not yet.
pub(super) struct Made {
    pub(super) scene: Scene,
    /// The lines that were made, by place in the scene.
    pub(super) lines: Vec<usize>,
    /// Where each card stood in the scene before, by place in that.
    pub(super) before: Vec<Option<usize>>,
}

impl Scene {
    /// The scene without the courses of its lines.
    pub(super) fn unrouted(graph: &Graph<'_>) -> Self {
        Making { design: graph.design, graph, before: None }.make().scene
    }
}

impl<'a> Making<'a> {
    /// Makes the scene.
    pub(super) fn make(self) -> Made {
        let design = self.design;
        let groups = self.kept_where(|change| !change.groups).map_or_else(|| groups(design), |scene| scene.groups.clone());
        let same_notes = |change: &Change<'_>| !change.groups && !change.notes;
        let notes = self.kept_where(same_notes).map_or_else(|| notes(design), |scene| scene.notes.clone());
        let (nodes, folded) = fold::fold(design, self.nodes());
        let mut scene = Scene { groups, notes, nodes, folded, ..Scene::default() };
        self.find_homes(&mut scene);
        scene.find_references(design);
        scene.places = Places::of_cards(&scene.nodes);
        scene.stack = stack::stack(design, &scene);
        let before = self.places_before(&scene);
        let mut lines = self.lines(&mut scene, &before);
        if !scene.folded.groups.is_empty() {
            fold::merge_lines(&mut scene, design);
            lines = (0..scene.lines.len()).collect();
        }
        scene.places.reserve_lines(scene.lines.len());
        for line in &scene.lines {
            scene.places.push_line(line);
        }
        Made { scene, lines, before }
    }

    /// The scene before, where what is asked holds of the change since.
    fn kept_where(&self, holds: impl FnOnce(&Change<'a>) -> bool) -> Option<&'a Scene> {
        self.before.filter(|(_, change)| holds(change)).map(|(scene, _)| scene)
    }

    fn nodes(&self) -> Vec<NodeItem> {
        let design = self.design;
        let folds = design.groups.values().any(|group| group.collapsed);
        let starting = starting_at_nodes(self.graph);
        let mut known = self.before.map(|(scene, _)| Sorted::new(&scene.nodes, |item| &item.id));
        let same_groups = self.before.is_some_and(|(_, change)| !change.groups);
        let mut items = Vec::with_capacity(design.nodes.len());
        for (id, node) in &design.nodes {
            if folds && design.folded_into(node.group.as_ref()).is_some() {
                continue;
            }
            let stays = self.before.is_some_and(|(_, change)| !change.nodes.contains(id));
            let before = known.as_mut().filter(|_| stays).and_then(|known| known.find(id)).filter(|(_, item)| item.group.is_none());
            let is_locked = || node.locked || design.locked_by(node.group.as_ref()).is_some();
            match before {
                Some((_, item)) if same_groups => items.push(item.clone()),
                Some((_, item)) => items.push(NodeItem { locked: is_locked(), ..item.clone() }),
                None => items
                    .extend(node_item(self.graph, (id, node), starting.contains(id)).map(|item| NodeItem { locked: is_locked(), ..item })),
            }
        }
        items
    }

    /// Finds for every card the outermost group around it.
    fn find_homes(&self, scene: &mut Scene) {
        let design = self.design;
        let places: BTreeMap<&GroupId, usize> = scene.groups.iter().enumerate().map(|(place, group)| (&group.id, place)).collect();
        let outermost = |id| design.groups_around(Some(id)).last().and_then(|(outer, _)| places.get(outer)).copied();
        let homes: BTreeMap<&GroupId, usize> = design.groups.keys().filter_map(|id| Some((id, outermost(id)?))).collect();
        let stays = |id: &NodeId| self.before.is_some_and(|(_, change)| !change.groups && !change.nodes.contains(id));
        for item in scene.nodes.iter_mut().filter(|item| item.group.is_some() || !stays(&item.id)) {
            let around = match &item.group {
                Some(folded) => design.groups.get(&folded.id).and_then(|group| group.parent.as_ref()),
                None => design.nodes.get(&item.id).and_then(|node| node.group.as_ref()),
            };
            item.home = around.and_then(|group| homes.get(group)).copied();
        }
    }

    fn places_before(&self, scene: &Scene) -> Vec<Option<usize>> {
        let Some((before, _)) = self.before else { return Vec::new() };
        let mut known = Sorted::new(&before.nodes, |item| &item.id);
        scene.nodes.iter().map(|item| known.find(&item.id).map(|(place, _)| place)).collect()
    }

    /// Makes the lines or takes them over; which were made.
    fn lines(&self, scene: &mut Scene, before: &[Option<usize>]) -> Vec<usize> {
        // Where groups are collapsed, lines stand for several: which, is found anew.
        let kept = self.before.filter(|(scene, _)| scene.folded.groups.is_empty()).filter(|_| scene.folded.groups.is_empty());
        let mut known = kept.map(|(scene, _)| Sorted::new(&scene.lines, |line| &line.id));
        let now = kept.and_then(|(scene, _)| moved_places(before, scene.nodes.len()));
        let mut made = Vec::new();
        let mut lines = Vec::with_capacity(self.design.connections.len());
        for (id, connection) in &self.design.connections {
            let stays = kept.is_some_and(|(_, change)| !change.lines.contains(id));
            let old = known.as_mut().filter(|_| stays).and_then(|known| known.find(id));
            let led = old.and_then(|(_, line)| match &now {
                None => Some(Arc::clone(line)),
                Some(now) => led(line, now),
            });
            let is_new = led.as_ref().is_none_or(|line| line.sketched);
            if let Some(line) = led.or_else(|| unrouted_line(scene, self.graph, id, connection).map(Arc::new)) {
                if is_new {
                    made.push(lines.len());
                }
                lines.push(line);
            }
        }
        scene.lines = lines;
        made
    }
}

/// Things in the order of their keys, looked for in that order.
struct Sorted<'a, T, F> {
    things: &'a [T],
    next: usize,
    key: F,
}

impl<'a, T, K: Ord + 'a, F: Fn(&'a T) -> &'a K> Sorted<'a, T, F> {
    fn new(things: &'a [T], key: F) -> Self {
        Self { things, next: 0, key }
    }

    /// The thing with a key, which is no less than the key before.
    fn find(&mut self, key: &K) -> Option<(usize, &'a T)> {
        while let Some(thing) = self.things.get(self.next) {
            match (self.key)(thing).cmp(key) {
                std::cmp::Ordering::Less => self.next += 1,
                std::cmp::Ordering::Equal => return Some((self.next, thing)),
                std::cmp::Ordering::Greater => return None,
            }
        }
        None
    }
}

/// For the cards of the scene before, where they stand in this one; nothing where all are where they were.
fn moved_places(before: &[Option<usize>], count: usize) -> Option<Vec<Option<usize>>> {
    if before.len() == count && before.iter().enumerate().all(|(place, before)| *before == Some(place)) {
        return None;
    }
    let mut now = vec![None; count];
    for (place, before) in before.iter().enumerate() {
        if let Some(slot) = before.and_then(|before| now.get_mut(before)) {
            *slot = Some(place);
        }
    }
    Some(now)
}

/// The line with its ends where they are now; nothing where one is gone.
fn led(line: &Arc<LineItem>, now: &[Option<usize>]) -> Option<Arc<LineItem>> {
    let place = |before: usize| now.get(before).copied().flatten();
    let (source, target) = (place(line.source)?, place(line.target)?);
    let further = line.further.iter().map(|end| place(end.node)).collect::<Option<Vec<usize>>>()?;
    let mut line = Arc::clone(line);
    let same = (line.source, line.target) == (source, target) && line.further.iter().zip(&further).all(|(end, node)| end.node == *node);
    if !same {
        let line = Arc::make_mut(&mut line);
        (line.source, line.target) = (source, target);
        line.further.iter_mut().zip(further).for_each(|(end, node)| end.node = node);
    }
    Some(line)
}

/// The nodes at which a line starts that starts at no entry, alarms aside.
fn starting_at_nodes<'g>(graph: &Graph<'g>) -> BTreeSet<&'g NodeId> {
    let alarms = |kind: &str| graph.registry.connection(kind).is_some_and(|kind| kind.spec().style == LineStyle::Alarm);
    graph.design.connections.values().filter(|c| c.entry.is_none() && !alarms(&c.kind)).map(|c| &c.source).collect()
}

fn node_item(graph: &Graph<'_>, (id, node): (&NodeId, &Node), starts_at_header: bool) -> Option<NodeItem> {
    let card = Card::of(graph, id)?;
    let mut shapes = CardShapes::new(&card, starts_at_header);
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
        locked: node.locked,
        home: None,
    })
}

fn groups(design: &Design) -> Vec<GroupItem> {
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

fn notes(design: &Design) -> Vec<NoteItem> {
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

fn unrouted_line(scene: &Scene, graph: &Graph<'_>, id: &ConnectionId, connection: &Connection) -> Option<LineItem> {
    let source = scene.node_or_group(&connection.source)?;
    let mut target = scene.node_or_group(&connection.target)?;
    let folded = |node: usize| scene.nodes[node].group.is_some();
    let line = graph.line(id);
    let further = connection
        .ends
        .iter()
        .filter_map(|(end, node)| Some(FurtherItem { end: end.clone(), node: scene.node_or_group(node)?, points: Vec::new() }));
    // What leads to a card anyway need not lead there twice.
    let mut further: Vec<FurtherItem> = further.filter(|end| !(folded(end.node) && (end.node == source || end.node == target))).collect();
    let mut style = line.map_or(LineStyle::Call, |line| line.kind.style(&line));
    let mut label = line.map(|line| line.kind.label(&line)).unwrap_or_default();
    if source == target && folded(source) {
        // Of a line inside a collapsed group, only its further ends are seen.
        let first = (!further.is_empty()).then(|| further.remove(0))?;
        (target, style) = (first.node, LineStyle::DeadLetters);
        label.clear();
    }
    let entry = connection.entry.clone().filter(|_| !folded(source));
    let row = scene.nodes[source].card.rows.iter().find(|row| Some(&row.entry) == entry.as_ref());
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
