//! Function → workflow.

use crate::catalog::field::choice;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Settings, Statement};
use crate::services::workflow;
use crate::unit;

/// Whether the function waits for the outcome.
pub const MODE: Field = Field::choice("mode", "Start", &[choice("async", "And go on"), choice("sync", "And wait for the outcome")])
    .help("Go on: the answer is the execution's ARN. Wait: the answer is the outcome; express workflows only.");

unit! {
    /// The function starts executions of the workflow.
    ///
    /// Its role may start this workflow and no other, and an environment variable tells it the workflow's ARN. Only an
    /// express workflow can be waited for; a standard one is started and goes on by itself.
    ///
    /// AWS: Step Functions Developer Guide, "Starting state machine executions in Step Functions"; Service Authorization
    /// Reference, "Actions, resources, and condition keys for AWS Step Functions".
    pub static SPEC: ConnectionSpec = {
        id: "function_starts_workflow",
        name: "Function starts workflow",
        verb: "starts",
        from: "function",
        facet: None,
        to: "workflow",
        fields: &[MODE],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct FunctionStartsWorkflow;

/// Whether the function waits, which it can only for an express workflow.
pub fn waits(line: &Line<'_>) -> bool {
    line.choice(&MODE) == "sync" && workflow::is_express(&line.target)
}

impl ConnectionKind for FunctionStartsWorkflow {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let action = if waits(line) { "states:StartSyncExecution" } else { "states:StartExecution" };
        out.grant(&line.source, Statement::allow([action]).on(line.target.arn()).named(format!("Start{}", line.target.node.logical_id)));
        out.variable(line, Attribute::Arn);
    }

    fn label(&self, line: &Line<'_>) -> String {
        if waits(line) { "start and wait" } else { "start" }.to_owned()
    }

    fn style(&self, line: &Line<'_>) -> LineStyle {
        if waits(line) { LineStyle::Call } else { LineStyle::Async }
    }
}
