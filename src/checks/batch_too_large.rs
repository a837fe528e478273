//! WIR007.

use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Place, Settings, Severity};
use crate::connections::event_source;
use crate::connections::queue_triggers_function::{BATCH_SIZE, BATCH_WINDOW};
use crate::design::Value;
use crate::services::queue;
use crate::unit;

/// The largest batch without a window, and from a FIFO queue at all.
const WITHOUT_WINDOW: i64 = 10;

unit! {
    /// A batch is larger than its queue can give.
    ///
    /// A FIFO queue gives at most 10 messages at once, and has no batch window. A standard queue gives more than 10 only
    /// where a batch window of at least a second lets them gather. Lambda refuses anything else.
    ///
    /// AWS: Lambda API Reference, "CreateEventSourceMapping", BatchSize.
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker batch_size=100
    /// ```
    ///
    /// ```stackdraft breaks
    /// add queue Orders fifo=true
    /// add function Worker
    /// connect Orders Worker batch_window=5
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker batch_size=100 batch_window=5s
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR007",
        name: "batch_too_large",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct BatchTooLarge;

impl Check for BatchTooLarge {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.nodes_of(queue::SPEC.id).flat_map(NodeView::outgoing).filter(event_source::polls) {
            let (Some(size), Some(window)) = (line.integer(&BATCH_SIZE), line.integer(&BATCH_WINDOW)) else { continue };
            let fifo = line.source.is_on(&queue::FIFO);
            let (id, place, name) = (line.id.clone(), Place::Connection(line.id.clone()), &line.source.node.name);
            if fifo && window > 0 {
                let id = id.clone();
                out.add(place.clone(), format!("{name} is a FIFO queue, and those have no batch window."))
                    .field(&BATCH_WINDOW)
                    .fix("Remove the batch window", move |draft| draft.set_connection_field(&id, BATCH_WINDOW.id, None));
            }
            if size > WITHOUT_WINDOW && (fifo || window == 0) {
                let kind = if fifo { "a FIFO queue" } else { "a queue without a batch window" };
                let finding =
                    out.add(place, format!("{name} is {kind} and gives at most 10 messages at once, not {size}.")).field(&BATCH_SIZE);
                if fifo {
                    finding.fix("Set the batch size to 10", move |draft| {
                        draft.set_connection_field(&id, BATCH_SIZE.id, Some(Value::from(WITHOUT_WINDOW)))
                    });
                } else {
                    finding.fix("Add a batch window of 1 s", move |draft| {
                        draft.set_connection_field(&id, BATCH_WINDOW.id, Some(Value::from(1)))
                    });
                }
            }
        }
    }
}
