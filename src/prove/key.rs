//! Keys that encrypt what lines lead to or come from: whose keys they are, and who may use them.
//!
//! AWS: Amazon SQS Developer Guide, "Amazon SQS Key management"; Amazon SNS Developer Guide, "Managing Amazon SNS encryption
//! keys and costs"; Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys"; DynamoDB
//! Developer Guide, "DynamoDB encryption at rest usage notes"; Amazon S3 User Guide, "Using server-side encryption with AWS
//! KMS keys (SSE-KMS)"; Amazon EventBridge User Guide, "Authorizing EventBridge to use a customer managed key"; AWS KMS
//! Developer Guide, "Key policies in AWS KMS" and "AWS KMS condition keys".

use super::Prover;
use super::case::{Case, End, Found};
use super::condition::Facts;
use super::decide::{self, Request, Who};
use super::statement::Role;
use super::text::open;
use super::world::{World, shown};
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
        left_to_deployers(case);
    }),
    ("kms_key_encrypts_bucket", encrypts),
    ("kms_key_encrypts_event_bus", |case| {
        encrypts(case);
        let bus = case.target.clone();
        if let Some(queue) = case.further("dead_letters") {
            let place = case.world.property(bus.id, &["DeadLetterConfig", "Arn"]);
            super::fifo::standard(case, &queue);
            let facts = Case::on_behalf_of(EVENTS, &bus.arn);
            super::dead_letters::by_service(case, place, EVENTS, &facts, &super::rule::key_facts());
        }
    }),
    ("kms_key_encrypts_function", |case| {
        encrypts(case);
        logs(case);
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

/// The key of a resource.
enum Key<'a> {
    /// A key that AWS manages for all of the account, by its alias.
    OfAws(Evidence, String),
    /// A key of the template.
    Own(Evidence, &'a str),
    /// A key from elsewhere.
    Elsewhere(String),
}

/// Where the types that can be encrypted with a customer key name it.
const PLACES: [(&str, &[&str]); 9] = [
    ("AWS::DynamoDB::Table", &["SSESpecification", "KMSMasterKeyId"]),
    ("AWS::Events::EventBus", &["KmsKeyIdentifier"]),
    ("AWS::Kinesis::Stream", &["StreamEncryption", "KeyId"]),
    ("AWS::Lambda::Function", &["KmsKeyArn"]),
    ("AWS::SNS::Topic", &["KmsMasterKeyId"]),
    ("AWS::SQS::Queue", &["KmsMasterKeyId"]),
    ("AWS::Scheduler::Schedule", &["KmsKeyArn"]),
    ("AWS::SecretsManager::Secret", &["KmsKeyId"]),
    ("AWS::StepFunctions::StateMachine", &["EncryptionConfiguration", "KmsKeyId"]),
];

/// Whom the AWS-managed keys of these types leave out: services that send there.
const LOCKED: [&str; 2] = ["AWS::SNS::Topic", "AWS::SQS::Queue"];

fn of<'a>(world: &World<'a>, id: &str, kind: &str) -> Option<Key<'a>> {
    let (value, evidence) = named(world, id, kind)?;
    let text = world.text(value);
    if let Some(key) = owner(world, value, &text) {
        return Some(Key::Own(evidence, key));
    }
    Some(if text.contains("alias/aws/") { Key::OfAws(evidence, text) } else { Key::Elsewhere(text) })
}

/// What a resource names as its key.
fn named<'a>(world: &World<'a>, id: &str, kind: &str) -> Option<(&'a Value, Evidence)> {
    if kind == "AWS::S3::Bucket" {
        return of_bucket(world, id);
    }
    let (_, path) = PLACES.iter().find(|(of, _)| *of == kind)?;
    world.property(id, path)
}

/// The key of the template that a value names.
fn owner<'a>(world: &World<'a>, value: &Value, text: &str) -> Option<&'a str> {
    world.owner(value, KEY, &["", "Arn", "KeyId"]).or_else(|| by_alias(world, text))
}

fn of_bucket<'a>(world: &World<'a>, id: &str) -> Option<(&'a Value, Evidence)> {
    let (rules, evidence) = world.property(id, &["BucketEncryption", "ServerSideEncryptionConfiguration"])?;
    let rules = rules.as_list()?.iter().enumerate();
    rules.into_iter().find_map(|(index, rule)| {
        let value = rule.get("ServerSideEncryptionByDefault")?.get("KMSMasterKeyID")?;
        let place = evidence.clone().inside(index.into()).inside("ServerSideEncryptionByDefault".into());
        Some((value, place.inside("KMSMasterKeyID".into())))
    })
}

const KEY: &str = "AWS::KMS::Key";

/// The key an alias of the template stands for.
fn by_alias<'a>(world: &World<'a>, text: &str) -> Option<&'a str> {
    let alias = text.rsplit_once(":alias/").map_or(text, |(_, name)| name);
    let is_it = |id: &&&str| {
        let name = world.attribute(id, "");
        name == text || name.strip_prefix("alias/") == Some(alias)
    };
    let alias = world.of_kind("AWS::KMS::Alias").iter().find(is_it)?;
    let target = world.value(alias, &["TargetKeyId"])?;
    world.owner(target, KEY, &["", "Arn", "KeyId"])
}

/// A line from a key: what it leads to names the key, and whoever deploys may have it used.
fn encrypts(case: &mut Case<'_>) {
    let (key, target) = (case.source.clone(), case.target.clone());
    let found = match named(case.world, target.id, target.kind) {
        None => Found::Missing(format!("{} names no key", target.id)),
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
    left_to_deployers(case);
    case.switched_on(key.id, "Enabled", &["false"], key.title);
}

/// Whoever deploys has the services take the key: its policy leaves that to the account, or to somebody nobody can tell.
fn left_to_deployers(case: &mut Case<'_>) {
    let (key, title) = (case.source.id, case.source.title);
    let account = format!("arn:{}:iam::{}:root", open("AWS::Partition"), open("AWS::AccountId"));
    let facts = Facts::of_role(&account, &open("AWS::AccountId"));
    let arn = case.world.attribute(key, "Arn");
    let actions: &[&str] =
        if case.target.is("AWS::DynamoDB::Table") { &["kms:DescribeKey", "kms:CreateGrant"] } else { &["kms:DescribeKey"] };
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

/// Links that a service may use the key of what it sends to, where that has one.
pub(super) fn lets_service(case: &mut Case<'_>, end: &End<'_>, service: &str, facts: &Facts) {
    let Some(key) = of(case.world, end.id, end.kind) else { return };
    let claim = format!("The key of {} lets {service} encrypt", end.title);
    let found = match key {
        Key::Own(evidence, key) => admitted(case, key, evidence, service, &[(facts, &["kms:GenerateDataKey", "kms:Decrypt"])]),
        Key::OfAws(_, alias) if LOCKED.contains(&end.kind) => {
            Found::Missing(format!("the key {alias}, which AWS manages, lets no service in"))
        }
        Key::OfAws(evidence, _) => Found::Holds(vec![evidence]),
        Key::Elsewhere(text) => Found::Unknown(format!("the policy of the key {} is not in the template", shown(&text))),
    };
    case.link(claim, found);
}

/// Whether a key lets a service do all this, telling what it tells of itself each time.
fn admitted(case: &Case<'_>, key: &str, evidence: Evidence, service: &str, all: &[(&Facts, &[&str])]) -> Found {
    let mut shown = vec![evidence];
    let arn = case.world.attribute(key, "Arn");
    for (facts, actions) in all {
        for action in *actions {
            let request = Request { who: Who::Service(service), action, resource: &arn, facts };
            match Found::from(decide::to_service(case.world, key, &request)) {
                Found::Holds(more) => shown.extend(more.into_iter().filter(|new| !shown.contains(new)).collect::<Vec<_>>()),
                other => return other,
            }
        }
    }
    Found::Holds(shown)
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
    let arn = case.world.attribute(group, "Arn");
    let service = format!("logs.{}.{}", open("AWS::Region"), open("AWS::URLSuffix"));
    let facts = Facts::of_service_alone(&service).without("aws:sourcearn").without("aws:sourceaccount");
    let facts = facts.with("kms:encryptioncontext:aws:logs:arn", arn.strip_suffix(":*").unwrap_or(&arn));
    let all: [(&Facts, &[&str]); 1] =
        [(&facts, &["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"])];
    let place = Evidence::property(group, &["KmsKeyId"]);
    case.link(format!("{} lets CloudWatch Logs encrypt", key.title), admitted(case, key.id, place, &service, &all));
}

/// Links that the delivery of a workflow's logs may read what it delivers.
fn delivered(case: &mut Case<'_>) {
    const DELIVERY: &str = "delivery.logs.amazonaws.com";
    let (key, machine) = (case.source.clone(), case.target.clone());
    let logged = case.world.property(machine.id, &["LoggingConfiguration"]).is_some();
    let Some((_, evidence)) = named(case.world, machine.id, machine.kind).filter(|_| logged) else { return };
    let facts = Facts::of_service_alone(DELIVERY).without("aws:sourcearn").with("aws:sourceaccount", open("AWS::AccountId"));
    let found = admitted(case, key.id, evidence, DELIVERY, &[(&facts, &["kms:Decrypt"])]);
    case.link(format!("{} lets the delivery of logs read them", key.title), found);
}

/// Links that the roles of the line's functions, workflows and schedules may use the keys these are encrypted with: without
/// that none is called or started, or starts anything.
pub(super) fn at_roles(case: &mut Case<'_>) {
    let ends = [case.source.clone(), case.target.clone()];
    for end in &ends {
        let (property, actions): (&[&str], &[&str]) = match end.kind {
            "AWS::Lambda::Function" => (&["Role"], &["kms:Decrypt"]),
            "AWS::Scheduler::Schedule" => (&["Target", "RoleArn"], &["kms:Decrypt"]),
            "AWS::StepFunctions::StateMachine" => (&["RoleArn"], &["kms:Decrypt", "kms:GenerateDataKey"]),
            _ => continue,
        };
        let Some(Key::Own(_, key)) = of(case.world, end.id, end.kind) else { continue };
        let role = case.world.value(end.id, property).and_then(|value| case.world.role(value));
        // What role it is others tell.
        let Some(role) = role else { continue };
        let arn = case.world.attribute(key, "Arn");
        case.may(role, actions, &arn, Some(key), &format!("use the key of {}", end.title));
    }
}

/// Links that EventBridge may use the keys of the line's buses: it encrypts their events itself.
pub(super) fn at_buses(case: &mut Case<'_>) {
    let ends = [case.source.clone(), case.target.clone()];
    let buses: Vec<_> = ends.iter().filter(|end| end.is(BUS)).filter_map(|bus| Some((bus, of(case.world, bus.id, bus.kind)?))).collect();
    let claim = match buses.as_slice() {
        [] => return,
        [(bus, _)] => format!("The key of {} lets EventBridge encrypt its events", bus.title),
        [(bus, _), (other, _), ..] => format!("The keys of {} and {} let EventBridge encrypt their events", bus.title, other.title),
    };
    let mut shown = Vec::new();
    for (bus, key) in buses {
        match of_bus(case, bus, key) {
            Found::Holds(more) => shown.extend(more.into_iter().filter(|new| !shown.contains(new)).collect::<Vec<_>>()),
            other => {
                case.link(claim, other);
                return;
            }
        }
    }
    case.link(claim, Found::Holds(shown));
}

const BUS: &str = "AWS::Events::EventBus";

fn of_bus(case: &Case<'_>, bus: &End<'_>, key: Key<'_>) -> Found {
    match key {
        Key::Own(evidence, key) => {
            let looking = Facts::of_service_alone(EVENTS).without("aws:sourcearn").without("aws:sourceaccount");
            let using = Case::on_behalf_of(EVENTS, &bus.arn).with("kms:encryptioncontext:aws:events:event-bus:arn", bus.arn.as_str());
            let needed: [(&Facts, &[&str]); 2] = [(&looking, &["kms:DescribeKey"]), (&using, &["kms:GenerateDataKey", "kms:Decrypt"])];
            admitted(case, key, evidence, EVENTS, &needed)
        }
        Key::OfAws(evidence, _) => Found::Holds(vec![evidence]),
        Key::Elsewhere(text) => Found::Unknown(format!("the policy of the key {} is not in the template", shown(&text))),
    }
}

/// Links that a role may use the key of what it sends to or reads from, where that has one.
pub(super) fn lets_role(case: &mut Case<'_>, end: &End<'_>, role: &Role<'_>, how: How) {
    of_role(case, (end.id, end.kind, end.title), role, how);
}

/// Links that a role may use the keys of the queues whose dead letters lie in a queue it reads: they stay encrypted as they
/// were.
pub(super) fn of_dead_letters(case: &mut Case<'_>, queue: &End<'_>, role: &Role<'_>) {
    const QUEUE: &str = "AWS::SQS::Queue";
    for source in case.world.with(QUEUE, &["RedrivePolicy", "deadLetterTargetArn"], &queue.arn) {
        if source != queue.id {
            of_role(case, (source, QUEUE, source), role, READ);
        }
    }
}

fn of_role(case: &mut Case<'_>, (id, kind, title): (&str, &str, &str), role: &Role<'_>, how: How) {
    match of(case.world, id, kind) {
        Some(Key::Own(_, key)) => {
            let actions = how.needs(kind);
            let arn = case.world.attribute(key, "Arn");
            case.may_when(role, actions, &arn, Some(key), &format!("use the key of {title}"), &on_behalf_of_role(kind));
        }
        Some(Key::Elsewhere(text)) => {
            let why = format!("the policy of the key {} is not in the template", shown(&text));
            case.link(format!("{} may use the key of {title}", role.id), Found::Unknown(why));
        }
        // AWS lets everybody of the account use its keys who may use what they encrypt.
        Some(Key::OfAws(..)) | None => {}
    }
}

/// What a service tells KMS when it uses a key for a role.
fn on_behalf_of_role(kind: &str) -> Facts {
    let service = match kind {
        "AWS::DynamoDB::Table" => "dynamodb",
        "AWS::Kinesis::Stream" => "kinesis",
        "AWS::S3::Bucket" => "s3",
        "AWS::SNS::Topic" => "sns",
        "AWS::SQS::Queue" => "sqs",
        _ => return Facts::default(),
    };
    let via = format!("{service}.{}.amazonaws.com", open("AWS::Region"));
    Facts::default().with("kms:viaservice", via).with("kms:calleraccount", open("AWS::AccountId"))
}

/// How something that a key encrypts is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Something is put there.
    Send,
    /// What is there is read.
    Read,
}

/// Something is put there.
pub(super) const SEND: How = How::Send;
/// What is there is read.
pub(super) const READ: How = How::Read;

impl How {
    /// What that takes of the key.
    fn needs(self, kind: &str) -> &'static [&'static str] {
        match (self, kind) {
            // DynamoDB has its own key for the table, which whoever asks for items has it decrypt.
            (_, "AWS::DynamoDB::Table") | (Self::Read, _) => &["kms:Decrypt"],
            (Self::Send, "AWS::Kinesis::Stream") => &["kms:GenerateDataKey"],
            (Self::Send, _) => &["kms:GenerateDataKey", "kms:Decrypt"],
        }
    }
}
