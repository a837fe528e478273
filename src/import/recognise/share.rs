//! What all entries of a node say alike is the node's to say, where the node has the same setting.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fields::Trial;
use super::target::{around, make_near};
use crate::catalog::Service;
use crate::design::{Design, NodeId, Value};

/// Moves settings of entries to their nodes where that comes to the same; the nodes that say more then.
pub(super) fn with_nodes(trial: &Trial<'_>, design: &mut Design) -> BTreeSet<NodeId> {
    let mut moved = BTreeSet::new();
    let ids: Vec<NodeId> = design.nodes.keys().cloned().collect();
    for id in ids {
        let Some(spec) = design.nodes.get(&id).and_then(|node| trial.registry.service(&node.kind)).map(Service::spec) else {
            continue;
        };
        for facet in spec.facets {
            let both = facet.fields.iter().filter(|field| spec.fields.iter().any(|own| own.id == field.id));
            for field in both.map(|field| field.id) {
                if move_up(trial, design, &id, facet.id, field) {
                    moved.insert(id.clone());
                }
            }
        }
    }
    moved
}

fn move_up(trial: &Trial<'_>, design: &mut Design, id: &NodeId, facet: &str, field: &str) -> bool {
    let Some(node) = design.nodes.get(id) else { return false };
    let mut values: Vec<Value> = Vec::new();
    for value in node.entries(facet).iter().filter_map(|entry| entry.fields.get(field)) {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    if node.fields.contains_key(field) || values.is_empty() {
        return false;
    }
    let seeds = BTreeSet::from([id.clone()]);
    let mut near = around(design, &seeds, trial.registry);
    let made = make_near(&near, &seeds, trial.registry);
    for value in values {
        let Some(node) = near.nodes.get_mut(id) else { return false };
        let before = Arc::clone(node);
        let changed = Arc::make_mut(node);
        let entries = changed.facets.get_mut(facet).into_iter().flatten().filter(|entry| entry.fields.get(field) == Some(&value));
        entries.for_each(|entry| drop(entry.fields.remove(field)));
        changed.fields.insert(field.to_owned(), value);
        if make_near(&near, &seeds, trial.registry) == made {
            design.nodes.extend(near.nodes.remove(id).map(|node| (id.clone(), node)));
            return true;
        }
        near.nodes.insert(id.clone(), before);
    }
    false
}
