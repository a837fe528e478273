//! Table → function, by the table's stream.

use crate::catalog::field::choice;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Request};
use crate::connections::stream_reader::{
    BATCH_SIZE, BATCH_WINDOW, BISECT, MAXIMUM_AGE, MAXIMUM_RETRIES, ON_FAILURE, PARALLELISATION, PARTIAL_FAILURES,
};
use crate::connections::{event_source, stream_reader};
use crate::unit;

/// Where reading starts.
pub const STARTING_POSITION: Field =
    Field::choice("starting_position", "Start at", &[choice("LATEST", "New changes"), choice("TRIM_HORIZON", "The oldest change kept")])
        .property("StartingPosition")
        .help("Whether changes from before the mapping existed are read too, as far as the stream keeps them: 24 hours.");
/// Which records reach the function.
pub const FILTER: Field = event_source::FILTER
    .example(Literal::Json(r#"{"eventName": ["INSERT"]}"#))
    .help("Only changes that match this pattern reach the function; `$or` joins patterns of which one has to match.");

unit! {
    /// The function is called with batches of the table's changes, in order for each item.
    ///
    /// The table's stream is turned on with the line. A batch that fails is split and tried again three times; then a note
    /// about it goes to the line's *on failure* end, where there is one: a standard queue or topic gets a note that tells
    /// where the changes are in the stream, a bucket the changes themselves too.
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
            STARTING_POSITION, BATCH_SIZE, BATCH_WINDOW, BISECT, MAXIMUM_RETRIES, MAXIMUM_AGE, PARALLELISATION, PARTIAL_FAILURES, FILTER,
        ],
        ends: &[ON_FAILURE],
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
        let stream = stream_reader::of_table(&line.source);
        out.request(&line.source, Request::StreamOn);
        stream_reader::read(line, &stream, out);
        for statement in stream_reader::read_table(&line.source, &stream) {
            out.grant(&line.target, statement);
        }
    }

    fn label(&self, line: &Line<'_>) -> String {
        event_source::label(line, &BATCH_SIZE)
    }
}
