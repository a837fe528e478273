//! Queue → stream, through a pipe.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::pipe::{self, Pipe};
use crate::unit;

unit! {
    /// Messages of the queue become records of the stream.
    ///
    /// A pipe of EventBridge polls the queue: a filter lets only some messages through, an enrichment (a function, an express
    /// workflow, a REST API or an HTTP endpoint) may answer with something else in their place, and a template shapes what
    /// the stream gets. The partition key decides which shard each goes to. A message that was handed on is deleted; one that
    /// could not be comes again after the visibility timeout, until the queue moves it to its dead letters. The pipe has a
    /// role of its own that may do exactly this.
    ///
    /// Limits: five minutes for enrichment and target together, 6 MB a batch.
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge Pipes targets", "Amazon EventBridge Pipes batching and
    /// concurrency" and "Event source permissions for Amazon EventBridge Pipes"; CloudFormation, "AWS::Pipes::Pipe".
    pub static SPEC: ConnectionSpec = {
        id: "queue_pipes_stream",
        name: "Queue puts records into stream through pipe",
        verb: "puts records",
        from: "queue",
        facet: None,
        to: "stream",
        fields: &[
            pipe::QUEUE_FILTER,
            pipe::BATCH_FOR_STREAM,
            pipe::BATCH_WINDOW,
            pipe::partition_key("$.messageId"),
            pipe::INPUT_TEMPLATE,
            pipe::ENRICHMENT_TEMPLATE,
            pipe::ENRICHMENT_ROUTE,
            pipe::ENABLED,
        ],
        ends: &[pipe::ENRICHMENT, pipe::KEY],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub static KIND: Pipe = Pipe(&SPEC);
