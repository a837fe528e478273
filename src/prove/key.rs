//! Keys that encrypt what lines lead to or come from: whose keys they are, and who may use them.
//!
//! AWS: Amazon SQS Developer Guide, "Amazon SQS Key management"; Amazon SNS Developer Guide, "Managing Amazon SNS encryption
//! keys and costs"; Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys"; DynamoDB
//! Developer Guide, "DynamoDB encryption at rest usage notes"; Amazon S3 User Guide, "Using server-side encryption with AWS
//! KMS keys (SSE-KMS)"; Amazon EventBridge User Guide, "Authorizing EventBridge to use a customer managed key" and
//! "Encrypting EventBridge Pipes data with AWS KMS keys"; AWS KMS Developer Guide, "Key policies in AWS KMS" and "AWS KMS
//! condition keys".

use super::case::{Case, End, Found};
use super::condition::Facts;
use super::decide::{self, Request, Who};
use super::statement::Role;
use super::text::open;
use super::world::{World, shown};
use crate::catalog::Evidence;
use crate::cfn::Value;

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
const PLACES: [(&str, &[&str]); 12] = [
    ("AWS::Events::Connection", &["KmsKeyIdentifier"]),
    ("AWS::DynamoDB::Table", &["SSESpecification", "KMSMasterKeyId"]),
    ("AWS::Events::EventBus", &["KmsKeyIdentifier"]),
    ("AWS::Kinesis::Stream", &["StreamEncryption", "KeyId"]),
    ("AWS::Lambda::Function", &["KmsKeyArn"]),
    ("AWS::Logs::LogGroup", &["KmsKeyId"]),
    ("AWS::Pipes::Pipe", &["KmsKeyIdentifier"]),
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
pub(super) fn named<'a>(world: &World<'a>, id: &str, kind: &str) -> Option<(&'a Value, Evidence)> {
    if kind == "AWS::S3::Bucket" {
        return of_bucket(world, id);
    }
    let (_, path) = PLACES.iter().find(|(of, _)| *of == kind)?;
    world.property(id, path)
}

/// The key of the template that a value names.
pub(super) fn owner<'a>(world: &World<'a>, value: &Value, text: &str) -> Option<&'a str> {
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

/// What holds the secret of an HTTP endpoint.
pub(super) const CONNECTION: &str = "AWS::Events::Connection";

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

/// Links that a pipe's settings are encrypted with the key its line names, and that its role may use the key it has.
pub(super) fn of_pipe(case: &mut Case<'_>, pipe: &str, role: &Role<'_>) {
    const PIPE: &str = "AWS::Pipes::Pipe";
    let wanted = case.further("key");
    if let Some(key) = &wanted {
        case.names(pipe, &["KmsKeyIdentifier"], format!("Its settings are encrypted with {}", key.title), &[&key.arn, &key.reference]);
        case.switched_on(key.id, "Enabled", &["false"], key.title);
    }
    match of(case.world, pipe, PIPE) {
        Some(Key::Own(_, key)) => {
            let arn = case.world.attribute(key, "Arn");
            case.may(role, &["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"], &arn, Some(key), "use the key of the pipe");
        }
        Some(Key::Elsewhere(text)) => {
            let why = format!("the policy of the key {} is not in the template", shown(&text));
            case.link(format!("{} may use the key of the pipe", role.id), Found::Unknown(why));
        }
        Some(Key::OfAws(..)) | None => {}
    }
}

/// Links that CloudWatch Logs may use the key of a log group, where that has one.
pub(super) fn lets_logs(case: &mut Case<'_>, group: &str, title: &str) {
    const GROUP: &str = "AWS::Logs::LogGroup";
    match of(case.world, group, GROUP) {
        Some(Key::Own(evidence, key)) => {
            let found = admits_logs(case, key, group, evidence);
            case.link(format!("The key of {title} lets CloudWatch Logs encrypt"), found);
        }
        Some(Key::Elsewhere(text)) => {
            let why = format!("the policy of the key {} is not in the template", shown(&text));
            case.link(format!("The key of {title} lets CloudWatch Logs encrypt"), Found::Unknown(why));
        }
        Some(Key::OfAws(..)) | None => {}
    }
}

/// Whether a key lets CloudWatch Logs encrypt what a log group keeps.
pub(super) fn admits_logs(case: &Case<'_>, key: &str, group: &str, evidence: Evidence) -> Found {
    let arn = case.world.attribute(group, "Arn");
    let service = format!("logs.{}.{}", case.world.region, open("AWS::URLSuffix"));
    let facts = Facts::of_service_alone(&service).without("aws:sourcearn").without("aws:sourceaccount");
    let facts = facts.with("kms:encryptioncontext:aws:logs:arn", arn.strip_suffix(":*").unwrap_or(&arn));
    let all: [(&Facts, &[&str]); 1] =
        [(&facts, &["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"])];
    admitted(case, key, evidence, &service, &all)
}

/// Links that a role may use the key of a connection's secret, where that has one.
pub(super) fn of_secret(case: &mut Case<'_>, connection: &str, role: &Role<'_>) {
    of_role(case, (connection, CONNECTION, connection), role, READ);
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
pub(super) fn admitted(case: &Case<'_>, key: &str, evidence: Evidence, service: &str, all: &[(&Facts, &[&str])]) -> Found {
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
            let using = case.on_behalf_of(EVENTS, &bus.arn).with("kms:encryptioncontext:aws:events:event-bus:arn", bus.arn.as_str());
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
    if how == How::Nothing {
        return;
    }
    match of(case.world, id, kind) {
        Some(Key::Own(_, key)) => {
            let actions = how.needs(kind);
            let arn = case.world.attribute(key, "Arn");
            case.may_when(role, actions, &arn, Some(key), &format!("use the key of {title}"), &on_behalf_of_role(case.world, kind));
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
fn on_behalf_of_role(world: &World<'_>, kind: &str) -> Facts {
    let service = match kind {
        "AWS::DynamoDB::Table" => "dynamodb",
        CONNECTION | "AWS::SecretsManager::Secret" => "secretsmanager",
        "AWS::Kinesis::Stream" => "kinesis",
        "AWS::S3::Bucket" => "s3",
        "AWS::SNS::Topic" => "sns",
        "AWS::SQS::Queue" => "sqs",
        _ => return Facts::default(),
    };
    let via = format!("{service}.{}.amazonaws.com", world.region);
    Facts::default().with("kms:viaservice", via).with("kms:calleraccount", world.account.as_str())
}

/// How something that a key encrypts is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Something is put there.
    Send,
    /// What is there is read.
    Read,
    /// Both.
    Both,
    /// Neither: what it holds stays as it is.
    Nothing,
}

/// Something is put there.
pub(super) const SEND: How = How::Send;
/// What is there is read.
pub(super) const READ: How = How::Read;

/// How something is used on which a role does this: put there where any action puts, as that takes most.
pub(super) fn for_actions(actions: &[&str]) -> How {
    // What S3 and DynamoDB do to objects and items on the way, and what is about neither, leaves their data alone.
    const PUTS: [&str; 13] = [
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "dynamodb:PartiQLDelete",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "kinesis:PutRecord",
        "kinesis:PutRecords",
        "s3:PutObject",
        "secretsmanager:PutSecretValue",
        "sns:Publish",
        "sqs:SendMessage",
    ];
    const READS: [&str; 12] = [
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:GetItem",
        "dynamodb:PartiQLSelect",
        "dynamodb:Query",
        "dynamodb:Scan",
        "kinesis:GetRecords",
        "kinesis:SubscribeToShard",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "secretsmanager:GetSecretValue",
        "sqs:ReceiveMessage",
    ];
    let any = |known: &[&str]| actions.iter().any(|action| known.contains(action));
    if any(&PUTS) && any(&READS) {
        How::Both
    } else if any(&PUTS) {
        How::Send
    } else if any(&READS) {
        How::Read
    } else {
        How::Nothing
    }
}

impl How {
    /// What that takes of the key.
    fn needs(self, kind: &str) -> &'static [&'static str] {
        match (self, kind) {
            (Self::Nothing, _) => &[],
            // DynamoDB has its own key for the table, which whoever asks for items has it decrypt.
            (_, "AWS::DynamoDB::Table") | (Self::Read, _) => &["kms:Decrypt"],
            (Self::Send, "AWS::Kinesis::Stream") => &["kms:GenerateDataKey"],
            (Self::Send | Self::Both, _) => &["kms:GenerateDataKey", "kms:Decrypt"],
        }
    }
}
