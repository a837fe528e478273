//! Values of a template as values of a design: references become what the design calls them, so that they are drawn and
//! follow what they name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::catalog::{Attribute, Graph};
use crate::cfn::{Value, json::to_json};
use crate::services::resource;

/// What the names of a template stand for in a design.
#[derive(Default)]
pub(super) struct Names {
    /// Logical ID → the node it is of.
    nodes: BTreeMap<String, String>,
    /// A reference in long form → attribute of the node it names.
    attributes: BTreeMap<String, (String, &'static str)>,
    parameters: BTreeSet<String>,
}

impl Names {
    /// The names of a design's nodes and parameters.
    pub(super) fn of(graph: &Graph<'_>) -> Self {
        let mut names = Self { parameters: graph.design.parameters.keys().cloned().collect(), ..Self::default() };
        for node in graph.nodes() {
            let id = node.id.as_str().to_owned();
            names.nodes.insert(node.node.logical_id.clone(), id.clone());
            for (attribute, name) in [(Attribute::Arn, "Arn"), (Attribute::Name, "Name"), (Attribute::Url, "Url")] {
                let value = node.service.attribute(&node, attribute);
                // What a reference to a resource comes to is its type's to say.
                let plain = |value: &Value| matches!(value, Value::Call(function, _) if function == "Ref");
                let value = value.filter(|value| node.service.spec().id != resource::SPEC.id || !plain(value));
                // What a setting says is not the node's own.
                let own = |value: &Value| node.node.fields.values().any(|field| graph.template_value(&field.0).as_ref() == Some(value));
                let value = value.filter(|value| !own(value));
                if let Some(value @ Value::Call(..)) = value {
                    names.attributes.entry(to_json(&value).to_string()).or_insert_with(|| (id.clone(), name));
                }
            }
        }
        names
    }

    /// A value as a field holds it.
    pub(super) fn value(&self, said: &Json) -> Json {
        match said {
            Json::Array(list) => Json::Array(list.iter().map(|item| self.value(item)).collect()),
            Json::Object(object) => self.reference(object).unwrap_or_else(|| self.object(object)),
            plain => plain.clone(),
        }
    }

    /// A value as a field holds it: a function of the template's language stands as an expression.
    pub(super) fn field(&self, said: &Json) -> Json {
        const REFERENCES: [&str; 2] = ["Fn::GetAtt", "Fn::ImportValue"];
        let named = said.as_object().filter(|object| object.len() == 1).and_then(|object| object.keys().next());
        match named {
            Some(function) if function.starts_with("Fn::") && !REFERENCES.contains(&function.as_str()) => json!({ "$expression": said }),
            _ => self.value(said),
        }
    }

    fn object(&self, object: &Map<String, Json>) -> Json {
        const OWN: [&str; 6] = ["$parameter", "$pseudo", "$attribute", "$import", "$dynamic", "$expression"];
        if object.len() == 1 && object.keys().all(|key| OWN.contains(&key.as_str())) {
            return json!({ "$expression": object });
        }
        Json::Object(object.iter().map(|(key, value)| (key.clone(), self.value(value))).collect())
    }

    /// What the design calls a reference.
    fn reference(&self, object: &Map<String, Json>) -> Option<Json> {
        let (function, argument) = object.iter().next().filter(|_| object.len() == 1)?;
        match (function.as_str(), argument) {
            ("Ref", Json::String(name)) if name.starts_with("AWS::") => Some(json!({ "$pseudo": name })),
            ("Ref", Json::String(name)) if self.parameters.contains(name) => Some(json!({ "$parameter": name })),
            ("Ref", Json::String(name)) => {
                if let Some((node, attribute)) = self.attributes.get(&json!({ "Ref": name }).to_string()) {
                    return Some(json!({ "$attribute": { "node": node, "attribute": attribute } }));
                }
                let node = self.nodes.get(name)?;
                Some(json!({ "$attribute": { "node": node, "attribute": "Ref" } }))
            }
            ("Fn::GetAtt", argument) => {
                let value = to_json(&Value::from_json(&json!({ "Fn::GetAtt": argument })));
                if let Some((node, attribute)) = self.attributes.get(&value.to_string()) {
                    return Some(json!({ "$attribute": { "node": node, "attribute": attribute } }));
                }
                let [name, attribute] = value["Fn::GetAtt"].as_array()?.as_slice() else { return None };
                let (node, attribute) = (self.nodes.get(name.as_str()?)?, attribute.as_str()?);
                // These words mean what the service says they mean.
                let own = ["Arn", "Name", "Url", "Ref"].contains(&attribute);
                (!own).then(|| json!({ "$attribute": { "node": node, "attribute": attribute } }))
            }
            ("Fn::ImportValue", Json::String(name)) => Some(json!({ "$import": name })),
            _ => None,
        }
    }
}
