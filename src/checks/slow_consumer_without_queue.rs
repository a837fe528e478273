//! REL073.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::{bucket_calls_function, event_bus_calls_function, topic_calls_function};
use crate::design::geometry::Point;
use crate::services::function::TIMEOUT;
use crate::services::queue;
use crate::unit;

/// From how long on a function is slow, in seconds.
const SLOW: i64 = 60;

unit! {
    /// A topic, a rule or a bucket hands a burst of messages to a function that takes its time.
    ///
    /// Every message calls a copy of the function at once, until the account's concurrency is used up and others have to
    /// wait. A queue between evens it out: the function takes as many as it can work on, and what fails stays there.
    ///
    /// AWS: Amazon SNS Developer Guide, "Fanout to Amazon SQS queues"; Lambda Developer Guide, "Understanding Lambda
    /// function scaling".
    ///
    /// ```stackdraft breaks
    /// add topic Orders
    /// add function Worker timeout=120s
    /// connect Orders Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic Orders
    /// add queue Waiting visibility_timeout=720s
    /// add function Worker timeout=120s
    /// connect Orders Waiting
    /// connect Waiting Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL073",
        name: "slow_consumer_without_queue",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct SlowConsumerWithoutQueue;

impl Check for SlowConsumerWithoutQueue {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for kind in [bucket_calls_function::SPEC.id, event_bus_calls_function::SPEC.id, topic_calls_function::SPEC.id] {
            for line in context.graph.lines_of(kind) {
                let Some(seconds) = line.target.integer(&TIMEOUT).filter(|seconds| *seconds >= SLOW) else { continue };
                let name = &line.target.node.name;
                let message = format!("{name} may work for {seconds} s on each message of a burst; nothing evens it out.");
                let id = line.id.clone();
                let (from, to) = (line.source.node.at, line.target.node.at);
                let between = Point::new(from.x.midpoint(to.x), from.y.midpoint(to.y));
                // The documented least: six times as long as the function may work.
                let hidden = (seconds * 6).min(43_200);
                out.add(Place::Connection(id.clone()), message).unsafe_fix("Put a queue between", move |draft| {
                    let queue = draft.insert_on_line(&id, queue::SPEC.id, between)?;
                    draft.set_node_field(&queue, queue::VISIBILITY_TIMEOUT.id, Some(hidden.into()))
                });
            }
        }
    }
}
