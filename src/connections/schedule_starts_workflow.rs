//! Schedule → workflow.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Line, LineStyle};
use crate::cfn::Map;
use crate::connections::start;
use crate::unit;

unit! {
    /// The schedule starts an execution of the workflow.
    ///
    /// Its role may start this workflow and put what could not be delivered into the dead letters, and nothing else.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Using templated targets in EventBridge Scheduler".
    pub static SPEC: ConnectionSpec = {
        id: "schedule_starts_workflow",
        name: "Schedule starts workflow",
        verb: "starts",
        from: "schedule",
        facet: None,
        to: "workflow",
        fields: &[start::INPUT],
        ends: &[start::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct ScheduleStartsWorkflow;

impl ConnectionKind for ScheduleStartsWorkflow {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        start::start(line, out, "states:StartExecution", Map::new());
    }
}
