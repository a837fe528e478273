//! Tables.

mod alarms;
mod indexes;
mod scaling;

pub use indexes::{INDEXES, LOCAL_INDEXES, has_indexes, index_keys, index_names};
pub use scaling::{AUTOSCALING, MAX_READ_CAPACITY, MAX_WRITE_CAPACITY, UTILIZATION};

use crate::catalog::alarm::{self, Preset};
use crate::catalog::field::{Choice, TextRule, choice, is};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, FaultKind, Field, Line, Literal, NodeView, Place, Request, Settings, Wanted};
use crate::cfn::{Value, json};
use crate::services::{deletion, kms_key, physical_name};
use crate::unit;

const KEY_NAME: TextRule = TextRule { min: 1, max: 255, shape: None };
const KEY_TYPES: &[Choice] = &[choice("S", "Text"), choice("N", "Number"), choice("B", "Binary")];

/// The partition key's name.
pub const PARTITION_KEY: Field = Field::text("partition_key", "Partition key", KEY_NAME)
    .default(Literal::Text("id"))
    .replaces()
    .help("The attribute that spreads items over the table's partitions.");
/// The partition key's type.
pub const PARTITION_KEY_TYPE: Field = Field::choice("partition_key_type", "Partition key type", KEY_TYPES).stands().replaces();
/// The sort key's name.
pub const SORT_KEY: Field = Field::text("sort_key", "Sort key", TextRule::up_to(255))
    .replaces()
    .example(Literal::Text("createdAt"))
    .help("The attribute that orders the items of one partition; leave empty for one item per partition key.");
/// The sort key's type.
pub const SORT_KEY_TYPE: Field = Field::choice("sort_key_type", "Sort key type", KEY_TYPES).stands().replaces();
/// How it is paid for.
pub const BILLING: Field = Field::choice("billing", "Capacity", &[choice("on_demand", "On demand"), choice("provisioned", "Provisioned")])
    .help("On demand: paid per request. Provisioned: paid per hour for a capacity you choose.");
/// Reads per second.
pub const READ_CAPACITY: Field = Field::integer("read_capacity", "Read capacity", 1, 40_000)
    .default(Literal::Integer(5))
    .applies(&[is("billing", &[Literal::Text("provisioned")])])
    .property("ProvisionedThroughput.ReadCapacityUnits")
    .help("Strongly consistent reads of 4 KB per second.");
/// Writes per second.
pub const WRITE_CAPACITY: Field = Field::integer("write_capacity", "Write capacity", 1, 40_000)
    .default(Literal::Integer(5))
    .applies(&[is("billing", &[Literal::Text("provisioned")])])
    .property("ProvisionedThroughput.WriteCapacityUnits")
    .help("Writes of 1 KB per second.");
/// What its stream shows.
pub const STREAM_VIEW: Field = Field::choice(
    "stream_view",
    "Stream view",
    &[
        choice("NEW_AND_OLD_IMAGES", "New and old item"),
        choice("NEW_IMAGE", "New item"),
        choice("OLD_IMAGE", "Old item"),
        choice("KEYS_ONLY", "Keys only"),
    ],
)
.stands()
.help("What a stream record holds of the changed item; the stream is on as soon as something reads it.");
/// The attribute that says when an item expires.
pub const TTL: Field = Field::text("ttl", "Expiry attribute", TextRule::up_to(255))
    .example(Literal::Text("expiresAt"))
    .help("The attribute that holds when an item expires, in seconds since 1970; expired items are deleted within days.");
/// Whether it can be restored to any second of the last 35 days.
pub const POINT_IN_TIME_RECOVERY: Field = Field::switch("point_in_time_recovery", "Point-in-time recovery", true)
    .stands()
    .help("The table can be restored to any second of the last 35 days.");
/// Whether it refuses to be deleted.
pub const DELETION_PROTECTION: Field = Field::switch("deletion_protection", "Deletion protection", false)
    .property("DeletionProtectionEnabled")
    .omitted_at(Literal::Bool(false))
    .help("The table refuses to be deleted until this is off.");
/// What storage and requests cost.
pub const TABLE_CLASS: Field = Field::choice(
    "table_class",
    "Table class",
    &[choice("STANDARD", "Standard"), choice("STANDARD_INFREQUENT_ACCESS", "Infrequent access")],
)
.property("TableClass")
.omitted_at(Literal::Text("STANDARD"))
.help("Infrequent access: cheaper storage, dearer requests.");
/// The keys it is encrypted with.
pub const ENCRYPTION: Field =
    Field::choice("encryption", "Encryption", &[choice("managed", "The account's key for DynamoDB"), choice("owned", "DynamoDB's own keys")])
        .help("What the table is encrypted with, where no line from a KMS key leads here. The account's key shows every use in CloudTrail and costs by the request; DynamoDB's own keys cost nothing.");

/// Its name in AWS.
pub const PHYSICAL_NAME: Field = physical_name::field("TableName", 255, is_name, "at least 3 letters, digits, dots, - and _");

fn is_name(text: &str) -> bool {
    text.len() >= 3 && physical_name::is_dotted(text)
}

unit! {
    /// A table keeps items and finds them by key in milliseconds, at any size.
    ///
    /// It is encrypted, can be restored to any second of the last 35 days, and stays when the stack is deleted. A line
    /// from it to a function turns its stream on and calls the function with the changes.
    ///
    /// Provisioned capacity can scale by itself between what is set and a most.
    ///
    /// Limits: items up to 400 KB, 20 global and five local indexes, two readers of a stream.
    /// AWS: DynamoDB Developer Guide, "Quotas in Amazon DynamoDB"; CloudFormation, "AWS::DynamoDB::Table".
    pub static SPEC: ServiceSpec = {
        id: "table",
        name: "Table",
        aws: "DynamoDB",
        category: Category::Storage,
        summary: "Keeps items and finds them by key",
        suffix: "Table",
        resource: Some("AWS::DynamoDB::Table"),
        stateful: Stateful::Retain,
        fields: &[
            PARTITION_KEY, PARTITION_KEY_TYPE, SORT_KEY, SORT_KEY_TYPE, BILLING, READ_CAPACITY, WRITE_CAPACITY, AUTOSCALING,
            MAX_READ_CAPACITY, MAX_WRITE_CAPACITY, UTILIZATION, INDEXES, LOCAL_INDEXES, STREAM_VIEW, TTL, POINT_IN_TIME_RECOVERY, DELETION_PROTECTION, deletion::KEPT,
            TABLE_CLASS, ENCRYPTION, PHYSICAL_NAME,
        ],
        facets: &[alarm::facet(alarms::FIELDS)],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Table;

/// The keys by name and type, the partition key first, as far as they are known.
pub fn keys(table: &NodeView<'_>) -> Vec<(String, String)> {
    let partition = table.text(&PARTITION_KEY).map(|name| (name, table.choice(&PARTITION_KEY_TYPE)));
    let sort = table.text(&SORT_KEY).map(|name| (name, table.choice(&SORT_KEY_TYPE)));
    partition.into_iter().chain(sort).collect()
}

/// Tells where a line's requests name keys whose names are known at deployment only.
pub fn tell_unknown_keys(line: &Line<'_>, out: &mut Emission<'_>) {
    if [&PARTITION_KEY, &SORT_KEY].into_iter().any(|field| line.target.is_deferred(field)) {
        let name = &line.target.node.name;
        let message = format!("Requests to {name} name its keys: give them plain names there, or put a function between.");
        out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, Vec::new());
    }
}

impl Service for Table {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::Database
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let keys = Keys { partition: key(node, &PARTITION_KEY, &PARTITION_KEY_TYPE), sort: key(node, &SORT_KEY, &SORT_KEY_TYPE) };
        let mut attributes = Vec::new();
        keys.define(&mut attributes);
        let global = indexes::global(node, &mut attributes);
        let local = indexes::local(node, &mut attributes);
        attributes.sort_by_key(|(name, _)| json::write_compact(name));
        let key = kms_key::of(node, wanted, out);
        let table = out.main(node);
        let definitions = attributes.into_iter().map(|(name, kind)| Value::map([("AttributeName", name), ("AttributeType", kind)]));
        table.set("AttributeDefinitions", Value::list(definitions)).set("KeySchema", keys.schema());
        let on_demand = node.choice(&BILLING) != "provisioned";
        table.set("BillingMode", if on_demand { "PAY_PER_REQUEST" } else { "PROVISIONED" });
        if !global.is_empty() {
            table.set("GlobalSecondaryIndexes", Value::List(global));
        }
        if !local.is_empty() {
            table.set("LocalSecondaryIndexes", Value::List(local));
        }
        if wanted.has(&Request::StreamOn) {
            table.set_some("StreamSpecification.StreamViewType", node.template_value(&STREAM_VIEW));
            table.comes_from("StreamSpecification", wanted.origins(|r| *r == Request::StreamOn));
        }
        if let Some(attribute) = node.template_value(&TTL).filter(|v| *v != Value::from("")) {
            table.set("TimeToLiveSpecification", Value::map([("AttributeName", attribute), ("Enabled", true.into())]));
        }
        if let Some(on) = node.template_value(&POINT_IN_TIME_RECOVERY) {
            table.set("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", on);
        }
        match key {
            Some((encryption, origin)) => {
                let specification =
                    [("SSEEnabled", Value::Bool(true)), ("SSEType", "KMS".into()), ("KMSMasterKeyId", encryption.key.clone())];
                table.set("SSESpecification", Value::map(specification)).comes_from("SSESpecification", [origin]);
            }
            None if node.choice(&ENCRYPTION) == "managed" => drop(table.set("SSESpecification.SSEEnabled", true)),
            None => {}
        }
        scaling::emit(node, out);
    }

    fn alarms(&self) -> &'static [Preset] {
        alarms::PRESETS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let billing = if node.choice(&BILLING) == "provisioned" { "Provisioned" } else { "On demand" };
        if node.is_on(&POINT_IN_TIME_RECOVERY) { format!("{billing} · PITR") } else { billing.to_owned() }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        match attribute {
            Attribute::Arn => Some(Value::get_att(id, "Arn")),
            Attribute::Name => Some(Value::reference(id)),
            Attribute::Url => None,
        }
    }

    fn key_actions(&self, action: &str) -> &'static [&'static str] {
        // Whoever reads or writes has DynamoDB decrypt the table's own key for it.
        const ON_DATA: [&str; 10] = [
            "BatchGetItem",
            "BatchWriteItem",
            "ConditionCheckItem",
            "DeleteItem",
            "GetItem",
            "GetRecords",
            "PutItem",
            "Query",
            "Scan",
            "UpdateItem",
        ];
        let on_data = |action: &str| ON_DATA.contains(&action) || action.starts_with("PartiQL");
        let on_data = action.strip_prefix("dynamodb:").is_some_and(on_data);
        if on_data { &["kms:Decrypt"] } else { &[] }
    }
}

/// A partition key and perhaps a sort key, each with its type.
struct Keys {
    partition: Option<Key>,
    sort: Option<Key>,
}

/// An attribute's name and its type.
type Key = (Value, Value);

impl Keys {
    /// Adds its attributes to those that are there: these keep their type.
    fn define(&self, attributes: &mut Vec<Key>) {
        for key in self.partition.iter().chain(&self.sort) {
            if attributes.iter().all(|(name, _)| *name != key.0) {
                attributes.push(key.clone());
            }
        }
    }

    fn schema(&self) -> Value {
        let entry = |(name, _): &Key, kind: &str| Value::map([("AttributeName", name.clone()), ("KeyType", kind.into())]);
        let hash = self.partition.iter().map(|k| entry(k, "HASH"));
        Value::list(hash.chain(self.sort.iter().map(|k| entry(k, "RANGE"))))
    }
}

fn key(node: &NodeView<'_>, name: &Field, kind: &Field) -> Option<Key> {
    let name = node.template_value(name).filter(|name| name.as_text() != Some(""))?;
    Some((name, node.template_value(kind)?))
}
