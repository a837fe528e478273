//! Workflow → bucket.

use serde_json::{Value as Json, json};

use crate::catalog::draft::Draft;
use crate::catalog::field::choice;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Refusal, Settings, Statement};
use crate::connections::function_uses_bucket;
use crate::connections::task_message;
use crate::design::{Connection, ConnectionId};
use crate::services::bucket;
use crate::services::workflow::{self, Call};
use crate::unit;

/// What the task does with the object.
pub const ACTION: Field = Field::choice("action", "Action", &[choice("get", "Get object"), choice("put", "Put object")])
    .help("What the task does; only this is granted.");

/// Which objects: what their keys are made of in the state is made of it too.
pub const PREFIX: Field = function_uses_bucket::PREFIX.decides();

unit! {
    /// A task of the workflow gets an object of the bucket or puts one into it.
    ///
    /// Where the task says nothing else, it gets the object whose key is the `key` of its input, behind the prefix, and the
    /// object's text is its result; or it puts its input, as JSON, under the prefix and the execution's name, and in JSONata
    /// the next state gets that input too. Another key, body or type of content stands in the task's `Arguments` (`Key`,
    /// `Body`, `ContentType`) or `Parameters`. The workflow's role may do this one action with the objects under the prefix.
    ///
    /// Limits: 256 KiB an object, as no more goes from state to state.
    /// AWS: Step Functions Developer Guide, "Integrating with AWS SDK services"; Service Authorization Reference, "Actions,
    /// resources, and condition keys for Amazon S3".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_uses_bucket",
        name: "Workflow uses bucket",
        verb: "uses",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "bucket",
        fields: &[ACTION, PREFIX],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct WorkflowUsesBucket;

impl ConnectionKind for WorkflowUsesBucket {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let (bucket, id) = (&line.target, &line.target.node.logical_id);
        let (put, prefix) = (puts(line), line.choice(&PREFIX));
        let action = if put { "s3:PutObject" } else { "s3:GetObject" };
        out.grant(&line.source, Statement::allow([action]).on(bucket::objects(bucket, &prefix)).named(format!("Use{id}")));
        let mut call = Call::new(if put { "aws-sdk:s3:putObject" } else { "aws-sdk:s3:getObject" });
        let name = call.placeholder(format!("{id}Name"), bucket.attribute(Attribute::Name));
        let (arguments, parameters) = if put { put_arguments(&prefix) } else { get_arguments(&prefix) };
        let text = (json!({ "Output": "{% $states.result.Body %}" }), json!({ "OutputPath": "$.Body" }));
        let (result, result_path) = if put { task_message::passing_on() } else { text };
        call.must("Bucket", name).usually(&arguments, &parameters).giving(&result, &result_path).perform(line, out);
    }

    fn carries(&self, line: &Line<'_>) -> bool {
        puts(line)
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.choice(&ACTION)
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &Json::Null);
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &Json::Null);
    }
}

fn puts(line: &Line<'_>) -> bool {
    line.choice(&ACTION) == "put"
}

fn put_arguments(prefix: &str) -> (Json, Json) {
    let key = format!("{{% {} & $states.context.Execution.Name & \".json\" %}}", Json::from(prefix));
    let path = format!("States.Format('{}{{}}.json', $$.Execution.Name)", quoted(prefix));
    (json!({ "Key": key, "Body": "{% $states.input %}" }), json!({ "Key.$": path, "Body.$": "$" }))
}

fn get_arguments(prefix: &str) -> (Json, Json) {
    if prefix.is_empty() {
        return (json!({ "Key": "{% $states.input.key %}" }), json!({ "Key.$": "$.key" }));
    }
    let key = format!("{{% {} & $states.input.key %}}", Json::from(prefix));
    (json!({ "Key": key }), json!({ "Key.$": format!("States.Format('{}{{}}', $.key)", quoted(prefix)) }))
}

/// A text inside the quotes of an intrinsic function of JSONPath.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_begin_with_the_prefix_in_both_languages() {
        let (jsonata, jsonpath) = get_arguments("it's/");
        assert_eq!(jsonata["Key"], "{% \"it's/\" & $states.input.key %}");
        assert_eq!(jsonpath["Key.$"], "States.Format('it\\'s/{}', $.key)");
        assert_eq!(get_arguments("").1["Key.$"], "$.key");
        let (jsonata, jsonpath) = put_arguments("orders/");
        assert_eq!(jsonata["Key"], "{% \"orders/\" & $states.context.Execution.Name & \".json\" %}");
        assert_eq!(jsonpath["Key.$"], "States.Format('orders/{}.json', $$.Execution.Name)");
    }
}
