//! Stream → function.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal};
use crate::connections::stream_reader::{
    BATCH_SIZE, BATCH_WINDOW, BISECT, MAXIMUM_AGE, MAXIMUM_RETRIES, ON_FAILURE, PARALLELISATION, PARTIAL_FAILURES, STARTING_POSITION,
};
use crate::connections::{event_source, stream_reader};
use crate::unit;

/// Which records reach the function.
pub const FILTER: Field = event_source::FILTER
    .example(Literal::Json(r#"{"data": {"status": ["paid"]}}"#))
    .help("Only records that match this pattern reach the function; `data` is what was written, where that is JSON.");

unit! {
    /// The function is called with batches of the stream's records, in order for each partition key.
    ///
    /// A batch that fails is split and tried again three times; then a note about it goes to the line's *on failure* end,
    /// where there is one: a standard queue or topic gets a note that tells where the records are in the stream, a bucket
    /// the records themselves too. All readers of a shard share what it gives: 2 MB a second in five reads.
    ///
    /// Limits: batches of 10,000 records and 6 MB.
    /// AWS: Lambda Developer Guide, "Process Amazon Kinesis Data Streams records with Lambda" and "Retain discarded batch
    /// records for a Kinesis Data Streams event source in Lambda"; CloudFormation, "AWS::Lambda::EventSourceMapping".
    pub static SPEC: ConnectionSpec = {
        id: "stream_triggers_function",
        name: "Stream triggers function",
        verb: "triggers",
        from: "stream",
        facet: None,
        to: "function",
        fields: &[
            STARTING_POSITION, BATCH_SIZE, BATCH_WINDOW, BISECT, MAXIMUM_RETRIES, MAXIMUM_AGE, PARALLELISATION, PARTIAL_FAILURES, FILTER,
        ],
        ends: &[ON_FAILURE],
        style: LineStyle::Stream,
    }
}

/// The connection kind.
pub struct StreamTriggersFunction;

impl ConnectionKind for StreamTriggersFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        stream_reader::read(line, &line.source.arn(), out);
        out.grant(&line.target, stream_reader::read_stream(&line.source));
    }

    fn label(&self, line: &Line<'_>) -> String {
        event_source::label(line, &BATCH_SIZE)
    }
}
