//! The text of a design's file: sorted, one property per line, so that it diffs well.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::read::VERSION;
use crate::design::geometry::{Point, Size};
use crate::design::{Condition, Connection, Design, Entry, EntryId, Environment, Fields, Group, GroupId, Node, Note, Override, Parameter};

/// The text of the design's file.
pub(super) fn write(design: &Design) -> String {
    let mut out = String::new();
    write_value(&to_json(design), 0, &mut out);
    out.push('\n');
    out
}

/// The members of an object in their order, without those that say nothing.
struct Members(Map<String, Json>);

impl Members {
    fn new() -> Self {
        Self(Map::new())
    }

    fn always(mut self, key: &str, value: impl Into<Json>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// Leaves out nothing, false, and what is empty.
    fn some(self, key: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        let says_nothing = match &value {
            Json::Null | Json::Bool(false) => true,
            Json::String(text) => text.is_empty(),
            Json::Array(list) => list.is_empty(),
            Json::Object(map) => map.is_empty(),
            Json::Bool(true) | Json::Number(_) => false,
        };
        if says_nothing { self } else { self.always(key, value) }
    }

    fn finish(mut self, unknown: &Map<String, Json>) -> Json {
        self.0.extend(unknown.iter().map(|(k, v)| (k.clone(), v.clone())));
        Json::Object(self.0)
    }
}

fn to_json(design: &Design) -> Json {
    let nodes = object(design.nodes.iter().map(|(id, n)| (id.as_str(), node(n))));
    let connections = object(design.connections.iter().map(|(id, c)| (id.as_str(), connection(c))));
    Members::new()
        .always("version", VERSION)
        .always("name", design.name.as_str())
        .some("description", design.description.as_str())
        .always("nodes", nodes)
        .always("connections", connections)
        .some("groups", object(design.groups.iter().map(|(id, g)| (id.as_str(), group(g)))))
        .some("notes", object(design.notes.iter().map(|(id, n)| (id.as_str(), note(n)))))
        .some("parameters", object(design.parameters.iter().map(|(name, p)| (name.as_str(), parameter(p)))))
        .some("conditions", object(design.conditions.iter().map(|(name, c)| (name.as_str(), condition(c)))))
        .some("environments", object(design.environments.iter().map(|(name, e)| (name.as_str(), environment(e)))))
        .some("tags", texts(&design.tags))
        .some("severities", texts(&design.severities))
        .some("suppressions", texts(&design.suppressions))
        .some("dashboard", design.dashboard)
        .some("sections", object(design.sections.iter().map(|(name, value)| (name.as_str(), value.clone()))))
        .some("unquoted", design.unquoted.iter().map(String::as_str).collect::<Json>())
        .finish(&design.unknown)
}

fn object<'a>(members: impl Iterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(members.map(|(k, v)| (k.to_owned(), v)).collect())
}

fn texts(map: &BTreeMap<String, String>) -> Json {
    object(map.iter().map(|(k, v)| (k.as_str(), Json::from(v.as_str()))))
}

fn fields(fields: &Fields) -> Json {
    object(fields.iter().map(|(k, v)| (k.as_str(), v.0.clone())))
}

/// A coordinate, whole where it is: `80`, not `80.0`.
fn coordinate(value: f32) -> Json {
    let rounded = (f64::from(value) * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { Json::from(rounded as i64) } else { Json::from(rounded) }
}

fn point(at: Point) -> Json {
    json!([coordinate(at.x), coordinate(at.y)])
}

fn size(size: Size) -> Json {
    json!([coordinate(size.width), coordinate(size.height)])
}

/// Nothing where it is as usual.
fn order(order: i32) -> Json {
    if order == 0 { Json::Null } else { order.into() }
}

fn node(node: &Node) -> Json {
    let facets = object(node.facets.iter().map(|(id, entries)| (id.as_str(), entries.iter().map(entry).collect())));
    Members::new()
        .always("kind", node.kind.as_str())
        .always("name", node.name.as_str())
        .always("logical_id", node.logical_id.as_str())
        .always("at", point(node.at))
        .some("group", node.group.as_ref().map(GroupId::as_str))
        .some("locked", node.locked)
        .some("order", order(node.order))
        .some("fields", fields(&node.fields))
        .some("facets", facets)
        .some("logical_ids", texts(&node.logical_ids))
        .some("overrides", overrides(&node.overrides))
        .some("suppressions", texts(&node.suppressions))
        .some("condition", node.condition.as_deref())
        .finish(&node.unknown)
}

fn entry(entry: &Entry) -> Json {
    Members::new().always("id", entry.id.as_str()).some("fields", fields(&entry.fields)).finish(&entry.unknown)
}

fn overrides(list: &[Override]) -> Json {
    list.iter()
        .map(|o| {
            let members = Members::new().some("part", o.part.as_str()).always("path", o.path.clone());
            match &o.value {
                Some(value) => members.always("value", value.clone()),
                None => members.always("removed", true),
            }
            .finish(&Map::new())
        })
        .collect()
}

fn connection(connection: &Connection) -> Json {
    Members::new()
        .always("kind", connection.kind.as_str())
        .always("from", connection.source.as_str())
        .some("entry", connection.entry.as_ref().map(EntryId::as_str))
        .always("to", connection.target.as_str())
        .some("ends", object(connection.ends.iter().map(|(name, node)| (name.as_str(), node.as_str().into()))))
        .some("fields", fields(&connection.fields))
        .some("variables", texts(&connection.variables))
        .some("logical_ids", texts(&connection.logical_ids))
        .some("overrides", overrides(&connection.overrides))
        .some("suppressions", texts(&connection.suppressions))
        .some("condition", connection.condition.as_deref())
        .some("waypoints", connection.waypoints.iter().copied().map(point).collect::<Json>())
        .finish(&connection.unknown)
}

fn group(group: &Group) -> Json {
    Members::new()
        .always("name", group.name.as_str())
        .some("parent", group.parent.as_ref().map(GroupId::as_str))
        .always("at", point(group.at))
        .always("size", size(group.size))
        .some("color", group.color.as_deref())
        .some("collapsed", group.collapsed)
        .some("locked", group.locked)
        .finish(&group.unknown)
}

fn note(note: &Note) -> Json {
    Members::new()
        .always("text", note.text.as_str())
        .always("at", point(note.at))
        .always("size", size(note.size))
        .some("group", note.group.as_ref().map(GroupId::as_str))
        .some("locked", note.locked)
        .some("order", order(note.order))
        .finish(&note.unknown)
}

fn parameter(parameter: &Parameter) -> Json {
    let members = Members::new().some("type", parameter.kind.as_deref());
    let members = match &parameter.default {
        // An empty default is a default.
        Some(default) => members.always("default", default.as_str()),
        None => members,
    };
    members
        .some("description", parameter.description.as_deref())
        .some("allowed_values", parameter.allowed_values.clone())
        .some("allowed_pattern", parameter.allowed_pattern.as_deref())
        .some("no_echo", parameter.no_echo)
        .some("properties", parameter.properties.clone())
        .finish(&parameter.unknown)
}

fn condition(condition: &Condition) -> Json {
    match condition {
        Condition::Expression(json) => json.clone(),
        told => told.to_string().into(),
    }
}

fn environment(environment: &Environment) -> Json {
    Members::new()
        .some("region", environment.region.as_deref())
        .some("profile", environment.profile.as_deref())
        .some("account", environment.account.as_deref())
        .some("stack_name", environment.stack_name.as_deref())
        .some("parameters", texts(&environment.parameters))
        .some("tags", texts(&environment.tags))
        .some("artifact_bucket", environment.artifact_bucket.as_deref())
        .finish(&environment.unknown)
}

fn is_plain(value: &Json) -> bool {
    !matches!(value, Json::Array(_) | Json::Object(_))
}

/// Objects and lists one member a line; short lists of plain values on one line.
fn write_value(value: &Json, depth: usize, out: &mut String) {
    let indent = |depth: usize, out: &mut String| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        Json::Object(map) if !map.is_empty() => {
            out.push('{');
            for (index, (key, item)) in map.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                indent(depth + 1, out);
                out.push_str(&Json::from(key.as_str()).to_string());
                out.push_str(": ");
                write_value(item, depth + 1, out);
            }
            indent(depth, out);
            out.push('}');
        }
        Json::Array(list) if list.iter().all(is_plain) && value.to_string().len() <= 100 => {
            let items: Vec<String> = list.iter().map(Json::to_string).collect();
            out.push_str(&format!("[{}]", items.join(", ")));
        }
        Json::Array(list) => {
            out.push('[');
            for (index, item) in list.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                indent(depth + 1, out);
                write_value(item, depth + 1, out);
            }
            indent(depth, out);
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}
