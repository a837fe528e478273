//! REL013.

use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Place, Settings, Severity};
use crate::design::EntryId;
use crate::services::function;
use crate::services::workflow::definition::{self, State};
use crate::services::workflow::{self, DEFINITION, rewrite};
use crate::unit;

/// The integration that calls functions.
const INVOKE: &str = "lambda:invoke";

/// Errors of which one at least has to be tried again at: Lambda's own, or whatever fails.
const COVERING: [&str; 4] = ["Lambda.ServiceException", "Lambda.TooManyRequestsException", "States.ALL", "States.TaskFailed"];

unit! {
    /// A task that calls a function gives up when Lambda itself fails.
    ///
    /// Now and then Lambda answers with a fault of its own, or that it is busy. Step Functions does not try again by itself: the
    /// execution fails at what would have passed a second later. AWS recommends to try again at
    /// `Lambda.ClientExecutionTimeoutException`, `Lambda.ServiceException`, `Lambda.AWSLambdaException`,
    /// `Lambda.SdkClientException` and `Lambda.TooManyRequestsException`, as drawing a line to a function does.
    ///
    /// AWS: Step Functions Developer Guide, "Best practices for Step Functions", "Handling transient Lambda service exceptions".
    ///
    /// ```stackdraft breaks
    /// add workflow Process definition={"StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "worker"}, "End": true}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add workflow Process
    /// add function Worker
    /// connect Process Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL013",
        name: "task_without_retry",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct TaskWithoutRetry;

impl Check for TaskWithoutRetry {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(workflow::SPEC.id) {
            let Some(machine) = node.literal(&DEFINITION) else { continue };
            for state in definition::states(&machine).into_iter().filter(|state| state.kind() == "Task") {
                if !calls_function(&node, state) || errors(state.body).iter().any(|error| COVERING.contains(error)) {
                    continue;
                }
                let (owner, name) = (node.id.clone(), state.name.to_owned());
                let place = Place::Entry(owner.clone(), EntryId::new(name.as_str()));
                let message = format!("The task {name} of {} does not try again when Lambda itself fails.", node.node.name);
                let finding = out.add(place, message).field(&DEFINITION);
                if state.body["Retry"].is_null() {
                    finding.unsafe_fix("Try again as AWS recommends", move |draft| {
                        workflow::rewrite(draft, &owner, |definition, _| rewrite::retry_as_usual(definition, &name, INVOKE))
                    });
                }
            }
        }
    }
}

/// Whether a task calls a function: by a line, or by what its resource says.
fn calls_function(node: &NodeView<'_>, state: State<'_>) -> bool {
    match state.connection() {
        Some(line) => node.outgoing().any(|known| known.id.as_str() == line && known.target.node.kind == function::SPEC.id),
        None => state.body["Resource"].as_str().is_some_and(|resource| resource.contains(":lambda:")),
    }
}

/// The errors a state tries again at.
fn errors(state: &serde_json::Value) -> Vec<&str> {
    let retries = state["Retry"].as_array().into_iter().flatten();
    retries.filter_map(|retry| retry["ErrorEquals"].as_array()).flatten().filter_map(serde_json::Value::as_str).collect()
}
