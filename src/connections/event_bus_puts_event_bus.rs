//! Event bus → event bus.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, NodeView, Refusal, Statement};
use crate::cfn::Map;
use crate::connections::delivery;
use crate::design::Fields;
use crate::services::event_bus;
use crate::unit;

unit! {
    /// Each event that matches the rule is put on the other bus, in this account or in another one.
    ///
    /// A role may put events on that bus and nothing else. A bus of another account or region stands in the picture by its
    /// ARN; its own policy must let this account in. The events keep their source, type and detail, so the rules of the
    /// other bus match what they would match here.
    ///
    /// An event goes from bus to bus once: what came from another bus is not passed on to a third one.
    ///
    /// AWS: Amazon EventBridge User Guide, "Sending and receiving events between event buses in Amazon EventBridge" and
    /// "Sending and receiving events between AWS accounts in Amazon EventBridge".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_puts_event_bus",
        name: "Event bus puts events on another bus",
        verb: "puts events",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "event_bus",
        fields: &[delivery::RETRIES, delivery::MAXIMUM_AGE],
        ends: &[delivery::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct EventBusPutsEventBus;

impl ConnectionKind for EventBusPutsEventBus {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        delivery::refuse(ends).or_else(|| {
            let (source, target) = (&ends.source, &ends.target);
            if source.id == target.id {
                return Some(Refusal::new(format!(
                    "{} has its own events already: a rule that put them on it again would never come to an end.",
                    source.node.name
                )));
            }
            if let Some(first) = source.incoming().find(is_from_bus) {
                return Some(third(&first.source, source, target));
            }
            let third_bus = target.outgoing().find(is_from_bus)?.target;
            Some(third(source, target, &third_bus))
        })
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let name = format!("Put{}", line.target.node.logical_id);
        out.grant(&line.source, Statement::allow(["events:PutEvents"]).on(line.target.arn()).named(name));
        delivery::deliver(line, out, Map::new(), true);
    }

    fn label(&self, line: &Line<'_>) -> String {
        delivery::label(line)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}

fn is_from_bus(line: &Line<'_>) -> bool {
    line.connection.kind == SPEC.id
}

fn third(first: &NodeView<'_>, second: &NodeView<'_>, third: &NodeView<'_>) -> Refusal {
    let (first, second, third) = (&first.node.name, &second.node.name, &third.node.name);
    let reason =
        format!("Events that {second} got from {first} do not reach {third}: they pass from bus to bus once. Put a function between.");
    Refusal::inserting(reason, &["function"])
}
