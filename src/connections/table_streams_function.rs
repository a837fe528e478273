//! Table → function, by the table's stream.

use crate::catalog::field::{Kind, Unit, choice};
use crate::catalog::{
    ConnectionKind, ConnectionSpec, Emission, FaultKind, Field, FurtherEnd, Line, LineStyle, Literal, NodeView, Place, Request, Settings,
    Statement,
};
use crate::cfn::{Value, json};
use crate::services::{queue, topic};
use crate::unit;

/// Where reading starts.
pub const STARTING_POSITION: Field =
    Field::choice("starting_position", "Start at", &[choice("LATEST", "New changes"), choice("TRIM_HORIZON", "The oldest change kept")])
        .property("StartingPosition")
        .help("Whether changes from before the mapping existed are read too, as far as the stream keeps them: 24 hours.");
/// How many records a call brings at most.
pub const BATCH_SIZE: Field = Field::integer("batch_size", "Batch size", 1, 10_000)
    .default(Literal::Integer(100))
    .property("BatchSize")
    .omitted_at(Literal::Integer(100))
    .help("How many changes one call brings at most.");
/// How long a batch is gathered.
pub const BATCH_WINDOW: Field = Field::duration("batch_window", "Batch window", Unit::Seconds, 0, 300)
    .default(Literal::Integer(0))
    .property("MaximumBatchingWindowInSeconds")
    .omitted_at(Literal::Integer(0))
    .help("How long changes are gathered before the function is called.");
/// Whether a batch that failed is split.
pub const BISECT: Field = Field::switch("bisect", "Split failed batches", true)
    .property("BisectBatchOnFunctionError")
    .omitted_at(Literal::Bool(false))
    .help("Tries each half of a batch that failed by itself, so that one bad change does not hold up the others.");
/// How often a batch is tried again.
pub const MAXIMUM_RETRIES: Field = Field::integer("maximum_retries", "Retries", 0, 10_000)
    .default(Literal::Integer(3))
    .property("MaximumRetryAttempts")
    .help("How often a batch that failed is tried again before it is given up; what follows in its shard waits.");
/// How old a record may be.
pub const MAXIMUM_AGE: Field = Field::duration("maximum_age", "Retry for", Unit::Seconds, 60, 604_800)
    .default(Literal::Integer(86_400))
    .property("MaximumRecordAgeInSeconds")
    .help("Changes older than this are given up; the stream itself keeps them for 24 hours.");
/// How many batches of a shard are at work at once.
pub const PARALLELISATION: Field = Field::integer("parallelisation", "Batches at once", 1, 10)
    .default(Literal::Integer(1))
    .property("ParallelizationFactor")
    .omitted_at(Literal::Integer(1))
    .help("How many batches of one shard are at work at once; changes of one item stay in order.");
/// Which records reach the function.
pub const FILTER: Field = Field::of("filter", "Filter", Kind::EventPattern)
    .example(Literal::Json(r#"{"eventName": ["INSERT"]}"#))
    .help("Only changes that match this pattern reach the function.");

/// The end where notes go about what was given up.
pub const ON_FAILURE: &str = "on_failure";

unit! {
    /// The function is called with batches of the table's changes, in order for each item.
    ///
    /// The table's stream is turned on with the line. A batch that fails is split and tried again three times; then a note
    /// about it goes to the line's *on failure* end, a standard queue or topic, where there is one. The note tells where
    /// the changes are in the stream, not the changes themselves.
    ///
    /// Limits: two readers of one stream, batches of 10,000 changes and 6 MB.
    /// AWS: Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB"; CloudFormation,
    /// "AWS::Lambda::EventSourceMapping".
    pub static SPEC: ConnectionSpec = {
        id: "table_streams_function",
        name: "Table streams to function",
        verb: "streams",
        from: "table",
        facet: None,
        to: "function",
        fields: &[
            STARTING_POSITION, BATCH_SIZE, BATCH_WINDOW, BISECT, MAXIMUM_RETRIES, MAXIMUM_AGE, PARALLELISATION, FILTER,
        ],
        ends: &[FurtherEnd {
            id: ON_FAILURE,
            label: "On failure",
            to: &["queue", "topic"],
            help: "A standard queue or topic for a note about each batch that was given up; without one it is lost.",
        }],
        style: LineStyle::Stream,
    }
}

/// The connection kind.
pub struct TableStreamsFunction;

impl ConnectionKind for TableStreamsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let stream = Value::get_att(line.source.node.logical_id.as_str(), "StreamArn");
        out.request(&line.source, Request::StreamOn);
        let failures = on_failure(line, out);
        let mapping = out.resource("Mapping", "AWS::Lambda::EventSourceMapping");
        mapping.set("EventSourceArn", stream.clone()).set("FunctionName", line.target.arn());
        line.write_properties(&mut mapping.resource.properties);
        if let Some(filter) = line.template_value(&FILTER) {
            mapping.set("FilterCriteria.Filters", Value::list([Value::map([("Pattern", json::as_text(&filter))])]));
        }
        if let Some(end) = &failures {
            mapping.set("DestinationConfig.OnFailure.Destination", end.arn());
        }
        mapping.acts_through(&line.target);
        let id = &line.source.node.logical_id;
        let read = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
        out.grant(&line.target, Statement::allow(read).on(stream).named(format!("Read{id}Stream")));
        // Streams are listed without naming one.
        out.grant(&line.target, Statement::allow(["dynamodb:ListStreams"]).on_everything().named("ListStreams"));
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.integer(&BATCH_SIZE).map_or_else(String::new, |size| format!("×{size}"))
    }
}

/// The node that gets the notes, with the function let to send them there.
fn on_failure<'g>(line: &Line<'g>, out: &mut Emission<'_>) -> Option<NodeView<'g>> {
    let end = line.end(ON_FAILURE)?;
    let is_queue = end.node.kind == queue::SPEC.id;
    let is_fifo = if is_queue { end.is_on(&queue::FIFO) } else { end.is_on(&topic::FIFO) };
    if is_fifo {
        let message = format!("What {} gives up goes to a standard queue or topic; {} is FIFO.", line.title(), end.node.name);
        out.fault(FaultKind::Conflict, Place::Connection(line.id.clone()), message, vec![Place::Node(end.id.clone())]);
        return None;
    }
    let (action, verb) = if is_queue { ("sqs:SendMessage", "Send") } else { ("sns:Publish", "Publish") };
    out.grant(&line.target, Statement::allow([action]).on(end.arn()).named(format!("{verb}{}", end.node.logical_id)));
    if is_queue {
        out.request(&end, Request::KeepDeadLetters);
    }
    Some(end)
}
