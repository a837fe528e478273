//! A template and its parts, in the order they are written.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::value::{Map, Value};
use super::yaml::{self, Section};

/// A CloudFormation template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// What the stack is for.
    pub description: String,
    /// Sections written between the description and the resources, by name, in the order AWS lists them.
    pub sections: IndexMap<String, Value>,
    /// The parameters, each a map of its properties.
    pub parameters: IndexMap<String, Value>,
    /// The resources by logical ID.
    pub resources: IndexMap<String, Resource>,
    /// The outputs by name.
    pub outputs: IndexMap<String, Output>,
}

/// A resource of a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// Its type, such as `AWS::SQS::Queue`.
    pub kind: String,
    /// The condition under which it exists.
    pub condition: Option<String>,
    /// Resources that must exist first and that no reference names.
    pub depends_on: BTreeSet<String>,
    /// What happens to it when it leaves the stack, where the type's default does not hold.
    pub deletion_policy: Option<String>,
    /// What happens to the old one when it is replaced.
    pub update_replace_policy: Option<String>,
    /// Its properties.
    pub properties: Map,
    /// Its metadata.
    pub metadata: Option<Value>,
    /// What else stands beside its properties, such as `UpdatePolicy`.
    pub more: Map,
}

/// An output of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// What it is.
    pub description: String,
    /// Its value.
    pub value: Value,
    /// The condition under which it exists.
    pub condition: Option<String>,
}

impl Template {
    /// The whole template as one value tree, in the order it is written.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let whole = |section: Section<'_>| match section {
            Section::Value(value) => value,
            Section::Text(text) => text.into(),
            Section::Map(map) => Value::Map(map.clone()),
            Section::Resources(resources) => Value::Map(resources.iter().map(|(id, r)| (id.clone(), r.to_value())).collect()),
        };
        Value::Map(self.in_order().into_iter().map(|(name, section)| (name.to_owned(), whole(section))).collect())
    }

    /// The template as YAML, intrinsic functions in their short form.
    #[must_use]
    pub fn yaml(&self) -> String {
        yaml::write_template(&self.in_order())
    }

    /// The sections in the order they are written.
    fn in_order(&self) -> Vec<(&str, Section<'_>)> {
        let mut sections = vec![("AWSTemplateFormatVersion", Section::Text("2010-09-09"))];
        if !self.description.is_empty() {
            sections.push(("Description", Section::Text(&self.description)));
        }
        for early in ["Transform", "Metadata"] {
            if let Some(value) = self.sections.get(early) {
                sections.push((early, Section::Value(value.clone())));
            }
        }
        if !self.parameters.is_empty() {
            sections.push(("Parameters", Section::Map(&self.parameters)));
        }
        for (name, value) in &self.sections {
            if !matches!(name.as_str(), "Transform" | "Metadata" | "Outputs") {
                sections.push((name, Section::Value(value.clone())));
            }
        }
        sections.push(("Resources", Section::Resources(&self.resources)));
        let mut outputs: Map = self.outputs.iter().map(|(name, o)| (name.clone(), o.to_value())).collect();
        if let Some(Value::Map(own)) = self.sections.get("Outputs") {
            outputs.extend(own.clone());
        }
        if !outputs.is_empty() {
            sections.push(("Outputs", Section::Value(Value::Map(outputs))));
        }
        sections
    }
}

impl Resource {
    /// The resource as a value tree.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut map = self.attributes();
        if !self.properties.is_empty() {
            map.insert("Properties".to_owned(), Value::Map(self.properties.clone()));
        }
        Value::Map(map)
    }

    /// All but its properties, in the order they are written.
    pub(super) fn attributes(&self) -> Map {
        let mut map = Map::new();
        map.insert("Type".to_owned(), self.kind.as_str().into());
        if let Some(condition) = &self.condition {
            map.insert("Condition".to_owned(), condition.as_str().into());
        }
        if !self.depends_on.is_empty() {
            map.insert("DependsOn".to_owned(), Value::list(self.depends_on.iter().map(String::as_str)));
        }
        if let Some(policy) = &self.deletion_policy {
            map.insert("DeletionPolicy".to_owned(), policy.as_str().into());
        }
        if let Some(policy) = &self.update_replace_policy {
            map.insert("UpdateReplacePolicy".to_owned(), policy.as_str().into());
        }
        if let Some(metadata) = &self.metadata {
            map.insert("Metadata".to_owned(), metadata.clone());
        }
        map.extend(self.more.clone());
        map
    }
}

impl Output {
    fn to_value(&self) -> Value {
        let mut map = Map::new();
        if let Some(condition) = &self.condition {
            map.insert("Condition".to_owned(), condition.as_str().into());
        }
        if !self.description.is_empty() {
            map.insert("Description".to_owned(), self.description.as_str().into());
        }
        map.insert("Value".to_owned(), self.value.clone());
        Value::Map(map)
    }
}
