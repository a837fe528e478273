//! The steps of a pipe: what it polls, what adds to the items, and where it hands them on, each with what that takes.

use crate::catalog::{Emission, FaultKind, Line, NodeView, Place, Request, Settings, Statement};
use crate::cfn::{Map, Value};
use crate::connections::pipe::{BISECT, ENRICHMENT, ENRICHMENT_ROUTE, EXECUTION, MESSAGE_GROUP, PATH_VALUES};
use crate::connections::{dead_letters, event_source, queue_triggers_function, stream_reader};
use crate::services::{api, event_bus, function, http_endpoint, queue, resource, stream, table, topic, workflow};

/// What is polled and how, with what that takes.
pub(super) fn poll(line: &Line<'_>, mut settings: Map, statements: &mut Vec<Statement>, out: &mut Emission<'_>) -> (Value, Map) {
    let source = &line.source;
    let (arn, key) = match source.node.kind.as_str() {
        kind if kind == table::SPEC.id => {
            let arn = stream_reader::of_table(source);
            out.request(source, Request::StreamOn);
            statements.extend(stream_reader::read_table(source, &arn));
            (arn, "DynamoDBStreamParameters")
        }
        kind if kind == stream::SPEC.id => {
            // Pipes, unlike Lambda, look the stream up in the list of all.
            let list = Statement::allow(["kinesis:ListStreams"]).on_everything().named("ListStreams");
            statements.extend([stream_reader::read_stream(source), list]);
            (source.arn(), "KinesisStreamParameters")
        }
        _ => {
            statements.push(queue_triggers_function::consume(source));
            (source.arn(), "SqsQueueParameters")
        }
    };
    if line.specs().iter().any(|field| field.id == BISECT.id) && line.is_on(&BISECT) {
        settings.insert("OnPartialBatchItemFailure", "AUTOMATIC_BISECT".into());
    }
    if takes_one(line) {
        settings.insert("BatchSize", 1.into());
    }
    if let Some(queue) = dead_letters::standard(line, out) {
        let name = format!("DeadLetters{}", queue.node.logical_id);
        statements.push(Statement::allow(["sqs:SendMessage"]).on(queue.arn()).named(name));
        out.request(&queue, Request::KeepDeadLetters);
        settings.insert("DeadLetterConfig", Value::map([("Arn", queue.arn())]));
    }
    let mut parameters = Map::new();
    parameters.extend(event_source::filter_criteria(line).map(|criteria| ("FilterCriteria".to_owned(), criteria)));
    parameters.insert(key.to_owned(), Value::Map(settings));
    (arn, parameters)
}

/// What enriches, how it is called and what that takes.
pub(super) fn enrich(line: &Line<'_>, statements: &mut Vec<Statement>, out: &mut Emission<'_>) -> Option<(Value, Map)> {
    let end = line.end(ENRICHMENT.id)?;
    let name = &end.node.name;
    let refused = match end.node.kind.as_str() {
        kind if kind == function::SPEC.id => {
            statements.push(on(&end, &["lambda:InvokeFunction"], "Call"));
            return Some((end.arn(), Map::new()));
        }
        kind if kind == http_endpoint::SPEC.id => {
            statements.push(call_endpoint(&end));
            return Some((end.arn(), http_parameters(line, &end, &[], out)));
        }
        kind if kind == workflow::SPEC.id && workflow::is_express(&end) => {
            statements.push(on(&end, &["states:StartSyncExecution"], "Start"));
            return Some((end.arn(), Map::new()));
        }
        kind if kind == workflow::SPEC.id => format!("{name} is a standard workflow, which none can wait for"),
        _ if api::is_rest(&end) => {
            let arn = route_arn(line, &end);
            statements.push(Statement::allow(["execute-api:Invoke"]).on(arn.clone()).named(format!("Call{}", end.node.logical_id)));
            return Some((arn, Map::new()));
        }
        _ => format!("{name} is no REST API, which pipes alone call"),
    };
    let message = format!("{} waits for its enrichment; {refused}.", line.title());
    out.fault(FaultKind::Conflict, Place::Connection(line.id.clone()), message, vec![Place::Node(end.id.clone())]);
    None
}

/// The route of an API that enriches, as it is called and as it is granted.
fn route_arn(line: &Line<'_>, api: &NodeView<'_>) -> Value {
    let route = line.text(&ENRICHMENT_ROUTE).unwrap_or_default();
    let path = route.replacen(' ', "", 1);
    api::arn(api).text("/").value(&api::stage(api)).text("/").text(&path).finish()
}

/// Whether what enriches, or what is called, gets one item at a time.
fn takes_one(line: &Line<'_>) -> bool {
    let one = |node: &NodeView<'_>| node.node.kind == http_endpoint::SPEC.id || node.node.kind == api::SPEC.id;
    one(&line.target) || line.end(ENRICHMENT.id).is_some_and(|end| one(&end))
}

fn call_endpoint(endpoint: &NodeView<'_>) -> Statement {
    let name = format!("Call{}", endpoint.node.logical_id);
    Statement::allow(["events:InvokeApiDestination"]).on(http_endpoint::policy_arn(endpoint)).named(name)
}

/// The headers of an endpoint, and what goes in place of the stars of its address.
fn http_parameters(line: &Line<'_>, endpoint: &NodeView<'_>, values: &[Value], out: &mut Emission<'_>) -> Map {
    let gaps = http_endpoint::gaps(endpoint);
    if values.len() < gaps {
        let message = format!("The address of {} has {gaps} `*`, and {} fills in {}.", endpoint.node.name, line.title(), values.len());
        out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, vec![Place::Node(endpoint.id.clone())]);
    }
    let mut parameters = Map::new();
    let headers = http_endpoint::headers(endpoint);
    if !headers.is_empty() {
        parameters.insert("HeaderParameters", Value::Map(headers));
    }
    if gaps > 0 {
        parameters.insert("PathParameterValues", Value::list(values.iter().take(gaps).cloned()));
    }
    if parameters.is_empty() { parameters } else { Map::from([("HttpParameters", Value::Map(parameters))]) }
}

fn on(node: &NodeView<'_>, actions: &[&str], verb: &str) -> Statement {
    Statement::allow(actions.iter().copied()).on(node.arn()).named(format!("{verb}{}", node.node.logical_id))
}

/// Completes how the target is called, with what that takes.
pub(super) fn hand_on(line: &Line<'_>, parameters: &mut Map, statements: &mut Vec<Statement>, out: &mut Emission<'_>) {
    let target = &line.target;
    let statement = match target.node.kind.as_str() {
        kind if kind == workflow::SPEC.id => {
            let waits = line.choice(&EXECUTION) == "REQUEST_RESPONSE" && workflow::is_express(target);
            let invocation = Value::map([("InvocationType", if waits { "REQUEST_RESPONSE" } else { "FIRE_AND_FORGET" })]);
            parameters.insert("StepFunctionStateMachineParameters", invocation);
            on(target, &[if waits { "states:StartSyncExecution" } else { "states:StartExecution" }], "Start")
        }
        kind if kind == function::SPEC.id => on(target, &["lambda:InvokeFunction"], "Call"),
        kind if kind == event_bus::SPEC.id => on(target, &["events:PutEvents"], "Put"),
        kind if kind == stream::SPEC.id => on(target, &["kinesis:PutRecord", "kinesis:PutRecords"], "Put"),
        kind if kind == topic::SPEC.id => on(target, &["sns:Publish"], "Publish"),
        kind if kind == resource::SPEC.id => on(target, &["logs:CreateLogStream", "logs:PutLogEvents"], "Write"),
        kind if kind == http_endpoint::SPEC.id => {
            let values = match line.template_value(&PATH_VALUES) {
                Some(Value::List(values)) => values,
                _ => Vec::new(),
            };
            parameters.extend(http_parameters(line, target, &values, out));
            call_endpoint(target)
        }
        _ => {
            parameters.extend(message_parameters(line).map(|map| ("SqsQueueParameters".to_owned(), Value::Map(map))));
            on(target, &["sqs:SendMessage"], "Send")
        }
    };
    statements.push(statement);
}

/// What a message needs for a FIFO queue: a group, and something to tell duplicates by.
fn message_parameters(line: &Line<'_>) -> Option<Map> {
    if !line.target.is_on(&queue::FIFO) {
        return None;
    }
    let mut map = Map::new();
    map.extend(line.template_value(&MESSAGE_GROUP).map(|group| ("MessageGroupId".to_owned(), group)));
    if !line.target.is_on(&queue::CONTENT_DEDUPLICATION) {
        let id = if line.source.node.kind == queue::SPEC.id { "$.messageId" } else { "$.eventID" };
        map.insert("MessageDeduplicationId", id.into());
    }
    Some(map)
}
