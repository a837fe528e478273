//! WIR008.

use crate::catalog::schedule::problem;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::schedule::{self, WHEN};
use crate::unit;

unit! {
    /// A schedule's expression is none, or its only moment has passed.
    ///
    /// `rate(5 minutes)`, `cron(0 6 ? * MON-FRI *)` with its six fields (minutes, hours, day of month, month, day of
    /// week, year; one of the two days is `?`), or `at(2027-01-31T06:00:00)`.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler".
    ///
    /// ```stackdraft breaks
    /// add schedule Nightly when="cron(0 6 * * *)"
    /// ```
    ///
    /// ```stackdraft breaks
    /// add schedule Once when="at(2020-01-01T00:00:00)"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add schedule Nightly when="cron(0 6 ? * MON-FRI *)"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR008",
        name: "schedule_invalid",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct ScheduleInvalid;

impl Check for ScheduleInvalid {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(schedule::SPEC.id) {
            if let Some(problem) = node.text(&WHEN).and_then(|when| problem(&when, context.today)) {
                out.add(Place::Node(node.id.clone()), format!("{}: {problem}.", node.node.name)).field(&WHEN);
            }
        }
    }
}
