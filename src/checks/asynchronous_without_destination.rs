//! REL006.

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Check, CheckSpec, Context, Findings, Line, LineStyle, Place, Severity};
use crate::connections::{function_invokes_function, function_reports_queue};
use crate::design::NodeId;
use crate::services::function;
use crate::unit;

unit! {
    /// An event that a function fails at is lost.
    ///
    /// Called by a topic, a rule, a schedule or a bucket, nobody waits for the function's answer: Lambda tries twice again and
    /// then drops the event. With an on-failure destination the event and the error wait in a queue, or go to a topic, a bus,
    /// a function or a bucket. Dead letters of the line itself are for events that never reached the function.
    ///
    /// AWS: Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation" and "Capturing
    /// records of Lambda asynchronous invocations".
    ///
    /// ```stackdraft breaks
    /// add topic Orders
    /// add function Worker
    /// connect Orders Worker
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
        code: "REL006",
        name: "asynchronous_without_destination",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct AsynchronousWithoutDestination;

impl Check for AsynchronousWithoutDestination {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(function::SPEC.id) {
            let caller = node.incoming().find(hands_over);
            let reports = node.outgoing().any(|l| l.kind.style(&l) == LineStyle::DeadLetters);
            let Some(caller) = caller.filter(|_| !reports) else { continue };
            let id = node.id.clone();
            let message = format!("An event of {} that {} fails at is lost after two retries.", caller.source.node.name, node.node.name);
            out.add(Place::Node(id.clone()), message)
                .related([Place::Connection(caller.id.clone())])
                .fix("Add a queue for what it fails at", move |draft| add_queue(draft, &id));
        }
    }
}

/// Whether the line surely calls without waiting; of a call between functions only the code knows.
fn hands_over(line: &Line<'_>) -> bool {
    line.kind.hands_over(line) && line.connection.kind != function_invokes_function::SPEC.id
}

fn add_queue(draft: &mut Draft<'_>, function: &NodeId) -> Result<(), Problem> {
    let queue = super::failures::queue_beside(draft, function, "failures")?;
    draft.connect(function, None, &queue, Some(function_reports_queue::SPEC.id)).map(drop)
}
