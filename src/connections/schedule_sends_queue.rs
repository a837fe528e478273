//! Schedule → queue.

use crate::catalog::draft::Draft;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle};
use crate::connections::message_group::{self, MESSAGE_GROUP};
use crate::connections::start;
use crate::design::ConnectionId;
use crate::unit;

/// What the message says.
pub const INPUT: Field =
    start::INPUT.help("The message; a text in quotes is sent without them. Empty: a note that tells when and why it was sent.");

unit! {
    /// The schedule puts a message into the queue.
    ///
    /// Its role may send to this queue, and put what could not be delivered into the dead letters, and nothing else. A FIFO
    /// queue gets all its messages in one message group, and takes a hash of each as its deduplication id, as schedules give
    /// none: drawing the line turns that on.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Using templated targets in EventBridge Scheduler".
    pub static SPEC: ConnectionSpec = {
        id: "schedule_sends_queue",
        name: "Schedule sends to queue",
        verb: "sends",
        from: "schedule",
        facet: None,
        to: "queue",
        fields: &[INPUT, MESSAGE_GROUP],
        ends: &[start::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct ScheduleSendsQueue;

impl ConnectionKind for ScheduleSendsQueue {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let parameters = message_group::parameters(line, out);
        start::start(line, out, "sqs:SendMessage", parameters);
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        message_group::turn_on_deduplication(draft, id);
    }
}
