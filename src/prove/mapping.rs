//! Event source mappings: Lambda polls queues and streams through the function's role.
//!
//! AWS: Lambda Developer Guide, "Using Lambda with Amazon SQS", "Using AWS Lambda with Amazon DynamoDB", "Using Lambda to
//! process records from Amazon Kinesis Data Streams"; CloudFormation, "AWS::Lambda::EventSourceMapping".

use super::Prover;
use super::case::{Case, Found, anything};
use super::condition::Facts;
use super::statement::Role;
use super::{fifo, key, records};
use crate::catalog::Evidence;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] =
    &[("queue_triggers_function", queue), ("stream_triggers_function", stream), ("table_streams_function", table)];

const MAPPING: &str = "AWS::Lambda::EventSourceMapping";
/// What a function's role needs to read messages.
pub(super) const CONSUME: &[&str] = &["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
/// What it needs to read a table's stream.
pub(super) const READ_TABLE: &[&str] = &["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
/// What it needs to read a stream's shards.
pub(super) const READ_STREAM: &[&str] =
    &["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"];

fn queue(case: &mut Case<'_>) {
    let source = case.source.arn.clone();
    let Some((mapping, role)) = polled(case, &source) else { return };
    let (queue, title) = (case.source.clone(), case.source.title);
    if let Some(role) = role {
        case.may(role, CONSUME, &queue.arn, Some(queue.id), &format!("receive and delete messages of {title}"));
        key::lets_role(case, &queue, role, key::READ);
        key::of_dead_letters(case, &queue, role);
    }
    stays_hidden(case);
    batch_fits(case, mapping);
    if case.world.property(queue.id, &["RedrivePolicy"]).is_none() {
        case.remark(format!("A message that always fails comes back until it expires: {title} has no dead letters."));
    }
}

/// Links the mapping with both its ends, and the function's role.
fn polled<'a>(case: &mut Case<'a>, source: &str) -> Option<(&'a str, Option<&'a Role<'a>>)> {
    let mapping = case.part(MAPPING, "an event source mapping")?;
    let (from, function) = (case.source.title, case.target.clone());
    case.names(mapping, &["EventSourceArn"], format!("Lambda polls {from}"), &[source]);
    let claim = format!("{} is called with what it finds", function.title);
    case.names(mapping, &["FunctionName"], claim, &[&function.arn, &function.reference]);
    case.switched_on(mapping, "Enabled", &["false"], "The event source mapping");
    let facts = Facts::of_service_alone("lambda.amazonaws.com");
    let role = case.acts_as(function.id, &["Role"], function.title, "lambda.amazonaws.com", &facts);
    Some((mapping, role))
}

/// Lambda refuses a queue whose messages come back while the function may still be at work.
fn stays_hidden(case: &mut Case<'_>) {
    let (queue, function) = (case.source.id, case.target.id);
    let hidden = case.number(queue, &["VisibilityTimeout"], 30);
    let works = case.number(function, &["Timeout"], 3);
    let found = match (hidden, works) {
        (Some(hidden), Some(works)) if hidden < works => {
            Found::Missing(format!("messages come back after {hidden} s, and {} may work for {works} s", case.target.title))
        }
        (Some(_), Some(_)) => {
            let places = [Evidence::property(queue, &["VisibilityTimeout"]), Evidence::property(function, &["Timeout"])];
            Found::Holds(places.into_iter().filter(|place| place.value(case.world.template).is_some()).collect())
        }
        _ => Found::Unknown("a timeout is only known at deployment".to_owned()),
    };
    case.link("Messages stay hidden while they are worked on", found);
}

/// More than ten messages at once take time to gather, and a FIFO queue never gives more.
fn batch_fits(case: &mut Case<'_>, mapping: &str) {
    let size = case.number(mapping, &["BatchSize"], 10);
    let window = case.number(mapping, &["MaximumBatchingWindowInSeconds"], 0);
    let found = match (size, window) {
        (Some(size), _) if size > 10 && fifo::is(case.world, &case.source) => {
            Found::Missing(format!("a FIFO queue gives at most 10 messages at once, not {size}"))
        }
        (Some(size), Some(0)) if size > 10 => Found::Missing(format!("{size} messages at once need a batch window")),
        (Some(_), Some(_)) => {
            let places = [Evidence::property(mapping, &["BatchSize"]), Evidence::property(mapping, &["MaximumBatchingWindowInSeconds"])];
            Found::Holds(places.into_iter().filter(|place| place.value(case.world.template).is_some()).collect())
        }
        _ => Found::Unknown("the batch size is only known at deployment".to_owned()),
    };
    case.link("Batches are of a size that Lambda gathers", found);
}

fn stream(case: &mut Case<'_>) {
    let stream = case.source.clone();
    let Some((mapping, role)) = polled(case, &stream.arn) else { return };
    starts_somewhere(case, mapping, &["StartingPosition"]);
    let Some(role) = role else { return };
    case.may(role, READ_STREAM, &stream.arn, Some(stream.id), &format!("read records of {}", stream.title));
    key::lets_role(case, &stream, role, key::READ);
    on_failure(case, mapping, role);
}

/// Links that a table keeps a stream of its changes; the stream's ARN.
pub(super) fn stream_of_table(case: &mut Case<'_>) -> String {
    let table = case.source.clone();
    let on = case.world.property(table.id, &["StreamSpecification", "StreamViewType"]);
    let found = on.map_or_else(
        || Found::Missing(format!("StreamSpecification of {} is not set", table.id)),
        |(_, evidence)| Found::Holds(vec![evidence]),
    );
    case.link(format!("{} keeps a stream of changes", table.title), found);
    case.world.attribute(table.id, "StreamArn")
}

fn table(case: &mut Case<'_>) {
    let table = case.source.clone();
    let stream = stream_of_table(case);
    let Some((mapping, role)) = polled(case, &stream) else { return };
    starts_somewhere(case, mapping, &["StartingPosition"]);
    let Some(role) = role else { return };
    case.may(role, READ_TABLE, &stream, Some(table.id), &format!("read the stream of {}", table.title));
    // Streams are listed without naming one.
    case.may(role, &["dynamodb:ListStreams"], &anything(""), None, "list streams");
    key::lets_role(case, &table, role, key::READ);
    on_failure(case, mapping, role);
}

/// A stream is read from its beginning or its end: one of them has to be said.
pub(super) fn starts_somewhere(case: &mut Case<'_>, id: &str, keys: &[&'static str]) {
    let found = match case.world.property(id, keys) {
        Some((_, evidence)) => Found::Holds(vec![evidence]),
        None => Found::Missing(format!("{} of {id} is not set", keys.join("."))),
    };
    case.link("It is set where reading starts", found);
}

/// Links where notes about batches go that were given up.
fn on_failure(case: &mut Case<'_>, mapping: &str, role: &Role<'_>) {
    const PLACE: &[&str] = &["DestinationConfig", "OnFailure", "Destination"];
    let Some(end) = case.further("on_failure") else {
        if case.world.property(mapping, PLACE).is_none() {
            case.remark("Nobody is told of a batch that is given up: the line has no on-failure end.");
        }
        return;
    };
    case.names(mapping, PLACE, format!("A note of what is given up goes to {}", end.title), &[&end.arn]);
    records::reaches(case, role, &end, "aws/lambda/");
}
