//! What the lines from a topic have in common: each is a subscription.

use crate::catalog::emission::Made;
use crate::catalog::field::{Kind, choice};
use crate::catalog::{Emission, Field, FurtherEnd, Line, Literal, Settings};
use crate::cfn::Value;
use crate::connections::dead_letters;
use crate::services::topic;

/// Which messages it gets.
pub const FILTER: Field = Field::of("filter", "Filter", Kind::FilterPolicy)
    .example(Literal::Json(r#"{"status": ["paid"]}"#))
    .help("Only messages that match are delivered: each name must have one of the values listed. Empty: all of them.");
/// What the filter looks at.
pub const FILTER_SCOPE: Field =
    Field::choice("filter_scope", "Filter on", &[choice("MessageAttributes", "Attributes"), choice("MessageBody", "Body")])
        .help("What the filter looks at: the attributes sent with a message, or its body, which then has to be JSON.");
/// Whether messages come as they were sent.
pub const RAW: Field = Field::switch("raw", "Raw messages", true)
    .help("Messages come as they were sent; otherwise wrapped in JSON that also tells the topic, the time and the signature.");

/// Where messages go that could not be delivered.
pub const DEAD_LETTERS: FurtherEnd = FurtherEnd {
    id: dead_letters::END,
    label: "Dead letters",
    to: &["queue"],
    help: "A queue for messages that could not be delivered: a standard one for a standard topic, FIFO for a FIFO topic.",
};

/// Adds the subscription of a line.
pub fn subscribe<'e>(line: &Line<'_>, out: &'e mut Emission<'_>, protocol: Value, endpoint: Option<Value>) -> &'e mut Made {
    let queue = dead_letters::of_kind(line, line.source.is_on(&topic::FIFO), out);
    if let Some(queue) = &queue {
        dead_letters::admit(line, queue, "sns.amazonaws.com", line.source.arn(), out);
    }
    let subscription = out.resource("Subscription", "AWS::SNS::Subscription");
    subscription.set("TopicArn", line.source.arn()).set("Protocol", protocol).set_some("Endpoint", endpoint);
    if let Some(filter) = line.template_value(&FILTER) {
        subscription.set("FilterPolicy", filter);
        if let Some(scope) = line.template_value(&FILTER_SCOPE).filter(|scope| scope.as_text() != Some("MessageAttributes")) {
            subscription.set("FilterPolicyScope", scope);
        }
    }
    subscription.set_some("RedrivePolicy", queue.map(|queue| Value::map([("deadLetterTargetArn", queue.arn())])));
    subscription
}

/// The chip: what the filter looks at.
pub fn label(line: &Line<'_>) -> String {
    let filter = line.literal(&FILTER);
    let keys: Vec<&str> = filter.as_ref().and_then(|f| f.as_object()).into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    match keys.as_slice() {
        [] => String::new(),
        [one] => format!("by {one}"),
        [one, two] => format!("by {one}, {two}"),
        [one, rest @ ..] => format!("by {one} and {} more", rest.len()),
    }
}
