//! Event bus → workflow.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Statement};
use crate::cfn::Map;
use crate::connections::delivery;
use crate::design::Fields;
use crate::services::event_bus;
use crate::unit;

unit! {
    /// Each event that matches the rule starts an execution of the workflow, with the event as its input.
    ///
    /// The bus gets a role that may start this workflow. An express workflow runs without anybody waiting for its outcome.
    ///
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge targets" and "Using IAM roles for Amazon EventBridge".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_starts_workflow",
        name: "Event bus starts workflow",
        verb: "starts",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "workflow",
        fields: delivery::FIELDS,
        ends: &[delivery::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct EventBusStartsWorkflow;

impl ConnectionKind for EventBusStartsWorkflow {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        delivery::refuse(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let name = format!("Start{}", line.target.node.logical_id);
        out.grant(&line.source, Statement::allow(["states:StartExecution"]).on(line.target.arn()).named(name));
        delivery::deliver(line, out, Map::new(), true);
    }

    fn label(&self, line: &Line<'_>) -> String {
        delivery::label(line)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}
