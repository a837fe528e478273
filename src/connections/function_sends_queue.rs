//! Function → queue.

use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Line, LineStyle, Statement};
use crate::unit;

unit! {
    /// The function sends messages to the queue.
    ///
    /// Its role may send to this queue and nothing else, and an environment variable tells it the queue's URL. Sending
    /// in batches needs no further permission.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS".
    pub static SPEC: ConnectionSpec = {
        id: "function_sends_queue",
        name: "Function sends to queue",
        verb: "sends",
        from: "function",
        facet: None,
        to: "queue",
        fields: &[],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct FunctionSendsQueue;

impl ConnectionKind for FunctionSendsQueue {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let send = Statement::allow(["sqs:SendMessage"]).on(line.target.arn()).named(format!("Send{}", line.target.node.logical_id));
        out.grant(&line.source, send);
        out.variable(line, Attribute::Url);
    }
}
