//! What settings do not express: changes to generated resources, each at a path from the resource inwards.

use super::Drafts;
use crate::catalog::{Address, Fault, FaultKind, Graph, Origin, Place};
use crate::cfn::{Map, Resource, Value};
use crate::design::Override;

/// Applies the overrides of all nodes and connections; a path that leads nowhere is a fault.
pub(super) fn apply(graph: &Graph<'_>, drafts: &mut Drafts, faults: &mut Vec<Fault>) {
    let nodes = graph.design.nodes.iter().map(|(id, n)| (Origin::Node(id.clone()), &n.overrides));
    let connections = graph.design.connections.iter().map(|(id, c)| (Origin::Connection(id.clone()), &c.overrides));
    for (owner, overrides) in nodes.chain(connections) {
        for entry in overrides {
            apply_one(graph, &owner, entry, drafts, faults);
        }
    }
}

fn apply_one(graph: &Graph<'_>, owner: &Origin, entry: &Override, drafts: &mut Drafts, faults: &mut Vec<Fault>) {
    let address = Address { owner: owner.clone(), part: entry.part.clone() };
    if entry.path.is_empty() && entry.value.is_none() {
        let before = drafts.len();
        drafts.retain(|_, draft| draft.address != address);
        if drafts.len() < before {
            return;
        }
    }
    let changed = drafts.values_mut().find(|d| d.address == address).is_some_and(|draft| {
        let value = entry.value.as_ref().and_then(|json| graph.template_value(json));
        match entry.path.split_first() {
            Some((first, rest)) if first == "Properties" && !rest.is_empty() => {
                let mut properties = Value::Map(std::mem::take(&mut draft.resource.properties));
                let changed = set(&mut properties, rest, value);
                if let Value::Map(map) = properties {
                    draft.resource.properties = map;
                }
                changed
            }
            Some((first, rest)) => set_attribute(&mut draft.resource, first, rest, value),
            None => false,
        }
    });
    if !changed {
        let place = owner.place();
        let path = entry.path.join(".");
        let part = if entry.part.is_empty() { "the resource" } else { entry.part.as_str() };
        let message = format!("The override of {path} on {part} changes nothing: there is no such place any more.");
        faults.push(Fault { kind: FaultKind::Override, message, place, related: Vec::<Place>::new() });
    }
}

/// Attributes that hold more than a text, and can be changed inside.
const DEEP: [&str; 3] = ["CreationPolicy", "Metadata", "UpdatePolicy"];

/// Changes what stands beside the properties.
///
/// AWS: CloudFormation Template Reference, "Resource attribute reference".
fn set_attribute(resource: &mut Resource, name: &str, rest: &[String], value: Option<Value>) -> bool {
    if DEEP.contains(&name) {
        let mut attributes = std::mem::take(&mut resource.more);
        attributes.extend(resource.metadata.take().map(|metadata| ("Metadata".to_owned(), metadata)));
        let path: Vec<String> = std::iter::once(name.to_owned()).chain(rest.iter().cloned()).collect();
        let mut attributes = Value::Map(attributes);
        let changed = set(&mut attributes, &path, value);
        if let Value::Map(mut attributes) = attributes {
            resource.metadata = attributes.shift_remove("Metadata");
            resource.more = attributes;
        }
        return changed;
    }
    let text = value.as_ref().and_then(Value::as_text).map(str::to_owned);
    match (name, rest) {
        ("DeletionPolicy", []) => resource.deletion_policy = text,
        ("UpdateReplacePolicy", []) => resource.update_replace_policy = text,
        ("Condition", []) => resource.condition = text,
        ("DependsOn", []) => {
            let listed = value.as_ref().and_then(Value::as_list).unwrap_or_default();
            resource.depends_on = listed.iter().filter_map(Value::as_text).map(str::to_owned).chain(text).collect();
            let written = Value::list(resource.depends_on.iter().map(String::as_str));
            // One name alone, and names in an order of their own, stay as they are said.
            resource.more.extend(value.filter(|said| *said != written).map(|said| ("DependsOn".to_owned(), said)));
        }
        _ => return false,
    }
    true
}

/// Sets or removes what stands at a path; whether there was such a place. Maps on the way are made for a new value.
fn set(root: &mut Value, path: &[String], value: Option<Value>) -> bool {
    let Some((step, rest)) = path.split_first() else { return false };
    match root {
        Value::Map(map) if rest.is_empty() => match value {
            Some(value) => {
                map.insert(step.clone(), value);
                true
            }
            None => map.shift_remove(step).is_some(),
        },
        Value::Map(map) => {
            if !map.contains_key(step) {
                if value.is_none() {
                    return false;
                }
                map.insert(step.clone(), Value::Map(Map::new()));
            }
            map.get_mut(step).is_some_and(|inner| set(inner, rest, value))
        }
        Value::List(list) => {
            let Some(index) = list.iter().position(|item| has_key(item, step)) else { return false };
            if rest.is_empty() {
                match value {
                    Some(value) => list[index] = value,
                    None => drop(list.remove(index)),
                }
                return true;
            }
            set(&mut list[index], rest, value)
        }
        _ => false,
    }
}

/// Whether a list's entry is the one a path names.
fn has_key(item: &Value, key: &str) -> bool {
    const KEYS: [&str; 8] = ["Sid", "Key", "Name", "Id", "AttributeName", "IndexName", "PolicyName", "RouteKey"];
    KEYS.iter().any(|name| item.get(name).and_then(Value::as_text) == Some(key)) || item.as_text() == Some(key)
}
