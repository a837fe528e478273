//! Schedules of EventBridge Scheduler and what they start.
//!
//! AWS: EventBridge Scheduler User Guide, "Using templated targets in EventBridge Scheduler", "Setting up the execution
//! role", "Confused deputy prevention", "Configuring a dead-letter queue for EventBridge Scheduler".

use super::Prover;
use super::case::{Case, Found};
use super::condition::Facts;
use super::dead_letters::{self, inside};
use super::statement::Role;
use super::text::open;
use super::{fifo, key};
use crate::catalog::Evidence;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("schedule_calls_function", |case| {
        starts(case, &["lambda:InvokeFunction"], "call");
    }),
    ("schedule_publishes_topic", |case| {
        let topic = case.target.clone();
        fifo::standard(case, &topic);
        if let Some(role) = starts(case, &["sns:Publish"], "publish to") {
            key::lets_role(case, &topic, role, key::SEND);
        }
    }),
    ("schedule_puts_event_bus", |case| {
        starts(case, &["events:PutEvents"], "put events on");
        let id = case.source.id;
        for key in ["DetailType", "Source"] {
            let found = match case.world.property(id, &["Target", "EventBridgeParameters", key]) {
                Some((_, evidence)) => Found::Holds(vec![evidence]),
                None => Found::Missing(format!("EventBridgeParameters.{key} of {id} is not set")),
            };
            case.link(format!("Its events have a {key}"), found);
        }
    }),
    ("schedule_puts_stream", |case| {
        let stream = case.target.clone();
        if let Some(role) = starts(case, &["kinesis:PutRecord"], "put records into") {
            key::lets_role(case, &stream, role, key::SEND);
        }
        let key = case.world.property(case.source.id, &["Target", "KinesisParameters", "PartitionKey"]);
        let found = key.map_or_else(|| Found::Missing("no partition key is set".to_owned()), |(_, place)| Found::Holds(vec![place]));
        case.link("It is set what decides about the shard", found);
    }),
    ("schedule_sends_queue", |case| {
        let queue = case.target.clone();
        if let Some(role) = starts(case, &["sqs:SendMessage"], "send messages to") {
            key::lets_role(case, &queue, role, key::SEND);
        }
        let start = Evidence::property(case.source.id, &["Target"]);
        let group = inside(case.world, &start, &["SqsParameters", "MessageGroupId"]).map(|(_, place)| place);
        fifo::group(case, &queue, group, None);
    }),
    ("schedule_starts_workflow", |case| {
        starts(case, &["states:StartExecution"], "start");
    }),
];

const SCHEDULER: &str = "scheduler.amazonaws.com";

/// Links the schedule with its target, its role and the line's dead letters; the role.
pub(super) fn starts<'a>(case: &mut Case<'a>, actions: &[&str], verb: &str) -> Option<&'a Role<'a>> {
    let (schedule, target) = (case.source.clone(), case.target.clone());
    if !schedule.is("AWS::Scheduler::Schedule") {
        case.link("There is a schedule", Found::Missing("the template has no AWS::Scheduler::Schedule for it".to_owned()));
        return None;
    }
    let id = schedule.id;
    case.names(id, &["Target", "Arn"], format!("{} starts {}", schedule.title, target.title), &[&target.arn]);
    let when = match case.world.property(id, &["ScheduleExpression"]) {
        Some((_, evidence)) => Found::Holds(vec![evidence]),
        None => Found::Missing(format!("ScheduleExpression of {id} is not set")),
    };
    case.link("It is set when", when);
    case.switched_on(id, "State", &["DISABLED"], "The schedule");
    let facts = facts(case, id);
    let role = case.acts_as(id, &["Target", "RoleArn"], schedule.title, SCHEDULER, &facts)?;
    case.may(role, actions, &target.arn, Some(target.id), &format!("{verb} {}", target.title));
    let place = case.world.property(id, &["Target", "DeadLetterConfig", "Arn"]);
    if let Some(queue) = dead_letters::named(case, place) {
        fifo::standard(case, &queue);
        case.may(role, &["sqs:SendMessage"], &queue.arn, Some(queue.id), &format!("send to {}", queue.title));
        key::lets_role(case, &queue, role, key::SEND);
    }
    Some(role)
}

/// What the scheduler tells of itself when it assumes a role: the group of the schedule.
fn facts(case: &Case<'_>, id: &str) -> Facts {
    let group = case.world.value(id, &["GroupName"]).map_or_else(|| "default".to_owned(), |group| case.world.text(group));
    let here = case.world.here();
    case.on_behalf_of(SCHEDULER, &format!("arn:{}:scheduler:{here}:schedule-group/{group}", open("AWS::Partition")))
}
