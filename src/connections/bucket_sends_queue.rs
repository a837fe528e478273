//! Bucket → queue.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal};
use crate::connections::notification;
use crate::services::bucket::events;
use crate::unit;

unit! {
    /// A note of what happens to objects of the bucket is put into the queue.
    ///
    /// The note has a list of `Records` with the event and the object's key, encoded as in a URL. The queue's policy lets in
    /// S3 on behalf of this account, and of this bucket where it has a physical name: the policy comes before the bucket. S3
    /// notifies standard queues only; for a FIFO queue lead the bucket to the account's default event bus and a rule there to
    /// what sends on.
    ///
    /// AWS: Amazon S3 User Guide, "Granting permissions to publish event notification messages to a destination" and
    /// "Configuring event notifications using object key name filtering".
    pub static SPEC: ConnectionSpec = {
        id: "bucket_sends_queue",
        name: "Bucket sends to queue",
        verb: "sends",
        from: "bucket",
        facet: Some(events::EVENTS),
        to: "queue",
        fields: &[],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct BucketSendsQueue;

impl ConnectionKind for BucketSendsQueue {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        notification::refuse_fifo(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        notification::notify(line, out, "sqs:SendMessage", "QueueConfigurations", "Queue");
    }

    fn label(&self, _line: &Line<'_>) -> String {
        String::new()
    }
}
