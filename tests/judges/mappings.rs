//! The mapping templates of REST APIs, run by an implementation of Velocity that is not ours: what a service gets of a request,
//! and what a caller gets of the service's answer.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::catalog::draft::Draft;
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::synthesize;

use crate::generate::connections_alone;
use crate::support::{self, MappedCall};

fn template(design: &Design) -> String {
    synthesize(&Graph::new(design, &REGISTRY)).yaml().to_owned()
}

/// What each service answers, with what has to be escaped in it.
fn answers() -> Value {
    json!({
        "GetItem": { "Item": { "id": { "S": "it's \"x\" \\" }, "n": { "N": "4.5" }, "on": { "BOOL": true }, "of": { "L": [{ "S": "a" }] } } },
        "Query": { "Count": 2, "Items": [{ "id": { "S": "a" } }, { "id": { "S": "b" }, "none": { "NULL": true } }] },
        "PutEvents": { "FailedEntryCount": 0, "Entries": [{ "EventId": "e-1" }] },
        "StartSyncExecution": { "status": "SUCCEEDED", "output": "{\"said\": \"it's\"}" },
        "StartExecution": { "executionArn": "arn", "startDate": 1.0 },
        "PutRecord": { "ShardId": "s", "SequenceNumber": "1" },
        "PutItem": {}, "DeleteItem": {}, "SendMessage": {}, "Publish": {},
    })
}

#[test]
fn every_request_is_one_that_its_service_takes() {
    let cases: Vec<Value> = connections_alone()
        .iter()
        .filter(|case| case.name.starts_with("api_"))
        .map(|case| json!({ "name": case.name, "text": template(&case.design), "answers": answers() }))
        .collect();
    let (calls, problems) = support::run_mappings(&cases);
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    let mut actions: BTreeMap<&str, usize> = BTreeMap::new();
    for call in &calls {
        *actions.entry(&call.action).or_default() += 1;
    }
    println!("{actions:?}");
    let wanted = [
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "events:PutEvents",
        "kinesis:PutRecord",
        "sns:Publish",
        "sqs:SendMessage",
        "states:StartExecution",
    ];
    assert_eq!(actions.keys().copied().collect::<Vec<_>>(), wanted);
}

/// An API with a route to everything that routes reach without code between.
const DESIGN: &str = r#"
add api Shop protocol=rest
add table Ledger sort_key=day sort_key_type=N
add queue Jobs
add queue Ordered fifo=true
add topic News
add event_bus Bus
add workflow Slow
add workflow Fast type=EXPRESS
add stream Clicks
route Shop "GET /items/{id}/{day}"
route Shop "GET /items/{id}"
route Shop "POST /items"
route Shop "DELETE /items/{id}/{day}"
route Shop "POST /jobs"
route Shop "POST /ordered"
route Shop "POST /news"
route Shop "POST /events"
route Shop "POST /slow"
route Shop "POST /fast"
route Shop "POST /clicks"
connect Shop/"GET /items/{id}/{day}" Ledger
connect Shop/"GET /items/{id}" Ledger action=query limit=5
connect Shop/"POST /items" Ledger action=put attributes={"note":"$request.body.note","from":"$request.header.x-from","fixed":"it's"}
connect Shop/"DELETE /items/{id}/{day}" Ledger action=delete
connect Shop/"POST /jobs" Jobs body=$request.body.order attributes={"tenant":"$request.header.x-from"}
connect Shop/"POST /ordered" Ordered message_group=$request.querystring.group
connect Shop/"POST /news" News
connect Shop/"POST /events" Bus source=shop detail_type="Order placed"
connect Shop/"POST /slow" Slow
connect Shop/"POST /fast" Fast mode=sync
connect Shop/"POST /clicks" Clicks partition_key=$request.body.id
"#;

fn run(answers: &Value) -> BTreeMap<String, MappedCall> {
    let empty = Design::new("mapped");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(DESIGN, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    let request = json!({
        "body": { "id": "a'b", "day": 7, "note": "\"quoted\" \\ é\n", "order": { "lines": [1, "two & more"] } },
        "path": { "id": "a'b \"c\"", "day": "7" },
        "header": { "x-from": "me & you=1+1" },
        "querystring": { "group": "g 1" },
    });
    let case = json!({ "name": "mapped", "text": template(draft.design()), "request": request, "answers": answers });
    let (calls, problems) = support::run_mappings(&[case]);
    assert!(problems.is_empty(), "{problems:?}");
    calls.into_iter().map(|call| (call.method.clone(), call)).collect()
}

#[test]
fn services_get_what_the_request_says() {
    let calls = run(&answers());
    let sent = |method: &str| calls.get(method).map_or_else(|| panic!("no {method} in {:?}", calls.keys()), |call| call.sent.clone());
    let key = json!({ "id": { "S": "a'b \"c\"" }, "day": { "N": "7" } });
    assert_eq!(sent("ShopApiGetItemsIdDayMethod"), json!({ "TableName": "LedgerTable", "Key": key }));
    assert_eq!(sent("ShopApiDeleteItemsIdDayMethod"), json!({ "TableName": "LedgerTable", "Key": key }));
    let query = json!({
        "TableName": "LedgerTable",
        "Limit": 5,
        "KeyConditionExpression": "#key = :key",
        "ExpressionAttributeNames": { "#key": "id" },
        "ExpressionAttributeValues": { ":key": { "S": "a'b \"c\"" } },
    });
    assert_eq!(sent("ShopApiGetItemsIdMethod"), query);
    let item = json!({
        "id": { "S": "a'b" },
        "day": { "N": "7" },
        "note": { "S": "\"quoted\" \\ é\n" },
        "from": { "S": "me & you=1+1" },
        "fixed": { "S": "it's" },
    });
    assert_eq!(sent("ShopApiPostItemsMethod"), json!({ "TableName": "LedgerTable", "Item": item }));
    let jobs = sent("ShopApiPostJobsMethod");
    let message: Value = serde_json::from_str(jobs["MessageBody"].as_str().unwrap()).unwrap();
    assert_eq!(message, json!({ "lines": [1, "two & more"] }));
    assert_eq!(jobs["MessageAttributes"], json!({ "tenant": { "DataType": "String", "StringValue": "me & you=1+1" } }));
    let ordered = sent("ShopApiPostOrderedMethod");
    assert_eq!((&ordered["MessageGroupId"], &ordered["MessageDeduplicationId"]), (&json!("g 1"), &json!("request-1")));
    let body = |text: &Value| serde_json::from_str::<Value>(text.as_str().unwrap()).unwrap()["note"].clone();
    let note = json!("\"quoted\" \\ é\n");
    assert_eq!(body(&sent("ShopApiPostNewsMethod")["Message"]), note);
    assert_eq!(body(&sent("ShopApiPostSlowMethod")["input"]), note);
    assert_eq!(body(&sent("ShopApiPostFastMethod")["input"]), note);
    let event = sent("ShopApiPostEventsMethod")["Entries"][0].clone();
    assert_eq!((&event["Source"], &event["DetailType"], body(&event["Detail"])), (&json!("shop"), &json!("Order placed"), note));
    assert_eq!(sent("ShopApiPostClicksMethod")["PartitionKey"], json!("a'b"));
}

#[test]
fn callers_get_what_the_service_answers() {
    let calls = run(&answers());
    let told = |method: &str| (calls[method].status, calls[method].answer.clone());
    let item = json!({ "id": "it's \"x\" \\", "n": 4.5, "on": true, "of": { "L": [{ "S": "a" }] } });
    assert_eq!(told("ShopApiGetItemsIdDayMethod"), (Some(200), Some(item)));
    let items = json!({ "items": [{ "id": "a" }, { "id": "b", "none": { "NULL": true } }] });
    assert_eq!(told("ShopApiGetItemsIdMethod"), (Some(200), Some(items)));
    assert_eq!(told("ShopApiPostEventsMethod"), (Some(200), Some(json!({ "eventId": "e-1" }))));
    assert_eq!(told("ShopApiPostFastMethod"), (Some(200), Some(json!({ "said": "it's" }))));
}

#[test]
fn callers_learn_of_what_failed() {
    let calls = run(&json!({
        "GetItem": {},
        "Query": { "Items": [] },
        "PutEvents": { "FailedEntryCount": 1, "Entries": [{ "ErrorCode": "InternalFailure" }] },
        "StartSyncExecution": { "status": "FAILED", "error": "States.TaskFailed" },
    }));
    let told = |method: &str| (calls[method].status, calls[method].answer.clone());
    assert_eq!(told("ShopApiGetItemsIdDayMethod"), (Some(404), Some(json!({ "message": "Not found" }))));
    assert_eq!(told("ShopApiGetItemsIdMethod"), (Some(200), Some(json!({ "items": [] }))));
    assert_eq!(told("ShopApiPostEventsMethod"), (Some(400), Some(json!({ "message": "Bad request" }))));
    assert_eq!(told("ShopApiPostFastMethod"), (Some(500), Some(json!({ "message": "Internal server error" }))));
}
