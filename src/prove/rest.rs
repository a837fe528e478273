//! Routes of REST APIs that other services answer: topics, tables, buckets.
//!
//! AWS: API Gateway Developer Guide, "Set up API integration request in API Gateway", "Tutorial: Create a REST API as an
//! Amazon S3 proxy".

use super::Prover;
use super::api::{self, Answer, Call};
use super::case::{Case, Found};
use super::key;
use super::text::{ANY, plain, shown};

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[("api_publishes_topic", topic), ("api_uses_bucket", bucket), ("api_uses_table", table)];

fn topic(case: &mut Case<'_>) {
    let topic = case.target.clone();
    let call = Call { subtype: "", parameter: "", action: "sns:action/Publish", names: &topic.arn, says: "Action=Publish" };
    let Some((answer, role)) = api::answered(case, &call, &["sns:Publish"], "publish to") else { return };
    key::lets_role(case, &topic, role, key::SEND);
    api::ordered(case, &answer, &topic);
}

fn table(case: &mut Case<'_>) {
    let table = case.target.clone();
    let (action, needed) = match case.setting("action") {
        Some("put") => ("dynamodb:action/PutItem", "dynamodb:PutItem"),
        Some("query") => ("dynamodb:action/Query", "dynamodb:Query"),
        Some("delete") => ("dynamodb:action/DeleteItem", "dynamodb:DeleteItem"),
        _ => ("dynamodb:action/GetItem", "dynamodb:GetItem"),
    };
    let call = Call { subtype: "", parameter: "", action, names: &table.reference, says: "TableName" };
    let index = case.setting("index").filter(|name| !name.is_empty() && needed == "dynamodb:Query");
    let Some(index) = index else {
        if let Some((_, role)) = api::answered(case, &call, &[needed], "use items of") {
            key::lets_role(case, &table, role, key::READ);
        }
        return;
    };
    let Some((_, role)) = api::answered(case, &call, &[], "use") else { return };
    let resource = format!("{}/index/{}", table.arn, plain(index));
    case.may(role, &[needed], &resource, Some(table.id), &format!("query the index {index} of {}", table.title));
    key::lets_role(case, &table, role, key::READ);
}

fn bucket(case: &mut Case<'_>) {
    let bucket = case.target.clone();
    let (method, needed, verb) = match case.setting("action") {
        Some("put") => ("PUT", "s3:PutObject", "put objects into"),
        Some("delete") => ("DELETE", "s3:DeleteObject", "delete objects of"),
        _ => ("GET", "s3:GetObject", "get objects of"),
    };
    let Some(answer) = api::route(case) else { return };
    case.names(answer.id, &["Integration", "Type"], "A service of AWS is called", &["AWS"]);
    case.names(answer.id, &["Integration", "IntegrationHttpMethod"], format!("It is called by {method}"), &[method]);
    let Some(key) = object(case, &answer) else { return };
    api::answers(case, &answer);
    let Some(role) = api::route_role(case, &answer) else { return };
    case.may(role, &[needed], &format!("{}/{key}", bucket.arn), Some(bucket.id), &format!("{verb} {}", bucket.title));
    match method {
        "GET" => key::lets_role(case, &bucket, role, key::READ),
        "PUT" => key::lets_role(case, &bucket, role, key::SEND),
        // What is deleted is not decrypted.
        _ => {}
    }
}

/// Links the address of the object, and gives its key, in which variables may be anything.
fn object(case: &mut Case<'_>, answer: &Answer<'_>) -> Option<String> {
    let bucket = case.target.clone();
    let start = api::uri(case.world, &format!("s3:path/{}/", bucket.reference));
    let claim = format!("The route calls for an object of {}", bucket.title);
    let Some((uri, place)) = case.world.property(answer.id, &["Integration", "Uri"]) else {
        case.link(claim, Found::Missing(format!("Integration.Uri of {} is not set", answer.id)));
        return None;
    };
    let text = case.world.text(uri);
    let Some(key) = text.strip_prefix(&start) else {
        case.link(claim, Found::Missing(format!("{place} is {}", shown(&text))));
        return None;
    };
    case.link(claim, Found::Holds(vec![place]));
    let mut parts = key.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    Some(parts.fold(first, |key, part| format!("{key}{ANY}{}", part.split_once('}').map_or("", |(_, rest)| rest))))
}
