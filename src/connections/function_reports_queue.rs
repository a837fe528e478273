//! Function → queue, with the outcome of asynchronous calls.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::destination::{Destination, WHEN};
use crate::unit;

unit! {
    /// A record of each asynchronous call of the function goes to the queue.
    ///
    /// The line says of which calls: those that failed, after Lambda has tried them twice again, or those that succeeded. The
    /// record has the event and the answer or the error. Standard queues only. Only asynchronous calls have a record: those
    /// of topics, rules, schedules and buckets, not those of queues, streams and APIs. The function's role may send the
    /// records there.
    ///
    /// AWS: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations"; CloudFormation,
    /// "AWS::Lambda::EventInvokeConfig".
    pub static SPEC: ConnectionSpec = {
        id: "function_reports_queue",
        name: "Function reports outcome to queue",
        verb: "reports",
        from: "function",
        facet: None,
        to: "queue",
        fields: &[WHEN],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub static KIND: Destination = Destination(&SPEC);
