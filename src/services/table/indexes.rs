//! Other keys by which a table's items are found.
//!
//! AWS: DynamoDB Developer Guide, "Improving data access with secondary indexes in DynamoDB".

use serde_json::Value as Json;

use super::{BILLING, KEY_NAME, KEY_TYPES, Key, Keys, PARTITION_KEY, PARTITION_KEY_TYPE, READ_CAPACITY, WRITE_CAPACITY};
use crate::catalog::field::{Kind, TextRule, choice, filled, is};
use crate::catalog::{Field, Literal, NodeView, Settings};
use crate::cfn::{Map, Value};

/// Its local secondary indexes.
pub const LOCAL_INDEXES: Field = Field::of("local_indexes", "Local indexes", Kind::Records(LOCAL_INDEX_FIELDS))
    .default(Literal::Json("[]"))
    .example(Literal::Json(r#"[{"name": "by-amount", "sort_key": "amount", "sort_key_type": "N"}]"#))
    .applies(&[filled("sort_key")])
    .replaces()
    .help("Other orders for the items of one partition, up to five, read with strong consistency. Every item collection then holds at most 10 GB.");
/// Its global secondary indexes.
pub const INDEXES: Field = Field::of("indexes", "Global indexes", Kind::Records(INDEX_FIELDS))
    .default(Literal::Json("[]"))
    .example(Literal::Json(r#"[{"name": "by-customer", "partition_key": "customer", "projection": "INCLUDE", "attributes": ["status"]}]"#))
    .help("Other keys to query by, up to 20.");

const INDEX_NAME: Field = Field::text(
    "name",
    "Name",
    TextRule {
        min: 3,
        max: 255,
        shape: Some((|t| t.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')), "letters, digits, _ . and -")),
    },
)
.required(Literal::Text("by-customer"));
const INDEX_PARTITION_KEY: Field = Field::text("partition_key", "Partition key", KEY_NAME).required(Literal::Text("customer"));
const INDEX_SORT_KEY: Field = Field::text("sort_key", "Sort key", TextRule::up_to(255));
const PROJECTION: Field = Field::choice(
    "projection",
    "Projection",
    &[choice("ALL", "All attributes"), choice("KEYS_ONLY", "Keys only"), choice("INCLUDE", "Keys and some attributes")],
)
.help("Which attributes the index keeps of each item: the fewer, the less it costs. What it lacks has to be read from the table.");
const INCLUDED: Field = Field::of("attributes", "Attributes", Kind::List(KEY_NAME))
    .applies(&[is("projection", &[Literal::Text("INCLUDE")])])
    .decides()
    .example(Literal::Json(r#"["amount", "status"]"#))
    .help("The attributes the index keeps besides all keys, up to 100 of a table's indexes together; keys only where there are none.");
const LOCAL_INDEX_FIELDS: &[Field] = &[
    INDEX_NAME,
    Field::text("sort_key", "Sort key", KEY_NAME).required(Literal::Text("amount")),
    Field::choice("sort_key_type", "Sort key type", KEY_TYPES).stands(),
    PROJECTION,
    INCLUDED,
];
const INDEX_FIELDS: &[Field] = &[
    INDEX_NAME,
    INDEX_PARTITION_KEY,
    Field::choice("partition_key_type", "Partition key type", KEY_TYPES).stands(),
    INDEX_SORT_KEY,
    Field::choice("sort_key_type", "Sort key type", KEY_TYPES).stands(),
    PROJECTION,
    INCLUDED,
];

/// Whether it has indexes to query.
pub fn has_indexes(table: &NodeView<'_>) -> bool {
    let any = |field| table.literal(field).and_then(|v| v.as_array().map(|list| !list.is_empty())).unwrap_or(true);
    any(&INDEXES) || (table.applies(&LOCAL_INDEXES) && any(&LOCAL_INDEXES))
}

/// The names of its global indexes.
pub fn index_names(table: &NodeView<'_>) -> Vec<String> {
    let indexes = table.literal(&INDEXES).and_then(|v| v.as_array().cloned()).unwrap_or_default();
    indexes.iter().filter_map(|index| index["name"].as_str().map(str::to_owned)).collect()
}

/// The keys of an index by name and type, the partition key first; none where there is no such index.
pub fn index_keys(table: &NodeView<'_>, index: &str) -> Vec<(String, String)> {
    let records = |field| table.literal(field).and_then(|v| v.as_array().cloned()).unwrap_or_default();
    let global: Vec<Json> = records(&INDEXES);
    let local: Vec<Json> = if table.applies(&LOCAL_INDEXES) { records(&LOCAL_INDEXES) } else { Vec::new() };
    if let Some(record) = local.iter().find(|record| record["name"] == index) {
        // A local index spreads items as its table does.
        let sort = record["sort_key"].as_str().map(|name| (name.to_owned(), record["sort_key_type"].as_str().unwrap_or("S").to_owned()));
        return super::keys(table).into_iter().take(1).chain(sort).collect();
    }
    let Some(record) = global.iter().find(|record| record["name"] == index) else { return Vec::new() };
    let key = |name: &str, kind: &str| {
        let name = record[name].as_str().filter(|name| !name.is_empty())?;
        Some((name.to_owned(), record[kind].as_str().unwrap_or("S").to_owned()))
    };
    [key("partition_key", "partition_key_type"), key("sort_key", "sort_key_type")].into_iter().flatten().collect()
}

/// What of each item an index keeps. Keys and no attributes are keys only.
fn projection(record: &Json) -> Value {
    let named = || record["attributes"].as_array().into_iter().flatten().filter_map(Json::as_str);
    let kind = match record["projection"].as_str() {
        Some("INCLUDE") if named().next().is_none() => "KEYS_ONLY",
        kind => kind.unwrap_or("ALL"),
    };
    let mut projection = Map::from([("ProjectionType", Value::from(kind))]);
    if kind == "INCLUDE" {
        projection.insert("NonKeyAttributes", Value::list(named()));
    }
    Value::Map(projection)
}

/// What an index's record says, where it says something.
fn said(node: &NodeView<'_>, record: &Json, id: &str) -> Option<Value> {
    node.graph.template_value(record.get(id)?).filter(|value| value.as_text() != Some(""))
}

/// The global indexes as the template has them; their keys join the attributes.
pub(super) fn global(node: &NodeView<'_>, attributes: &mut Vec<Key>) -> Vec<Value> {
    let Some(list) = node.literal(&INDEXES).and_then(|v| v.as_array().cloned()) else { return Vec::new() };
    let provisioned = node.choice(&BILLING) == "provisioned";
    let mut out = Vec::new();
    for record in &list {
        let said = |id: &str| said(node, record, id);
        let kind = |id: &str| said(id).unwrap_or_else(|| "S".into());
        let Some(name) = said("name") else { continue };
        let keys = Keys {
            partition: said("partition_key").map(|name| (name, kind("partition_key_type"))),
            sort: said("sort_key").map(|name| (name, kind("sort_key_type"))),
        };
        // The table's own keys keep their type.
        keys.define(attributes);
        let mut index = Map::new();
        index.insert("IndexName", name);
        index.insert("KeySchema", keys.schema());
        index.insert("Projection", projection(record));
        if provisioned {
            let units = |field: &Field| node.template_value(field).unwrap_or(5.into());
            let throughput = Value::map([("ReadCapacityUnits", units(&READ_CAPACITY)), ("WriteCapacityUnits", units(&WRITE_CAPACITY))]);
            index.insert("ProvisionedThroughput", throughput);
        }
        out.push(Value::Map(index));
    }
    out
}

/// The local indexes as the template has them; their keys join the attributes.
pub(super) fn local(node: &NodeView<'_>, attributes: &mut Vec<Key>) -> Vec<Value> {
    if !node.applies(&LOCAL_INDEXES) {
        return Vec::new();
    }
    let list = node.literal(&LOCAL_INDEXES).and_then(|v| v.as_array().cloned()).unwrap_or_default();
    let mut out = Vec::new();
    for record in &list {
        let (Some(name), Some(sort)) = (said(node, record, "name"), said(node, record, "sort_key")) else { continue };
        let kind = said(node, record, "sort_key_type").unwrap_or_else(|| "S".into());
        let keys = Keys { partition: super::key(node, &PARTITION_KEY, &PARTITION_KEY_TYPE), sort: Some((sort, kind)) };
        keys.define(attributes);
        let mut index = Map::new();
        index.insert("IndexName", name);
        index.insert("KeySchema", keys.schema());
        index.insert("Projection", projection(record));
        out.push(Value::Map(index));
    }
    out
}
