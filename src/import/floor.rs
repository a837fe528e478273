//! What every template can be held as: each resource a node of its own, every other section kept as it stands.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::parameters::parameter;
use super::references::Names;
use super::source::Source;
use crate::catalog::draft::Draft;
use crate::catalog::{Graph, Registry, naming};
use crate::design::geometry::Point;
use crate::design::ids::{slug, unused};
use crate::design::{Design, Edit, Fields, Node, NodeId, Value};
use crate::services::resource;

/// Takes over all sections but the resources.
pub(super) fn sections(source: &Source, design: &mut Design) {
    for name in ["AWSTemplateFormatVersion", "Description"] {
        if !source.root.contains_key(name) {
            design.sections.insert(name.to_owned(), Json::Null);
        }
    }
    for (name, value) in &source.root {
        match (name.as_str(), value) {
            ("AWSTemplateFormatVersion", Json::String(version)) if version == "2010-09-09" => {}
            ("Description", Json::String(text)) if !text.is_empty() => design.description.clone_from(text),
            ("Parameters", Json::Object(parameters)) if !parameters.is_empty() => take_parameters(parameters, design),
            ("Resources", Json::Object(all)) => {
                if all.is_empty() || !source.others.is_empty() {
                    design.sections.insert(name.clone(), Json::Object(source.others.clone()));
                }
            }
            _ => drop(design.sections.insert(name.clone(), value.clone())),
        }
    }
}

fn take_parameters(parameters: &Map<String, Json>, design: &mut Design) {
    let mut others = Map::new();
    for (name, said) in parameters {
        match said {
            Json::Object(said) => drop(design.parameters.insert(name.clone(), Arc::new(parameter(said)))),
            other => drop(others.insert(name.clone(), other.clone())),
        }
    }
    if !others.is_empty() {
        design.sections.insert("Parameters".to_owned(), Json::Object(others));
    }
}

/// Makes a node of every resource that has none yet.
pub(super) fn resources(source: &Source, registry: &Registry, design: &mut Design) {
    let mut made = Vec::new();
    for (logical_id, said) in &source.resources {
        if design.nodes.values().any(|node| node.logical_id == *logical_id) {
            continue;
        }
        let base = format!("resource-{}", slug(&naming::display(logical_id, ""), "node"));
        let id = NodeId::new(unused(&base, "-", |id| design.nodes.contains_key(id)));
        let mut node = Node::new(resource::SPEC.id, &naming::display(logical_id, ""), logical_id, Point::default());
        node.fields.extend(said.get("Type").map(|kind| (resource::TYPE.id.to_owned(), Value(kind.clone()))));
        design.nodes.insert(id.clone(), Arc::new(node));
        made.push((id, said));
    }
    // Their references can be told from each other now that all of them have a node.
    let names = Names::of(&Graph::new(design, registry));
    let mut draft = Draft::new(design, registry);
    for (id, said) in made {
        if let Some(node) = design.nodes.get(&id) {
            let mut node = Node::clone(node);
            fill(&mut node, said, &names);
            draft.apply(Edit::Node(id, Some(Arc::new(node))));
        }
    }
    *design = draft.design().clone();
}

/// Takes over what a resource says.
fn fill(node: &mut Node, said: &Json, names: &Names) {
    let mut attributes = said.as_object().cloned().unwrap_or_default();
    let mut fields = Fields::new();
    if let Some(kind) = attributes.shift_remove("Type") {
        fields.insert(resource::TYPE.id.to_owned(), Value(kind));
    }
    let properties = match attributes.get("Properties") {
        Some(Json::Object(map)) if !map.is_empty() && !is_function(map) => {
            let value = names.value(&Json::Object(map.clone()));
            attributes.shift_remove("Properties");
            value
        }
        _ => Json::Object(Map::new()),
    };
    fields.insert(resource::PROPERTIES.id.to_owned(), Value(properties));
    if let Some(Json::String(condition)) = attributes.get("Condition") {
        node.condition = Some(condition.clone());
        attributes.shift_remove("Condition");
    }
    if let Some(deletion) = deletion(&attributes) {
        fields.insert(resource::DELETION.id.to_owned(), Value(deletion.into()));
        attributes.shift_remove("DeletionPolicy");
        attributes.shift_remove("UpdateReplacePolicy");
    }
    if !attributes.is_empty() {
        fields.insert(resource::ATTRIBUTES.id.to_owned(), Value(Json::Object(attributes)));
    }
    node.fields = fields;
}

/// Whether the whole of the properties comes from a function.
fn is_function(map: &Map<String, Json>) -> bool {
    map.len() == 1 && map.keys().all(|key| key == "Ref" || key.starts_with("Fn::"))
}

/// The choice that stands for both policies.
fn deletion(attributes: &Map<String, Json>) -> Option<&'static str> {
    let policy = |name: &str| attributes.get(name).and_then(Json::as_str);
    match (policy("DeletionPolicy")?, policy("UpdateReplacePolicy")?) {
        ("Delete", "Delete") => Some("Delete"),
        ("Retain", "Retain") => Some("Retain"),
        ("RetainExceptOnCreate", "Retain") => Some("RetainExceptOnCreate"),
        _ => None,
    }
}
