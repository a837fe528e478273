//! Lines from keys: that what they lead to is encrypted with the key, and that those who have it so may use it.
//!
//! AWS: AWS KMS Developer Guide, "Key policies in AWS KMS"; Amazon EventBridge User Guide, "Encrypting EventBridge connection
//! authorization with AWS KMS keys"; Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS Key
//! Management Service".

use super::Prover;
use super::case::{Case, Found};
use super::condition::Facts;
use super::decide::{self, Request, Who};
use super::key::{CONNECTION, admits_logs, admitted, named, owner};
use super::text::open;
use super::world::shown;
use crate::catalog::Evidence;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("kms_key_encrypts_api", |case| {
        let api = case.target.clone();
        let stage = case.world.with("AWS::ApiGatewayV2::Stage", &["ApiId"], &api.reference).first().copied();
        if stage.or_else(|| super::api::rest_stage(case, &api)).is_none() {
            case.off(format!("{} has a stage", api.title), format!("{} has no route yet", api.title));
            return;
        }
        if case.part(GROUP, "a log group").is_some() {
            logs(case);
        }
        left_to_deployers(case, &["kms:DescribeKey"]);
    }),
    ("kms_key_encrypts_bucket", encrypts),
    ("kms_key_encrypts_event_bus", |case| {
        encrypts(case);
        let bus = case.target.clone();
        if let Some(queue) = case.further("dead_letters") {
            let place = case.world.property(bus.id, &["DeadLetterConfig", "Arn"]);
            super::fifo::standard(case, &queue);
            let facts = case.on_behalf_of(EVENTS, &bus.arn);
            super::dead_letters::by_service(case, place, EVENTS, &facts, &super::rule::key_facts());
        }
    }),
    ("kms_key_encrypts_function", |case| {
        encrypts(case);
        logs(case);
    }),
    ("kms_key_encrypts_http_endpoint", |case| {
        let endpoint = case.target.clone();
        let Some(connection) = case.first(CONNECTION) else {
            case.off(
                format!("{} has a secret", endpoint.title),
                format!("nothing that EventBridge or a workflow calls is at {}", endpoint.title),
            );
            return;
        };
        encrypts_at(case, connection, CONNECTION, &["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"]);
        has_tag(case);
    }),
    ("kms_key_encrypts_queue", encrypts),
    ("kms_key_encrypts_schedule", |case| {
        let schedule = case.target.clone();
        if !schedule.is("AWS::Scheduler::Schedule") {
            case.off(format!("{} starts something", schedule.title), format!("nothing is started by {} yet", schedule.title));
            return;
        }
        encrypts(case);
    }),
    ("kms_key_encrypts_stream", encrypts),
    ("kms_key_encrypts_table", encrypts),
    ("kms_key_encrypts_topic", encrypts),
    ("kms_key_encrypts_workflow", |case| {
        encrypts(case);
        logs(case);
        delivered(case);
    }),
];

const EVENTS: &str = super::rule::EVENTS;

/// A line from a key: what it leads to names the key, and whoever deploys may have it used.
fn encrypts(case: &mut Case<'_>) {
    let (id, kind) = (case.target.id, case.target.kind);
    let table = kind == "AWS::DynamoDB::Table";
    encrypts_at(case, id, kind, if table { &["kms:DescribeKey", "kms:CreateGrant"] } else { &["kms:DescribeKey"] });
}

/// As [`encrypts`], where the key is named by a resource of its own, and takes this of the account.
fn encrypts_at(case: &mut Case<'_>, id: &str, kind: &str, actions: &[&str]) {
    let (key, target) = (case.source.clone(), case.target.clone());
    let found = match named(case.world, id, kind) {
        None => Found::Missing(format!("{id} names no key")),
        Some((value, evidence)) => {
            let text = case.world.text(value);
            if owner(case.world, value, &text) == Some(key.id) {
                Found::Holds(vec![evidence])
            } else {
                Found::Missing(format!("{evidence} is {}", shown(&text)))
            }
        }
    };
    case.link(format!("{} is encrypted with {}", target.title, key.title), found);
    if target.is("AWS::S3::Bucket") {
        by_algorithm(case, target.id, target.title);
    }
    left_to_deployers(case, actions);
    case.switched_on(key.id, "Enabled", &["false"], key.title);
}

/// Links the tag without which EventBridge uses no key for the secrets of connections.
fn has_tag(case: &mut Case<'_>) {
    let key = case.source.clone();
    let tags = case.world.property(key.id, &["Tags"]);
    let of = |tag: &Value, part: &str| tag.get(part).map(|value| case.world.text(value));
    let found = tags.and_then(|(tags, evidence)| {
        let index = tags.as_list()?.iter().position(|tag| of(tag, "Key").as_deref() == Some("EventBridgeApiDestinations"))?;
        let place = evidence.inside(index.into()).inside("Value".into());
        Some(case.is_one_of(tags.as_list()?.get(index)?.get("Value")?, place, &["true"]))
    });
    let missing = || Found::Missing(format!("{} has no tag EventBridgeApiDestinations", key.id));
    case.link(format!("EventBridge takes {} for such secrets", key.title), found.unwrap_or_else(missing));
}

/// Whoever deploys has the services take the key: its policy leaves that to the account, or to somebody nobody can tell.
fn left_to_deployers(case: &mut Case<'_>, actions: &[&str]) {
    let (key, title) = (case.source.id, case.source.title);
    let own = &case.world.account;
    let account = format!("arn:{}:iam::{own}:root", open("AWS::Partition"));
    let facts = Facts::of_role(&account, own);
    let arn = case.world.attribute(key, "Arn");
    let mut shown = Vec::new();
    let mut found = None;
    for action in actions {
        let request = Request { who: Who::Role(&account), action, resource: &arn, facts: &facts };
        match Found::from(decide::to_service(case.world, key, &request)) {
            Found::Holds(more) => shown.extend(more.into_iter().filter(|new| !shown.contains(new)).collect::<Vec<_>>()),
            Found::Missing(_) => found = Some(Found::Unknown(format!("the policy of {key} leaves {action} to others than the account"))),
            other @ Found::Unknown(_) => found = Some(other),
        }
    }
    case.link(format!("Whoever deploys may have {title} used"), found.unwrap_or(Found::Holds(shown)));
}

/// Of a bucket, the algorithm says whether a key is asked at all.
fn by_algorithm(case: &mut Case<'_>, bucket: &str, title: &str) {
    let list = ["BucketEncryption", "ServerSideEncryptionConfiguration"];
    let first = Evidence::property(bucket, &list).inside(0.into()).inside("ServerSideEncryptionByDefault".into());
    let place = first.inside("SSEAlgorithm".into());
    let found = match place.value(case.world.template) {
        Some(value) => case.is_one_of(value, place, &["aws:kms", "aws:kms:dsse"]),
        None => Found::Missing(format!("{place} is not set")),
    };
    case.link(format!("{title} asks a key of KMS"), found);
}

const GROUP: &str = "AWS::Logs::LogGroup";

/// Links that the logs of what a key encrypts are encrypted as well, where it has some, and that CloudWatch Logs may do so.
fn logs(case: &mut Case<'_>) {
    let Some(group) = case.first(GROUP) else { return };
    let (key, title) = (case.source.clone(), case.target.title);
    let Some((value, evidence)) = case.world.property(group, &["KmsKeyId"]) else {
        case.link(format!("The logs of {title} are encrypted"), Found::Missing(format!("KmsKeyId of {group} is not set")));
        return;
    };
    let is_it = owner(case.world, value, &case.world.text(value)) == Some(key.id);
    let found = if is_it { Found::Holds(vec![evidence]) } else { Found::Missing(format!("{evidence} is another")) };
    case.link(format!("The logs of {title} are encrypted with {}", key.title), found);
    let found = admits_logs(case, key.id, group, Evidence::property(group, &["KmsKeyId"]));
    case.link(format!("{} lets CloudWatch Logs encrypt", key.title), found);
}

/// Links that the delivery of a workflow's logs may read what it delivers.
fn delivered(case: &mut Case<'_>) {
    const DELIVERY: &str = "delivery.logs.amazonaws.com";
    let (key, machine) = (case.source.clone(), case.target.clone());
    let logged = case.world.property(machine.id, &["LoggingConfiguration"]).is_some();
    let Some((_, evidence)) = named(case.world, machine.id, machine.kind).filter(|_| logged) else { return };
    let facts = Facts::of_service_alone(DELIVERY).without("aws:sourcearn").with("aws:sourceaccount", case.world.account.as_str());
    let found = admitted(case, key.id, evidence, DELIVERY, &[(&facts, &["kms:Decrypt"])]);
    case.link(format!("{} lets the delivery of logs read them", key.title), found);
}
