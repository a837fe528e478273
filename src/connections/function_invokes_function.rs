//! Function → function.

use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Statement};
use crate::unit;

unit! {
    /// The function calls the other function.
    ///
    /// Its role may call this function and no other, and an environment variable tells it the function's name. While it
    /// waits for the answer both are paid for: for more than a step, a queue or a workflow between them serves better.
    ///
    /// AWS: Lambda Developer Guide, "Invoke a Lambda function synchronously" and "Invoking a Lambda function
    /// asynchronously".
    pub static SPEC: ConnectionSpec = {
        id: "function_invokes_function",
        name: "Function invokes function",
        verb: "invokes",
        from: "function",
        facet: None,
        to: "function",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct FunctionInvokesFunction;

impl ConnectionKind for FunctionInvokesFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = "A function that calls itself may never come to an end; put a queue between.";
        (ends.source.id == ends.target.id).then(|| Refusal::inserting(reason, &["queue"]))
    }

    fn hands_over(&self, _line: &Line<'_>) -> bool {
        // The code decides; the permission is the same.
        true
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let call = Statement::allow(["lambda:InvokeFunction"]).on(line.target.arn()).named(format!("Call{}", line.target.node.logical_id));
        out.grant(&line.source, call);
        out.variable(line, Attribute::Name);
    }
}
