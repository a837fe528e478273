//! Copies of parts of a design: what duplicate, copy and paste share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::selection::{Selection, Thing};
use crate::catalog::draft::{Draft, Problem};
use crate::design::ids::unused;
use crate::design::{Connection, ConnectionId, Design, Edit, GroupId, Node, NodeId, Note};

/// The selected part of a design: nodes, groups with what is in them, notes, and the lines between the nodes.
pub fn part(design: &Design, selection: &Selection) -> Design {
    let groups = selection.groups();
    let inside = |group: Option<&GroupId>| group.is_some_and(|g| groups.iter().any(|outer| design.group_within(g, outer)));
    let mut part = Design::new(&design.name);
    part.groups = design.groups.iter().filter(|(id, _)| inside(Some(id))).map(|(id, g)| (id.clone(), Arc::clone(g))).collect();
    let wanted = |(id, node): &(&NodeId, &Arc<Node>)| selection.contains(&Thing::Node((*id).clone())) || inside(node.group.as_ref());
    part.nodes = design.nodes.iter().filter(wanted).map(|(id, n)| (id.clone(), Arc::clone(n))).collect();
    part.connections = design
        .connections
        .iter()
        .filter(|(_, c)| part.nodes.contains_key(&c.source) && part.nodes.contains_key(&c.target))
        .map(|(id, c)| (id.clone(), Arc::clone(c)))
        .collect();
    let used = parameters(&part);
    part.parameters = design.parameters.iter().filter(|(name, _)| used.contains(*name)).map(|(n, p)| (n.clone(), Arc::clone(p))).collect();
    let notes = design.notes.iter().filter(|(id, note)| selection.contains(&Thing::Note((*id).clone())) || inside(note.group.as_ref()));
    part.notes = notes.map(|(id, n)| (id.clone(), Arc::clone(n))).collect();
    part
}

/// Puts a part into a draft, moved and with ids of its own; what was put there.
pub fn insert(draft: &mut Draft<'_>, part: &Design, dx: f32, dy: f32) -> Result<Selection, Problem> {
    for (name, parameter) in part.parameters.iter().filter(|(name, _)| !draft.design().parameters.contains_key(*name)).collect::<Vec<_>>() {
        draft.apply(Edit::Parameter(name.clone(), Some(Arc::clone(parameter))));
    }
    let groups = insert_groups(draft, part, dx, dy);
    let mut nodes: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    let mut things = Vec::new();
    for (old, node) in &part.nodes {
        let id = draft.add_node(&node.kind, &node.name, Some(node.at.offset(dx, dy)))?;
        let copy = (**node).clone();
        // What comes from elsewhere keeps its logical ID where that is free: other templates may name it.
        let ids = std::iter::once(&copy.logical_id).chain(copy.logical_ids.values());
        let is_free = !ids.into_iter().any(|logical_id| is_taken(draft.design(), &id, logical_id));
        draft.change_node(&id, |n| {
            let logical_id = if is_free { copy.logical_id.clone() } else { n.logical_id.clone() };
            *n = Node { logical_id, at: n.at, name: n.name.clone(), ..copy };
            if !is_free {
                n.logical_ids.clear();
            }
            n.group = n.group.as_ref().and_then(|g| groups.get(g).cloned().or_else(|| part.groups.is_empty().then(|| g.clone())));
        })?;
        things.push(Thing::Node(id.clone()));
        nodes.insert(old.clone(), id);
    }
    // A group that is not there any more holds nothing.
    let known: Vec<GroupId> = draft.design().groups.keys().cloned().collect();
    for id in nodes.values() {
        draft.change_node(id, |n| n.group = n.group.take().filter(|g| known.contains(g)))?;
    }
    // What refers to a node that came along refers to its copy.
    for id in nodes.values() {
        draft.change_node(id, |n| values(n, &mut |json| lead(json, &nodes)))?;
    }
    for connection in part.connections.values() {
        insert_connection(draft, connection, &nodes);
    }
    for note in part.notes.values() {
        let id = draft.add_note(&note.text, note.at.offset(dx, dy));
        let group = note.group.as_ref().and_then(|group| groups.get(group).cloned());
        draft.change_note(&id, |n| *n = Note { at: n.at, group, ..(**note).clone() })?;
        things.push(Thing::Note(id));
    }
    things.extend(groups.into_values().map(Thing::Group));
    Ok(Selection::of(things))
}

fn insert_groups(draft: &mut Draft<'_>, part: &Design, dx: f32, dy: f32) -> BTreeMap<GroupId, GroupId> {
    let mut ids: BTreeMap<GroupId, GroupId> = BTreeMap::new();
    for old in part.groups.keys() {
        let new = unused(old.as_str(), "-", |id| draft.design().groups.contains_key(id) || ids.values().any(|g| g.as_str() == id));
        ids.insert(old.clone(), GroupId::new(new));
    }
    for (old, group) in &part.groups {
        let mut group = (**group).clone();
        group.at = group.at.offset(dx, dy).rounded();
        group.parent = group.parent.and_then(|parent| ids.get(&parent).cloned());
        if let Some(id) = ids.get(old) {
            draft.apply(Edit::Group(id.clone(), Some(Arc::new(group))));
        }
    }
    ids
}

fn insert_connection(draft: &mut Draft<'_>, connection: &Connection, nodes: &BTreeMap<NodeId, NodeId>) {
    let (Some(source), Some(target)) = (nodes.get(&connection.source), nodes.get(&connection.target)) else { return };
    let id = unused(&format!("{source}-to-{target}"), "-", |id| draft.design().connections.contains_key(id));
    let mut copy = Connection { source: source.clone(), target: target.clone(), waypoints: Vec::new(), ..connection.clone() };
    if copy.logical_ids.values().any(|logical_id| is_taken(draft.design(), source, logical_id)) {
        copy.logical_ids.clear();
    }
    copy.fields.values_mut().for_each(|value| lead(&mut value.0, nodes));
    // A further end that was not copied stays where it is, in this design; in another it leads nowhere.
    copy.ends = copy
        .ends
        .into_iter()
        .filter_map(|(name, node)| {
            let node = nodes.get(&node).cloned().or_else(|| draft.design().nodes.contains_key(&node).then_some(node))?;
            Some((name, node))
        })
        .collect();
    draft.apply(Edit::Connection(ConnectionId::new(id), Some(Arc::new(copy))));
}

/// Whether something besides this node has a logical ID already.
fn is_taken(design: &Design, besides: &NodeId, logical_id: &str) -> bool {
    let has = |ids: &BTreeMap<String, String>| ids.values().any(|other| other == logical_id);
    design.nodes.iter().any(|(id, n)| id != besides && (n.logical_id == logical_id || has(&n.logical_ids)))
        || design.connections.values().any(|c| has(&c.logical_ids))
        || design.parameters.contains_key(logical_id)
}

/// Every piece of JSON a node holds.
fn values(node: &mut Node, each: &mut dyn FnMut(&mut Json)) {
    node.fields.values_mut().for_each(|value| each(&mut value.0));
    let entries = node.facets.values_mut().flatten();
    entries.flat_map(|entry| entry.fields.values_mut()).for_each(|value| each(&mut value.0));
    node.overrides.iter_mut().filter_map(|o| o.value.as_mut()).for_each(each);
}

/// Leads references from nodes to their copies.
fn lead(json: &mut Json, nodes: &BTreeMap<NodeId, NodeId>) {
    if let Json::Object(map) = json
        && let Some(Json::String(node)) = map.get_mut("$attribute").and_then(|inner| inner.get_mut("node"))
        && let Some(copy) = nodes.get(&NodeId::new(node.clone()))
    {
        *node = copy.to_string();
    }
    match json {
        Json::Object(map) => map.values_mut().for_each(|json| lead(json, nodes)),
        Json::Array(items) => items.iter_mut().for_each(|json| lead(json, nodes)),
        _ => {}
    }
}

/// The parameters a part refers to.
fn parameters(part: &Design) -> BTreeSet<String> {
    fn named(json: &Json, found: &mut BTreeSet<String>) {
        match json {
            Json::Object(map) => {
                for (key, json) in map {
                    if let (true, Some(name)) = (matches!(key.as_str(), "$parameter" | "Ref"), json.as_str()) {
                        found.insert(name.to_owned());
                    }
                    named(json, found);
                }
            }
            Json::Array(items) => items.iter().for_each(|json| named(json, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for node in part.nodes.values() {
        values(&mut (**node).clone(), &mut |json| named(json, &mut found));
    }
    part.connections.values().flat_map(|line| line.fields.values()).for_each(|value| named(&value.0, &mut found));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::design::geometry::Point;

    #[test]
    fn a_copy_has_ids_of_its_own_and_keeps_its_settings_and_lines() {
        let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
        let queue = draft.add_node("queue", "Orders", Some(Point::new(0.0, 0.0))).unwrap();
        let worker = draft.add_node("function", "Worker", Some(Point::new(320.0, 0.0))).unwrap();
        draft.connect(&queue, None, &worker, None).unwrap();
        draft.set_node_field(&queue, "delay", Some(7.into())).unwrap();
        let selection = Selection::of([Thing::Node(queue.clone()), Thing::Node(worker)]);
        let part = part(draft.design(), &selection);
        let copies = insert(&mut draft, &part, 0.0, 160.0).unwrap();
        let design = draft.design();
        assert_eq!((design.nodes.len(), design.connections.len()), (4, 2));
        assert!(!copies.contains(&Thing::Node(queue.clone())));
        let copy = copies.nodes().into_iter().find(|id| design.nodes[id].kind == "queue").unwrap();
        assert_eq!(design.nodes[&copy].fields, design.nodes[&queue].fields);
        assert_ne!(design.nodes[&copy].logical_id, design.nodes[&queue].logical_id);
        assert_eq!(design.nodes[&copy].at, Point::new(0.0, 160.0));
    }
}
