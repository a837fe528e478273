//! Rules of event buses and their targets.
//!
//! AWS: Amazon EventBridge User Guide, "Amazon EventBridge targets", "Using resource-based policies for Amazon EventBridge"
//! and "Using IAM roles for Amazon EventBridge".

use super::Prover;
use super::case::{Case, End, Found, anything};
use super::condition::Facts;
use super::dead_letters::{self, inside};
use super::statement::Role;
use super::{fifo, key};
use crate::catalog::Evidence;
use crate::catalog::proof::Step;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("event_bus_calls_api", called_route),
    ("event_bus_calls_function", |case| {
        let target = case.target.arn.clone();
        if let Some(rule) = rule(case, &target) {
            let function = case.target.clone();
            case.admits(&function, EVENTS, "lambda:InvokeFunction", &rule.facts);
        }
    }),
    ("event_bus_logs_resource", log_group),
    ("event_bus_publishes_topic", |case| {
        let target = case.target.arn.clone();
        if let Some(rule) = rule(case, &target) {
            let topic = case.target.clone();
            fifo::standard(case, &topic);
            case.admits(&topic, EVENTS, "sns:Publish", &rule.facts);
            key::lets_service(case, &topic, EVENTS, &key_facts());
        }
    }),
    ("event_bus_puts_event_bus", |case| {
        let target = case.target.arn.clone();
        by_role(case, &target, &["events:PutEvents"], "put events on");
    }),
    ("event_bus_puts_stream", |case| {
        let stream = case.target.clone();
        if let Some(role) = by_role(case, &stream.arn, &["kinesis:PutRecord"], "put records into") {
            key::lets_role(case, &stream, role, key::SEND);
        }
    }),
    ("event_bus_sends_queue", queue),
    ("event_bus_starts_workflow", |case| {
        let target = case.target.arn.clone();
        by_role(case, &target, &["states:StartExecution"], "start");
    }),
];

/// The service that delivers.
pub(super) const EVENTS: &str = "events.amazonaws.com";

/// A rule with the target that is the line's.
pub(super) struct Rule {
    /// Where the target stands.
    pub target: Evidence,
    /// What EventBridge tells of itself when it delivers.
    pub facts: Facts,
}

/// What EventBridge tells of itself when it uses a key: it does not say for which rule.
///
/// AWS: Amazon SQS Developer Guide, "Amazon SQS Key management", on EventBridge.
pub(super) fn key_facts() -> Facts {
    Facts::of_service_alone(EVENTS).without("aws:sourcearn").without("aws:sourceaccount")
}

/// Links the line's rule with the bus and with the target of this ARN.
pub(super) fn rule(case: &mut Case<'_>, target: &str) -> Option<Rule> {
    let bus = case.source.clone();
    let id = case.part(super::identity::RULE, "a rule")?;
    let on_bus = match case.world.property(id, &["EventBusName"]) {
        Some((value, evidence)) => case.is_one_of(value, evidence, &[&bus.reference, &bus.arn]),
        None if bus.reference == "default" => Found::Holds(Vec::new()),
        None => Found::Missing(format!("EventBusName of {id} is not set: it is a rule of the account's default bus")),
    };
    case.link(format!("The rule is one of {}", bus.title), on_bus);
    delivers(case, id, target)
}

/// Links a rule with what it matches and with the target of this ARN, and with the line's dead letters.
pub(super) fn delivers(case: &mut Case<'_>, id: &str, target: &str) -> Option<Rule> {
    let pattern = case.world.property(id, &["EventPattern"]).or_else(|| case.world.property(id, &["ScheduleExpression"]));
    let found =
        pattern.map_or_else(|| Found::Missing(format!("EventPattern of {id} is not set")), |(_, evidence)| Found::Holds(vec![evidence]));
    case.link("The rule says which events it is for", found);
    case.switched_on(id, "State", &["DISABLED"], "The rule");
    let (found, index) = case.entry(id, &["Targets"], "Arn", &[target]);
    case.link(format!("The rule delivers to {}", case.target.title), found);
    let arn = case.world.attribute(id, "Arn");
    let facts = case.on_behalf_of(EVENTS, &arn);
    let target = Evidence::property(id, &["Targets"]).inside(Step::Index(index?));
    let place = inside(case.world, &target, &["DeadLetterConfig", "Arn"]);
    dead_letters::by_service(case, place, EVENTS, &facts, &key_facts());
    Some(Rule { target, facts })
}

/// A target that is reached through a role, which may do all this with it.
pub(super) fn by_role<'a>(case: &mut Case<'a>, target: &str, actions: &[&str], verb: &str) -> Option<&'a Role<'a>> {
    let rule = rule(case, target)?;
    let end = case.target.clone();
    let role = role_of(case, &rule)?;
    case.may(role, actions, &end.arn, Some(end.id), &format!("{verb} {}", end.title));
    Some(role)
}

/// Links the role of a target.
pub(super) fn role_of<'a>(case: &mut Case<'a>, rule: &Rule) -> Option<&'a Role<'a>> {
    let Some((arn, place)) = inside(case.world, &rule.target, &["RoleArn"]) else {
        case.link("The rule has a role", Found::Missing(format!("{} has no RoleArn", rule.target)));
        return None;
    };
    case.assumes(arn, vec![place], "The rule", EVENTS, &rule.facts)
}

fn queue(case: &mut Case<'_>) {
    let queue: End<'_> = case.target.clone();
    let Some(rule) = rule(case, &queue.arn) else { return };
    case.admits(&queue, EVENTS, "sqs:SendMessage", &rule.facts);
    key::lets_service(case, &queue, EVENTS, &key_facts());
    let group = inside(case.world, &rule.target, &["SqsParameters", "MessageGroupId"]).map(|(_, place)| place);
    fifo::group(case, &queue, group, None);
}

/// A log group, which the rule names without what stands behind it in its attribute; its policy stands beside it as text.
fn log_group(case: &mut Case<'_>) {
    let group: End<'_> = case.target.clone();
    let arn = group.arn.strip_suffix(":*").unwrap_or(&group.arn).to_owned();
    let Some(rule) = rule(case, &arn) else { return };
    if let Some((role, place)) = inside(case.world, &rule.target, &["RoleArn"]) {
        let named = super::world::shown(&case.world.text(role));
        case.link("The rule has no role there", Found::Missing(format!("{place} is {named}, and log groups take none")));
    }
    let stream = End { arn: anything(&format!("{arn}:log-stream:")), ..group };
    for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
        case.admits(&stream, EVENTS, action, &rule.facts);
    }
    super::key::lets_logs(case, stream.id, stream.title);
}

/// A route of an API, which the rule names by the API's ARN with stage, method and path behind it.
fn called_route(case: &mut Case<'_>) {
    let api = case.target.clone();
    let start = format!("{}/", api.arn);
    let targets = case.first(super::identity::RULE).and_then(|id| case.world.value(id, &["Targets"]));
    let list = targets.and_then(Value::as_list).unwrap_or_default();
    let named = list.iter().filter_map(|target| Some(case.world.text(target.get("Arn")?))).find(|arn| arn.starts_with(&start));
    let route = named.unwrap_or_else(|| format!("{start}{}", anything("")));
    let Some(rule) = rule(case, &route) else { return };
    let Some(role) = role_of(case, &rule) else { return };
    case.may(role, &["execute-api:Invoke"], &route, Some(api.id), &format!("call {}", api.title));
}
