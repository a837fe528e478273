//! Records that Lambda sends of asynchronous calls, and of batches it gave up.
//!
//! AWS: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations", "Retain discarded batch records for a
//! Kinesis Data Streams event source in Lambda"; CloudFormation, "AWS::Lambda::EventInvokeConfig".

use super::Prover;
use super::case::{Case, End, anything};
use super::condition::Facts;
use super::statement::Role;
use super::{fifo, key};

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("function_reports_bucket", outcome),
    ("function_reports_event_bus", outcome),
    ("function_reports_function", outcome),
    ("function_reports_queue", outcome),
    ("function_reports_topic", outcome),
];

fn outcome(case: &mut Case<'_>) {
    let (function, target) = (case.source.clone(), case.target.clone());
    let Some(config) = case.part("AWS::Lambda::EventInvokeConfig", "a configuration of asynchronous calls") else { return };
    let claim = format!("It is for calls of {}", function.title);
    let own = case.world.attribute(function.id, "");
    case.names(config, &["FunctionName"], claim, &[&own, &function.reference, &function.arn]);
    // Callers reach the alias, where there is one, and what is deployed last otherwise.
    let alias = case.world.alias_of(function.id).and_then(|alias| case.world.value(alias, &["Name"]));
    let called = alias.map_or_else(|| "$LATEST".to_owned(), |name| case.world.text(name));
    case.names(config, &["Qualifier"], "It is for the version that is called", &[&called]);
    let (place, which) = if case.setting("when") == Some("success") { ("OnSuccess", "succeeded") } else { ("OnFailure", "failed") };
    let claim = format!("A record of what {which} goes to {}", target.title);
    case.names(config, &["DestinationConfig", place, "Destination"], claim, &[&target.arn]);
    let facts = Facts::of_service_alone("lambda.amazonaws.com");
    if let Some(role) = case.acts_as(function.id, &["Role"], function.title, "lambda.amazonaws.com", &facts) {
        reaches(case, role, &target, "aws/lambda/async/");
    }
}

/// Links that a function's role may send records to an end; objects begin with `start`.
pub(super) fn reaches(case: &mut Case<'_>, role: &Role<'_>, end: &End<'_>, start: &str) {
    let action = match end.kind {
        "AWS::SQS::Queue" => "sqs:SendMessage",
        "AWS::SNS::Topic" => "sns:Publish",
        "AWS::Lambda::Function" => "lambda:InvokeFunction",
        "AWS::S3::Bucket" => "s3:PutObject",
        _ => "events:PutEvents",
    };
    let what = format!("send records to {}", end.title);
    if end.is("AWS::S3::Bucket") {
        let facts = Facts::default().with("s3:resourceaccount", case.world.account.as_str());
        case.may_when(role, &["s3:ListBucket"], &end.arn, Some(end.id), &format!("list {}", end.title), &facts);
        case.may_when(role, &[action], &anything(&format!("{}/{start}", end.arn)), Some(end.id), &what, &facts);
    } else {
        if matches!(end.kind, "AWS::SQS::Queue" | "AWS::SNS::Topic") {
            fifo::standard(case, end);
        }
        case.may(role, &[action], &end.arn, Some(end.id), &what);
    }
    if matches!(end.kind, "AWS::S3::Bucket" | "AWS::SNS::Topic" | "AWS::SQS::Queue") {
        key::lets_role(case, end, role, key::SEND);
    }
}
