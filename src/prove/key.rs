//! Keys that encrypt what lines lead to or come from: whose keys they are, and who may use them.
//!
//! AWS: Amazon SQS Developer Guide, "Amazon SQS Key management"; Amazon SNS Developer Guide, "Managing Amazon SNS encryption
//! keys and costs"; AWS KMS Developer Guide, "Key policies in AWS KMS".

use super::case::{Case, End, Found};
use super::condition::Facts;
use super::decide::{self, Request, Who};
use super::statement::Role;
use super::world::{World, shown};
use crate::catalog::Evidence;
use crate::cfn::Value;

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
const PLACES: [(&str, &[&str]); 8] = [
    ("AWS::DynamoDB::Table", &["SSESpecification", "KMSMasterKeyId"]),
    ("AWS::Events::EventBus", &["KmsKeyIdentifier"]),
    ("AWS::Kinesis::Stream", &["StreamEncryption", "KeyId"]),
    ("AWS::Lambda::Function", &["KmsKeyArn"]),
    ("AWS::SNS::Topic", &["KmsMasterKeyId"]),
    ("AWS::SQS::Queue", &["KmsMasterKeyId"]),
    ("AWS::SecretsManager::Secret", &["KmsKeyId"]),
    ("AWS::StepFunctions::StateMachine", &["EncryptionConfiguration", "KmsKeyId"]),
];

/// Whom the AWS-managed keys of these types leave out: services that send there.
const LOCKED: [&str; 2] = ["AWS::SNS::Topic", "AWS::SQS::Queue"];

fn of<'a>(world: &World<'a>, end: &End<'_>) -> Option<Key<'a>> {
    let (value, evidence) = if end.is("AWS::S3::Bucket") { of_bucket(world, end.id)? } else { of_property(world, end)? };
    let by_key = world.owner(value, "AWS::KMS::Key", &["", "Arn", "KeyId"]);
    let text = world.text(value);
    if let Some(key) = by_key.or_else(|| by_alias(world, &text)) {
        return Some(Key::Own(evidence, key));
    }
    Some(if text.contains("alias/aws/") { Key::OfAws(evidence, text) } else { Key::Elsewhere(text) })
}

fn of_property<'a>(world: &World<'a>, end: &End<'_>) -> Option<(&'a Value, Evidence)> {
    let (_, path) = PLACES.iter().find(|(kind, _)| end.is(kind))?;
    world.property(end.id, path)
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

/// The key an alias of the template stands for.
fn by_alias<'a>(world: &World<'a>, text: &str) -> Option<&'a str> {
    let alias = text.rsplit_once(":alias/").map_or(text, |(_, name)| name);
    let is_it = |id: &&&str| {
        let name = world.attribute(id, "");
        name == text || name.strip_prefix("alias/") == Some(alias)
    };
    let alias = world.of_kind("AWS::KMS::Alias").iter().find(is_it)?;
    let (target, _) = world.property(alias, &["TargetKeyId"])?;
    world.owner(target, "AWS::KMS::Key", &["", "Arn", "KeyId"])
}

/// Links that a service may use the key of what it sends to, where that has one.
pub(super) fn lets_service(case: &mut Case<'_>, end: &End<'_>, service: &str, facts: &Facts) {
    let Some(key) = of(case.world, end) else { return };
    let claim = format!("The key of {} lets {service} encrypt", end.title);
    let found = match key {
        Key::Own(evidence, key) => {
            let mut shown = vec![evidence];
            let mut failed = None;
            for action in ["kms:GenerateDataKey", "kms:Decrypt"] {
                let arn = case.world.attribute(key, "Arn");
                let request = Request { who: Who::Service(service), action, resource: &arn, facts };
                match Found::from(decide::to_service(case.world, key, &request)) {
                    Found::Holds(more) => shown.extend(more),
                    other => failed = failed.or(Some(other)),
                }
            }
            shown.dedup();
            failed.unwrap_or(Found::Holds(shown))
        }
        Key::OfAws(_, alias) if LOCKED.contains(&end.kind) => {
            Found::Missing(format!("the key {alias}, which AWS manages, lets no service in"))
        }
        Key::OfAws(evidence, _) => Found::Holds(vec![evidence]),
        Key::Elsewhere(text) => Found::Unknown(format!("the policy of the key {} is not in the template", shown(&text))),
    };
    case.link(claim, found);
}

/// Links that a role may use the key of what it sends to or reads from, where that has one.
pub(super) fn lets_role(case: &mut Case<'_>, end: &End<'_>, role: &Role<'_>, actions: &[&str]) {
    match of(case.world, end) {
        Some(Key::Own(_, key)) => {
            let arn = case.world.attribute(key, "Arn");
            case.may(role, actions, &arn, Some(key), &format!("use the key of {}", end.title));
        }
        Some(Key::Elsewhere(text)) => {
            let why = format!("the policy of the key {} is not in the template", shown(&text));
            case.link(format!("{} may use the key of {}", role.id, end.title), Found::Unknown(why));
        }
        // AWS lets everybody of the account use its keys who may use what they encrypt.
        Some(Key::OfAws(..)) | None => {}
    }
}

/// What senders need of the key of what they send to.
pub(super) const SEND: &[&str] = &["kms:GenerateDataKey", "kms:Decrypt"];
/// What readers need of it.
pub(super) const READ: &[&str] = &["kms:Decrypt"];
