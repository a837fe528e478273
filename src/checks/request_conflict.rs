//! WIR010.

use crate::catalog::{Check, CheckSpec, Context, FaultKind, Findings, LineStyle, Place, Severity};
use crate::connections::notification;
use crate::design::ConnectionId;
use crate::services::queue;
use crate::unit;

unit! {
    /// Lines want what cannot both be.
    ///
    /// A queue moves its dead letters to one other queue; two lines that share a resource must want the same of it.
    ///
    /// AWS: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS"; Amazon S3 User Guide, "Configuring event
    /// notifications with overlapping prefixes or suffixes".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add queue Failed
    /// add queue "Failed too"
    /// connect Orders Failed
    /// connect Orders "Failed too"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add queue Failed
    /// connect Orders Failed
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR010",
        name: "request_conflict",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct RequestConflict;

impl Check for RequestConflict {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for fault in context.synthesis.faults.iter().filter(|fault| fault.kind == FaultKind::Conflict) {
            let finding = out.add(fault.place.clone(), fault.message.clone()).related(fault.related.iter().cloned());
            if let Place::Connection(id) = &fault.place
                && let Some(line) = context.graph.line(id)
                && notification::has_way_round(&line)
            {
                let id = id.clone();
                finding.unsafe_fix("Deliver through EventBridge", move |draft| notification::lead_by_rule(draft, &id));
            }
        }
        for queue in context.graph.nodes_of(queue::SPEC.id) {
            let lines: Vec<ConnectionId> =
                queue.outgoing().filter(|l| l.kind.spec().style == LineStyle::DeadLetters).map(|l| l.id.clone()).collect();
            for id in lines.iter().skip(1) {
                let others = lines.iter().filter(|l| *l != id).map(|l| Place::Connection(l.clone()));
                let delete = id.clone();
                out.add(Place::Connection(id.clone()), format!("{} can move its dead letters to one queue only.", queue.node.name))
                    .related(others)
                    .unsafe_fix("Delete this line", move |draft| draft.disconnect(&delete));
            }
        }
    }
}
