//! REL003.

use crate::catalog::{Check, CheckSpec, Context, Findings, Line, NodeView, Place, Settings, Severity, Unit, parse};
use crate::connections::pipe::{ENRICHMENT, INVOCATION};
use crate::connections::queue_pipes_function;
use crate::connections::queue_triggers_function::{self, BATCH_WINDOW};
use crate::design::Value;
use crate::services::{function, queue};
use crate::unit;

/// The longest a queue hides a message, in seconds.
const LONGEST: i64 = 43_200;
/// AWS's advice: six times the function's timeout, plus the batch window.
const FACTOR: i64 = 6;

unit! {
    /// A queue's messages become visible again before its function has had the time to deal with them.
    ///
    /// Lambda retries a throttled or failed batch within the visibility timeout; AWS asks for six times the function's
    /// timeout plus the batch window. With less, messages are delivered twice while they are still being worked on; with
    /// less than the function's timeout itself, Lambda refuses the event source.
    ///
    /// A pipe that waits for functions asks for six times the time that these may take together.
    ///
    /// AWS: Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping"; Amazon EventBridge User
    /// Guide, "Amazon Simple Queue Service as a source".
    ///
    /// ```stackdraft breaks
    /// add queue Orders visibility_timeout=30s
    /// add function Worker timeout=10s
    /// connect Orders Worker
    /// ```
    ///
    /// ```stackdraft breaks
    /// add queue Orders visibility_timeout=30s
    /// add function Worker timeout=60s
    /// connect Orders Worker as queue_pipes_function
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
        for line in context.graph.lines().filter(|line| line.source.node.kind == queue::SPEC.id) {
            let Some(Consumer { node, timeout, window, refuses }) = consumer(&line) else { continue };
            let Some(visible) = line.source.integer(&queue::VISIBILITY_TIMEOUT) else { continue };
            // No queue hides messages longer.
            let needed = (timeout * FACTOR + window).min(LONGEST);
            if visible >= needed {
                continue;
            }
            let seconds = |n| parse::with_unit(n, Unit::Seconds);
            let message = format!(
                "Messages of {} come back after {}, and {} with a timeout of {} needs {}.",
                line.source.node.name,
                seconds(visible),
                node.node.name,
                seconds(timeout),
                seconds(needed)
            );
            let id = line.source.id.clone();
            let severity = if refuses && visible < timeout { Severity::Error } else { SPEC.severity };
            out.add(Place::Node(id.clone()), message)
                .field(&queue::VISIBILITY_TIMEOUT)
                .severity(severity)
                .related([Place::Node(node.id.clone()), Place::Connection(line.id.clone())])
                .fix(format!("Set the visibility timeout to {}", seconds(needed)), move |draft| {
                    draft.set_node_field(&id, queue::VISIBILITY_TIMEOUT.id, Some(Value::from(needed)))
                });
        }
    }
}

/// What takes messages of a queue.
struct Consumer<'g> {
    /// The function that is waited for, or the first of two.
    node: NodeView<'g>,
    /// How long it may take, in seconds; two may take together.
    timeout: i64,
    /// How long messages are gathered before.
    window: i64,
    /// Whether AWS refuses a queue that hides them for less than that.
    refuses: bool,
}

/// The functions that a line of a queue waits for, where their timeouts are known.
fn consumer<'g>(line: &Line<'g>) -> Option<Consumer<'g>> {
    let kind = line.kind.spec().id;
    if kind == queue_triggers_function::SPEC.id {
        let timeout = line.target.integer(&function::TIMEOUT)?;
        return Some(Consumer { node: line.target, timeout, window: line.integer(&BATCH_WINDOW)?, refuses: true });
    }
    let target = Some(line.target).filter(|_| kind == queue_pipes_function::SPEC.id && line.choice(&INVOCATION) == "REQUEST_RESPONSE");
    let enrichment = line.end(ENRICHMENT.id).filter(|node| node.node.kind == function::SPEC.id);
    let waited: Vec<NodeView<'g>> = enrichment.into_iter().chain(target).collect();
    let timeouts: Option<Vec<i64>> = waited.iter().map(|node| node.integer(&function::TIMEOUT)).collect();
    Some(Consumer { node: *waited.first()?, timeout: timeouts?.iter().sum(), window: 0, refuses: false })
}
