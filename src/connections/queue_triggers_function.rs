//! Queue → function.

use crate::catalog::field::Unit;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Settings, Statement};
use crate::cfn::Value;
use crate::unit;

/// How many messages a call brings at most.
pub const BATCH_SIZE: Field = Field::integer("batch_size", "Batch size", 1, 10_000)
    .default(Literal::Integer(10))
    .property("BatchSize")
    .omitted_at(Literal::Integer(10))
    .help("How many messages one call brings at most: up to 10, or up to 10,000 from a standard queue with a batch window.");
/// How long a batch is gathered.
pub const BATCH_WINDOW: Field = Field::duration("batch_window", "Batch window", Unit::Seconds, 0, 300)
    .default(Literal::Integer(0))
    .property("MaximumBatchingWindowInSeconds")
    .omitted_at(Literal::Integer(0))
    .help("How long messages are gathered before the function is called; standard queues only.");
/// Whether the function reports which messages of a batch failed.
pub const PARTIAL_FAILURES: Field = Field::switch("partial_failures", "Report failed messages", true)
    .help("The function answers with the messages that failed, and only those come again; otherwise the whole batch does.");
/// How many copies of the function the queue may keep busy.
pub const MAXIMUM_CONCURRENCY: Field = Field::integer("maximum_concurrency", "Maximum concurrency", 2, 1_000)
    .property("ScalingConfig.MaximumConcurrency")
    .help("How many copies of the function this queue may keep busy at once.");
/// Which messages reach the function.
pub const FILTER: Field = Field::of("filter", "Filter", crate::catalog::field::Kind::EventPattern)
    .example(Literal::Json(r#"{"body": {"status": ["paid"]}}"#))
    .help("Only messages that match this pattern reach the function; the others are deleted.");

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
        let mapping = out.resource("Mapping", "AWS::Lambda::EventSourceMapping");
        mapping.set("EventSourceArn", line.source.arn()).set("FunctionName", line.target.arn());
        line.write_properties(&mut mapping.resource.properties);
        if line.is_on(&PARTIAL_FAILURES) {
            mapping.set("FunctionResponseTypes", Value::list(["ReportBatchItemFailures"]));
        }
        if let Some(filter) = line.template_value(&FILTER) {
            let pattern = crate::cfn::json::write_compact(&filter);
            mapping.set("FilterCriteria.Filters", Value::list([Value::map([("Pattern", pattern)])]));
        }
        mapping.acts_through(&line.target);
        let consume = Statement::allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"])
            .on(line.source.arn())
            .named(format!("Consume{}", line.source.node.logical_id));
        out.grant(&line.target, consume);
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.integer(&BATCH_SIZE).map_or_else(String::new, |size| format!("×{size}"))
    }
}
