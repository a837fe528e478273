//! Schedule → function.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Line, LineStyle};
use crate::cfn::Map;
use crate::connections::start;
use crate::unit;

unit! {
    /// The schedule calls the function, without waiting for its answer.
    ///
    /// Its role may call this function and put what could not be delivered into the dead letters, and nothing else.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Using templated targets in EventBridge Scheduler" and "Configuring a dead-letter
    /// queue for EventBridge Scheduler".
    pub static SPEC: ConnectionSpec = {
        id: "schedule_calls_function",
        name: "Schedule calls function",
        verb: "calls",
        from: "schedule",
        facet: None,
        to: "function",
        fields: &[start::INPUT],
        ends: &[start::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct ScheduleCallsFunction;

impl ConnectionKind for ScheduleCallsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        start::start(line, out, "lambda:InvokeFunction", Map::new());
    }
}
