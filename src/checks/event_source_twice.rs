//! WIR006.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::connections::{
    queue_triggers_function, stream_triggers_function, table_streams_function, topic_calls_function, topic_notifies_subscriber,
    topic_sends_queue,
};
use crate::unit;

unit! {
    /// A function is polled for by the same queue or stream twice, or something is subscribed to a topic twice.
    ///
    /// Lambda has one event source mapping for a function and a source, and refuses the second. So does SNS: a topic has one
    /// subscription for a protocol and an endpoint. What should be told apart needs one filter for both, or a queue or function
    /// of its own.
    ///
    /// AWS: Lambda API Reference, "CreateEventSourceMapping", ResourceConflictException; SNS API Reference, "Subscribe".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// connect Orders Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR006",
        name: "event_source_twice",
        severity: Severity::Error,
        fix: true,
    }
}

/// What becomes an event source mapping.
const MAPPINGS: [&str; 3] = [queue_triggers_function::SPEC.id, stream_triggers_function::SPEC.id, table_streams_function::SPEC.id];

/// What becomes a subscription.
const SUBSCRIPTIONS: [&str; 3] = [topic_calls_function::SPEC.id, topic_notifies_subscriber::SPEC.id, topic_sends_queue::SPEC.id];

/// The check.
pub struct EventSourceTwice;

impl Check for EventSourceTwice {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let mut first = BTreeMap::new();
        for line in MAPPINGS.into_iter().chain(SUBSCRIPTIONS).flat_map(|kind| context.graph.lines_of(kind)) {
            let Some(other) = first.insert((line.source.id, line.target.id), line.id) else { continue };
            let id = line.id.clone();
            let (source, target) = (&line.source.node.name, &line.target.node.name);
            let message = if SUBSCRIPTIONS.contains(&line.kind.spec().id) {
                format!("{target} is subscribed to {source} twice; SNS refuses the second.")
            } else {
                format!("{target} is polled for by {source} twice; Lambda refuses the second.")
            };
            out.add(Place::Connection(id.clone()), message)
                .related([Place::Connection(other.clone())])
                .unsafe_fix("Delete this line", move |draft| draft.disconnect(&id));
        }
    }
}
