//! A template and its parts, in the order they are written.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::map::Map;
use super::value::Value;
use super::yaml::{self, Section};

/// A CloudFormation template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// What the stack is for.
    pub description: String,
    /// Sections no resource makes, by name, in the order AWS lists them. Of the sections that are made (parameters,
    /// resources, outputs) what stands here is laid over them; what is nothing is left out.
    pub sections: Map,
    /// The parameters, each a map of its properties.
    pub parameters: Map,
    /// The resources by logical ID.
    pub resources: IndexMap<String, Resource>,
    /// The outputs by name.
    pub outputs: IndexMap<String, Output>,
    /// Texts that YAML has without quotes although some reader takes them for a date or a number.
    pub unquoted: BTreeSet<String>,
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

    /// The parameters, those of a section that is kept among them.
    #[must_use]
    pub fn declared(&self) -> Map {
        if !self.sections.contains_key("Parameters") {
            return self.parameters.clone();
        }
        match self.with_own("Parameters", || self.parameters.clone()) {
            Some(Value::Map(parameters)) => parameters,
            _ => Map::new(),
        }
    }

    /// The template as YAML, intrinsic functions in their short form.
    #[must_use]
    pub fn yaml(&self) -> String {
        yaml::write_template(&self.in_order(), &self.unquoted)
    }

    /// Gives back memory that was taken for more than there is, of a template that is kept for long.
    pub fn shrink_to_fit(&mut self) {
        self.resources.shrink_to_fit();
        for resource in self.resources.values_mut() {
            resource.properties.shrink_to_fit();
            resource.more.shrink_to_fit();
        }
    }

    /// The sections in the order they are written.
    fn in_order(&self) -> Vec<(&str, Section<'_>)> {
        let mut sections = Vec::new();
        let mut early = |name, own| match (self.sections.get(name), own) {
            // A section that is kept as nothing is left out.
            (Some(Value::Null), _) | (None, "") => {}
            (Some(value), _) => sections.push((name, Section::Value(value.clone()))),
            (None, own) => sections.push((name, Section::Text(own))),
        };
        early("AWSTemplateFormatVersion", "2010-09-09");
        early("Description", &self.description);
        for early in ["Transform", "Metadata"] {
            if let Some(value) = self.sections.get(early) {
                sections.push((early, Section::Value(value.clone())));
            }
        }
        if self.sections.contains_key("Parameters") {
            let parameters = self.with_own("Parameters", || self.parameters.clone());
            sections.extend(parameters.map(|parameters| ("Parameters", Section::Value(parameters))));
        } else if !self.parameters.is_empty() {
            sections.push(("Parameters", Section::Map(&self.parameters)));
        }
        for (name, value) in &self.sections {
            let placed = ["AWSTemplateFormatVersion", "Description", "Transform", "Metadata", "Parameters", "Resources", "Outputs"];
            if !placed.contains(&name.as_str()) {
                sections.push((name, Section::Value(value.clone())));
            }
        }
        if self.sections.contains_key("Resources") {
            let resources = self.with_own("Resources", || self.resources.iter().map(|(id, r)| (id.clone(), r.to_value())).collect());
            sections.extend(resources.map(|resources| ("Resources", Section::Value(resources))));
        } else {
            sections.push(("Resources", Section::Resources(&self.resources)));
        }
        let outputs = self.with_own("Outputs", || self.outputs.iter().map(|(name, o)| (name.clone(), o.to_value())).collect());
        sections.extend(outputs.map(|outputs| ("Outputs", Section::Value(outputs))));
        sections
    }

    /// A section with what the design keeps of it laid over what was made: entries are added and replaced, and those kept
    /// as nothing left out. `None` where nothing is left of it.
    fn with_own(&self, section: &str, made: impl Fn() -> Map) -> Option<Value> {
        let nothing = Map::new();
        let (own, kept_empty) = match self.sections.get(section) {
            None => (&nothing, false),
            Some(Value::Map(own)) => (own, own.is_empty()),
            Some(Value::Null) => return None,
            Some(whole) => return Some(whole.clone()),
        };
        let mut all = made();
        for (name, value) in own {
            match value {
                Value::Null => drop(all.shift_remove(name)),
                value => drop(all.insert(name.clone(), value.clone())),
            }
        }
        (kept_empty || !all.is_empty()).then_some(Value::Map(all))
    }
}

impl Resource {
    /// The resource as a value tree.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut map = self.attributes();
        if !self.properties.is_empty() {
            map.insert("Properties", Value::Map(self.properties.clone()));
        }
        Value::Map(map)
    }

    /// All but its properties, in the order they are written.
    pub(super) fn attributes(&self) -> Map {
        let mut map = Map::new();
        map.insert("Type", self.kind.as_str().into());
        if let Some(condition) = &self.condition {
            map.insert("Condition", condition.as_str().into());
        }
        if !self.depends_on.is_empty() {
            map.insert("DependsOn", Value::list(self.depends_on.iter().map(String::as_str)));
        }
        if let Some(policy) = &self.deletion_policy {
            map.insert("DeletionPolicy", policy.as_str().into());
        }
        if let Some(policy) = &self.update_replace_policy {
            map.insert("UpdateReplacePolicy", policy.as_str().into());
        }
        if let Some(metadata) = &self.metadata {
            map.insert("Metadata", metadata.clone());
        }
        map.extend(self.more.clone());
        map
    }
}

impl Output {
    fn to_value(&self) -> Value {
        let mut map = Map::new();
        if let Some(condition) = &self.condition {
            map.insert("Condition", condition.as_str().into());
        }
        if !self.description.is_empty() {
            map.insert("Description", self.description.as_str().into());
        }
        map.insert("Value", self.value.clone());
        Value::Map(map)
    }
}
