//! Calls that a function makes through the SDK: its role may make them, and its environment names what is called.
//!
//! AWS: Service Authorization Reference, "Actions, resources, and condition keys" of each service; Lambda Developer Guide,
//! "Defining Lambda function permissions with an execution role".

use std::borrow::Cow;

use super::Prover;
use super::case::{Case, Found, anything};
use super::condition::Facts;
use super::key;
use super::statement::Role;
use super::text::ANY;
use crate::catalog::proof::Step;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("function_posts_api", connections),
    ("function_invokes_function", |case| {
        simple(case, &["lambda:InvokeFunction"], "call");
    }),
    ("function_publishes_topic", |case| {
        simple(case, &["sns:Publish"], "publish to");
    }),
    ("function_puts_event_bus", |case| {
        simple(case, &["events:PutEvents"], "put events on");
    }),
    ("function_puts_stream", |case| {
        simple(case, &["kinesis:PutRecord", "kinesis:PutRecords"], "put records into");
    }),
    ("function_sends_queue", |case| {
        simple(case, &["sqs:SendMessage"], "send messages to");
    }),
    ("function_starts_workflow", workflow),
    ("function_uses_bucket", bucket),
    ("function_uses_resource", resource),
    ("function_uses_table", table),
];

/// The role of the calling function.
fn role<'a>(case: &mut Case<'a>) -> Option<&'a Role<'a>> {
    let function = case.source.clone();
    let facts = Facts::of_service_alone("lambda.amazonaws.com");
    case.acts_as(function.id, &["Role"], function.title, "lambda.amazonaws.com", &facts)
}

/// A call of one thing by its ARN that sends something there.
fn simple(case: &mut Case<'_>, actions: &[&str], verb: &str) {
    let target = case.target.clone();
    if let Some(role) = role(case) {
        case.may(role, actions, &target.arn, Some(target.id), &format!("{verb} {}", target.title));
        if matches!(target.kind, "AWS::SQS::Queue" | "AWS::SNS::Topic" | "AWS::Kinesis::Stream") {
            key::lets_role(case, &target, role, key::SEND);
        }
    }
    told(case);
}

fn workflow(case: &mut Case<'_>) {
    let waits = case.setting("mode") == Some("sync") && is_express(case);
    simple(case, if waits { &["states:StartSyncExecution"] } else { &["states:StartExecution"] }, "start");
}

/// Whether the workflow that is led to is an express one.
pub(super) fn is_express(case: &Case<'_>) -> bool {
    let kind = case.world.property(case.target.id, &["StateMachineType"]);
    kind.is_some_and(|(kind, _)| kind.as_text() == Some("EXPRESS"))
}

fn table(case: &mut Case<'_>) {
    let target = case.target.clone();
    let access = case.setting("access").unwrap_or("read");
    if let Some(role) = role(case) {
        if access != "write" {
            let read = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"];
            case.may(role, &read, &target.arn, Some(target.id), &format!("read items of {}", target.title));
            if has_indexes(case) {
                let index = anything(&format!("{}/index/", target.arn));
                case.may(role, &["dynamodb:Query", "dynamodb:Scan"], &index, Some(target.id), &format!("read indexes of {}", target.title));
            }
        }
        if access != "read" {
            let write = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];
            case.may(role, &write, &target.arn, Some(target.id), &format!("write items of {}", target.title));
        }
        key::lets_role(case, &target, role, key::READ);
    }
    told(case);
}

/// Whether the table that is led to has indexes.
pub(super) fn has_indexes(case: &Case<'_>) -> bool {
    let lists = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];
    let any = |key| case.world.property(case.target.id, &[key]).is_some_and(|(list, _)| list.as_list().is_some_and(|l| !l.is_empty()));
    lists.into_iter().any(any)
}

fn bucket(case: &mut Case<'_>) {
    let target = case.target.clone();
    let access = case.setting("access").unwrap_or("read");
    let prefix = case.setting("prefix").unwrap_or_default();
    if let Some(role) = role(case) {
        let objects = anything(&format!("{}/{prefix}", target.arn));
        if access != "write" {
            let facts = Facts::default().with("s3:prefix", format!("{prefix}{ANY}"));
            case.may_when(role, &["s3:ListBucket"], &target.arn, Some(target.id), &format!("list objects of {}", target.title), &facts);
            case.may(role, &["s3:GetObject"], &objects, Some(target.id), &format!("read objects of {}", target.title));
        }
        if access != "read" {
            let write = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"];
            case.may(role, &write, &objects, Some(target.id), &format!("write objects of {}", target.title));
        }
        key::lets_role(case, &target, role, if access == "read" { key::READ } else { key::SEND });
    }
    told(case);
}

/// The ARN of a resource of any type: where that is, the node says.
pub(super) fn arn_of_resource(case: &Case<'_>) -> String {
    let attribute = case.line.target.node.fields.get("arn").and_then(|v| v.literal()).and_then(|v| v.as_str()).unwrap_or("Arn");
    case.world.attribute(case.target.id, if attribute == "Ref" { "" } else { attribute })
}

/// What reading and writing resources of some types takes: those a verb alone stands for.
const READ: [(&str, &[&str]); 7] = [
    ("AWS::CodeBuild::Project", &["codebuild:BatchGetBuilds"]),
    ("AWS::DynamoDB::GlobalTable", &["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"]),
    ("AWS::ECR::Repository", &["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]),
    ("AWS::KinesisFirehose::DeliveryStream", &["firehose:DescribeDeliveryStream"]),
    ("AWS::Logs::LogGroup", &["logs:FilterLogEvents", "logs:GetLogEvents"]),
    ("AWS::SecretsManager::Secret", &["secretsmanager:GetSecretValue"]),
    ("AWS::StepFunctions::Activity", &["states:GetActivityTask"]),
];
const WRITE: [(&str, &[&str]); 6] = [
    ("AWS::CodeBuild::Project", &["codebuild:StartBuild"]),
    ("AWS::DynamoDB::GlobalTable", &["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]),
    ("AWS::ECR::Repository", &["ecr:PutImage", "ecr:UploadLayerPart"]),
    ("AWS::KinesisFirehose::DeliveryStream", &["firehose:PutRecord", "firehose:PutRecordBatch"]),
    ("AWS::Logs::LogGroup", &["logs:CreateLogStream", "logs:PutLogEvents"]),
    ("AWS::SecretsManager::Secret", &["secretsmanager:PutSecretValue"]),
];

/// The actions a line to a resource names, or that its verb stands for.
pub(super) fn listed_actions<'a>(case: &Case<'a>) -> Vec<&'a str> {
    if let Some(verb) = case.setting("access").filter(|verb| *verb != "actions") {
        let known = READ.iter().filter(|_| verb != "write").chain(WRITE.iter().filter(|_| verb != "read"));
        return known.filter(|(kind, _)| case.target.is(kind)).flat_map(|(_, actions)| actions.iter().copied()).collect();
    }
    let listed = case.line.connection.fields.get("actions").and_then(|v| v.literal()).and_then(|v| v.as_array());
    listed.into_iter().flatten().filter_map(|action| action.as_str()).collect()
}

fn resource(case: &mut Case<'_>) {
    let target = case.target.clone();
    let arn = arn_of_resource(case);
    let actions = listed_actions(case);
    if actions.is_empty() {
        let why = format!("no action stands for it with {}", target.kind);
        case.link(format!("It is said what {} may do with {}", case.source.title, target.title), Found::Missing(why));
    }
    if let Some(role) = role(case) {
        case.may(role, &actions, &arn, Some(target.id), &format!("use {}", target.title));
    }
    told_any(case, &[&arn]);
}

/// The connections of a WebSocket API's stage, each reached by its own address.
fn connections(case: &mut Case<'_>) {
    let api = case.target.clone();
    if !super::api::has_routes(case.world, &api) {
        case.off(format!("Clients can connect to {}", api.title), format!("{} has no route yet", api.title));
        return;
    }
    let Some(stage) = super::api::http_stage(case, &api) else { return };
    let methods: &[&str] = match case.setting("access") {
        Some("close") => &["POST", "DELETE"],
        Some("all") => &["POST", "DELETE", "GET"],
        _ => &["POST"],
    };
    if let Some(role) = role(case) {
        for method in methods {
            let resource = anything(&format!("{}/{stage}/{method}/@connections/", api.arn));
            let what = format!("{method} to the connections of {}", api.title);
            case.may(role, &["execute-api:ManageConnections"], &resource, Some(api.id), &what);
        }
    }
    let endpoint = case.world.attribute(api.id, "ApiEndpoint");
    // The address of clients begins with another protocol.
    let host = endpoint.split_once("://").map_or(endpoint.as_str(), |(_, host)| host);
    told_any(case, &[&format!("https://{host}/{stage}")]);
}

/// Links that the function's environment names what it calls.
fn told(case: &mut Case<'_>) {
    let target = case.target.clone();
    // Queues are called by their address, topics and workflows by their ARN; the others by either.
    let by: &[&str] = match target.kind {
        "AWS::SQS::Queue" | "AWS::S3::Bucket" => &[&target.reference],
        _ => &[&target.reference, &target.arn],
    };
    told_any(case, by);
}

fn told_any(case: &mut Case<'_>, wanted: &[&str]) {
    let (source, target) = (case.source.clone(), case.target.title);
    let found = match case.world.property(source.id, &["Environment", "Variables"]) {
        Some((Value::Map(variables), evidence)) => {
            let named = variables.iter().find(|(_, value)| wanted.contains(&case.world.text(value).as_str()));
            named.map(|(name, _)| evidence.inside(Step::Key(Cow::Owned(name.clone()))))
        }
        _ => None,
    };
    let missing = || Found::Missing(format!("no environment variable of {} names {target}", source.id));
    case.link(format!("{} is told which {target} is meant", source.title), found.map_or_else(missing, |place| Found::Holds(vec![place])));
}
