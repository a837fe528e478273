//! What the settings of recognised nodes do not say, as changes to what they make.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::references::Names;
use crate::catalog::{Graph, Origin, Registry};
use crate::cfn::{Value, json::to_json};
use crate::design::{Design, NodeId, Override};
use crate::synth::synthesize;

/// Adds the overrides that make of every recognised resource what the template says.
pub(super) fn add(resources: &Map<String, Json>, registry: &Registry, design: &mut Design) {
    let mut changes: BTreeMap<Origin, Vec<Override>> = BTreeMap::new();
    {
        let graph = Graph::new(design, registry);
        let names = Names::of(&graph);
        let synthesis = synthesize(&graph);
        for (id, provenance) in &synthesis.provenance {
            let Some(made) = synthesis.template.resources.get(id) else { continue };
            let address = &provenance.address;
            let mut change = |path: &[String], value: Option<&Value>| {
                let value = value.map(|value| names.value(&to_json(value)));
                let part = address.part.clone();
                changes.entry(address.owner.clone()).or_default().push(Override { part, path: path.to_vec(), value });
            };
            match resources.get(id) {
                None => change(&[], None),
                Some(said) => differences(&mut Vec::new(), &made.to_value(), &Value::from_json(said), &mut change),
            }
        }
    }
    for (owner, overrides) in changes {
        match owner {
            Origin::Node(id) => {
                if let Some(node) = design.nodes.get_mut(&id) {
                    Arc::make_mut(node).overrides = overrides;
                }
            }
            Origin::Connection(id) => {
                if let Some(connection) = design.connections.get_mut(&id) {
                    Arc::make_mut(connection).overrides = overrides;
                }
            }
            Origin::Design => {}
        }
    }
}

fn differences(path: &mut Vec<String>, made: &Value, said: &Value, change: &mut dyn FnMut(&[String], Option<&Value>)) {
    if made == said {
        return;
    }
    match (made, said) {
        (Value::Map(made), Value::Map(said)) => {
            let more = said.keys().filter(|key| !made.contains_key(key));
            for key in made.keys().chain(more) {
                path.push(key.to_string());
                match (made.get(key), said.get(key)) {
                    (Some(made), Some(said)) => differences(path, made, said, change),
                    // A change of all properties is one for each.
                    (None, Some(Value::Map(said))) if path.len() == 1 && key == "Properties" => {
                        for (key, value) in said {
                            change(&[path[0].clone(), key.to_string()], Some(value));
                        }
                    }
                    (Some(Value::Map(made)), None) if path.len() == 1 && key == "Properties" => {
                        for key in made.keys() {
                            change(&[path[0].clone(), key.to_string()], None);
                        }
                    }
                    (_, said) => change(path, said),
                }
                path.pop();
            }
        }
        (Value::List(made), Value::List(said)) if path.len() > 1 && keys(made).is_some() && keys(made) == keys(said) => {
            let keys = keys(made).unwrap_or_default();
            for ((key, made), said) in keys.into_iter().zip(made).zip(said) {
                path.push(key.to_owned());
                differences(path, made, said, change);
                path.pop();
            }
        }
        (_, said) => change(path, Some(said)),
    }
}

/// The keys by which an override addresses the entries of a list, where each has one of its own.
fn keys(list: &[Value]) -> Option<Vec<&str>> {
    const KEYS: [&str; 8] = ["Sid", "Key", "Name", "Id", "AttributeName", "IndexName", "PolicyName", "RouteKey"];
    let key = |item: &Value| -> Option<String> { KEYS.iter().find_map(|key| Some(item.get(key)?.as_text()?.to_owned())) };
    let all: Vec<String> = list.iter().map(key).collect::<Option<Vec<_>>>()?;
    let distinct: BTreeSet<&String> = all.iter().collect();
    let plain = list.iter().map(|item| KEYS.iter().find_map(|key| item.get(key)?.as_text())).collect::<Option<Vec<_>>>()?;
    (distinct.len() == all.len()).then_some(plain)
}

/// The nodes that own resources the template says otherwise, overrides and all.
pub(super) fn unfaithful(resources: &Map<String, Json>, registry: &Registry, design: &Design) -> BTreeSet<NodeId> {
    let graph = Graph::new(design, registry);
    let synthesis = synthesize(&graph);
    let mut found = BTreeSet::new();
    for (id, provenance) in &synthesis.provenance {
        let made = synthesis.template.resources.get(id).map(|r| to_json(&r.to_value()));
        let said = resources.get(id).map(|said| to_json(&Value::from_json(said)));
        if made == said {
            continue;
        }
        match &provenance.address.owner {
            Origin::Node(id) => drop(found.insert(id.clone())),
            Origin::Connection(id) => found.extend(design.connections.get(id).map(|c| c.source.clone())),
            Origin::Design => found.extend(provenance.origins.iter().filter_map(|origin| match origin {
                Origin::Node(id) => Some(id.clone()),
                Origin::Design | Origin::Connection(_) => None,
            })),
        }
    }
    found
}
