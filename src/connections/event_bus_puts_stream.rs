//! Event bus → stream.

use crate::catalog::field::TextRule;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Settings, Statement};
use crate::cfn::{Map, Value};
use crate::connections::delivery;
use crate::design::Fields;
use crate::services::event_bus;
use crate::unit;

/// What decides which shard an event goes to.
pub const PARTITION_KEY: Field =
    Field::text("partition_key", "Partition key", TextRule::shaped(256, |t| t.starts_with('$'), "a path that begins with $"))
        .example(Literal::Text("$.detail.order"))
        .help("The part of the event that decides which shard it goes to; events with one key stay in order. Empty: the event's id.");

unit! {
    /// Each event that matches the rule becomes a record of the stream.
    ///
    /// The bus gets a role that may put records into this stream.
    ///
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge targets" and "Using identity-based policies (IAM policies) for
    /// Amazon EventBridge".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_puts_stream",
        name: "Event bus puts events into stream",
        verb: "puts",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "stream",
        fields: &[
            delivery::INPUT,
            delivery::INPUT_PATH,
            delivery::CONSTANT,
            delivery::PATHS,
            delivery::TEMPLATE,
            PARTITION_KEY,
            delivery::RETRIES,
            delivery::MAXIMUM_AGE,
        ],
        ends: &[delivery::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct EventBusPutsStream;

impl ConnectionKind for EventBusPutsStream {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        delivery::refuse(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let name = format!("Put{}", line.target.node.logical_id);
        out.grant(&line.source, Statement::allow(["kinesis:PutRecord"]).on(line.target.arn()).named(name));
        let key = line.template_value(&PARTITION_KEY);
        let parameters = key.map(|path| ("KinesisParameters".to_owned(), Value::map([("PartitionKeyPath", path)])));
        delivery::deliver(line, out, Map::from_iter(parameters), true);
    }

    fn label(&self, line: &Line<'_>) -> String {
        delivery::label(line)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}
