//! Workflow → stream.

use serde_json::{Value as Json, json};

use crate::catalog::draft::Draft;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Statement};
use crate::connections::task_message;
use crate::design::{Connection, ConnectionId};
use crate::services::workflow::{self, Call};
use crate::unit;

unit! {
    /// A task of the workflow writes a record to the stream.
    ///
    /// Where the task says nothing else, the record is the task's input and the execution's name its partition key, and in
    /// JSONata the next state gets that input too; another record stands in the task's `Arguments` (`Data`, `PartitionKey`)
    /// or `Parameters`. The workflow's role may put records into this stream and no other.
    ///
    /// AWS: Step Functions Developer Guide, "Integrating with AWS SDK services"; Amazon Kinesis Data Streams API Reference,
    /// "PutRecord".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_puts_stream",
        name: "Workflow puts record into stream",
        verb: "puts records",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "stream",
        fields: &[],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct WorkflowPutsStream;

impl ConnectionKind for WorkflowPutsStream {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let id = &line.target.node.logical_id;
        out.grant(&line.source, Statement::allow(["kinesis:PutRecord"]).on(line.target.arn()).named(format!("Put{id}")));
        let mut call = Call::new("aws-sdk:kinesis:putRecord");
        let stream = call.placeholder(format!("{id}Name"), line.target.attribute(Attribute::Name));
        let (passed, none) = task_message::passing_on();
        call.must("StreamName", stream)
            .usually(&json!({ "Data": "{% $states.input %}" }), &json!({ "Data.$": "$" }))
            .needing(&json!({ "PartitionKey": "{% $states.context.Execution.Name %}" }), &json!({ "PartitionKey.$": "$$.Execution.Name" }))
            .giving(&passed, &none)
            .perform(line, out);
    }

    fn label(&self, _line: &Line<'_>) -> String {
        "put record".to_owned()
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &Json::Null);
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &Json::Null);
    }
}
