//! Buckets.

mod alarms;
pub mod events;
mod lifecycle;

pub use lifecycle::{ABANDONED_UPLOADS, EXPIRY, OLD_VERSIONS, TRANSITION, TRANSITION_DAYS};

use crate::catalog::alarm::{self, Preset};
use crate::catalog::field::{Kind, TextRule, Unit, choice};
use crate::catalog::service::{Attribute, Category, Facet, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, Field, LineStyle, Literal, NodeView, Request, Settings, Statement, Wanted, parse};
use crate::cfn::{Map, Pieces, Value};
use crate::design::Fields;
use crate::services::{deletion, kms_key, physical_name};
use crate::unit;

/// Whether overwritten and deleted objects are kept.
pub const VERSIONING: Field =
    Field::switch("versioning", "Versioning", true).help("Keeps what is overwritten or deleted as older versions.");
/// The keys objects are encrypted with.
pub const ENCRYPTION: Field =
    Field::choice("encryption", "Encryption", &[choice("AES256", "S3's own keys"), choice("aws:kms", "The account's key for S3")])
        .help("What objects are encrypted with, where no line from a KMS key leads here. S3's own keys cost nothing; the account's key for S3 in KMS shows every use in CloudTrail.");
/// Whether nothing in it can be made public.
pub const BLOCK_PUBLIC_ACCESS: Field =
    Field::switch("block_public_access", "Block public access", true).help("Nothing in the bucket can be made public, by whatever policy.");
/// From where browsers may use it.
pub const CORS_ORIGINS: Field = Field::of(
    "cors_origins",
    "Browser origins",
    Kind::List(TextRule::shaped(1_024, is_origin, "an origin such as https://example.com, or *")),
)
.default(Literal::Json("[]"))
.example(Literal::Json(r#"["https://shop.example.com"]"#))
.help("Origins whose pages may get and put objects; none where it is empty.");
/// Its name in AWS.
pub const PHYSICAL_NAME: Field = Field::text(
    "physical_name",
    "Physical name",
    TextRule { min: 0, max: 63, shape: Some((is_bucket_name, "3 to 63 lower case letters, digits, dots and hyphens")) },
)
.property("BucketName")
.replaces()
.example(Literal::Text("example-shop-uploads"))
.help("The name in AWS, unique in the world; CloudFormation makes one up where it is empty.");

fn is_origin(text: &str) -> bool {
    text == "*" || text.split_once("://").is_some_and(|(scheme, host)| !scheme.is_empty() && !host.is_empty() && !host.contains('/'))
}

fn is_bucket_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    let outer = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() >= 3 && text.chars().all(inner) && text.starts_with(outer) && text.ends_with(outer) && !text.contains("..")
}

unit! {
    /// A bucket keeps objects of any size under their keys.
    ///
    /// It is encrypted, keeps older versions, lets nothing in it be made public, takes encrypted connections only and stays
    /// when the stack is deleted. Draw a line from it to a function to have the function called when something happens to
    /// its objects; each event of the card has its own prefix and suffix. A line to the account's default event bus sends
    /// every event there, for rules to pick from.
    ///
    /// Limits: objects up to 50 TB; events of one type whose prefixes overlap cannot be notified of twice.
    /// AWS: Amazon S3 User Guide, "Amazon S3 Event Notifications" and "Blocking public access to your Amazon S3 storage";
    /// CloudFormation, "AWS::S3::Bucket".
    pub static SPEC: ServiceSpec = {
        id: "bucket",
        name: "Bucket",
        aws: "S3",
        category: Category::Storage,
        summary: "Keeps objects of any size",
        suffix: "Bucket",
        resource: Some("AWS::S3::Bucket"),
        stateful: Stateful::Retain,
        fields: &[
            VERSIONING, ENCRYPTION, BLOCK_PUBLIC_ACCESS, EXPIRY, TRANSITION,
            TRANSITION_DAYS, OLD_VERSIONS, ABANDONED_UPLOADS, CORS_ORIGINS, PHYSICAL_NAME, deletion::KEPT,
        ],
        facets: &[
            Facet {
                id: events::EVENTS,
                label: "Events",
                entry: "event",
                fields: &[events::TYPES, events::PREFIX, events::SUFFIX],
                port: true,
            },
            alarm::facet(alarms::FIELDS),
        ],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Bucket;

/// The ARN of the bucket where its name is known before it exists.
pub fn arn_by_name(bucket: &NodeView<'_>) -> Option<Value> {
    let name = physical_name::in_text(bucket, &PHYSICAL_NAME)?;
    Some(Value::sub(format!("arn:${{AWS::Partition}}:s3:::{name}")))
}

/// Whether others name the bucket by its physical name, as it has to wait for a function that may use it.
fn goes_by_name(bucket: &NodeView<'_>) -> bool {
    bucket.outgoing().any(|line| line.target.node.kind == super::function::SPEC.id && line.kind.spec().style != LineStyle::Alarm)
}

/// The objects whose keys begin with `prefix`.
pub fn objects(bucket: &NodeView<'_>, prefix: &str) -> Value {
    object(bucket, &format!("{prefix}*"))
}

/// Those whose keys begin with what is perhaps known at deployment only.
pub fn objects_under(bucket: &NodeView<'_>, prefix: &Value) -> Value {
    match prefix.as_text() {
        Some(prefix) => objects(bucket, prefix),
        None => Pieces::default().value(&bucket.arn()).text("/").value(prefix).text("*").finish(),
    }
}

/// The object with this key.
pub fn object(bucket: &NodeView<'_>, key: &str) -> Value {
    match bucket.arn() {
        Value::Call(function, text) if function == "Fn::Sub" => Value::sub(format!("{}/{key}", text.as_text().unwrap_or_default())),
        _ => Value::sub(format!("${{{}.Arn}}/{key}", bucket.node.logical_id)),
    }
}

impl Service for Bucket {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::Storage
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let (notifications, after) = events::notifications(node, wanted, out);
        let key = kms_key::of(node, wanted, out);
        let bucket = out.main(node);
        bucket.resource.depends_on.extend(after);
        if node.is_on(&VERSIONING) {
            bucket.set("VersioningConfiguration.Status", "Enabled");
        }
        bucket.set(
            "BucketEncryption.ServerSideEncryptionConfiguration",
            Value::list([encryption(node, key.as_ref().map(|(encryption, _)| &encryption.key))]),
        );
        bucket.comes_from("BucketEncryption", key.map(|(_, origin)| origin));
        if let Some(block) = node.template_value(&BLOCK_PUBLIC_ACCESS) {
            let keys = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];
            bucket.set("PublicAccessBlockConfiguration", Value::map(keys.map(|key| (key, block.clone()))));
        }
        let rules = lifecycle::rules(node);
        if !rules.is_empty() {
            bucket.set("LifecycleConfiguration.Rules", Value::List(rules));
        }
        bucket.set_some("CorsConfiguration.CorsRules", cors(node));
        bucket.set_some("MetricsConfigurations", alarms::metrics(node));
        if !notifications.is_empty() {
            let asked = |r: &Request| matches!(r, Request::Notify { .. } | Request::EventBridgeOn);
            bucket.set("NotificationConfiguration", Value::Map(notifications));
            bucket.comes_from("NotificationConfiguration", wanted.origins(asked));
        }
        let secure = Statement::deny(["s3:*"])
            .for_everyone()
            .on(node.arn())
            .on(objects(node, ""))
            .when("Bool", "aws:SecureTransport", "false".into())
            .named("DenyInsecureTransport");
        let bucket = Value::reference(node.node.logical_id.as_str());
        out.resource_policy(node, wanted, vec![secure], "AWS::S3::BucketPolicy", ("Bucket", bucket));
    }

    fn alarms(&self) -> &'static [Preset] {
        alarms::PRESETS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let kind = if node.is_on(&VERSIONING) { "Versioned" } else { "Not versioned" };
        match node.integer(&EXPIRY) {
            Some(days) => format!("{kind} · kept {}", parse::with_unit(days, Unit::Days)),
            None => kind.to_owned(),
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        let by_name = arn_by_name(node).filter(|_| goes_by_name(node));
        match attribute {
            Attribute::Arn => Some(by_name.unwrap_or_else(|| Value::get_att(id, "Arn"))),
            Attribute::Name if by_name.is_some() => node.template_value(&PHYSICAL_NAME),
            Attribute::Name => Some(Value::reference(id)),
            Attribute::Url => None,
        }
    }

    fn key_actions(&self, action: &str) -> &'static [&'static str] {
        match action {
            "s3:GetObject" | "s3:GetObjectVersion" => &["kms:Decrypt"],
            // A large object is put in parts, which S3 decrypts to put them together.
            "s3:PutObject" => &["kms:Decrypt", "kms:GenerateDataKey"],
            _ => &[],
        }
    }

    fn entry_title(&self, _facet: &Facet, fields: &Fields) -> String {
        events::title(fields)
    }

    fn entry_from_text(&self, _facet: &Facet, text: &str) -> Fields {
        events::from_text(text)
    }
}

fn encryption(node: &NodeView<'_>, key: Option<&Value>) -> Value {
    let algorithm = if key.is_some() { "aws:kms".to_owned() } else { node.choice(&ENCRYPTION) };
    let by_key = algorithm == "aws:kms";
    let mut rule = Map::new();
    if by_key {
        // One key of the bucket's own instead of a call of KMS for each object.
        rule.insert("BucketKeyEnabled", true.into());
    }
    let mut by_default = Map::new();
    by_default.insert("SSEAlgorithm", algorithm.into());
    by_default.extend(key.map(|key| ("KMSMasterKeyID".to_owned(), key.clone())));
    rule.insert("ServerSideEncryptionByDefault", Value::Map(by_default));
    Value::Map(rule)
}

fn cors(node: &NodeView<'_>) -> Option<Value> {
    let origins = node.template_value(&CORS_ORIGINS)?;
    if origins.as_list().is_some_and(<[Value]>::is_empty) {
        return None;
    }
    let rule = [
        ("AllowedHeaders", Value::list(["*"])),
        ("AllowedMethods", Value::list(["GET", "HEAD", "POST", "PUT"])),
        ("AllowedOrigins", origins),
        ("ExposedHeaders", Value::list(["ETag"])),
        ("MaxAge", 3_000.into()),
    ];
    Some(Value::list([Value::map(rule)]))
}
