//! Workflow → queue.

use serde_json::Value as Json;

use crate::catalog::draft::Draft;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Statement};
use crate::connections::task_message;
use crate::connections::task_wait::{self, WAIT};
use crate::design::{Connection, ConnectionId};
use crate::services::queue;
use crate::services::workflow::{self, Call};
use crate::unit;

unit! {
    /// A task of the workflow sends a message to the queue.
    ///
    /// Where the task says nothing else, the message is the task's input, and in JSONata the next state gets that input too;
    /// another message stands in the task's `Arguments` (`MessageBody`) or `Parameters`. For a FIFO queue each execution is
    /// a message group of its own, unless the task says so otherwise. The workflow's role may send to this queue and no
    /// other.
    ///
    /// With a task token the message is an object of the token (`taskToken`) and the task's input (`input`), and what comes
    /// back with the token is the task's result; arguments of your own must hand the token on as well.
    ///
    /// AWS: Step Functions Developer Guide, "Send messages to an Amazon SQS queue with Step Functions".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_sends_queue",
        name: "Workflow sends to queue",
        verb: "sends",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "queue",
        fields: &[WAIT],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct WorkflowSendsQueue;

impl ConnectionKind for WorkflowSendsQueue {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let id = &line.target.node.logical_id;
        out.grant(&line.source, Statement::allow(["sqs:SendMessage"]).on(line.target.arn()).named(format!("Send{id}")));
        let mut call = Call::new(&task_wait::integration(line, "sqs:sendMessage"));
        let url = call.placeholder(format!("{id}Url"), line.target.attribute(Attribute::Url));
        let (jsonata, jsonpath) = task_message::group(&line.target, &queue::FIFO, &queue::CONTENT_DEDUPLICATION);
        let (sent, sent_path) = task_wait::input(line, "MessageBody");
        let (passed, none) = task_wait::result(line, task_message::passing_on());
        call.must("QueueUrl", url).usually(&sent, &sent_path).needing(&jsonata, &jsonpath).giving(&passed, &none).perform(line, out);
    }

    fn label(&self, line: &Line<'_>) -> String {
        task_wait::label(line, "send message")
    }

    fn style(&self, line: &Line<'_>) -> LineStyle {
        task_wait::style(line, SPEC.style)
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &Json::Null);
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &Json::Null);
    }
}
