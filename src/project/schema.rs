//! The JSON Schema of design files, made from the specs.

use serde_json::{Map, Value as Json, json};

use super::VERSION;
use crate::catalog::field::{Change, Field, Kind};
use crate::catalog::{Registry, parse};

/// The schema of the design file format.
#[must_use]
pub fn schema(registry: &Registry) -> Json {
    let nodes: Vec<Json> = registry.services.iter().map(|s| service(s.spec())).collect();
    let connections: Vec<Json> = registry.connections.iter().map(|c| connection(c.spec())).collect();
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let pair = json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
    let text = json!({ "type": "string" });
    let flag = json!({ "type": "boolean" });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stackdraft design",
        "type": "object",
        "required": ["version", "nodes", "connections"],
        "properties": {
            "version": { "const": VERSION },
            "name": text,
            "description": text,
            "nodes": { "type": "object", "additionalProperties": { "anyOf": nodes } },
            "connections": { "type": "object", "additionalProperties": { "anyOf": connections } },
            "groups": { "type": "object", "additionalProperties": {
                "type": "object", "required": ["name"],
                "properties": { "name": text, "parent": text, "at": pair, "size": pair, "color": text, "collapsed": flag, "locked": flag },
            } },
            "notes": { "type": "object", "additionalProperties": {
                "type": "object", "required": ["text"],
                "properties": { "text": text, "at": pair, "size": pair, "group": text, "locked": flag, "order": { "type": "integer" } },
            } },
            "parameters": { "type": "object", "additionalProperties": {
                "type": "object",
                "properties": {
                    "type": text, "default": text, "description": text, "allowed_pattern": text, "no_echo": { "type": "boolean" },
                    "allowed_values": { "type": "array", "items": text }, "properties": { "type": "object" },
                },
            } },
            "conditions": { "type": "object", "additionalProperties": {
                "description": "Such as `Stage = prod | test and not InTrial`, or an object of the template's own language",
                "type": ["string", "object"],
            } },
            "environments": { "type": "object", "additionalProperties": {
                "type": "object",
                "properties": {
                    "region": text, "profile": text, "account": text, "stack_name": text, "artifact_bucket": text,
                    "parameters": texts, "tags": texts,
                },
            } },
            "tags": texts,
            "severities": { "type": "object", "additionalProperties": { "enum": ["error", "warning", "advice", "off"] } },
            "suppressions": texts,
            "dashboard": { "type": "boolean" },
            "sections": { "type": "object" },
            "unquoted": { "type": "array", "items": text },
        },
        "$defs": { "reference": reference() },
    })
}

fn service(spec: &crate::catalog::ServiceSpec) -> Json {
    let facets: Map<String, Json> = spec
        .facets
        .iter()
        .map(|facet| {
            let entry = json!({
                "type": "object", "required": ["id"],
                "properties": { "id": { "type": "string" }, "fields": fields(facet.fields) },
            });
            (facet.id.to_owned(), json!({ "type": "array", "items": entry }))
        })
        .collect();
    json!({
        "title": spec.name,
        "description": spec.summary,
        "type": "object",
        "required": ["kind", "name", "logical_id"],
        "properties": {
            "kind": { "const": spec.id },
            "name": { "type": "string", "description": "What the reader sees" },
            "logical_id": { "type": "string", "pattern": "^[A-Za-z0-9]+$", "description": "What the template calls it; changing it replaces the resource" },
            "at": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
            "group": { "type": "string" },
            "locked": { "type": "boolean" },
            "order": { "type": "integer" },
            "fields": fields(spec.fields),
            "facets": { "type": "object", "properties": facets },
            "logical_ids": { "type": "object", "additionalProperties": { "type": "string" } },
            "overrides": { "type": "array" },
            "suppressions": { "type": "object", "additionalProperties": { "type": "string" } },
            "condition": { "type": "string", "description": "The condition under which it is part of the stack" },
        },
    })
}

fn connection(spec: &crate::catalog::ConnectionSpec) -> Json {
    let ends: Map<String, Json> = spec
        .ends
        .iter()
        .map(|end| (end.id.to_owned(), json!({ "type": "string", "description": format!("{}: a node's id", end.label) })))
        .collect();
    json!({
        "title": spec.name,
        "type": "object",
        "required": ["kind", "from", "to"],
        "properties": {
            "kind": { "const": spec.id },
            "from": { "type": "string", "description": format!("The id of a {}", spec.from) },
            "entry": { "type": "string" },
            "to": { "type": "string", "description": format!("The id of a {}", spec.to) },
            "ends": { "type": "object", "properties": ends },
            "fields": fields(spec.fields),
            "variables": { "type": "object", "additionalProperties": { "type": "string" } },
            "logical_ids": { "type": "object", "additionalProperties": { "type": "string" } },
            "overrides": { "type": "array" },
            "suppressions": { "type": "object", "additionalProperties": { "type": "string" } },
            "condition": { "type": "string", "description": "The condition under which it is part of the stack" },
            "waypoints": { "type": "array" },
        },
    })
}

fn fields(fields: &[Field]) -> Json {
    let properties: Map<String, Json> = fields.iter().map(|f| (f.id.to_owned(), field(f))).collect();
    json!({ "type": "object", "properties": properties })
}

/// The schema of one field: its literal, or a reference where one may stand.
fn field(field: &Field) -> Json {
    let mut schema = literal(&field.kind);
    if !field.variant {
        schema = json!({ "anyOf": [schema, { "$ref": "#/$defs/reference" }] });
    }
    let mut description = format!("{}. {}", field.label, field.help);
    if field.unit != crate::catalog::Unit::None {
        description.push_str(&format!(" In {}.", field.unit.name()));
    }
    schema["description"] = description.trim().into();
    if let Some(default) = field.default.to_json() {
        schema["default"] = default;
    }
    schema
}

fn literal(kind: &Kind) -> Json {
    match kind {
        Kind::Text(rule) | Kind::State(rule) => json!({ "type": "string", "maxLength": rule.max, "minLength": rule.min }),
        Kind::Lines | Kind::Schedule => json!({ "type": "string" }),
        Kind::Integer(min, max) | Kind::Duration(min, max) | Kind::Size(min, max) => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Choice(choices) => json!({ "enum": choices.iter().map(|c| c.id).collect::<Vec<_>>() }),
        Kind::Several(choices) => json!({
            "type": "array", "minItems": 1, "items": { "enum": choices.iter().map(|c| c.id).collect::<Vec<_>>() },
        }),
        Kind::KeyValues | Kind::EventPattern | Kind::FilterPolicy | Kind::StateMachine => json!({ "type": "object" }),
        Kind::List(_) => json!({ "type": "array" }),
        Kind::Records(inner) => json!({ "type": "array", "items": fields(inner) }),
        Kind::Json => json!({}),
    }
}

fn reference() -> Json {
    json!({
        "description": "A value that something else supplies, or an expression of the template's own language",
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
        "properties": {
            "$parameter": { "type": "string" },
            "$pseudo": { "type": "string" },
            "$attribute": {
                "type": "object", "required": ["node", "attribute"],
                "properties": { "node": { "type": "string" }, "attribute": { "type": "string" } },
            },
            "$import": { "type": "string" },
            "$dynamic": { "type": "string" },
            "$expression": {},
        },
    })
}

/// What is to be known of a field in short: its type, range and default, whether it has to be filled in, and what changing it
/// does beyond the change.
#[must_use]
pub fn facts(field: &Field) -> Vec<String> {
    let mut facts = vec![parse::type_name(&field.kind).to_owned()];
    let range = range(field);
    if !range.is_empty() {
        facts.push(range);
    }
    if let Some(default) = field.default.to_json() {
        facts.push(format!("default {}", parse::display(field, &default.into())));
    }
    if field.required {
        facts.push("required".to_owned());
    }
    match field.change {
        Change::Update => {}
        Change::Interruption => facts.push("changing it interrupts the resource".to_owned()),
        Change::Replacement => facts.push("changing it replaces the resource".to_owned()),
    }
    facts
}

/// A field's range in words, as help and lists show it; empty where anything goes.
#[must_use]
pub fn range(field: &Field) -> String {
    match field.kind {
        Kind::Integer(min, max) | Kind::Duration(min, max) | Kind::Size(min, max) => {
            format!("{} to {}", parse::with_unit(min, field.unit), parse::with_unit(max, field.unit))
        }
        Kind::Choice(choices) | Kind::Several(choices) => choices.iter().map(|c| c.id).collect::<Vec<_>>().join(", "),
        Kind::Switch => "true, false".to_owned(),
        Kind::Text(rule) if rule.max < 10_000 => format!("up to {} characters", rule.max),
        _ => String::new(),
    }
}
