//! The design's tags, on everything that takes tags.

use super::Drafts;
use crate::cfn::{Map, Value};
use crate::design::Design;

/// Types that take tags as a list of `Key` and `Value`.
const LISTS: [&str; 23] = [
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::DynamoDB::Table",
    "AWS::Events::EventBus",
    "AWS::Events::Rule",
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::SecretsManager::Secret",
    "AWS::StepFunctions::StateMachine",
    "AWS::WAFv2::WebACL",
];

/// Types that take tags as a map, with the property that holds it.
const MAPS: [(&str, &str); 5] = [
    ("AWS::ApiGatewayV2::Api", "Tags"),
    ("AWS::ApiGatewayV2::DomainName", "Tags"),
    ("AWS::ApiGatewayV2::Stage", "Tags"),
    ("AWS::Cognito::UserPool", "UserPoolTags"),
    ("AWS::Pipes::Pipe", "Tags"),
];

/// Adds the design's tags to every resource that takes some; a tag the resource has already stays as it is.
pub(super) fn add(design: &Design, drafts: &mut Drafts) {
    if design.tags.is_empty() {
        return;
    }
    for draft in drafts.values_mut() {
        let resource = &mut draft.resource;
        if LISTS.contains(&resource.kind.as_str()) {
            let tags = resource.properties.entry("Tags".to_owned()).or_insert_with(|| Value::List(Vec::new()));
            let Value::List(tags) = tags else { continue };
            for (key, value) in &design.tags {
                if !tags.iter().any(|t| t.get("Key").and_then(Value::as_text) == Some(key)) {
                    tags.push(Value::map([("Key", key.as_str()), ("Value", value.as_str())]));
                }
            }
        } else if let Some((_, property)) = MAPS.iter().find(|(kind, _)| *kind == resource.kind) {
            let tags = resource.properties.entry((*property).to_owned()).or_insert_with(|| Value::Map(Map::new()));
            let Value::Map(tags) = tags else { continue };
            for (key, value) in &design.tags {
                tags.entry(key.clone()).or_insert_with(|| value.as_str().into());
            }
        }
    }
}
