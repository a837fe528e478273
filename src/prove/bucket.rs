//! Events of buckets: notifications, and EventBridge.
//!
//! AWS: Amazon S3 User Guide, "Granting permissions to publish event notification messages to a destination", "Using
//! EventBridge"; CloudFormation, "AWS::S3::Bucket NotificationConfiguration".

use super::Prover;
use super::case::{Case, Found};
use super::{fifo, identity, rule};
use crate::catalog::Evidence;
use crate::catalog::proof::Step;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("bucket_calls_function", function),
    ("bucket_publishes_topic", |case| notified(case, "TopicConfigurations", "Topic", "sns:Publish", "AWS::SNS::TopicPolicy")),
    ("bucket_sends_event_bus", event_bus),
    ("bucket_sends_queue", |case| notified(case, "QueueConfigurations", "Queue", "sqs:SendMessage", "AWS::SQS::QueuePolicy")),
];

const S3: &str = "s3.amazonaws.com";

fn function(case: &mut Case<'_>) {
    let (bucket, function) = (case.source.clone(), case.target.clone());
    if let Some(id) = case.first(identity::RULE) {
        tells_event_bridge(case);
        let rule = rule::delivers(case, id, &function.arn);
        means_bucket(case, id);
        if let Some(rule) = rule {
            case.admits(&function, rule::EVENTS, "lambda:InvokeFunction", &rule.facts);
        }
        return;
    }
    notifies(case, "LambdaConfigurations", "Function");
    case.admits(&function, S3, "lambda:InvokeFunction", &case.on_behalf_of(S3, &bucket.arn));
    let permissions = case.parts_of("AWS::Lambda::Permission");
    exists_first(case, &permissions);
}

/// A queue or topic that is notified, whose policy lets S3 in before the bucket is there.
fn notified(case: &mut Case<'_>, list: &'static str, key: &'static str, action: &str, policy: &str) {
    let (bucket, target) = (case.source.clone(), case.target.clone());
    notifies(case, list, key);
    fifo::standard(case, &target);
    let facts = case.on_behalf_of(S3, &bucket.arn);
    case.admits(&target, S3, action, &facts);
    super::key::lets_service(case, &target, S3, &facts);
    let policies = case.parts_of(policy);
    exists_first(case, &policies);
}

/// Links the notification that leads to the line's target.
pub(super) fn notifies(case: &mut Case<'_>, list: &'static str, key: &'static str) {
    let (bucket, target) = (case.source.clone(), case.target.clone());
    let (found, index) = case.entry(bucket.id, &["NotificationConfiguration", list], key, &[&target.arn]);
    case.link(format!("{} notifies {}", bucket.title, target.title), found);
    let Some(index) = index else { return };
    let place = Evidence::property(bucket.id, &["NotificationConfiguration", list]).inside(index.into()).inside("Event".into());
    let event =
        if place.value(case.world.template).is_some() { Found::Holds(vec![place]) } else { Found::Missing(format!("{place} is not set")) };
    case.link("It is set of which events", event);
}

/// S3 tries a destination when it is told of it, so that what lets the bucket in has to be there before the bucket.
pub(super) fn exists_first(case: &mut Case<'_>, those: &[&str]) {
    let id = case.source.id;
    let Some(bucket) = case.world.any(id) else { return };
    let depends =
        |other: &&str| Some(vec!["DependsOn".into(), Step::Key((*other).to_owned().into())]).filter(|_| bucket.depends_on.contains(*other));
    // A reference from anywhere in a resource waits as well, from what CloudFormation makes nothing of too.
    let refers = |other: &&str| {
        let mut path = vec!["Metadata".into()];
        path.extend(reference_to(bucket.metadata.as_ref()?, other)?);
        Some(path)
    };
    let found = match those.iter().find_map(|other| depends(other).or_else(|| refers(other))) {
        Some(path) => Found::Holds(vec![Evidence { logical_id: id.to_owned(), path, statement: false }]),
        None => Found::Missing(format!("{id} does not wait for what lets it in: S3 refuses a destination it cannot reach")),
    };
    case.link(format!("{} is let in before S3 tries it", case.source.title), found);
}

/// The way to a reference to a resource inside a value.
fn reference_to(value: &Value, id: &str) -> Option<Vec<Step>> {
    let behind = |step: Step, inner: &Value| {
        let mut path = vec![step];
        path.extend(reference_to(inner, id)?);
        Some(path)
    };
    match value {
        Value::Call(function, argument) if function == "Ref" => (argument.as_text() == Some(id)).then(Vec::new),
        Value::Map(map) => map.iter().find_map(|(key, inner)| behind(Step::Key(key.to_string().into()), inner)),
        Value::List(list) => list.iter().enumerate().find_map(|(index, inner)| behind(Step::Index(index), inner)),
        _ => None,
    }
}

fn tells_event_bridge(case: &mut Case<'_>) {
    let bucket = case.source.clone();
    let keys = ["NotificationConfiguration", "EventBridgeConfiguration", "EventBridgeEnabled"];
    let whole = case.world.property(bucket.id, &keys[..2]);
    let found = match (case.world.property(bucket.id, &keys), whole) {
        (Some((value, evidence)), _) => case.is_one_of(value, evidence, &["true"]),
        // The configuration alone says so too.
        (None, Some((_, evidence))) => Found::Holds(vec![evidence]),
        (None, None) => Found::Missing(format!("EventBridgeConfiguration of {} is not set", bucket.id)),
    };
    case.link(format!("{} tells EventBridge of its events", bucket.title), found);
}

fn event_bus(case: &mut Case<'_>) {
    tells_event_bridge(case);
    let bus = case.target.clone();
    let found = if bus.reference == "default" {
        Found::Holds(Vec::new())
    } else {
        Found::Missing(format!("S3 sends to the account's default bus, and {} is another", bus.title))
    };
    case.link(format!("{} is the bus S3 sends to", bus.title), found);
}

/// Links that a rule's pattern lets events of the bucket through.
fn means_bucket(case: &mut Case<'_>, id: &str) {
    let bucket = case.source.clone();
    if let Some((bus, evidence)) = case.world.property(id, &["EventBusName"]) {
        let found = case.is_one_of(bus, evidence, &["default"]);
        case.link("The rule is one of the account's default bus", found);
    }
    let Some((pattern, evidence)) = case.world.property(id, &["EventPattern"]) else { return };
    let listed = |keys: &[&'static str], wanted: &str| {
        let place = keys.iter().fold(evidence.clone(), |place, key| place.inside((*key).into()));
        let list = keys.iter().try_fold(pattern, |value, key| value.get(key)).and_then(Value::as_list);
        // What a pattern does not speak of may be anything.
        let Some(list) = list else { return Found::Holds(Vec::new()) };
        let at = list.iter().position(|value| case.world.text(value) == wanted);
        match at {
            Some(at) => Found::Holds(vec![place.inside(at.into())]),
            None => Found::Missing(format!("{place} does not list {}", super::text::shown(wanted))),
        }
    };
    let from_s3 = listed(&["source"], "aws.s3");
    let of_bucket = listed(&["detail", "bucket", "name"], &bucket.reference);
    case.link("The rule is for events of S3", from_s3);
    case.link(format!("The rule is for events of {}", bucket.title), of_bucket);
}
