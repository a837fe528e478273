//! Notifications of S3 to what lets S3 in by a policy of its own.

use serde_json::Value as Json;

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Emission, Ends, Graph, Line, Refusal, Request, Statement};
use crate::cfn::{self, Value};
use crate::connections::{bucket_calls_function, outcome};
use crate::design::{ConnectionId, NodeId};
use crate::services::bucket::{self, events};
use crate::services::event_bus;

/// Why S3 notifies no FIFO queue or topic.
pub fn refuse_fifo(ends: &Ends<'_>) -> Option<Refusal> {
    let (target, service) = (&ends.target.node.name, ends.target.service.spec().name.to_lowercase());
    // A rule sends to FIFO queues, and publishes to no FIFO topic.
    let (between, way) = match service.as_str() {
        "queue" => ("event_bus", "the account's default bus between, with a rule that leads to it"),
        _ => ("function", "a function between"),
    };
    let reason = || format!("S3 notifies standard {service}s only; {target} is FIFO. Put {way}.");
    outcome::is_fifo(&ends.target).then(|| Refusal::inserting(reason(), &[between]))
}

/// Has the bucket notify the line's target, whose policy lets S3 in for `action`.
pub fn notify(line: &Line<'_>, out: &mut Emission<'_>, action: &str, list: &'static str, property: &'static str) {
    let Some(entry) = line.entry() else { return };
    let (bucket, target) = (&line.source, &line.target);
    let admit = Statement::allow([action]).for_service("s3.amazonaws.com").on(target.arn()).from_own_account();
    // The policy comes before the bucket, so it can only name one whose name is known.
    let admit = match bucket::arn_by_name(bucket) {
        Some(arn) => admit.from_source(arn),
        None => admit,
    };
    out.request(target, Request::Admit(admit.named(format!("From{}", bucket.node.logical_id))));
    let after = format!("{}Policy", target.node.logical_id);
    out.request(bucket, Request::Notify { entry: entry.entry.id.clone(), list, property, destination: target.arn(), after });
}

/// Whether what a line tells by a notification can be told through EventBridge.
pub fn has_way_round(line: &Line<'_>) -> bool {
    let notifies = line.source.node.kind == bucket::SPEC.id && line.kind.spec().facet == Some(events::EVENTS);
    let told = line.entry().is_some_and(|entry| events::untold(&entry).is_none());
    notifies && told && !(line.kind.spec().id == bucket_calls_function::SPEC.id && bucket_calls_function::through_event_bridge(line))
}

/// Tells through EventBridge what a line tells by a notification: by the line itself where it can, otherwise by a rule of the
/// account's default bus for the same events.
pub fn lead_by_rule(draft: &mut Draft<'_>, id: &ConnectionId) -> Result<(), Problem> {
    let graph = Graph::new(draft.design(), draft.registry());
    let gone = || Problem::new("the line starts at no event");
    let line = graph.line(id).ok_or_else(gone)?;
    if line.kind.spec().id == bucket_calls_function::SPEC.id {
        return draft.set_connection_field(id, bucket_calls_function::DELIVERY.id, Some("event_bridge".into()));
    }
    let entry = line.entry().ok_or_else(gone)?;
    let pattern = naming(cfn::json::to_json(&events::pattern(&entry, Value::from(OWN_NAME))), line.source.id);
    let (bucket, event, target) = (line.source.id.clone(), entry.entry.id.clone(), line.target.id.clone());
    let bus = graph.nodes_of(event_bus::SPEC.id).find(event_bus::is_default);
    let bus = bus.map(|bus| (bus.id.clone(), bus.incoming().any(|line| *line.source.id == bucket)));
    draft.disconnect(id)?;
    if !draft.design().connections.values().any(|line| line.source == bucket && line.entry.as_ref() == Some(&event)) {
        draft.remove_entry(&bucket, &event)?;
    }
    let before: Vec<ConnectionId> = draft.design().connections.keys().cloned().collect();
    match bus {
        Some((bus, hears)) => {
            let had_rules = draft.node(&bus)?.entries(event_bus::RULES).len();
            if !hears {
                draft.connect(&bucket, None, &bus, None)?;
            }
            // The first line to a bus may bring a rule.
            let brought = draft.node(&bus)?.entries(event_bus::RULES).get(had_rules).map(|rule| rule.id.clone());
            draft.connect(&bus, brought.as_ref(), &target, None)?;
        }
        None => drop(draft.connect_through(&bucket, None, &target, &[event_bus::SPEC.id])?),
    }
    let new = draft.design().connections.iter().find(|(id, line)| line.target == target && !before.contains(id));
    let rule = new.and_then(|(_, line)| Some((line.source.clone(), line.entry.clone()?)));
    let (bus, rule) = rule.ok_or_else(gone)?;
    draft.set_entry_field(&bus, &rule, event_bus::RULE_PATTERN.id, Some(crate::design::Value(pattern)))
}

/// Stands for the bucket's name until the pattern is one of the design.
const OWN_NAME: &str = "\0name";

/// A pattern in which the bucket's name is its attribute.
fn naming(pattern: Json, bucket: &NodeId) -> Json {
    match pattern {
        Json::String(text) if text == OWN_NAME => {
            serde_json::json!({ "$attribute": { "node": bucket.as_str(), "attribute": "Name" } })
        }
        Json::Array(list) => list.into_iter().map(|item| naming(item, bucket)).collect(),
        Json::Object(map) => map.into_iter().map(|(key, item)| (key, naming(item, bucket))).collect(),
        other => other,
    }
}
