//! Stream → function, through a pipe.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::pipe::{self, Pipe};
use crate::connections::stream_reader;
use crate::unit;

unit! {
    /// The stream's records go to the function in batches, each a list.
    ///
    /// A pipe of EventBridge polls the stream: a filter lets only some records through, an enrichment (a function, an express
    /// workflow, a REST API or an HTTP endpoint) may answer with something else in their place, and a template shapes what
    /// the function gets. A line without a pipe does so too, and costs less: draw this one for the enrichment or the
    /// template. A batch that fails is split and tried again three times, then a note about it goes to the dead letters,
    /// where there are some. The pipe has a role of its own that may do exactly this.
    ///
    /// Limits: five minutes for enrichment and target together, 6 MB a batch.
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge Pipes targets", "Amazon EventBridge Pipes batching and
    /// concurrency" and "Event source permissions for Amazon EventBridge Pipes"; CloudFormation, "AWS::Pipes::Pipe".
    pub static SPEC: ConnectionSpec = {
        id: "stream_pipes_function",
        name: "Stream calls function through pipe",
        verb: "calls",
        from: "stream",
        facet: None,
        to: "function",
        fields: &[
            stream_reader::STARTING_POSITION,
            pipe::STREAM_FILTER,
            pipe::BATCH_FOR_FUNCTION,
            pipe::BATCH_WINDOW,
            pipe::BISECT,
            stream_reader::MAXIMUM_RETRIES,
            stream_reader::MAXIMUM_AGE,
            stream_reader::PARALLELISATION,
            pipe::INVOCATION,
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
