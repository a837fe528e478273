//! Schedule → event bus.

use crate::catalog::field::TextRule;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Settings};
use crate::cfn::{Map, Value};
use crate::connections::start;
use crate::unit;

/// Who the event is from.
pub const SOURCE: Field =
    Field::text("source", "Source", TextRule::shaped(256, |t| !t.starts_with("aws."), "a text that does not begin with `aws.`"))
        .required(Literal::Text("shop.schedule"))
        .help("Who the event is from, such as shop.schedule; rules match it.");
/// What kind of event it is.
pub const DETAIL_TYPE: Field = Field::text("detail_type", "Detail type", TextRule { min: 1, max: 128, shape: None })
    .required(Literal::Text("DayEnded"))
    .help("What kind of event it is, such as DayEnded; rules match it.");
/// What the event says.
pub const INPUT: Field = start::INPUT.help("The event's detail, a JSON object. Empty: a note that tells when and why it was sent.");

unit! {
    /// The schedule puts an event on the bus, whose rules decide where it goes.
    ///
    /// Its role may put events on this bus, and put what could not be delivered into the dead letters, and nothing else. Give
    /// the event a source and a detail type for the rules to match. A bus of another region cannot be reached.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Using templated targets in EventBridge Scheduler"; CloudFormation,
    /// "AWS::Scheduler::Schedule EventBridgeParameters".
    pub static SPEC: ConnectionSpec = {
        id: "schedule_puts_event_bus",
        name: "Schedule puts events on bus",
        verb: "puts events",
        from: "schedule",
        facet: None,
        to: "event_bus",
        fields: &[SOURCE, DETAIL_TYPE, INPUT],
        ends: &[start::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct SchedulePutsEventBus;

impl ConnectionKind for SchedulePutsEventBus {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let named = [("DetailType", &DETAIL_TYPE), ("Source", &SOURCE)];
        let event: Map = named.into_iter().filter_map(|(key, field)| Some((key.to_owned(), line.template_value(field)?))).collect();
        start::start(line, out, "events:PutEvents", Map::from([("EventBridgeParameters", Value::Map(event))]));
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.text(&DETAIL_TYPE).unwrap_or_else(|| "puts events".to_owned())
    }
}
