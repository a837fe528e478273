//! What the lines that read a stream have in common: where they begin, how much they take at once, and when they give up.

use crate::catalog::field::{Unit, choice};
use crate::catalog::{Emission, Field, FurtherEnd, Line, Literal, NodeView, Statement};
use crate::cfn::Value;
use crate::connections::{event_source, outcome};

/// Where reading starts.
pub const STARTING_POSITION: Field =
    Field::choice("starting_position", "Start at", &[choice("LATEST", "New records"), choice("TRIM_HORIZON", "The oldest record kept")])
        .property("StartingPosition")
        .help("Whether records from before the reader existed are read too, as far as the stream keeps them.");
/// How many records come at once at most.
pub const BATCH_SIZE: Field = Field::integer("batch_size", "Batch size", 1, 10_000)
    .default(Literal::Integer(100))
    .property("BatchSize")
    .omitted_at(Literal::Integer(100))
    .help("How many records come at once at most.");
/// How long a batch is gathered.
pub const BATCH_WINDOW: Field = event_source::BATCH_WINDOW.help("How long records are gathered before they are handed on.");
/// Whether a batch that failed is split.
pub const BISECT: Field = Field::switch("bisect", "Split failed batches", true)
    .property("BisectBatchOnFunctionError")
    .omitted_at(Literal::Bool(false))
    .help("Tries each half of a batch that failed by itself, so that one bad record does not hold up the others.");
/// How often a batch is tried again.
pub const MAXIMUM_RETRIES: Field = Field::integer("maximum_retries", "Retries", -1, 10_000)
    .default(Literal::Integer(3))
    .property("MaximumRetryAttempts")
    .omitted_at(Literal::Integer(-1))
    .help("How often a batch that failed is tried again before it is given up, −1 for as long as the stream keeps it; what follows in its shard waits.");
/// How old a record may be.
pub const MAXIMUM_AGE: Field = Field::duration("maximum_age", "Retry for", Unit::Seconds, 60, 604_800)
    .default(Literal::Integer(86_400))
    .property("MaximumRecordAgeInSeconds")
    .help("Records older than this are given up; the stream itself keeps them for as long as its retention says.");
/// How many batches of a shard are at work at once.
pub const PARALLELISATION: Field = Field::integer("parallelisation", "Batches at once", 1, 10)
    .default(Literal::Integer(1))
    .property("ParallelizationFactor")
    .omitted_at(Literal::Integer(1))
    .help("How many batches of one shard are at work at once; records with one key stay in order.");
/// Whether the function tells which records of a batch failed.
pub const PARTIAL_FAILURES: Field = Field { default: Literal::Bool(false), ..event_source::PARTIAL_FAILURES }
    .help("The function answers with the first record that failed, and only what follows it comes again; otherwise the whole batch does.");

/// The end where notes go about what was given up.
pub const ON_FAILURE: FurtherEnd = FurtherEnd {
    id: "on_failure",
    label: "On failure",
    to: &["queue", "topic", "bucket"],
    help: "A standard queue or topic for a note about each batch that was given up, or a bucket for the batch itself; without one it is lost.",
};

/// Has a function read the stream `source`.
pub fn read(line: &Line<'_>, source: &Value, out: &mut Emission<'_>) {
    let failures = line.end(ON_FAILURE.id).filter(|end| outcome::admits(line, end, out));
    if let Some(end) = &failures {
        outcome::grant(&line.target, end, "aws/lambda/", out);
        outcome::keep(end, out);
    }
    let mapping = event_source::map(line, source.clone(), out);
    mapping.set_some("DestinationConfig.OnFailure.Destination", failures.map(NodeView::arn));
}

/// What reading a table's stream takes.
pub fn read_table(table: &NodeView<'_>, stream: &Value) -> [Statement; 2] {
    let read = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
    let name = format!("Read{}Stream", table.node.logical_id);
    // Streams are listed without naming one.
    [Statement::allow(read).on(stream.clone()).named(name), Statement::allow(["dynamodb:ListStreams"]).on_everything().named("ListStreams")]
}

/// What reading a stream's shards takes.
pub fn read_stream(stream: &NodeView<'_>) -> Statement {
    Statement::allow([
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
    ])
    .on(stream.arn())
    .named(format!("Read{}", stream.node.logical_id))
}

/// The stream of a table's changes.
pub fn of_table(table: &NodeView<'_>) -> Value {
    Value::get_att(table.node.logical_id.as_str(), "StreamArn")
}
