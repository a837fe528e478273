//! Where what fails goes: dead letters of queues, and further ends of other lines.
//!
//! AWS: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS"; Amazon EventBridge User Guide, "Using
//! dead-letter queues to process undelivered events in EventBridge"; Amazon SNS Developer Guide, "Amazon SNS dead-letter
//! queues".

use super::Prover;
use super::case::{Case, End, Found};
use super::condition::Facts;
use super::world::{World, each};
use super::{fifo, key};
use crate::catalog::Evidence;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[("queue_moves_dead_letters", moves)];

fn moves(case: &mut Case<'_>) {
    let (source, target) = (case.source.clone(), case.target.clone());
    let claim = format!("{} moves what fails to {}", source.title, target.title);
    case.names(source.id, &["RedrivePolicy", "deadLetterTargetArn"], claim, &[&target.arn]);
    let tries = case.world.property(source.id, &["RedrivePolicy", "maxReceiveCount"]);
    let found = tries.map_or_else(
        || Found::Missing(format!("RedrivePolicy.maxReceiveCount of {} is not set", source.id)),
        |(_, evidence)| Found::Holds(vec![evidence]),
    );
    case.link("It is set after how many tries", found);
    fifo::alike(case, &source, &target);
    allowed_by(case, &target, &source.arn);
}

/// Links that a queue lets others use it for their dead letters, where it says who may.
fn allowed_by(case: &mut Case<'_>, queue: &End<'_>, source: &str) {
    let Some((policy, evidence)) = case.world.property(queue.id, &["RedriveAllowPolicy"]) else { return };
    let found = match policy.get("redrivePermission").and_then(Value::as_text) {
        Some("denyAll") => Found::Missing(format!("RedriveAllowPolicy of {} denies all", queue.id)),
        Some("byQueue") => {
            let listed = policy.get("sourceQueueArns").map(each).unwrap_or_default();
            let named = listed.iter().any(|arn| case.world.text(arn) == source);
            if named {
                Found::Holds(vec![evidence])
            } else {
                Found::Missing(format!("RedriveAllowPolicy of {} does not list it", queue.id))
            }
        }
        _ => Found::Holds(vec![evidence]),
    };
    case.link(format!("{} takes its dead letters", queue.title), found);
}

/// Links a queue for what a service could not deliver: `place` names it, and its policies let the service in.
pub(super) fn by_service(case: &mut Case<'_>, place: Option<(&Value, Evidence)>, service: &str, facts: &Facts, key_facts: &Facts) {
    let Some(queue) = named(case, place) else { return };
    case.admits(&queue, service, "sqs:SendMessage", facts);
    key::lets_service(case, &queue, service, key_facts);
}

/// Links that `place` names the line's dead letters; nothing where the line has none.
pub(super) fn named<'a>(case: &mut Case<'a>, place: Option<(&Value, Evidence)>) -> Option<End<'a>> {
    let Some(queue) = case.further("dead_letters") else {
        if place.is_none() {
            case.remark("What cannot be delivered is lost: the line has no dead letters.");
        }
        return None;
    };
    let found = match place {
        Some((value, evidence)) => case.is_one_of(value, evidence, &[&queue.arn]),
        None => Found::Missing("no dead letters are set".to_owned()),
    };
    case.link(format!("What cannot be delivered goes to {}", queue.title), found);
    Some(queue)
}

/// The value at a place inwards of an entry.
pub(super) fn inside<'t>(world: &World<'t>, start: &Evidence, keys: &[&'static str]) -> Option<(&'t Value, Evidence)> {
    let place = keys.iter().fold(start.clone(), |place, key| place.inside((*key).into()));
    let value = place.value(world.template)?;
    Some((value, place))
}
