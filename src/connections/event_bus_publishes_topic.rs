//! Event bus → topic.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Request, Settings};
use crate::cfn::Map;
use crate::connections::delivery;
use crate::design::Fields;
use crate::services::{event_bus, topic};
use crate::unit;

unit! {
    /// Each event that matches the rule is published to the topic.
    ///
    /// The topic's policy lets in this rule, and says again what the policy it had by itself says of its owner. Rules deliver
    /// to standard topics only.
    ///
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge targets" and "Using resource-based policies for Amazon
    /// EventBridge".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_publishes_topic",
        name: "Event bus publishes to topic",
        verb: "publishes",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "topic",
        fields: delivery::FIELDS,
        ends: &[delivery::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct EventBusPublishesTopic;

impl ConnectionKind for EventBusPublishesTopic {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = || format!("A rule publishes to standard topics; {} is FIFO. Put a function between.", ends.target.node.name);
        let fifo = || ends.target.is_on(&topic::FIFO).then(|| Refusal::inserting(reason(), &["function"]));
        delivery::refuse(ends).or_else(fifo)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        if let Some(statement) = delivery::admission(line, "sns:Publish") {
            out.request(&line.target, Request::Admit(statement));
        }
        delivery::deliver(line, out, Map::new(), false);
    }

    fn label(&self, line: &Line<'_>) -> String {
        delivery::label(line)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}
