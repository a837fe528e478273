//! Alarms and whom they tell.
//!
//! AWS: Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms" and "Invoke a Lambda function from an alarm"; Amazon SNS
//! Developer Guide, "Example cases for Amazon SNS access control".

use super::Prover;
use super::case::{Case, Found};
use super::world::shown;
use super::{fifo, key};
use crate::catalog::Evidence;
use crate::catalog::proof::Step;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("api_alarms_function", function),
    ("api_alarms_topic", topic),
    ("bucket_alarms_function", function),
    ("bucket_alarms_topic", topic),
    ("event_bus_alarms_function", function),
    ("event_bus_alarms_topic", topic),
    ("function_alarms_function", function),
    ("function_alarms_topic", topic),
    ("queue_alarms_function", function),
    ("queue_alarms_topic", topic),
    ("schedule_alarms_function", function),
    ("schedule_alarms_topic", topic),
    ("stream_alarms_function", function),
    ("stream_alarms_topic", topic),
    ("table_alarms_function", function),
    ("table_alarms_topic", topic),
    ("topic_alarms_function", function),
    ("topic_alarms_topic", topic),
    ("user_pool_alarms_function", function),
    ("user_pool_alarms_topic", topic),
    ("web_acl_alarms_function", function),
    ("web_acl_alarms_topic", topic),
    ("workflow_alarms_function", function),
    ("workflow_alarms_topic", topic),
];

const ALARM: &str = "AWS::CloudWatch::Alarm";

/// The alarms of the line, each linked with what it watches and whom it tells.
fn alarms<'a>(case: &mut Case<'a>) -> Vec<&'a str> {
    let watched = case.source.clone();
    if case.line.source.node.kind == "schedule" && !watched.is("AWS::Scheduler::Schedule") {
        case.off(format!("{} starts something", watched.title), format!("nothing is started by {} yet", watched.title));
        return Vec::new();
    }
    let Some(_) = case.part(ALARM, "an alarm") else { return Vec::new() };
    let alarms = case.parts_of(ALARM);
    let receiver = case.target.clone();
    for id in &alarms {
        watches(case, id);
        let (found, _) = tells(case, id, &receiver.arn);
        case.link(format!("{id} tells {}", receiver.title), found);
        case.switched_on(id, "ActionsEnabled", &["false"], id);
    }
    alarms
}

/// Links an alarm with the node: one of its dimensions has to name it.
fn watches(case: &mut Case<'_>, id: &str) {
    let node = case.source.clone();
    let claim = format!("{id} watches {}", node.title);
    let Some((list, evidence)) = case.world.property(id, &["Dimensions"]) else {
        case.link(claim, Found::Missing(format!("Dimensions of {id} is not set")));
        return;
    };
    let name = case.world.resource(node.id, node.kind).and_then(|resource| resource.properties.get("Name"));
    // A function is watched by its own name, whichever alias callers reach it by.
    let own = case.world.attribute(node.id, "");
    let names = [Some(own), Some(node.reference.clone()), Some(node.arn.clone()), name.map(|name| case.world.text(name))];
    let queue_or_topic = ["QueueName", "TopicName"].map(|attribute| case.world.attribute(node.id, attribute));
    // A web ACL is known by the name of its metric, and the rules of the account's default bus by theirs alone.
    let metric = case.world.value(node.id, &["VisibilityConfig", "MetricName"]).map(|value| case.world.text(value));
    // The scheduler counts by the group of a schedule.
    let group = case.world.value(node.id, &["GroupName"]).map(|value| case.world.text(value));
    let names: Vec<String> = names.into_iter().flatten().chain(queue_or_topic).chain(metric).chain(group).collect();
    let mut dimensions = list.as_list().unwrap_or_default().iter().enumerate();
    let named = |(index, dimension): (usize, &'_ crate::cfn::Value)| {
        let value = case.world.text(dimension.get("Value")?);
        let of_default_bus = node.kind.is_empty() && dimension.get("Name").and_then(crate::cfn::Value::as_text) == Some("RuleName");
        let fits = of_default_bus || names.contains(&value);
        fits.then(|| evidence.clone().inside(Step::Index(index)))
    };
    let found = match dimensions.find_map(named) {
        Some(place) => Found::Holds(vec![place]),
        None => Found::Missing(format!("no dimension of {id} is {}", shown(&node.reference))),
    };
    case.link(claim, found);
}

/// Whether an alarm has a receiver among its actions.
fn tells(case: &Case<'_>, id: &str, receiver: &str) -> (Found, Option<Evidence>) {
    let Some((list, evidence)) = case.world.property(id, &["AlarmActions"]) else {
        return (Found::Missing(format!("AlarmActions of {id} is not set")), None);
    };
    let mut last = Found::Missing(format!("{evidence} does not name it"));
    for (index, action) in list.as_list().unwrap_or_default().iter().enumerate() {
        let place = evidence.clone().inside(Step::Index(index));
        match case.is_one_of(action, place.clone(), &[receiver]) {
            Found::Holds(shown) => return (Found::Holds(shown), Some(place)),
            Found::Unknown(why) => last = Found::Unknown(why),
            Found::Missing(_) => {}
        }
    }
    (last, None)
}

fn topic(case: &mut Case<'_>) {
    const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";
    let topic = case.target.clone();
    for id in alarms(case) {
        let facts = case.on_behalf_of(CLOUDWATCH, &case.world.attribute(id, "Arn"));
        case.admits(&topic, CLOUDWATCH, "sns:Publish", &facts);
        key::lets_service(case, &topic, CLOUDWATCH, &facts);
    }
    fifo::standard(case, &topic);
}

fn function(case: &mut Case<'_>) {
    const ALARMS: &str = "lambda.alarms.cloudwatch.amazonaws.com";
    let function = case.target.clone();
    for id in alarms(case) {
        let facts = case.on_behalf_of(ALARMS, &case.world.attribute(id, "Arn"));
        case.admits(&function, ALARMS, "lambda:InvokeFunction", &facts);
    }
}
