//! Function → workflow, with a task token.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Line, LineStyle, Statement};
use crate::unit;

unit! {
    /// The function answers tasks of the workflow that wait for their token.
    ///
    /// A task that waits hands out its token with what it sends; the function gets it there, or from where others kept it,
    /// and sends it back with the outcome: `SendTaskSuccess`, `SendTaskFailure`, and `SendTaskHeartbeat` while it works. The
    /// token says which task is meant, so the function is told nothing else. IAM knows no resource for these actions: the
    /// role may answer any task whose token it has.
    ///
    /// AWS: Step Functions Developer Guide, "Wait for a Callback with Task Token"; Service Authorization Reference, "Actions,
    /// resources, and condition keys for AWS Step Functions".
    pub static SPEC: ConnectionSpec = {
        id: "function_answers_workflow",
        name: "Function answers workflow",
        verb: "answers",
        from: "function",
        facet: None,
        to: "workflow",
        fields: &[],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct FunctionAnswersWorkflow;

const ANSWERS: [&str; 3] = ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"];

impl ConnectionKind for FunctionAnswersWorkflow {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        // Task tokens belong to no resource.
        out.grant(&line.source, Statement::allow(ANSWERS).on_everything().named("AnswerTasks"));
    }

    fn carries(&self, _line: &Line<'_>) -> bool {
        // What it answers was asked for.
        false
    }

    fn on_request(&self) -> bool {
        true
    }

    fn names_nothing_but(&self) -> Option<&'static str> {
        Some("states:SendTaskSuccess")
    }
}
