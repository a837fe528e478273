//! Queue → event bus, through a pipe.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::pipe::{self, Pipe};
use crate::unit;

unit! {
    /// Messages of the queue become events on the bus, whose rules decide where they go.
    ///
    /// A pipe of EventBridge polls the queue: a filter lets only some messages through, an enrichment (a function, an express
    /// workflow, a REST API or an HTTP endpoint) may answer with something else in their place, and a template shapes what
    /// the event bus gets. The item is the event's detail; its source and type are the line's. A message that was handed on
    /// is deleted; one that could not be comes again after the visibility timeout, until the queue moves it to its dead
    /// letters. The pipe has a role of its own that may do exactly this.
    ///
    /// Limits: five minutes for enrichment and target together, 6 MB a batch.
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge Pipes targets", "Amazon EventBridge Pipes batching and
    /// concurrency" and "Event source permissions for Amazon EventBridge Pipes"; CloudFormation, "AWS::Pipes::Pipe".
    pub static SPEC: ConnectionSpec = {
        id: "queue_pipes_event_bus",
        name: "Queue puts events on bus through pipe",
        verb: "puts events",
        from: "queue",
        facet: None,
        to: "event_bus",
        fields: &[
            pipe::QUEUE_FILTER,
            pipe::BATCH_OF_TEN,
            pipe::BATCH_WINDOW,
            pipe::SOURCE,
            pipe::DETAIL_TYPE,
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
