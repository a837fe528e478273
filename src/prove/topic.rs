//! Subscriptions of topics.
//!
//! AWS: Amazon SNS Developer Guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic", "Fanout Amazon SNS
//! notifications to Lambda functions for automated processing"; CloudFormation, "AWS::SNS::Subscription".

use super::Prover;
use super::case::{Case, Found};
use super::dead_letters::{self, inside};
use super::{fifo, key};
use crate::catalog::Evidence;
use crate::cfn::Value;
use crate::design::{Form, Reference};

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] =
    &[("topic_calls_function", function), ("topic_notifies_subscriber", subscriber), ("topic_sends_queue", queue)];

const SNS: &str = "sns.amazonaws.com";

/// Links the line's subscription with the topic, by one of these protocols, and with its dead letters.
fn subscription<'a>(case: &mut Case<'a>, protocols: &[&str]) -> Option<&'a str> {
    let topic = case.source.clone();
    let id = case.part("AWS::SNS::Subscription", "a subscription")?;
    case.names(id, &["TopicArn"], format!("The subscription is one of {}", topic.title), &[&topic.arn]);
    case.names(id, &["Protocol"], format!("It delivers by {}", protocols.join(" or ")), protocols);
    let start = Evidence::property(id, &["RedrivePolicy"]);
    let place = inside(case.world, &start, &["deadLetterTargetArn"]);
    if let Some(end) = case.further("dead_letters") {
        fifo::alike(case, &topic, &end);
    }
    let facts = case.on_behalf_of(SNS, &topic.arn);
    dead_letters::by_service(case, place, SNS, &facts, &facts);
    Some(id)
}

fn queue(case: &mut Case<'_>) {
    let (topic, queue) = (case.source.clone(), case.target.clone());
    let Some(id) = subscription(case, &["sqs"]) else { return };
    case.names(id, &["Endpoint"], format!("It delivers to {}", queue.title), &[&queue.arn]);
    let facts = case.on_behalf_of(SNS, &topic.arn);
    case.admits(&queue, SNS, "sqs:SendMessage", &facts);
    key::lets_service(case, &queue, SNS, &facts);
    if fifo::is(case.world, &queue) {
        fifo::alike(case, &topic, &queue);
    }
}

fn function(case: &mut Case<'_>) {
    let (topic, function) = (case.source.clone(), case.target.clone());
    let Some(id) = subscription(case, &["lambda"]) else { return };
    case.names(id, &["Endpoint"], format!("It calls {}", function.title), &[&function.arn]);
    fifo::standard(case, &topic);
    case.admits(&function, SNS, "lambda:InvokeFunction", &case.on_behalf_of(SNS, &topic.arn));
}

fn subscriber(case: &mut Case<'_>) {
    let topic = case.source.clone();
    let protocol = said(case, "protocol").unwrap_or_else(|| "email".to_owned());
    let Some(id) = subscription(case, &[&protocol]) else { return };
    let address = match protocol.as_str() {
        "https" => "url",
        "sms" => "phone",
        _ => "email",
    };
    let found = match (case.world.property(id, &["Endpoint"]), said(case, address)) {
        (Some((endpoint, evidence)), Some(address)) => case.is_one_of(endpoint, evidence, &[&address]),
        (Some((_, evidence)), None) => Found::Holds(vec![evidence]),
        (None, _) => Found::Missing(format!("Endpoint of {id} is not set")),
    };
    case.link(format!("It delivers to the address of {}", case.target.title), found);
    fifo::standard(case, &topic);
}

/// What the subscriber says of itself, as the template would have it; nothing where that is made of several values.
fn said(case: &Case<'_>, field: &str) -> Option<String> {
    let value = case.line.target.node.fields.get(field)?;
    match value.form() {
        Form::Reference(Reference::Parameter(name) | Reference::Pseudo(name)) => Some(case.world.text(&Value::reference(name))),
        _ => value.literal()?.as_str().map(|text| case.world.text(&Value::from(text))),
    }
}
