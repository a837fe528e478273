//! Stream → stream, through a pipe.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::pipe::{self, Pipe};
use crate::connections::stream_reader;
use crate::unit;

unit! {
    /// The stream's records become records of the stream.
    ///
    /// A pipe of EventBridge polls the stream: a filter lets only some records through, an enrichment (a function, an express
    /// workflow, a REST API or an HTTP endpoint) may answer with something else in their place, and a template shapes what
    /// the stream gets. The partition key decides which shard each goes to. A batch that fails is split and tried again three
    /// times, then a note about it goes to the dead letters, where there are some. The pipe has a role of its own that may do
    /// exactly this.
    ///
    /// Limits: five minutes for enrichment and target together, 6 MB a batch.
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge Pipes targets", "Amazon EventBridge Pipes batching and
    /// concurrency" and "Event source permissions for Amazon EventBridge Pipes"; CloudFormation, "AWS::Pipes::Pipe".
    pub static SPEC: ConnectionSpec = {
        id: "stream_pipes_stream",
        name: "Stream puts records into stream through pipe",
        verb: "puts records",
        from: "stream",
        facet: None,
        to: "stream",
        fields: &[
            stream_reader::STARTING_POSITION,
            pipe::STREAM_FILTER,
            pipe::BATCH_FOR_STREAM,
            pipe::BATCH_WINDOW,
            pipe::BISECT,
            stream_reader::MAXIMUM_RETRIES,
            stream_reader::MAXIMUM_AGE,
            stream_reader::PARALLELISATION,
            pipe::partition_key("$.partitionKey"),
            pipe::INPUT_TEMPLATE,
            pipe::ENRICHMENT_TEMPLATE,
            pipe::ENRICHMENT_ROUTE,
            pipe::ENABLED,
        ],
        ends: &[pipe::ENRICHMENT, pipe::DEAD_LETTERS, pipe::KEY],
        style: LineStyle::Stream,
    }
}

/// The connection kind.
pub static KIND: Pipe = Pipe(&SPEC);
