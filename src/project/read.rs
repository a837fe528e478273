//! A design from the text of its file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::object::Object;
use crate::cfn::read::json::parse;
use crate::cfn::read::{Fault, Placed, Shape};
use crate::design::geometry::Size;
use crate::design::{
    Condition, Connection, ConnectionId, Design, Entry, EntryId, Environment, Fields, Group, GroupId, Node, NodeId, Note, NoteId, Override,
    Parameter, Value,
};

/// The version of the file format that this program writes, and the newest it reads.
pub const VERSION: u64 = 1;

/// Why a text is no design.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It is broken at a place.
    Fault(Fault),
    /// It says it is of this newer version.
    Newer(u64),
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Reads a design.
pub(super) fn read(text: &str) -> Result<Design, Unreadable> {
    let mut root = Object::new(parse(text)?, "the design")?;
    version(&mut root)?;
    let mut design = Design::new(&root.optional_text("name")?.unwrap_or_default());
    design.description = root.optional_text("description")?.unwrap_or_default();
    for (id, value) in root.map("nodes")? {
        let node = node(value, &id)?;
        design.nodes.insert(NodeId::new(id), Arc::new(node));
    }
    for (id, value) in root.map("connections")? {
        let connection = connection(value, &id)?;
        design.connections.insert(ConnectionId::new(id), Arc::new(connection));
    }
    for (id, value) in root.map("groups")? {
        let group = group(value, &id)?;
        design.groups.insert(GroupId::new(id), Arc::new(group));
    }
    for (id, value) in root.map("notes")? {
        let note = note(value, &id)?;
        design.notes.insert(NoteId::new(id), Arc::new(note));
    }
    for (name, value) in root.map("parameters")? {
        let parameter = parameter(value, &name)?;
        design.parameters.insert(name, Arc::new(parameter));
    }
    for (name, value) in root.map("conditions")? {
        let condition = condition(value, &name)?;
        design.conditions.insert(name, Arc::new(condition));
    }
    for (name, value) in root.map("environments")? {
        let environment = environment(value, &name)?;
        design.environments.insert(name, Arc::new(environment));
    }
    design.tags = root.text_map("tags")?;
    design.severities = root.text_map("severities")?;
    design.suppressions = root.text_map("suppressions")?;
    design.dashboard = root.flag("dashboard")?;
    design.sections = root.map("sections")?.into_iter().map(|(name, value)| (name, value.into_json())).collect();
    design.unquoted = root.texts("unquoted")?.into_iter().collect();
    design.unknown = root.rest();
    Ok(design)
}

fn version(root: &mut Object) -> Result<(), Unreadable> {
    let missing = || Fault { offset: 0, message: "this is no Stackdraft design: it has no `version`".to_owned() };
    let value = root.take("version").ok_or_else(missing)?;
    let number = match &value.shape {
        // What is too large to be held is newer than anything.
        Shape::Number(n) => n.as_u64().or_else(|| n.as_f64().filter(|n| *n > u64::MAX as f64).map(|_| u64::MAX)),
        _ => None,
    };
    match number {
        Some(VERSION) => Ok(()),
        Some(newer) if newer > VERSION => Err(Unreadable::Newer(newer)),
        _ => Err(Unreadable::Fault(Fault { offset: value.offset, message: format!("`version` must be {VERSION}") })),
    }
}

/// A condition as people write it, or an object of the template's own language.
fn condition(value: Placed, name: &str) -> Result<Condition, Fault> {
    let offset = value.offset;
    match value.shape {
        Shape::Text(text) => {
            Condition::parse(&text).map_err(|why| Fault { offset, message: format!("the condition `{name}` cannot be read: {why}") })
        }
        Shape::Map(ref members) if matches!(&members[..], [(key, _)] if key.starts_with("Fn::") || key == "Condition") => {
            Ok(Condition::Expression(value.into_json()))
        }
        Shape::Map(_) => {
            let message = format!(
                "the condition `{name}` must be text such as `Stage = prod`, or one function such as `Fn::Equals` with its arguments"
            );
            Err(Fault { offset, message })
        }
        _ => {
            let message = format!("the condition `{name}` must be text such as `Stage = prod`, and this is {}", value.noun());
            Err(Fault { offset, message })
        }
    }
}

fn fields(members: Vec<(String, Placed)>) -> Fields {
    members.into_iter().map(|(id, value)| (id, Value(value.into_json()))).collect()
}

fn node(value: Placed, id: &str) -> Result<Node, Fault> {
    let mut object = Object::new(value, format!("the node `{id}`"))?;
    let mut node = Node::new(&object.text("kind")?, &object.text("name")?, &object.text("logical_id")?, object.point("at")?);
    node.group = object.optional_text("group")?.map(GroupId::new);
    node.locked = object.flag("locked")?;
    node.order = object.integer("order")?;
    node.fields = fields(object.map("fields")?);
    for (facet, list) in object.map("facets")? {
        let Shape::List(list) = list.shape else {
            return Err(Fault { offset: list.offset, message: format!("the facet `{facet}` of `{id}` must be a list") });
        };
        let entries = list.into_iter().map(|entry| self::entry(entry, &facet)).collect::<Result<Vec<_>, _>>()?;
        node.facets.insert(facet, entries);
    }
    node.logical_ids = object.text_map("logical_ids")?;
    node.overrides = overrides(&mut object)?;
    node.suppressions = object.text_map("suppressions")?;
    node.condition = object.optional_text("condition")?;
    node.unknown = object.rest();
    Ok(node)
}

fn entry(value: Placed, facet: &str) -> Result<Entry, Fault> {
    let mut object = Object::new(value, format!("an entry of `{facet}`"))?;
    let mut entry = Entry::new(EntryId::new(object.text("id")?), fields(object.map("fields")?));
    entry.unknown = object.rest();
    Ok(entry)
}

fn overrides(object: &mut Object) -> Result<Vec<Override>, Fault> {
    object
        .list("overrides")?
        .into_iter()
        .map(|value| {
            let mut object = Object::new(value, "an override")?;
            let path = object.texts("path")?;
            let removed = object.flag("removed")?;
            let value = object.take("value").map(Placed::into_json).filter(|_| !removed);
            Ok(Override { part: object.optional_text("part")?.unwrap_or_default(), path, value })
        })
        .collect()
}

fn connection(value: Placed, id: &str) -> Result<Connection, Fault> {
    let mut object = Object::new(value, format!("the connection `{id}`"))?;
    let entry = object.optional_text("entry")?.map(EntryId::new);
    let mut connection = Connection::new(&object.text("kind")?, NodeId::new(object.text("from")?), entry, NodeId::new(object.text("to")?));
    connection.ends = object.text_map("ends")?.into_iter().map(|(name, node)| (name, NodeId::new(node))).collect::<BTreeMap<_, _>>();
    connection.fields = fields(object.map("fields")?);
    connection.variables = object.text_map("variables")?;
    connection.logical_ids = object.text_map("logical_ids")?;
    connection.overrides = overrides(&mut object)?;
    connection.suppressions = object.text_map("suppressions")?;
    connection.condition = object.optional_text("condition")?;
    connection.waypoints = object.points("waypoints")?;
    connection.unknown = object.rest();
    Ok(connection)
}

fn group(value: Placed, id: &str) -> Result<Group, Fault> {
    let mut object = Object::new(value, format!("the group `{id}`"))?;
    Ok(Group {
        name: object.text("name")?,
        parent: object.optional_text("parent")?.map(GroupId::new),
        at: object.point("at")?,
        size: object.size("size", Size::new(240.0, 160.0))?,
        color: object.optional_text("color")?,
        collapsed: object.flag("collapsed")?,
        locked: object.flag("locked")?,
        unknown: object.rest(),
    })
}

fn note(value: Placed, id: &str) -> Result<Note, Fault> {
    let mut object = Object::new(value, format!("the note `{id}`"))?;
    Ok(Note {
        text: object.text("text")?,
        at: object.point("at")?,
        size: object.size("size", Size::new(200.0, 96.0))?,
        group: object.optional_text("group")?.map(GroupId::new),
        locked: object.flag("locked")?,
        order: object.integer("order")?,
        unknown: object.rest(),
    })
}

fn parameter(value: Placed, name: &str) -> Result<Parameter, Fault> {
    let mut object = Object::new(value, format!("the parameter `{name}`"))?;
    Ok(Parameter {
        kind: object.optional_text("type")?,
        default: object.optional_text("default")?,
        description: object.optional_text("description")?,
        allowed_values: object.texts("allowed_values")?,
        allowed_pattern: object.optional_text("allowed_pattern")?,
        no_echo: object.flag("no_echo")?,
        properties: object.map("properties")?.into_iter().map(|(name, value)| (name, value.into_json())).collect(),
        unknown: object.rest(),
    })
}

fn environment(value: Placed, name: &str) -> Result<Environment, Fault> {
    let mut object = Object::new(value, format!("the environment `{name}`"))?;
    Ok(Environment {
        region: object.optional_text("region")?,
        profile: object.optional_text("profile")?,
        account: object.optional_text("account")?,
        stack_name: object.optional_text("stack_name")?,
        parameters: object.text_map("parameters")?,
        tags: object.text_map("tags")?,
        artifact_bucket: object.optional_text("artifact_bucket")?,
        unknown: object.rest(),
    })
}
