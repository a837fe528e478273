//! Workflow → function.

use serde_json::json;

use crate::catalog::draft::Draft;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Statement};
use crate::connections::task_wait::{self, WAIT};
use crate::design::{Connection, ConnectionId};
use crate::services::workflow::{self, Call};
use crate::unit;

unit! {
    /// A task of the workflow calls the function and waits for its answer.
    ///
    /// Where the task says nothing else, the function gets the task's input and its answer becomes the task's output; what
    /// else it should get stands in the task's `Arguments` (`Payload`) or `Parameters`. Drawing the line lets the task try
    /// again when Lambda itself fails, as AWS recommends; what the function fails at is for `Retry` and `Catch` of your
    /// own. The workflow's role may call this function and no other.
    ///
    /// Waiting for the task's token, the function gets an object of the token (`taskToken`) and the task's input (`input`), its
    /// own answer counts for nothing, and what comes back with the token is the task's result. Arguments of your own must
    /// hand the token on as well. Set a timeout or a heartbeat at the task: without one it waits up to a year.
    ///
    /// AWS: Step Functions Developer Guide, "Invoke an AWS Lambda function with Step Functions", "Handle transient Lambda
    /// service exceptions" and "Wait for a Callback with Task Token".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_calls_function",
        name: "Workflow calls function",
        verb: "calls",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "function",
        fields: &[WAIT],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct WorkflowCallsFunction;

impl ConnectionKind for WorkflowCallsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let id = &line.target.node.logical_id;
        out.grant(&line.source, Statement::allow(["lambda:InvokeFunction"]).on(line.target.arn()).named(format!("Call{id}")));
        let mut call = Call::new(&task_wait::integration(line, "lambda:invoke"));
        let function = call.placeholder(format!("{id}Arn"), line.target.arn());
        let (jsonata, jsonpath) = task_wait::input(line, "Payload");
        let payload = (json!({ "Output": "{% $states.result.Payload %}" }), json!({ "OutputPath": "$.Payload" }));
        let (result, result_path) = task_wait::result(line, payload);
        call.must("FunctionName", function).usually(&jsonata, &jsonpath).giving(&result, &result_path).perform(line, out);
    }

    fn label(&self, line: &Line<'_>) -> String {
        task_wait::label(line, "")
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &workflow::retried());
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &workflow::retried());
    }
}
