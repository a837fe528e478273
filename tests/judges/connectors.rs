//! Whether a line grants more than AWS's own SAM connectors do for the same pair of resources and the same verb.

use std::collections::{BTreeMap, BTreeSet};

use stackdraft::REGISTRY;
use stackdraft::catalog::{Graph, LineStyle, Settings as _};
use stackdraft::cfn::{Template, Value};
use stackdraft::design::Design;
use stackdraft::synth::synthesize;

use crate::generate::connections_alone;
use crate::support;

/// What a kind of connection grants and the connector of the same verb does not: kind, action, why, and AWS's page.
const DEVIATIONS: &[(&str, &str, &str, &str)] = &[
    ("event_bus_publishes_topic", "sns:AddPermission", OWNER, OWNER_PAGE),
    ("event_bus_publishes_topic", "sns:DeleteTopic", OWNER, OWNER_PAGE),
    ("event_bus_publishes_topic", "sns:GetTopicAttributes", OWNER, OWNER_PAGE),
    ("event_bus_publishes_topic", "sns:ListSubscriptionsByTopic", OWNER, OWNER_PAGE),
    ("event_bus_publishes_topic", "sns:RemovePermission", OWNER, OWNER_PAGE),
    ("event_bus_publishes_topic", "sns:SetTopicAttributes", OWNER, OWNER_PAGE),
    ("event_bus_publishes_topic", "sns:Subscribe", OWNER, OWNER_PAGE),
    ("function_answers_workflow", "states:SendTaskFailure", TOKENS, TOKENS_PAGE),
    ("function_answers_workflow", "states:SendTaskHeartbeat", TOKENS, TOKENS_PAGE),
    ("function_answers_workflow", "states:SendTaskSuccess", TOKENS, TOKENS_PAGE),
    ("function_reports_bucket", "s3:ListBucket", RECORDS, RECORDS_PAGE),
    ("queue_pipes_function", "lambda:InvokeFunction", PIPE, PIPE_PAGE),
    ("table_pipes_function", "lambda:InvokeFunction", PIPE, PIPE_PAGE),
];

/// A connector knows the function's code as the one that writes, not Lambda itself.
const RECORDS: &str = "Lambda lists the bucket before it puts the record of a failed call there";
const RECORDS_PAGE: &str = "Lambda Developer Guide, \"Capturing records of Lambda asynchronous invocations\"";

/// A connector knows the event source mapping, for which Lambda calls its own function.
const PIPE: &str = "the pipe's role calls the function";
const PIPE_PAGE: &str = "Amazon EventBridge User Guide, \"Event source permissions for Amazon EventBridge Pipes\"";

/// A connector knows functions that start executions, not those that answer a task which waits.
const TOKENS: &str = "the function answers the task whose token it was given";
const TOKENS_PAGE: &str = "AWS Step Functions Developer Guide, \"Wait for a Callback with Task Token\"";

/// Not granted by the line: without a policy of its own a topic has one of SNS with this statement for the account's own
/// principals, alarms among them, and a policy of its own takes that one's place.
const OWNER: &str = "what SNS's default policy lets the topic's own account do is said again beside the line's statement";
const OWNER_PAGE: &str =
    "Amazon SNS Developer Guide, \"Example cases for Amazon SNS access control\", aws:SourceAccount versus aws:SourceOwner";

/// Pairs the connectors know and no kind of connection draws: source, destination, why.
const NOT_DRAWN: &[(&str, &str, &str)] = &[
    ("AWS::AppSync::DataSource", "AWS::DynamoDB::Table", "there is no GraphQL API in the catalogue"),
    ("AWS::AppSync::DataSource", "AWS::Events::EventBus", "there is no GraphQL API in the catalogue"),
    ("AWS::AppSync::DataSource", "AWS::Lambda::Function", "there is no GraphQL API in the catalogue"),
    ("AWS::AppSync::GraphQLApi", "AWS::Lambda::Function", "there is no GraphQL API in the catalogue"),
    ("AWS::Lambda::Function", "AWS::Location::PlaceIndex", "place indexes are drawn as resources, whose actions the user names"),
];

/// The type a connector knows the end of a line by.
fn end_type(template: &Template, service: &str, name: &str, starts: bool) -> String {
    match (service, starts) {
        // An event bus acts through its rules; the default one is no resource at all.
        ("event_bus", true) => "AWS::Events::Rule".to_owned(),
        ("event_bus", false) => "AWS::Events::EventBus".to_owned(),
        _ => template.resources.get(name).map(|r| r.kind.clone()).unwrap_or_default(),
    }
}

/// Which of a connector's access categories a line's verb is.
fn verbs(kind: &str, choice: impl Fn(&str) -> String) -> &'static [&'static str] {
    match kind {
        "function_uses_bucket" | "function_uses_table" => match choice("access").as_str() {
            "read" => &["Read"],
            "write" => &["Write"],
            _ => &["Read", "Write"],
        },
        // Waiting for the outcome of an execution is reading of it.
        "workflow_starts_workflow" if choice("wait") == "outcome" => &["Read", "Write"],
        "workflow_uses_bucket" if choice("action") == "get" => &["Read"],
        "workflow_uses_table" if matches!(choice("action").as_str(), "get" | "query") => &["Read"],
        // Consuming is reading and then deleting.
        "queue_pipes_function" | "queue_triggers_function" => &["Read", "Write"],
        "table_pipes_function" | "table_streams_function" => &["Read"],
        _ => &["Write"],
    }
}

/// Every action a template allows, in roles, in resource policies and to callers of functions.
fn allowed(template: &Template) -> BTreeSet<String> {
    let mut actions = BTreeSet::new();
    for resource in template.resources.values() {
        if resource.kind == "AWS::Lambda::Permission" {
            actions.extend(resource.properties.get("Action").and_then(Value::as_text).map(str::to_owned));
        }
        resource.properties.iter().filter(|(name, _)| *name != "AssumeRolePolicyDocument").for_each(|(_, v)| collect(v, &mut actions));
    }
    actions
}

fn collect(value: &Value, actions: &mut BTreeSet<String>) {
    match value {
        Value::Map(map) if map.get("Effect").and_then(Value::as_text) == Some("Allow") => match map.get("Action") {
            Some(Value::List(list)) => actions.extend(list.iter().filter_map(Value::as_text).map(str::to_owned)),
            Some(Value::Text(one)) => drop(actions.insert(one.to_string())),
            _ => {}
        },
        Value::Map(map) => map.values().for_each(|inner| collect(inner, actions)),
        Value::List(list) => list.iter().for_each(|inner| collect(inner, actions)),
        Value::Call(_, argument) => collect(argument, actions),
        _ => {}
    }
}

fn template(design: &Design) -> Template {
    synthesize(&Graph::new(design, &REGISTRY)).template
}

#[test]
fn no_line_grants_more_than_the_connector_of_its_pair_and_verb() {
    let mut profiles: BTreeMap<(String, String), BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for connector in support::connectors() {
        let pair = profiles.entry((connector.source, connector.destination)).or_default();
        pair.entry(connector.access).or_default().extend(connector.actions);
    }
    assert_eq!(profiles.len(), 31, "the connectors know other pairs than before: look at them");
    let (mut compared, mut used, mut too_much, mut designs) = (BTreeSet::new(), BTreeSet::new(), Vec::new(), 0);
    for case in connections_alone() {
        // A schedule whose alarms are told starts something besides.
        if case.name.starts_with("schedule_alarms_") {
            continue;
        }
        let (Some((id, line)), 1) = (case.design.connections.first_key_value(), case.design.connections.len()) else {
            panic!("{} has not one line", case.name)
        };
        // What a further end needs belongs to another pair.
        if !line.ends.is_empty() {
            continue;
        }
        let graph = Graph::new(&case.design, &REGISTRY);
        let view = graph.line(id).unwrap_or_else(|| panic!("{}: no line", case.name));
        let with = template(&case.design);
        let spec = view.kind.spec();
        // An alarm speaks for itself: what it watches has no access to anything.
        if spec.style == LineStyle::Alarm {
            continue;
        }
        let name = |node: &stackdraft::design::NodeId| case.design.nodes[node].logical_id.clone();
        let pair = (end_type(&with, spec.from, &name(&line.source), true), end_type(&with, spec.to, &name(&line.target), false));
        let Some(profile) = profiles.get(&pair) else { continue };
        let mut alone = case.design.clone();
        alone.connections.clear();
        let granted: Vec<String> = allowed(&with).difference(&allowed(&template(&alone))).cloned().collect();
        assert!(!granted.is_empty(), "{}: a line of a pair that needs access grants none", case.name);
        let choice = |field: &str| spec.fields.iter().find(|f| f.id == field).map(|f| view.choice(f)).unwrap_or_default();
        let verbs = verbs(spec.id, choice);
        let known: BTreeSet<&String> = verbs.iter().filter_map(|verb| profile.get(*verb)).flatten().collect();
        for action in granted.iter().filter(|action| !known.contains(action)) {
            match DEVIATIONS.iter().position(|(kind, deviating, ..)| *kind == spec.id && deviating == action) {
                Some(index) => drop(used.insert(index)),
                None => too_much.push(format!("{}: {action} ({verbs:?} of {pair:?} is {known:?})", case.name)),
            }
        }
        compared.insert(pair);
        designs += 1;
    }
    let not_drawn: BTreeSet<_> = NOT_DRAWN.iter().map(|(from, to, _)| ((*from).to_owned(), (*to).to_owned())).collect();
    let known: BTreeSet<_> = profiles.into_keys().collect();
    println!("compared {} of {} pairs in {designs} designs, {} deviations", compared.len(), known.len(), DEVIATIONS.len());
    assert!(too_much.is_empty(), "lines grant more than connectors do:\n{}", too_much.join("\n"));
    assert!(DEVIATIONS.iter().all(|(_, _, why, page)| !why.is_empty() && !page.is_empty()));
    assert_eq!(used.len(), DEVIATIONS.len(), "a listed deviation does not happen");
    assert_eq!(known.difference(&compared).cloned().collect::<BTreeSet<_>>(), not_drawn, "pairs without a line");
}
