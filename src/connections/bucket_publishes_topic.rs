//! Bucket → topic.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal};
use crate::connections::notification;
use crate::services::bucket::events;
use crate::unit;

unit! {
    /// A note of what happens to objects of the bucket is published to the topic.
    ///
    /// The note has a list of `Records` with the event and the object's key, encoded as in a URL. The topic's policy lets in
    /// S3 on behalf of this account, and of this bucket where it has a physical name: the policy comes before the bucket. S3
    /// notifies standard topics only; for a FIFO topic lead the bucket to the account's default event bus and a rule there to
    /// what sends on.
    ///
    /// AWS: Amazon S3 User Guide, "Granting permissions to publish event notification messages to a destination" and
    /// "Configuring event notifications using object key name filtering".
    pub static SPEC: ConnectionSpec = {
        id: "bucket_publishes_topic",
        name: "Bucket publishes to topic",
        verb: "publishes",
        from: "bucket",
        facet: Some(events::EVENTS),
        to: "topic",
        fields: &[],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct BucketPublishesTopic;

impl ConnectionKind for BucketPublishesTopic {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        notification::refuse_fifo(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        notification::notify(line, out, "sns:Publish", "TopicConfigurations", "Topic");
    }

    fn label(&self, _line: &Line<'_>) -> String {
        String::new()
    }
}
