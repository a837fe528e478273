//! Streams.

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::{Choice, Unit, choice, is};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, Field, Literal, NodeView, Settings, Wanted, parse};
use crate::cfn::Value;
use crate::services::{deletion, kms_key, physical_name};
use crate::unit;

/// How it is paid for.
pub const CAPACITY: Field =
    Field::choice("capacity", "Capacity", &[choice("on_demand", "On demand"), choice("provisioned", "Provisioned shards")])
        .variant()
        .help("On demand: grows and shrinks with what is written. Provisioned shards: paid per hour for as many as you choose.");
/// How many shards it has.
pub const SHARDS: Field = Field::integer("shards", "Shards", 1, 100_000)
    .default(Literal::Integer(1))
    .applies(&[is("capacity", &[Literal::Text("provisioned")])])
    .property("ShardCount")
    .help("Each takes 1 MB or 1,000 records a second and gives 2 MB a second, which its readers share.");
/// How long records are kept.
pub const RETENTION: Field = Field::duration("retention", "Retention", Unit::Hours, 24, 8_760)
    .default(Literal::Integer(24))
    .property("RetentionPeriodHours")
    .help("How long records are kept, whether they were read or not: a day up to a year. More than a day costs extra.");
/// The keys its records are encrypted with.
pub const ENCRYPTION: Field =
    Field::choice("encryption", "Encryption", &[choice("managed", "The account's key for Kinesis"), choice("none", "None")]).help(
        "What records are encrypted with while they are kept, where no line from a KMS key leads here. The account's key for Kinesis needs no permission of writers and readers.",
    );

/// Its name in AWS.
pub const PHYSICAL_NAME: Field = physical_name::field("Name", 128, physical_name::is_dotted, physical_name::DOTTED);

/// The alias of the key that Kinesis keeps in the account.
const MANAGED_KEY: &str = "alias/aws/kinesis";

/// What alarms can watch. AWS: Amazon Kinesis Data Streams Developer Guide, "Monitor the Amazon Kinesis Data Streams service with
/// Amazon CloudWatch".
const ALARMS: &[Preset; 3] = &[
    Preset::sum("write_throttles", "Throttled writes", "AWS/Kinesis", "WriteProvisionedThroughputExceeded", watched),
    Preset::sum("read_throttles", "Throttled reads", "AWS/Kinesis", "ReadProvisionedThroughputExceeded", watched),
    Preset::sum("age", "Age of records", "AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", watched).of("Maximum", 60_000, "ms"),
];
const ALARM_CHOICES: &[Choice] = &alarm::choices(ALARMS);
const ALARM_FIELDS: &[Field] = &alarm::fields(ALARM_CHOICES);

unit! {
    /// A stream keeps records in the order they were written, for a day or longer, and lets several readers go through them
    /// each at its own pace.
    ///
    /// Draw a line to it from what writes records, and from it to a function that is called with batches of them. A record's
    /// partition key decides which shard it goes to; order holds within a shard. Unlike a queue's message, a record stays
    /// until its time is over.
    ///
    /// Limits: records up to 1 MiB; a shard takes 1 MB or 1,000 records a second and gives its readers 2 MB a second, in five
    /// reads a second.
    /// AWS: Amazon Kinesis Data Streams Developer Guide, "Quotas and limits" and "Choose the right mode in Kinesis Data
    /// Streams"; CloudFormation, "AWS::Kinesis::Stream".
    pub static SPEC: ServiceSpec = {
        id: "stream",
        name: "Stream",
        aws: "Kinesis",
        category: Category::Messaging,
        summary: "Keeps records in order for several readers",
        suffix: "Stream",
        resource: Some("AWS::Kinesis::Stream"),
        stateful: Stateful::Delete,
        fields: &[CAPACITY, SHARDS, RETENTION, ENCRYPTION, PHYSICAL_NAME, deletion::DELETED],
        facets: &[alarm::facet(ALARM_FIELDS)],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Stream;

impl Service for Stream {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::Analytics
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let key = kms_key::of(node, wanted, out);
        let stream = out.main(node);
        let provisioned = node.choice(&CAPACITY) == "provisioned";
        stream.set("StreamModeDetails.StreamMode", if provisioned { "PROVISIONED" } else { "ON_DEMAND" });
        let managed = (node.choice(&ENCRYPTION) == "managed").then(|| MANAGED_KEY.into());
        if let Some(id) = key.as_ref().map(|(encryption, _)| encryption.key.clone()).or(managed) {
            stream.set("StreamEncryption", Value::map([("EncryptionType", "KMS".into()), ("KeyId", id)]));
            stream.comes_from("StreamEncryption", key.map(|(_, origin)| origin));
        }
    }

    fn alarms(&self) -> &'static [Preset] {
        ALARMS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let kept = node.integer(&RETENTION).map(|hours| format!(" · kept {}", parse::with_unit(hours, Unit::Hours))).unwrap_or_default();
        match node.integer(&SHARDS).filter(|_| node.applies(&SHARDS)) {
            None => format!("On demand{kept}"),
            Some(1) => format!("1 shard{kept}"),
            Some(shards) => format!("{shards} shards{kept}"),
        }
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
        match action {
            "kinesis:PutRecord" | "kinesis:PutRecords" => &["kms:GenerateDataKey"],
            "kinesis:GetRecords" | "kinesis:SubscribeToShard" => &["kms:Decrypt"],
            _ => &[],
        }
    }
}

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    Watched::node(preset, "StreamName", node.attribute(Attribute::Name))
}
