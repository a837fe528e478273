//! Workflow → resource.

use serde_json::Value as Json;

use crate::catalog::draft::Draft;
use crate::catalog::field::TextRule;
use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Settings, Statement,
};
use crate::connections::function_uses_resource;
use crate::design::{Connection, ConnectionId};
use crate::services::workflow::{self, Call};
use crate::unit;

/// What the task calls.
pub const CALL: Field = Field::text("call", "Call", TextRule::shaped(160, is_call, "service:action as an SDK has it, such as sfn:describeActivity"))
    .required(Literal::Text("sfn:describeActivity"))
    .decides()
    .help("The service and the action as the AWS SDK for Java 2 calls them, with small initials: secretsmanager:getSecretValue, firehose:putRecord.");
/// The argument that names the resource.
pub const ARGUMENT: Field = Field::text("argument", "Argument with its ARN", TextRule { min: 0, max: 128, shape: Some((is_argument, "the name of an argument such as SecretId")) })
    .default(Literal::Text("ActivityArn"))
    .decides()
    .help("The argument of the action that takes the resource's ARN, with a capital initial, such as SecretId; empty where the task itself says which resource is meant.");
/// What the workflow may do with the resource.
pub const ACTIONS: Field = function_uses_resource::ACTIONS
    .applies(&[])
    .required(Literal::Json(r#"["states:DescribeActivity"]"#))
    .help("The actions of IAM that the call needs on the resource, such as secretsmanager:GetSecretValue; mostly the one called like it.");

fn is_call(text: &str) -> bool {
    let Some((service, action)) = text.split_once(':') else { return false };
    let small = |part: &str| part.starts_with(|c: char| c.is_ascii_lowercase()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    small(service) && small(action)
}

fn is_argument(text: &str) -> bool {
    text.is_empty() || (text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric()))
}

unit! {
    /// A task of the workflow calls an action of AWS on the resource, through the SDK integration.
    ///
    /// The line names the action and the argument that takes the resource's ARN; the action's other arguments stand in the
    /// task's `Arguments` or `Parameters`. What AWS answers is the task's result. The workflow's role may use the actions
    /// that are named on the resource's ARN, and nothing else; which of them the call needs, and whether they can be limited
    /// to a resource, the Service Authorization Reference tells for each service.
    ///
    /// AWS: Step Functions Developer Guide, "Learning to use AWS service SDK integrations in Step Functions"; Service
    /// Authorization Reference, "Actions, resources, and condition keys for AWS services".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_uses_resource",
        name: "Workflow uses resource",
        verb: "uses",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "resource",
        fields: &[CALL, ARGUMENT, ACTIONS],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct WorkflowUsesResource;

impl ConnectionKind for WorkflowUsesResource {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let (Some(action), id) = (line.text(&CALL), &line.target.node.logical_id) else { return };
        let arn = line.target.service.attribute(&line.target, Attribute::Arn);
        let listed = line.literal(&ACTIONS).and_then(|value| value.as_array().cloned()).unwrap_or_default();
        let actions: Vec<&str> = listed.iter().filter_map(|action| action.as_str()).collect();
        if let Some(arn) = arn.clone().filter(|_| !actions.is_empty()) {
            out.grant(&line.source, Statement::allow(actions).on(arn).named(format!("Use{id}")));
        }
        let mut call = Call::new(&format!("aws-sdk:{action}"));
        if let (Some(argument), Some(arn)) = (line.text(&ARGUMENT), arn) {
            let arn = call.placeholder(format!("{id}Arn"), arn);
            call = call.must(&argument, arn);
        }
        call.perform(line, out);
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.text(&CALL).and_then(|call| Some(call.split_once(':')?.1.to_owned())).unwrap_or_else(|| SPEC.verb.to_owned())
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &Json::Null);
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &Json::Null);
    }
}
