//! Event bus → queue.

use crate::catalog::draft::Draft;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Request};
use crate::connections::delivery;
use crate::connections::message_group::{self, MESSAGE_GROUP};
use crate::design::{ConnectionId, Fields};
use crate::services::event_bus;
use crate::unit;

unit! {
    /// Each event that matches the rule is put into the queue.
    ///
    /// The queue's policy lets in this rule and no other. A FIFO queue gets all events in one message group, and takes a hash
    /// of each as its deduplication id, as rules give none: drawing the line turns that on.
    ///
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge targets" and "Using resource-based policies for Amazon
    /// EventBridge".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_sends_queue",
        name: "Event bus sends to queue",
        verb: "sends",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "queue",
        fields: &[
            delivery::INPUT,
            delivery::INPUT_PATH,
            delivery::CONSTANT,
            delivery::PATHS,
            delivery::TEMPLATE,
            MESSAGE_GROUP,
            delivery::RETRIES,
            delivery::MAXIMUM_AGE,
        ],
        ends: &[delivery::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct EventBusSendsQueue;

impl ConnectionKind for EventBusSendsQueue {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        delivery::refuse(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        if let Some(statement) = delivery::admission(line, "sqs:SendMessage") {
            out.request(&line.target, Request::Admit(statement));
        }
        let parameters = message_group::parameters(line, out);
        delivery::deliver(line, out, parameters, false);
    }

    fn label(&self, line: &Line<'_>) -> String {
        delivery::label(line)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        message_group::turn_on_deduplication(draft, id);
    }
}
