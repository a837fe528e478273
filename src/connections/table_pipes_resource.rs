//! Table → log group, through a pipe.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::pipe::{self, Pipe};
use crate::connections::stream_reader;
use crate::unit;

unit! {
    /// The table's changes are written to a log group, a resource of the type AWS::Logs::LogGroup.
    ///
    /// A pipe of EventBridge polls the table: a filter lets only some changes through, an enrichment (a function, an express
    /// workflow, a REST API or an HTTP endpoint) may answer with something else in their place, and a template shapes what
    /// the log group gets. Each item is a log event. The table's stream is turned on with the line. A batch that fails is
    /// split and tried again three times, then a note about it goes to the dead letters, where there are some. Two readers
    /// can share one stream. The pipe has a role of its own that may do exactly this.
    ///
    /// Limits: five minutes for enrichment and target together, 6 MB a batch.
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge Pipes targets", "Amazon EventBridge Pipes batching and
    /// concurrency" and "Event source permissions for Amazon EventBridge Pipes"; CloudFormation, "AWS::Pipes::Pipe".
    pub static SPEC: ConnectionSpec = {
        id: "table_pipes_resource",
        name: "Table logs to log group through pipe",
        verb: "logs",
        from: "table",
        facet: None,
        to: "resource",
        fields: &[
            stream_reader::STARTING_POSITION,
            pipe::TABLE_FILTER,
            pipe::BATCH_OF_LOGS,
            pipe::BATCH_WINDOW,
            pipe::BISECT,
            stream_reader::MAXIMUM_RETRIES,
            stream_reader::MAXIMUM_AGE,
            stream_reader::PARALLELISATION,
            pipe::LOG_STREAM,
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
