//! Schedule → stream.

use crate::catalog::field::TextRule;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Settings};
use crate::cfn::{Map, Value};
use crate::connections::start;
use crate::unit;

/// What decides which shard the record goes to.
pub const PARTITION_KEY: Field = Field::text("partition_key", "Partition key", TextRule { min: 1, max: 256, shape: None })
    .default(Literal::Text("schedule"))
    .help("Decides which shard the record goes to; records with one key stay in order.");

unit! {
    /// The schedule writes a record to the stream.
    ///
    /// Its role may put records into this stream, and put what could not be delivered into the dead letters, and nothing else.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Using templated targets in EventBridge Scheduler".
    pub static SPEC: ConnectionSpec = {
        id: "schedule_puts_stream",
        name: "Schedule puts record into stream",
        verb: "puts",
        from: "schedule",
        facet: None,
        to: "stream",
        fields: &[start::INPUT, PARTITION_KEY],
        ends: &[start::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct SchedulePutsStream;

impl ConnectionKind for SchedulePutsStream {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let key = line.template_value(&PARTITION_KEY);
        let parameters = key.map(|key| ("KinesisParameters".to_owned(), Value::map([("PartitionKey", key)])));
        start::start(line, out, "kinesis:PutRecord", Map::from_iter(parameters));
    }
}
