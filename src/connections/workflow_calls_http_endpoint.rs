//! Workflow → HTTP endpoint.

use serde_json::{Value as Json, json};

use crate::catalog::draft::Draft;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Settings, Statement};
use crate::cfn::{Map, Value};
use crate::design::{Connection, ConnectionId};
use crate::services::http_endpoint;
use crate::services::workflow::{self, Call};
use crate::unit;

unit! {
    /// A task of the workflow calls the endpoint and waits for its answer.
    ///
    /// Where the task says nothing else, the body of the request is the task's input, for methods that have one; headers,
    /// parameters behind the question mark and another body stand in the task's `Arguments` or `Parameters`, and where the
    /// endpoint's address has `*`, the whole address too (`ApiEndpoint`). The task gives the status, the headers and the
    /// body of the answer (`ResponseBody`); an answer from 400 on is an error. Drawing the line lets the task try again
    /// when the endpoint is busy or away for a moment.
    ///
    /// The workflow's role may call this address by this method and no other, and read the endpoint's connection with its
    /// secret. IAM knows no resource for such calls: conditions limit them instead.
    ///
    /// AWS: Step Functions Developer Guide, "Call HTTPS APIs in Step Functions workflows"; Service Authorization Reference,
    /// "Actions, resources, and condition keys for AWS Step Functions".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_calls_http_endpoint",
        name: "Workflow calls HTTP endpoint",
        verb: "calls",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "http_endpoint",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct WorkflowCallsHttpEndpoint;

impl ConnectionKind for WorkflowCallsHttpEndpoint {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let (endpoint, id) = (&line.target, &line.target.node.logical_id);
        let (url, method) = (endpoint.attribute(Attribute::Url), endpoint.choice(&http_endpoint::METHOD));
        let matches = if http_endpoint::has_gaps(endpoint) { "StringLike" } else { "StringEquals" };
        let call = Statement::allow(["states:InvokeHTTPEndpoint"])
            .on_everything()
            .when("StringEquals", "states:HTTPMethod", method.clone().into())
            .when(matches, "states:HTTPEndpoint", url.clone());
        out.grant(&line.source, call.named(format!("Call{id}")));
        let connection = http_endpoint::connection_arn(endpoint);
        let authorize = Statement::allow(["events:RetrieveConnectionCredentials"]).on(connection.clone());
        out.grant(&line.source, authorize.named(format!("Authorize{id}")));
        let secret = Statement::allow(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]);
        out.grant(&line.source, secret.on(http_endpoint::secret_arn(endpoint)).named(format!("Read{id}Secret")));
        if let Some(key) = endpoint.key() {
            let decrypt = Statement::allow(["kms:Decrypt"]).on(key.arn());
            out.grant(&line.source, decrypt.named(format!("Use{}", key.node.logical_id)));
        }
        perform(line, out, url, &method, connection);
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.target.choice(&http_endpoint::METHOD)
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &workflow::retried_over_http());
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &workflow::retried_over_http());
    }
}

fn perform(line: &Line<'_>, out: &mut Emission<'_>, url: Value, method: &str, connection: Value) {
    let id = &line.target.node.logical_id;
    let mut call = Call::new("http:invoke");
    let url = call.placeholder(format!("{id}Url"), url);
    let connection = call.placeholder(format!("{id}ConnectionArn"), connection);
    let body = matches!(method, "POST" | "PUT" | "PATCH");
    let (jsonata, jsonpath) =
        if body { (json!({ "RequestBody": "{% $states.input %}" }), json!({ "RequestBody.$": "$" })) } else { (Json::Null, Json::Null) };
    let call = call.usually(&jsonata, &jsonpath);
    let call = if http_endpoint::has_gaps(&line.target) {
        let address = Map::from([("ApiEndpoint", url)]);
        call.needing_these(&address, &address)
    } else {
        call.must("ApiEndpoint", url)
    };
    let headers = http_endpoint::headers(&line.target);
    let call = if headers.is_empty() { call } else { call.must("Headers", Value::Map(headers)) };
    call.must("Method", method.into()).must("Authentication", Value::map([("ConnectionArn", connection)])).perform(line, out);
}
