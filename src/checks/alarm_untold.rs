//! OPS074.

use crate::catalog::{Check, CheckSpec, Context, Findings, Line, LineStyle, Place, Severity, alarm};
use crate::connections::alarms;
use crate::services::topic;
use crate::unit;

unit! {
    /// An alarm goes off and nobody hears it.
    ///
    /// It leads nowhere, as no line of the node's alarms names it, or to a topic that nobody has subscribed to. Draw a line from the alarms' badge to a topic or a
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
            let lines = || node.outgoing().filter(|line| line.kind.spec().style == LineStyle::Alarm);
            if lines().next().is_none() && node.entries(alarm::FACET).next().is_some() {
                out.add(Place::Node(node.id.clone()), format!("The alarms of {} lead nowhere.", node.node.name));
                continue;
            }
            for entry in node.entries(alarm::FACET) {
                let id = entry.entry.id.as_str();
                let led = |line: &Line<'_>| {
                    let only = alarms::only(line);
                    only.is_empty() || only.iter().any(|name| name == id)
                };
                if !lines().any(|line| led(&line)) {
                    let title = alarm::title(node.service.alarms(), &entry.entry.fields);
                    let message = format!("The alarm {title} of {} leads nowhere: no line names it.", node.node.name);
                    out.add(Place::Entry(node.id.clone(), entry.entry.id.clone()), message);
                }
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
