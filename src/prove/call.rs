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
use super::world::each;
use crate::catalog::Evidence;
use crate::catalog::proof::Step;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("function_posts_api", connections),
    ("function_invokes_function", |case| {
        simple(case, &["lambda:InvokeFunction"], "call");
    }),
    ("function_publishes_topic", |case| {
        chosen_or(case, &["sns:Publish"], "publish to");
    }),
    ("function_puts_event_bus", event_bus),
    ("function_puts_stream", |case| {
        chosen_or(case, &["kinesis:PutRecord", "kinesis:PutRecords"], "put records into");
    }),
    ("function_sends_queue", |case| {
        chosen_or(case, &["sqs:SendMessage"], "send messages to");
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
            key::lets_role(case, &target, role, key::for_actions(actions));
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
    let kind = case.world.value(case.target.id, &["StateMachineType"]);
    kind.and_then(Value::as_text) == Some("EXPRESS")
}

/// As [`simple`], with the actions that the line chooses where it does.
fn chosen_or(case: &mut Case<'_>, actions: &[&str], verb: &str) {
    if case.setting("access") == Some("exact") {
        let chosen = chosen(case);
        says_what(case, &chosen, "the line names no action");
        simple(case, &chosen, "act on");
    } else {
        simple(case, actions, verb);
    }
}

/// The actions that the line chooses.
fn chosen<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let listed = case.line.connection.fields.get("actions").and_then(|v| v.literal()).and_then(|v| v.as_array());
    listed.into_iter().flatten().filter_map(|action| action.as_str()).collect()
}

/// Links that the line stands for some action: where it does not, nothing was asked, and all of nothing would be granted.
fn says_what(case: &mut Case<'_>, actions: &[&str], why: &str) {
    if actions.is_empty() {
        case.link(format!("It is said what {} may do with {}", case.source.title, case.target.title), Found::Missing(why.to_owned()));
    }
}

/// What the line is kept to, as texts; nothing where it is not. In a request, `*` stands for whatever it turns out to be.
fn kept_to(case: &Case<'_>, field: &str) -> Option<Vec<String>> {
    let json = &case.line.connection.fields.get(field)?.0;
    let value = case.line.graph.template_value(json)?;
    let texts = each(&value).iter().map(|value| case.world.text(value).replace('*', &ANY.to_string()));
    Some(texts.collect()).filter(|texts: &Vec<String>| !texts.is_empty())
}

/// Events may be kept to some sources and detail types.
///
/// AWS: EventBridge User Guide, "Using IAM policy conditions in Amazon EventBridge".
fn event_bus(case: &mut Case<'_>) {
    let target = case.target.clone();
    let mut facts = Facts::default();
    for (field, key) in [("sources", "events:source"), ("detail_types", "events:detail-type")] {
        if let Some(values) = kept_to(case, field) {
            facts = facts.with_each(key, values);
        }
    }
    if let Some(role) = role(case) {
        let what = format!("put events on {}", target.title);
        case.may_when(role, &["events:PutEvents"], &target.arn, Some(target.id), &what, &facts);
    }
    told(case);
}

/// What is asked of a table: actions by what they are about.
struct Asked<'a> {
    items: Vec<&'a str>,
    through_index: Vec<&'a str>,
    table: Vec<&'a str>,
}

/// Queries and scans go through an index or not; they and what is about items tell the keys they are about, except for scans.
fn asked<'a>(actions: &[&'a str]) -> Asked<'a> {
    let through_index = |action: &&&str| matches!(**action, "dynamodb:Query" | "dynamodb:Scan" | "dynamodb:PartiQLSelect");
    let about = |action: &&&str| **action == "dynamodb:DescribeTable";
    Asked {
        items: actions.iter().filter(|a| !through_index(a) && !about(a)).copied().collect(),
        through_index: actions.iter().filter(through_index).copied().collect(),
        table: actions.iter().filter(about).copied().collect(),
    }
}

fn table(case: &mut Case<'_>) {
    let target = case.target.clone();
    let keys = kept_to(case, "leading_keys");
    let index = case.said("index").filter(|index| !index.is_empty());
    let index = index.as_deref();
    if let Some(index) = case.setting("index").filter(|index| !index.is_empty()) {
        case.link(format!("{} has the index {index}", target.title), has_index(case, index));
    } else if index.is_some() {
        case.link(format!("{} has the index", target.title), Found::Unknown("which index is known when it is deployed".to_owned()));
    }
    let reads: &[&str] = match (index, &keys) {
        (None, None) => &["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
        // A scan tells no key, so that nothing keeps it to some.
        (None, Some(_)) => &["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query"],
        (Some(_), None) => &["dynamodb:Query", "dynamodb:Scan"],
        (Some(_), Some(_)) => &["dynamodb:Query"],
    };
    let writes = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];
    let (verbs, actions) = match case.setting("access").unwrap_or("read") {
        "exact" => (vec!["act on"], vec![chosen(case)]),
        "write" => (vec!["write"], vec![writes.to_vec()]),
        "read_write" => (vec!["read", "write"], vec![reads.to_vec(), writes.to_vec()]),
        _ => (vec!["read"], vec![reads.to_vec()]),
    };
    says_what(case, &actions.concat(), "the line names no action");
    if let Some(role) = role(case) {
        for (verb, actions) in verbs.into_iter().zip(&actions) {
            table_links(case, role, verb, &asked(actions), index, keys.as_deref());
        }
        key::lets_role(case, &target, role, key::for_actions(&actions.concat()));
    }
    told(case);
}

fn table_links(case: &mut Case<'_>, role: &Role<'_>, verb: &str, asked: &Asked<'_>, index: Option<&str>, keys: Option<&[String]>) {
    let target = case.target.clone();
    let facts = |action: &str| match keys {
        Some(_) if action == "dynamodb:Scan" => Facts::default().without("dynamodb:leadingkeys"),
        Some(keys) => Facts::default().with_each("dynamodb:leadingkeys", keys.to_vec()),
        None => Facts::default(),
    };
    let mut may = |actions: &[&str], resource: &str, what: String, facts: Facts| {
        if !actions.is_empty() {
            case.may_when(role, actions, resource, Some(target.id), &what, &facts);
        }
    };
    let (scans, queries): (Vec<&str>, Vec<&str>) = asked.through_index.iter().partition(|action| **action == "dynamodb:Scan");
    may(&asked.table, &target.arn, format!("describe {}", target.title), Facts::default());
    if let Some(index) = index {
        let of_index = format!("{}/index/{index}", target.arn);
        may(&asked.items, &target.arn, format!("{verb} items of {}", target.title), facts(""));
        may(&queries, &of_index, format!("query the index {index} of {}", target.title), facts(""));
        may(&scans, &of_index, format!("scan the index {index} of {}", target.title), facts("dynamodb:Scan"));
        return;
    }
    let on_table: Vec<&str> = asked.items.iter().chain(&queries).copied().collect();
    may(&on_table, &target.arn, format!("{verb} items of {}", target.title), facts(""));
    may(&scans, &target.arn, format!("scan {}", target.title), facts("dynamodb:Scan"));
    let all = anything(&format!("{}/index/", target.arn));
    if !asked.through_index.is_empty() && has_indexes(case) {
        let mut may = |actions: &[&str], verb: &str, facts: Facts| {
            if !actions.is_empty() {
                case.may_when(role, actions, &all, Some(target.id), &format!("{verb} indexes of {}", target.title), &facts);
            }
        };
        may(&queries, "read", facts(""));
        may(&scans, "scan", facts("dynamodb:Scan"));
    }
}

/// Whether the table that is led to has an index of this name.
fn has_index(case: &Case<'_>, name: &str) -> Found {
    let lists = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];
    let found = lists.into_iter().find_map(|list| case.entry(case.target.id, &[list], "IndexName", &[name]).1.map(|_| list));
    match found {
        Some(list) => Found::Holds(vec![Evidence::property(case.target.id, &[list])]),
        None => Found::Missing(format!("{} has no index of that name", case.target.id)),
    }
}

/// Whether the table that is led to has indexes.
pub(super) fn has_indexes(case: &Case<'_>) -> bool {
    let lists = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];
    let any = |key| case.world.value(case.target.id, &[key]).is_some_and(|list| list.as_list().is_some_and(|l| !l.is_empty()));
    lists.into_iter().any(any)
}

fn bucket(case: &mut Case<'_>) {
    let target = case.target.clone();
    let prefix = case.said("prefix").unwrap_or_default();
    let writes = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"];
    let access = case.setting("access").unwrap_or("read");
    let (lists, objects): (Vec<&str>, Vec<(&str, Vec<&str>)>) = match access {
        "exact" => {
            let (lists, objects): (Vec<&str>, Vec<&str>) =
                chosen(case).into_iter().partition(|action| matches!(*action, "s3:ListBucket" | "s3:ListBucketVersions"));
            (lists, vec![("act on", objects)])
        }
        "write" => (Vec::new(), vec![("write", writes.to_vec())]),
        "read_write" => (vec!["s3:ListBucket"], vec![("read", vec!["s3:GetObject"]), ("write", writes.to_vec())]),
        _ => (vec!["s3:ListBucket"], vec![("read", vec!["s3:GetObject"])]),
    };
    let all: Vec<&str> = lists.iter().chain(objects.iter().flat_map(|(_, actions)| actions)).copied().collect();
    says_what(case, &all, "the line names no action");
    if let Some(role) = role(case) {
        let keys = anything(&format!("{}/{prefix}", target.arn));
        if !lists.is_empty() {
            let facts = Facts::default().with("s3:prefix", format!("{prefix}{ANY}"));
            case.may_when(role, &lists, &target.arn, Some(target.id), &format!("list objects of {}", target.title), &facts);
        }
        for (verb, actions) in objects.into_iter().filter(|(_, actions)| !actions.is_empty()) {
            case.may(role, &actions, &keys, Some(target.id), &format!("{verb} objects of {}", target.title));
        }
        key::lets_role(case, &target, role, key::for_actions(&all));
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
    chosen(case)
}

fn resource(case: &mut Case<'_>) {
    let target = case.target.clone();
    let arn = arn_of_resource(case);
    let actions = listed_actions(case);
    says_what(case, &actions, &format!("no action stands for it with {}", target.kind));
    if let Some(role) = role(case) {
        case.may(role, &actions, &arn, Some(target.id), &format!("use {}", target.title));
        let queries: Vec<&str> = actions.iter().copied().filter(|action| matches!(*action, "dynamodb:Query" | "dynamodb:Scan")).collect();
        if !queries.is_empty() && target.is("AWS::DynamoDB::GlobalTable") && has_indexes(case) {
            let indexes = anything(&format!("{arn}/index/"));
            case.may(role, &queries, &indexes, Some(target.id), &format!("read indexes of {}", target.title));
        }
        key::lets_role(case, &target, role, key::for_actions(&actions));
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
            named.map(|(name, _)| evidence.inside(Step::Key(Cow::Owned(name.to_string()))))
        }
        _ => None,
    };
    let dropped = found.is_none() && case.line.connection.variables.values().any(String::is_empty);
    if dropped {
        let why = "the line's variable is dropped, so that the code has to learn it otherwise".to_owned();
        case.link(format!("{} is told which {target} is meant", source.title), Found::Unknown(why));
        return;
    }
    let missing = || Found::Missing(format!("no environment variable of {} names {target}", source.id));
    case.link(format!("{} is told which {target} is meant", source.title), found.map_or_else(missing, |place| Found::Holds(vec![place])));
}
