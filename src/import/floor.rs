//! What every template can be held as: each resource a node of its own, every other section kept as it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::parameters::parameter;
use super::references::Names;
use super::source::Source;
use crate::catalog::draft::Draft;
use crate::catalog::{Graph, Registry, conditions, naming};
use crate::cfn::json::to_json;
use crate::design::geometry::Point;
use crate::design::ids::{slug, unused};
use crate::design::{Condition, Design, Edit, Fields, Node, NodeId, Value};
use crate::services::resource;
use crate::synth::synthesize;

/// Takes over all sections but the resources.
pub(super) fn sections(source: &Source, design: &mut Design) {
    design.unquoted.clone_from(&source.unquoted);
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

/// Makes a node of every resource that has none yet and is wanted; the nodes.
pub(super) fn resources(source: &Source, registry: &Registry, design: &mut Design, wanted: &dyn Fn(&str) -> bool) -> Vec<NodeId> {
    let mut made = Vec::new();
    let there = synthesize(&Graph::new(design, registry)).template.resources;
    for (logical_id, said) in source.resources.iter().filter(|(id, _)| !there.contains_key(*id) && wanted(id)) {
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
    for (id, said) in &made {
        if let Some(node) = design.nodes.get(id) {
            let mut node = Node::clone(node);
            fill(&mut node, said, &names);
            draft.apply(Edit::Node(id.clone(), Some(Arc::new(node))));
        }
    }
    *design = draft.design().clone();
    made.into_iter().map(|(id, _)| id).collect()
}

/// Leaves to the nodes the parameters and outputs that they make themselves, and leaves out those the template has not.
pub(super) fn made(source: &Source, registry: &Registry, design: &mut Design) {
    let said = |section: &str, name: &str| {
        source.root.get(section).and_then(|section| section.get(name)).map(|value| to_json(&crate::cfn::Value::from_json(value)))
    };
    let mut bare = design.clone();
    bare.parameters.clear();
    bare.sections.retain(|name, _| !matches!(name.as_str(), "Parameters" | "Outputs"));
    let template = synthesize(&Graph::new(&bare, registry)).template;
    for (name, made) in &template.parameters {
        match said("Parameters", name) {
            None => keep(design, "Parameters", name, Some(Json::Null)),
            Some(said) if said == to_json(made) => drop(design.parameters.remove(name.as_str())),
            Some(_) => {}
        }
    }
    let all = template.to_value();
    for name in template.outputs.keys() {
        let made = all.get("Outputs").and_then(|outputs| outputs.get(name)).map(to_json);
        match said("Outputs", name) {
            None => keep(design, "Outputs", name, Some(Json::Null)),
            said if said == made => keep(design, "Outputs", name, None),
            Some(_) => {}
        }
    }
}

/// Makes the template's conditions the design's own where that comes to the same; those that the template only needs to put
/// others together are left to it.
pub(super) fn conditions(source: &Source, registry: &Registry, design: &mut Design) {
    const SECTION: &str = "Conditions";
    let Some(said) = source.root.get(SECTION).and_then(Json::as_object).filter(|said| !said.is_empty()) else { return };
    let said: BTreeMap<&String, Json> = said.iter().map(|(name, one)| (name, to_json(&crate::cfn::Value::from_json(one)))).collect();
    let made = |design: &Design| -> Map<String, Json> {
        let template = synthesize(&Graph::new(design, registry)).template;
        let made = template.sections.get(SECTION).map(to_json);
        made.and_then(|made| made.as_object().cloned()).unwrap_or_default()
    };
    let same = |made: &Map<String, Json>| made.len() == said.len() && said.iter().all(|(name, one)| made.get(*name) == Some(one));
    let mut own = design.clone();
    own.sections.remove(SECTION);
    for (name, one) in &said {
        let condition = conditions::from_json(one);
        let condition = if to_json(&conditions::to_cfn(&condition)) == *one { condition } else { Condition::Expression(one.clone()) };
        own.conditions.insert((*name).clone(), Arc::new(condition));
    }
    // What nothing asks is kept as it stands.
    let asked = made(&own);
    let idle: Map<String, Json> =
        said.iter().filter(|(name, _)| !asked.contains_key(**name)).map(|(name, one)| ((*name).clone(), one.clone())).collect();
    own.conditions.retain(|name, _| !idle.contains_key(name));
    if !idle.is_empty() {
        own.sections.insert(SECTION.to_owned(), Json::Object(idle));
    }
    if !same(&made(&own)) {
        return;
    }
    let used: BTreeSet<String> = conditions::used(&own).into_iter().map(str::to_owned).collect();
    let put_together =
        |name: &String| name.starts_with("Not") || name.contains("And") || name.contains("Or") || name.starts_with("Combination");
    for name in said.keys().filter(|name| put_together(name) && !used.contains(**name)) {
        let mut without = own.clone();
        if without.conditions.remove(*name).is_some() && same(&made(&without)) {
            own = without;
        }
    }
    *design = own;
}

/// Keeps an entry of a section, or does not keep it any more.
fn keep(design: &mut Design, section: &str, name: &str, value: Option<Json>) {
    let entries = design.sections.entry(section.to_owned()).or_insert_with(|| Json::Object(Map::new()));
    if let Json::Object(entries) = entries {
        match value {
            Some(value) => drop(entries.insert(name.to_owned(), value)),
            None => drop(entries.shift_remove(name)),
        }
        if entries.is_empty() {
            design.sections.remove(section);
        }
    }
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
