//! Pipes of EventBridge: one role polls the source, calls what enriches, and hands on to the target.
//!
//! AWS: Amazon EventBridge User Guide, "Event source permissions for Amazon EventBridge Pipes", "Amazon EventBridge Pipes
//! targets", "Event enrichment in Amazon EventBridge Pipes", "Amazon EventBridge Pipes batching and concurrency".

use super::Prover;
use super::case::{Case, End, Found, anything};
use super::statement::Role;
use super::{dead_letters, fifo, http_endpoint, key, mapping};

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("queue_pipes_event_bus", pipe),
    ("queue_pipes_function", pipe),
    ("queue_pipes_http_endpoint", pipe),
    ("queue_pipes_queue", pipe),
    ("queue_pipes_resource", pipe),
    ("queue_pipes_stream", pipe),
    ("queue_pipes_topic", pipe),
    ("queue_pipes_workflow", pipe),
    ("stream_pipes_event_bus", pipe),
    ("stream_pipes_function", pipe),
    ("stream_pipes_http_endpoint", pipe),
    ("stream_pipes_queue", pipe),
    ("stream_pipes_resource", pipe),
    ("stream_pipes_stream", pipe),
    ("stream_pipes_topic", pipe),
    ("stream_pipes_workflow", pipe),
    ("table_pipes_event_bus", pipe),
    ("table_pipes_function", pipe),
    ("table_pipes_http_endpoint", pipe),
    ("table_pipes_queue", pipe),
    ("table_pipes_resource", pipe),
    ("table_pipes_stream", pipe),
    ("table_pipes_topic", pipe),
    ("table_pipes_workflow", pipe),
];

const PIPES: &str = "pipes.amazonaws.com";

fn pipe(case: &mut Case<'_>) {
    let (source, target) = (case.source.clone(), case.target.clone());
    let Some(id) = case.part("AWS::Pipes::Pipe", "a pipe") else { return };
    let (polled, parameters) = match source.kind {
        "AWS::DynamoDB::Table" => (mapping::stream_of_table(case), "DynamoDBStreamParameters"),
        "AWS::Kinesis::Stream" => (source.arn.clone(), "KinesisStreamParameters"),
        _ => (source.arn.clone(), "SqsQueueParameters"),
    };
    case.names(id, &["Source"], format!("The pipe polls {}", source.title), &[&polled]);
    case.names(id, &["Target"], format!("It hands on to {}", target.title), &[&target.arn]);
    batch_fits(case, id, parameters);
    let facts = case.on_behalf_of(PIPES, &case.world.attribute(id, "Arn"));
    if let Some(role) = case.acts_as(id, &["RoleArn"], "The pipe", PIPES, &facts) {
        reads(case, id, role, &polled, parameters);
        enriches(case, id, role);
        hands_on(case, id, role);
        key::of_pipe(case, id, role);
    }
    case.switched_on(id, "DesiredState", &["STOPPED"], "The pipe");
}

/// A target takes so many at once, and what is called over HTTP takes one.
fn batch_fits(case: &mut Case<'_>, id: &str, parameters: &'static str) {
    let keys = &["SourceParameters", parameters, "BatchSize"];
    let by_http = |end: &End<'_>| matches!(end.kind, "AWS::Events::ApiDestination" | "AWS::ApiGateway::RestApi");
    let target = case.target.clone();
    let most = match target.kind {
        _ if by_http(&target) || case.further("enrichment").is_some_and(|end| by_http(&end)) => 1,
        "AWS::Kinesis::Stream" => 500,
        "AWS::Lambda::Function" | "AWS::Logs::LogGroup" | "AWS::StepFunctions::StateMachine" => 10_000,
        _ => 10,
    };
    let found = match case.number(id, keys, if parameters == "SqsQueueParameters" { 10 } else { 100 }) {
        Some(size) if size > most => Found::Missing(format!("{} takes {most} at once, not {size}", target.title)),
        Some(_) => Found::Holds(case.world.property(id, keys).into_iter().map(|(_, evidence)| evidence).collect()),
        None => Found::Unknown("the batch size is only known at deployment".to_owned()),
    };
    case.link(format!("Batches are of a size that {} takes", target.title), found);
}

/// Links what polling takes, and where what is given up goes.
fn reads(case: &mut Case<'_>, id: &str, role: &Role<'_>, polled: &str, parameters: &'static str) {
    let source = case.source.clone();
    let actions = match source.kind {
        "AWS::DynamoDB::Table" => mapping::READ_TABLE,
        "AWS::Kinesis::Stream" => mapping::READ_STREAM,
        _ => mapping::CONSUME,
    };
    case.may(role, actions, polled, Some(source.id), &format!("read {}", source.title));
    key::lets_role(case, &source, role, key::READ);
    if source.is("AWS::SQS::Queue") {
        key::of_dead_letters(case, &source, role);
    }
    let list = match source.kind {
        "AWS::DynamoDB::Table" => "dynamodb:ListStreams",
        "AWS::Kinesis::Stream" => "kinesis:ListStreams",
        _ => return,
    };
    // Streams are listed without naming one.
    case.may(role, &[list], &anything(""), None, "list streams");
    mapping::starts_somewhere(case, id, &["SourceParameters", parameters, "StartingPosition"]);
    let place = case.world.property(id, &["SourceParameters", parameters, "DeadLetterConfig", "Arn"]);
    if let Some(queue) = dead_letters::named(case, place) {
        fifo::standard(case, &queue);
        case.may(role, &["sqs:SendMessage"], &queue.arn, Some(queue.id), &format!("send to {}", queue.title));
        key::lets_role(case, &queue, role, key::SEND);
    }
}

/// Links what enriches, which is waited for.
fn enriches(case: &mut Case<'_>, id: &str, role: &Role<'_>) {
    let Some(end) = case.further("enrichment") else { return };
    let claim = format!("{} enriches", end.title);
    if end.is("AWS::ApiGateway::RestApi") {
        let Some((value, evidence)) = case.world.property(id, &["Enrichment"]) else {
            case.link(claim, Found::Missing(format!("Enrichment of {id} is not set")));
            return;
        };
        let route = case.world.text(value);
        let is_one = route.starts_with(&format!("{}/", end.arn));
        let found = if is_one { Found::Holds(vec![evidence]) } else { Found::Missing(format!("{evidence} is no route of it")) };
        case.link(claim, found);
        case.may(role, &["execute-api:Invoke"], &route, Some(end.id), &format!("call {}", end.title));
        return;
    }
    case.names(id, &["Enrichment"], claim, &[&end.arn]);
    match end.kind {
        "AWS::Events::ApiDestination" => http_endpoint::called_by(case, &end, role),
        "AWS::Lambda::Function" => case.may(role, &["lambda:InvokeFunction"], &end.arn, Some(end.id), &format!("call {}", end.title)),
        _ => {
            let express = case.world.property(end.id, &["StateMachineType"]);
            let found = match express {
                Some((kind, evidence)) => case.is_one_of(kind, evidence, &["EXPRESS"]),
                None => Found::Missing(format!("{} is a standard workflow", end.title)),
            };
            case.link(format!("{} can be waited for", end.title), found);
            super::task::role_of(case, &end);
            case.may(role, &["states:StartSyncExecution"], &end.arn, Some(end.id), &format!("start {}", end.title));
        }
    }
}

/// Links what handing on takes.
fn hands_on(case: &mut Case<'_>, id: &str, role: &Role<'_>) {
    let target = case.target.clone();
    let (actions, verb): (&[&str], &str) = match target.kind {
        "AWS::Events::ApiDestination" => return http_endpoint::called_by(case, &target, role),
        "AWS::Kinesis::Stream" => {
            let key = case.world.property(id, &["TargetParameters", "KinesisStreamParameters", "PartitionKey"]);
            let found = key.map_or_else(|| Found::Missing("no partition key is set".to_owned()), |(_, place)| Found::Holds(vec![place]));
            case.link("It is set what decides about the shard", found);
            (&["kinesis:PutRecord", "kinesis:PutRecords"], "put records into")
        }
        "AWS::Lambda::Function" => (&["lambda:InvokeFunction"], "call"),
        "AWS::Logs::LogGroup" => (&["logs:CreateLogStream", "logs:PutLogEvents"], "write to"),
        "AWS::SNS::Topic" => {
            fifo::standard(case, &target);
            (&["sns:Publish"], "publish to")
        }
        "AWS::SQS::Queue" => {
            let place = |key| case.world.property(id, &["TargetParameters", "SqsQueueParameters", key]).map(|(_, place)| place);
            let (group, duplicate) = (place("MessageGroupId"), place("MessageDeduplicationId"));
            fifo::group(case, &target, group, duplicate);
            (&["sqs:SendMessage"], "send messages to")
        }
        "AWS::StepFunctions::StateMachine" => {
            let waits = case.setting("invocation") == Some("REQUEST_RESPONSE") && super::call::is_express(case);
            let wanted = if waits { "REQUEST_RESPONSE" } else { "FIRE_AND_FORGET" };
            let place = &["TargetParameters", "StepFunctionStateMachineParameters", "InvocationType"];
            case.names(id, place, if waits { "It waits for the outcome" } else { "It does not wait for the outcome" }, &[wanted]);
            (if waits { &["states:StartSyncExecution"] } else { &["states:StartExecution"] }, "start")
        }
        _ => (&["events:PutEvents"], "put events on"),
    };
    case.may(role, actions, &target.arn, Some(target.id), &format!("{verb} {}", target.title));
    if matches!(target.kind, "AWS::Kinesis::Stream" | "AWS::SNS::Topic" | "AWS::SQS::Queue") {
        key::lets_role(case, &target, role, key::SEND);
    }
}
