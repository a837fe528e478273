//! REL003.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity, Unit, parse};
use crate::connections::queue_triggers_function::{self, BATCH_WINDOW};
use crate::design::Value;
use crate::services::{function, queue};
use crate::unit;

/// AWS's advice: six times the function's timeout, plus the batch window.
const FACTOR: i64 = 6;

unit! {
    /// A queue's messages become visible again before its function has had the time to deal with them.
    ///
    /// Lambda retries a throttled or failed batch within the visibility timeout; AWS asks for six times the function's
    /// timeout plus the batch window. With less, messages are delivered twice while they are still being worked on; with
    /// less than the function's timeout itself, Lambda refuses the event source.
    ///
    /// AWS: Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".
    ///
    /// ```stackdraft breaks
    /// add queue Orders visibility_timeout=30s
    /// add function Worker timeout=10s
    /// connect Orders Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders visibility_timeout=65s
    /// add function Worker timeout=10s
    /// connect Orders Worker batch_window=5s
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL003",
        name: "visibility_timeout_short",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct VisibilityTimeoutShort;

impl Check for VisibilityTimeoutShort {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines_of(queue_triggers_function::SPEC.id) {
            let known =
                (line.source.integer(&queue::VISIBILITY_TIMEOUT), line.target.integer(&function::TIMEOUT), line.integer(&BATCH_WINDOW));
            let (Some(visible), Some(timeout), Some(window)) = known else { continue };
            let needed = timeout * FACTOR + window;
            if visible >= needed {
                continue;
            }
            let seconds = |n| parse::with_unit(n, Unit::Seconds);
            let message = format!(
                "Messages of {} come back after {}, and {} with a timeout of {} needs {}.",
                line.source.node.name,
                seconds(visible),
                line.target.node.name,
                seconds(timeout),
                seconds(needed)
            );
            let id = line.source.id.clone();
            let severity = if visible < timeout { Severity::Error } else { SPEC.severity };
            out.add(Place::Node(id.clone()), message)
                .field(&queue::VISIBILITY_TIMEOUT)
                .severity(severity)
                .related([Place::Node(line.target.id.clone()), Place::Connection(line.id.clone())])
                .fix(format!("Set the visibility timeout to {}", seconds(needed)), move |draft| {
                    draft.set_node_field(&id, queue::VISIBILITY_TIMEOUT.id, Some(Value::from(needed)))
                });
        }
    }
}
