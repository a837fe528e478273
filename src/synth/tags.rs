//! The design's tags, on everything that takes tags.

use std::collections::BTreeMap;

use super::Drafts;
use crate::cfn::{Map, Value};
use crate::design::Design;
use crate::services::kms_key;

/// Types that take tags as a list of `Key` and `Value`.
const LISTS: [&str; 24] = [
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApplicationAutoScaling::ScalableTarget",
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

/// The tags that every resource which takes some has, all of them texts.
pub(crate) fn common<'r>(resources: impl Iterator<Item = (&'r str, Option<&'r Map>)>) -> BTreeMap<String, String> {
    let mut common: Option<BTreeMap<String, String>> = None;
    for (kind, properties) in resources {
        let property = MAPS.iter().find(|(of, _)| *of == kind).map(|(_, property)| *property);
        let property = property.or_else(|| LISTS.contains(&kind).then_some("Tags"));
        let Some(property) = property else { continue };
        let text = |value: &Value| value.as_text().map(str::to_owned);
        let own: BTreeMap<String, String> = match properties.and_then(|p| p.get(property)) {
            Some(Value::Map(map)) => map.iter().filter_map(|(key, value)| Some((key.to_string(), text(value)?))).collect(),
            Some(Value::List(list)) => list.iter().filter_map(|tag| Some((text(tag.get("Key")?)?, text(tag.get("Value")?)?))).collect(),
            _ => BTreeMap::new(),
        };
        let own: BTreeMap<String, String> = own.into_iter().filter(|(key, _)| key != kms_key::ENDPOINTS_TAG).collect();
        match &mut common {
            None => common = Some(own),
            Some(common) => common.retain(|key, value| own.get(key) == Some(value)),
        }
    }
    common.unwrap_or_default()
}

/// Adds the design's tags to every resource that takes some; a tag the resource has already stays as it is.
pub(super) fn add(design: &Design, drafts: &mut Drafts) {
    if design.tags.is_empty() {
        return;
    }
    for draft in drafts.values_mut() {
        let resource = &mut draft.resource;
        if LISTS.contains(&resource.kind.as_str()) {
            let tags = resource.properties.get_or_insert_with("Tags", || Value::List(Vec::new()));
            let Value::List(tags) = tags else { continue };
            for (key, value) in &design.tags {
                if !tags.iter().any(|t| t.get("Key").and_then(Value::as_text) == Some(key)) {
                    tags.push(Value::map([("Key", key.as_str()), ("Value", value.as_str())]));
                }
            }
        } else if let Some((_, property)) = MAPS.iter().find(|(kind, _)| *kind == resource.kind) {
            let tags = resource.properties.get_or_insert_with(*property, || Value::Map(Map::new()));
            let Value::Map(tags) = tags else { continue };
            for (key, value) in &design.tags {
                tags.get_or_insert_with(key, || value.as_str().into());
            }
        }
    }
}
