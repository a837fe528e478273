//! Workflow → function.

use serde_json::json;

use crate::catalog::draft::Draft;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Statement};
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
    /// AWS: Step Functions Developer Guide, "Invoke an AWS Lambda function with Step Functions" and "Handle transient
    /// Lambda service exceptions".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_calls_function",
        name: "Workflow calls function",
        verb: "calls",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "function",
        fields: &[],
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
        let mut call = Call::new("lambda:invoke");
        let function = call.placeholder(format!("{id}Arn"), line.target.arn());
        call.must("FunctionName", function)
            .usually(&json!({ "Payload": "{% $states.input %}" }), &json!({ "Payload.$": "$" }))
            .giving(&json!({ "Output": "{% $states.result.Payload %}" }), &json!({ "OutputPath": "$.Payload" }))
            .perform(line, out);
    }

    fn label(&self, _line: &Line<'_>) -> String {
        String::new()
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &workflow::retried());
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &workflow::retried());
    }
}
