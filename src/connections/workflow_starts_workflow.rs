//! Workflow → workflow.

use serde_json::Value as Json;

use crate::catalog::draft::Draft;
use crate::catalog::field::choice;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Refusal, Settings, Statement};
use crate::cfn::Value;
use crate::connections::{task_message, task_wait};
use crate::design::{Connection, ConnectionId};
use crate::services::workflow::{self, Call};
use crate::unit;

/// What the task waits for.
pub const WAIT: Field = Field::choice(
    "wait",
    "Wait for",
    &[
        choice("start", "The start"),
        choice("outcome", "The outcome"),
        choice("token", "An answer with the task's token"),
    ],
)
.help("The start: the other execution goes on by itself. The outcome: the task takes as long as the other execution. Token: the other execution, or whoever it tells, sends the task's token back. A standard workflow can wait for any of them, an express one for the outcome of another express one.");

unit! {
    /// A task of the workflow starts an execution of another workflow.
    ///
    /// Where the task says nothing else, the other execution gets the task's input. A standard workflow may wait until the
    /// other one has ended: its output, as data, is then the task's result, and the task fails where the other execution
    /// does. Step Functions watches it through a rule of its own in the account, which the role may make. An express
    /// workflow that is waited for answers at once with its output as text (`Output`) and how it ended (`Status`), and a
    /// failure is an answer as well: let a choice look at the status.
    ///
    /// With a task token the other execution gets an object of the token (`taskToken`) and the task's input (`input`), and
    /// what comes back with the token is the task's result.
    ///
    /// The role may start this workflow and no other, and watch and stop its executions where it waits for them. Two
    /// workflows that start each other cannot be in one stack, as each needs the other to be there first.
    ///
    /// AWS: Step Functions Developer Guide, "Start a new AWS Step Functions workflow from a running execution", "Integrating
    /// with AWS SDK services" and "Discover service integration patterns in Step Functions".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_starts_workflow",
        name: "Workflow starts workflow",
        verb: "starts",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "workflow",
        fields: &[WAIT],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct WorkflowStartsWorkflow;

/// The rule through which Step Functions watches executions that tasks wait for.
const MANAGED_RULE: &str =
    "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule";

impl ConnectionKind for WorkflowStartsWorkflow {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = "A workflow that starts itself needs itself to be there first; repeat states in it instead.";
        let itself = (ends.source.id == ends.target.id).then(|| Refusal::new(reason));
        itself.or_else(|| workflow::refuse_second(ends))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let id = &line.target.node.logical_id;
        let outcome = waits_for_outcome(line);
        let express = workflow::is_express(&line.target);
        let start = if outcome && express { "states:StartSyncExecution" } else { "states:StartExecution" };
        out.grant(&line.source, Statement::allow([start]).on(line.target.arn()).named(format!("Start{id}")));
        if outcome && !express {
            watch(line, out);
        }
        let mut call = Call::new(&integration(line));
        let machine = call.placeholder(format!("{id}Arn"), line.target.arn());
        let (input, input_path) = task_wait::input(line, "Input");
        let (passed, none) = if line.choice(&WAIT) == "start" { task_message::passing_on() } else { (Json::Null, Json::Null) };
        call.must("StateMachineArn", machine).usually(&input, &input_path).giving(&passed, &none).perform(line, out);
    }

    fn label(&self, line: &Line<'_>) -> String {
        match line.choice(&WAIT).as_str() {
            "outcome" => "start and wait".to_owned(),
            _ => task_wait::label(line, "start"),
        }
    }

    fn style(&self, line: &Line<'_>) -> LineStyle {
        if waits_for_outcome(line) { LineStyle::Call } else { task_wait::style(line, SPEC.style) }
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &Json::Null);
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &Json::Null);
    }
}

fn waits_for_outcome(line: &Line<'_>) -> bool {
    line.choice(&WAIT) == "outcome"
}

fn integration(line: &Line<'_>) -> String {
    match line.choice(&WAIT).as_str() {
        // Executions of express workflows cannot be watched; the call itself waits for them.
        "outcome" if workflow::is_express(&line.target) => "aws-sdk:sfn:startSyncExecution".to_owned(),
        "outcome" => "states:startExecution.sync:2".to_owned(),
        _ => task_wait::integration(line, "states:startExecution"),
    }
}

/// Lets the workflow watch the executions it waits for, and stop them where it is stopped itself.
fn watch(line: &Line<'_>, out: &mut Emission<'_>) {
    let id = &line.target.node.logical_id;
    let executions = Value::sub(format!("arn:${{AWS::Partition}}:states:${{AWS::Region}}:${{AWS::AccountId}}:execution:${{{id}.Name}}:*"));
    let follow = Statement::allow(["states:DescribeExecution", "states:StopExecution"]).on(executions);
    out.grant(&line.source, follow.named(format!("Follow{id}")));
    let rule = Statement::allow(["events:DescribeRule", "events:PutRule", "events:PutTargets"]).on(Value::sub(MANAGED_RULE));
    out.grant(&line.source, rule.named("WatchExecutions"));
}
