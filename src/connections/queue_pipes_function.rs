//! Queue → function, through a pipe.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::pipe::{self, Pipe};
use crate::unit;

unit! {
    /// Messages of the queue go to the function in batches, each a list.
    ///
    /// A pipe of EventBridge polls the queue: a filter lets only some messages through, an enrichment (a function, an express
    /// workflow, a REST API or an HTTP endpoint) may answer with something else in their place, and a template shapes what
    /// the function gets. A line without a pipe does so too, and costs less: draw this one for the enrichment or the
    /// template. A message that was handed on is deleted; one that could not be comes again after the visibility timeout,
    /// until the queue moves it to its dead letters. The pipe has a role of its own that may do exactly this.
    ///
    /// Limits: five minutes for enrichment and target together, 6 MB a batch.
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge Pipes targets", "Amazon EventBridge Pipes batching and
    /// concurrency" and "Event source permissions for Amazon EventBridge Pipes"; CloudFormation, "AWS::Pipes::Pipe".
    pub static SPEC: ConnectionSpec = {
        id: "queue_pipes_function",
        name: "Queue calls function through pipe",
        verb: "calls",
        from: "queue",
        facet: None,
        to: "function",
        fields: &[
            pipe::QUEUE_FILTER,
            pipe::BATCH_FOR_FUNCTION,
            pipe::BATCH_WINDOW,
            pipe::INVOCATION,
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
