//! Which resources are the main resource of a service, and the nodes they become.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::target::{Target, make};
use crate::catalog::field::{Field, Kind};
use crate::catalog::{Registry, naming};
use crate::design::geometry::Point;
use crate::design::ids::{slug, unused};
use crate::design::{Design, Entry, EntryId, Fields, Node, NodeId, Value};

/// The service a type is the main resource of, with the settings that make it so.
pub(super) struct Main {
    service: &'static str,
    suffix: &'static str,
    fields: Fields,
}

/// Type → service, found by making every form of every service.
pub(super) fn mains(registry: &Registry) -> BTreeMap<String, Main> {
    let mut found = BTreeMap::new();
    for service in registry.services {
        let spec = service.spec();
        if spec.resource.is_none() {
            continue;
        }
        let mut made_alone = false;
        let variants = spec.fields.iter().filter(|field| field.variant).flat_map(values);
        let variants = variants.map(|(field, value)| Fields::from([(field.id.to_owned(), value)]));
        for fields in std::iter::once(Fields::new()).chain(variants) {
            let mut design = Design::new("");
            let id = NodeId::new("probe");
            let mut node = Node::new(spec.id, "Probe", "Probe", Point::default());
            node.fields.clone_from(&fields);
            design.nodes.insert(id.clone(), Arc::new(node));
            let made = make(&design, &BTreeSet::from([id]), registry);
            let main = made.get("Probe").and_then(|(_, made)| made.get("Type")).and_then(|kind| kind.as_text());
            if let Some(kind) = main {
                made_alone = true;
                found.entry(kind.to_owned()).or_insert(Main { service: spec.id, suffix: spec.suffix, fields });
            }
        }
        // What starts something is nothing before it does.
        if let (false, Some(kind)) = (made_alone, spec.resource) {
            found.entry(kind.to_owned()).or_insert(Main { service: spec.id, suffix: spec.suffix, fields: Fields::new() });
        }
    }
    found
}

/// The values of a field that has few.
fn values(field: &'static Field) -> Vec<(&'static Field, Value)> {
    match field.kind {
        Kind::Choice(choices) => choices.iter().map(|choice| (field, Value::from(choice.id))).collect(),
        Kind::Switch => vec![(field, Value::from(true))],
        _ => Vec::new(),
    }
}

/// Makes a node of every resource that is the main one of a service.
pub(super) fn add(target: &Target, registry: &Registry, design: &mut Design, except: &BTreeSet<String>) {
    let mains = mains(registry);
    for logical_id in target.resources.keys().filter(|id| !except.contains(*id)) {
        let Some(main) = target.kind(logical_id).and_then(|kind| mains.get(kind)) else { continue };
        let id = insert(design, main.service, &naming::display(logical_id, main.suffix), logical_id);
        if let Some(node) = design.nodes.get_mut(&id) {
            Arc::make_mut(node).fields.clone_from(&main.fields);
        }
    }
}

/// Adds a node under an id of its own.
pub(super) fn insert(design: &mut Design, kind: &str, name: &str, logical_id: &str) -> NodeId {
    let base = format!("{kind}-{}", slug(name, "node")).replace('_', "-");
    let id = NodeId::new(unused(&base, "-", |id| design.nodes.contains_key(id)));
    design.nodes.insert(id.clone(), Arc::new(Node::new(kind, name, logical_id, Point::default())));
    id
}

/// Nodes whose entries are resources of their own, with these resources.
pub(super) type Listed = BTreeMap<NodeId, Vec<(EntryId, String)>>;

/// Adds the nodes without a main resource that the template implies.
pub(super) fn add_implied(target: &Target, registry: &Registry, design: &mut Design) {
    for service in registry.services {
        for implied in service.recognise_nodes(&target.resources) {
            let id = insert(design, service.spec().id, &implied.name, &implied.logical_id);
            if let Some(node) = design.nodes.get_mut(&id) {
                Arc::make_mut(node).fields = implied.fields;
            }
        }
    }
}

/// Adds the entries that the template's other resources are, as far as their service knows them; the nodes that have some.
pub(super) fn add_entries(target: &Target, registry: &Registry, design: &mut Design) -> Listed {
    let mut listed = Listed::new();
    let mentioned = target.mentioned();
    let ids: Vec<NodeId> = design.nodes.keys().cloned().collect();
    for id in ids {
        let Some(node) = design.nodes.get(&id) else { continue };
        let Some(service) = registry.service(&node.kind) else { continue };
        let mut found = service.recognise_entries(node, &target.resources);
        found.sort_by_key(|entry| mentioned.iter().position(|id| *id == entry.resource).unwrap_or(usize::MAX));
        if found.is_empty() {
            continue;
        }
        let mut changed = Node::clone(node);
        for recognised in found {
            listed.entry(id.clone()).or_default().push((recognised.id.clone(), recognised.resource));
            let entry = Entry::new(recognised.id, recognised.fields);
            changed.facets.entry(recognised.facet.to_owned()).or_default().push(entry);
            changed.logical_ids.extend(recognised.logical_id);
        }
        design.nodes.insert(id, Arc::new(changed));
    }
    listed
}
