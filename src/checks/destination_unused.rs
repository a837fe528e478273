//! WIR076.

use crate::catalog::{Check, CheckSpec, Context, Findings, LineStyle, Place, Severity};
use crate::services::function;
use crate::unit;

unit! {
    /// A function is to report the outcome of asynchronous calls, and nothing calls it so.
    ///
    /// Lambda keeps outcomes of calls that nobody waits for: those of topics, rules, schedules and buckets. A function that is
    /// polled for, or whose answer is waited for, has none to report. What a queue's function fails at goes to the queue's
    /// dead letters, what a stream's fails at to the end *on failure* of the stream's line.
    ///
    /// AWS: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// add queue Failed
    /// connect Orders Worker
    /// connect Worker Failed as function_reports_queue
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic Orders
    /// add function Worker
    /// add queue Failed
    /// connect Orders Worker
    /// connect Worker Failed as function_reports_queue
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR076",
        name: "destination_unused",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct DestinationUnused;

impl Check for DestinationUnused {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let reports = context.graph.registry.connections.iter().filter(|kind| kind.spec().id.starts_with("function_reports_"));
        for kind in reports {
            for line in context.graph.lines_of(kind.spec().id).filter(|line| line.source.node.kind == function::SPEC.id) {
                let calls: Vec<_> = line.source.incoming().filter(|call| call.kind.spec().style != LineStyle::Picture).collect();
                // Without any calls it is told that the function is called by nothing.
                if calls.is_empty() || calls.iter().any(|call| call.kind.hands_over(call)) {
                    continue;
                }
                let message = format!("Nothing calls {} without waiting: it has no outcome to report.", line.source.node.name);
                let id = line.id.clone();
                out.add(Place::Connection(id.clone()), message)
                    .unsafe_fix("Delete the connection", move |draft| draft.disconnect(&id));
            }
        }
    }
}
