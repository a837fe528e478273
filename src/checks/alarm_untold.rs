//! OPS074.

use crate::catalog::{Check, CheckSpec, Context, Findings, LineStyle, Place, Severity, alarm};
use crate::services::topic;
use crate::unit;

unit! {
    /// An alarm goes off and nobody hears it.
    ///
    /// It leads nowhere, or to a topic that nobody has subscribed to. Draw a line from the alarms' badge to a topic or a
    /// function, and one from the topic to a subscriber.
    ///
    /// AWS: Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// alarm Worker errors
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// alarm Worker errors
    /// add topic Alerts
    /// connect Worker/errors Alerts
    /// add subscriber Operations email=operations@example.com
    /// connect Alerts Operations
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS074",
        name: "alarm_untold",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct AlarmUntold;

impl Check for AlarmUntold {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes() {
            let told = node.outgoing().any(|line| line.kind.spec().style == LineStyle::Alarm);
            if !told && node.entries(alarm::FACET).next().is_some() {
                out.add(Place::Node(node.id.clone()), format!("The alarms of {} lead nowhere.", node.node.name));
            }
        }
        for node in context.graph.nodes_of(topic::SPEC.id) {
            let alarms = node.incoming().any(|line| line.kind.spec().style == LineStyle::Alarm);
            let heard = node.outgoing().any(|line| line.kind.spec().style != LineStyle::Alarm);
            if alarms && !heard {
                let message = format!("Alarms are told to {}, and nobody has subscribed to it.", node.node.name);
                out.add(Place::Node(node.id.clone()), message);
            }
        }
    }
}
