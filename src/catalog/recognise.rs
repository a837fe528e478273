//! What a service tells of a template that nobody can find out by trying: which of its resources are entries, and what stands
//! for nodes without a main resource.

use std::collections::BTreeMap;

use super::naming::{kebab, pascal};
use crate::cfn::Value;
use crate::design::{EntryId, Fields};

/// The resources of a template by logical ID, each as a whole.
pub type Resources = BTreeMap<String, Value>;

/// An entry that a template holds.
#[derive(Clone, Debug, PartialEq)]
pub struct RecognisedEntry {
    /// The facet it is of.
    pub facet: &'static str,
    /// Its id.
    pub id: EntryId,
    /// The resource it is.
    pub resource: String,
    /// What its resource says of it, in the template's words.
    pub fields: Fields,
    /// Its part and the logical ID of that resource, where it is not the rule's.
    pub logical_id: Option<(String, String)>,
}

/// A node that a template implies.
#[derive(Clone, Debug, PartialEq)]
pub struct RecognisedNode {
    /// What the reader sees.
    pub name: String,
    /// What its parts begin with.
    pub logical_id: String,
    /// Its settings.
    pub fields: Fields,
}

impl RecognisedEntry {
    /// The entry of a node that a resource is, after the resource's logical ID: the node's, the entry's, and what ends it.
    pub fn of(facet: &'static str, node: &str, resource: &str, ending: &str, fields: Fields) -> Self {
        let middle = resource.strip_prefix(node).and_then(|rest| rest.strip_suffix(ending)).filter(|rest| !rest.is_empty());
        let id = kebab(middle.unwrap_or(resource));
        let part = format!("{}{ending}", pascal(&id));
        let by_rule = format!("{node}{part}") == resource;
        Self {
            facet,
            id: EntryId::new(id),
            resource: resource.to_owned(),
            fields,
            logical_id: (!by_rule).then(|| (part, resource.to_owned())),
        }
    }
}

/// A statement of a policy that allows something, as a template has it.
pub struct Allowed<'r> {
    /// Its `Sid`.
    pub name: Option<&'r str>,
    /// The statement.
    pub statement: &'r Value,
    /// What it is about.
    pub about: &'r Value,
}

/// The statements of a template that allow an action, one for each thing they are about.
pub fn allowing<'r>(resources: &'r Resources, action: &str) -> Vec<Allowed<'r>> {
    let mut found = Vec::new();
    for resource in resources.values() {
        statements(resource, action, &mut found);
    }
    found
}

fn statements<'r>(value: &'r Value, action: &str, into: &mut Vec<Allowed<'r>>) {
    match value {
        Value::Map(map) => {
            let names = |value: &Value| match value {
                Value::List(list) => list.iter().any(|one| one.as_text() == Some(action)),
                one => one.as_text() == Some(action),
            };
            if let (Some("Allow"), Some(about), true) =
                (map.get("Effect").and_then(Value::as_text), map.get("Resource"), map.get("Action").is_some_and(names))
            {
                let name = map.get("Sid").and_then(Value::as_text);
                let each = about.as_list().unwrap_or(std::slice::from_ref(about));
                into.extend(each.iter().map(|about| Allowed { name, statement: value, about }));
            }
            map.values().for_each(|inner| statements(inner, action, into));
        }
        Value::List(list) => list.iter().for_each(|inner| statements(inner, action, into)),
        Value::Call(_, argument) => statements(argument, action, into),
        _ => {}
    }
}

/// The resources of a type, with their properties.
pub fn of_type<'r>(resources: &'r Resources, kind: &'r str) -> impl Iterator<Item = (&'r str, &'r Value)> {
    let fits = move |resource: &Value| resource.get("Type").and_then(Value::as_text) == Some(kind);
    resources.iter().filter(move |(_, r)| fits(r)).filter_map(|(id, r)| Some((id.as_str(), r.get("Properties")?)))
}
