//! Function → bucket, with the outcome of asynchronous calls.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::destination::Destination;
use crate::unit;

unit! {
    /// A record of each asynchronous call that the function failed at is put into the bucket.
    ///
    /// Lambda tries a failed call twice again before it gives it up; the record has the event and the error. The object's key
    /// begins with `aws/lambda/async/`. Buckets are told of failures only. Only asynchronous calls have a record: those of
    /// topics, rules, schedules and buckets, not those of queues, streams and APIs. The function's role may send the records
    /// there.
    ///
    /// AWS: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations"; CloudFormation,
    /// "AWS::Lambda::EventInvokeConfig".
    pub static SPEC: ConnectionSpec = {
        id: "function_reports_bucket",
        name: "Function reports outcome to bucket",
        verb: "reports",
        from: "function",
        facet: None,
        to: "bucket",
        fields: &[],
        ends: &[],
        style: LineStyle::DeadLetters,
    }
}

/// The connection kind.
pub static KIND: Destination = Destination(&SPEC);
