//! Workflow → topic.

use serde_json::Value as Json;

use crate::catalog::draft::Draft;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Statement};
use crate::connections::task_message;
use crate::connections::task_wait::{self, WAIT};
use crate::design::{Connection, ConnectionId};
use crate::services::topic;
use crate::services::workflow::{self, Call};
use crate::unit;

unit! {
    /// A task of the workflow publishes a message to the topic.
    ///
    /// Where the task says nothing else, the message is the task's input, and in JSONata the next state gets that input too;
    /// another message, a subject or attributes to filter by stand in the task's `Arguments` or `Parameters`. For a FIFO
    /// topic each execution is a message group of its own, unless the task says so otherwise. The workflow's role may
    /// publish to this topic and no other.
    ///
    /// With a task token the message is an object of the token (`taskToken`) and the task's input (`input`), and what comes
    /// back with the token is the task's result; arguments of your own must hand the token on as well.
    ///
    /// AWS: Step Functions Developer Guide, "Publish messages to an Amazon SNS topic with Step Functions".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_publishes_topic",
        name: "Workflow publishes to topic",
        verb: "publishes",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "topic",
        fields: &[WAIT],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct WorkflowPublishesTopic;

impl ConnectionKind for WorkflowPublishesTopic {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let id = &line.target.node.logical_id;
        out.grant(&line.source, Statement::allow(["sns:Publish"]).on(line.target.arn()).named(format!("Publish{id}")));
        let mut call = Call::new(&task_wait::integration(line, "sns:publish"));
        let topic = call.placeholder(format!("{id}Arn"), line.target.arn());
        let (jsonata, jsonpath) = task_message::group(&line.target, &topic::FIFO, &topic::CONTENT_DEDUPLICATION);
        let (sent, sent_path) = task_wait::input(line, "Message");
        let (passed, none) = task_wait::result(line, task_message::passing_on());
        call.must("TopicArn", topic).usually(&sent, &sent_path).needing(&jsonata, &jsonpath).giving(&passed, &none).perform(line, out);
    }

    fn label(&self, line: &Line<'_>) -> String {
        task_wait::label(line, "publish")
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
