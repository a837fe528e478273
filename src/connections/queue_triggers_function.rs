//! Queue → function.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, NodeView, Statement};
use crate::connections::event_source;
use crate::unit;

/// How many messages a call brings at most.
pub const BATCH_SIZE: Field = Field::integer("batch_size", "Batch size", 1, 10_000)
    .default(Literal::Integer(10))
    .property("BatchSize")
    .omitted_at(Literal::Integer(10))
    .help("How many messages one call brings at most: up to 10, or up to 10,000 from a standard queue with a batch window.");
/// How long a batch is gathered.
pub const BATCH_WINDOW: Field =
    event_source::BATCH_WINDOW.help("How long messages are gathered before the function is called; standard queues only.");
/// Whether the function reports which messages of a batch failed.
pub const PARTIAL_FAILURES: Field = Field { label: "Report failed messages", ..event_source::PARTIAL_FAILURES }
    .help("The function answers with the messages that failed, and only those come again; otherwise the whole batch does.");
/// How many copies of the function the queue may keep busy.
pub const MAXIMUM_CONCURRENCY: Field = Field::integer("maximum_concurrency", "Maximum concurrency", 2, 1_000)
    .property("ScalingConfig.MaximumConcurrency")
    .help("How many copies of the function this queue may keep busy at once.");
/// Which messages reach the function.
pub const FILTER: Field = event_source::FILTER.example(Literal::Json(r#"{"body": {"status": ["paid"]}}"#)).help(
    "Only messages that match this pattern reach the function; the others are deleted. `$or` joins patterns of which one has to match.",
);

unit! {
    /// The function is called with batches of messages from the queue; messages it deals with are deleted.
    ///
    /// Give the queue dead letters, so that a message that always fails does not come back for ever, and a visibility
    /// timeout of six times the function's timeout plus the batch window.
    ///
    /// AWS: Lambda Developer Guide, "Using Lambda with Amazon SQS"; CloudFormation, "AWS::Lambda::EventSourceMapping".
    pub static SPEC: ConnectionSpec = {
        id: "queue_triggers_function",
        name: "Queue triggers function",
        verb: "triggers",
        from: "queue",
        facet: None,
        to: "function",
        fields: &[BATCH_SIZE, BATCH_WINDOW, PARTIAL_FAILURES, MAXIMUM_CONCURRENCY, FILTER],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct QueueTriggersFunction;

impl ConnectionKind for QueueTriggersFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        event_source::map(line, line.source.arn(), out);
        out.grant(&line.target, consume(&line.source));
    }

    fn hands_over(&self, _line: &Line<'_>) -> bool {
        false
    }

    fn label(&self, line: &Line<'_>) -> String {
        event_source::label(line, &BATCH_SIZE)
    }
}

/// What consuming a queue's messages takes.
pub fn consume(queue: &NodeView<'_>) -> Statement {
    Statement::allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"])
        .on(queue.arn())
        .named(format!("Consume{}", queue.node.logical_id))
}
