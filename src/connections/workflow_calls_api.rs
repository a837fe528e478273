//! Workflow → API.

use serde_json::{Map as JsonMap, Value as Json, json};

use crate::catalog::draft::Draft;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, NodeView, Refusal, Settings};
use crate::cfn::Value;
use crate::connections::route_call::{self, ROUTE};
use crate::connections::task_wait::{self, WAIT};
use crate::design::{Connection, ConnectionId};
use crate::services::api::{self, Protocol, Route};
use crate::services::workflow::{self, Call};
use crate::unit;

unit! {
    /// A task of the workflow calls a route of the API and waits for its answer.
    ///
    /// Where the task says nothing else, the request's body is the task's input, for methods that have one, and variables of
    /// the path are the members of the input that are called like them. Headers, parameters behind the question mark and
    /// another body stand in the task's `Arguments` (`Headers`, `QueryParameters`, `RequestBody`) or `Parameters`. The task
    /// gives the status, the headers and the body of the answer (`ResponseBody`); an answer from 400 on is an error.
    ///
    /// The task signs its requests with the workflow's role, which may call this route and no other: the route may be open
    /// or ask for IAM. With a task token the header `TaskToken` has the token, and the task waits until it comes back.
    ///
    /// AWS: Step Functions Developer Guide, "Create API Gateway REST APIs with Step Functions".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_calls_api",
        name: "Workflow calls route",
        verb: "calls",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "api",
        fields: &[ROUTE, WAIT],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct WorkflowCallsApi;

impl ConnectionKind for WorkflowCallsApi {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = || format!("{} is WebSocket; a workflow calls HTTP and REST APIs. Put a function between.", ends.target.node.name);
        let websocket = (api::protocol(&ends.target) == Protocol::WebSocket).then(|| Refusal::inserting(reason(), &["function"]));
        workflow::refuse_second(ends).or(websocket).or_else(|| route_call::refuse(ends))
    }

    fn leads_on(&self, target: &NodeView<'_>) -> bool {
        api::protocol(target) != Protocol::WebSocket && route_call::takes_calls(target)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        // A check tells of a line that has no route to call.
        let Some(route) = route_call::route(line) else { return };
        route_call::grant(line, &route, out);
        let id = &line.target.node.logical_id;
        let mut call = Call::new(&task_wait::integration(line, "apigateway:invoke"));
        let host = call.placeholder(format!("{id}Host"), route_call::host(line));
        let stage = api::stage(&line.target);
        let stage = (stage.as_text() != Some(api::DEFAULT)).then(|| call.placeholder(format!("{id}Stage"), stage));
        let (jsonata, jsonpath) = if has_body(&route) { body() } else { (Json::Null, Json::Null) };
        let (needed, needed_path) = needed(line, &route);
        call = call.must("ApiEndpoint", host);
        if let Some(stage) = stage {
            call = call.must("Stage", stage);
        }
        call = call.must("Method", route_call::method(&route).into());
        if api::variables(&route.path).is_empty() {
            call = call.must("Path", Value::from(route.path.as_str()));
        }
        call.must("AuthType", "IAM_ROLE".into()).usually(&jsonata, &jsonpath).needing(&needed, &needed_path).perform(line, out);
    }

    fn label(&self, line: &Line<'_>) -> String {
        task_wait::label(line, &line.text(&ROUTE).unwrap_or_else(|| "call".to_owned()))
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &Json::Null);
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &Json::Null);
    }
}

fn has_body(route: &Route<'_>) -> bool {
    matches!(route_call::method(route), "POST" | "PUT" | "PATCH")
}

/// The task's input as the body of the request, in JSONata and in JSONPath.
fn body() -> (Json, Json) {
    (json!({ "RequestBody": "{% $states.input %}" }), json!({ "RequestBody.$": "$" }))
}

/// What the call cannot do without: the path where it has variables, and the token where the task waits for it.
fn needed(line: &Line<'_>, route: &Route<'_>) -> (Json, Json) {
    let (mut jsonata, mut jsonpath) = (JsonMap::new(), JsonMap::new());
    if !api::variables(&route.path).is_empty() {
        let (expression, path) = filled(&route.path);
        jsonata.insert("Path".to_owned(), expression.into());
        jsonpath.insert("Path.$".to_owned(), path.into());
    }
    if task_wait::waits(line) {
        jsonata.insert("Headers".to_owned(), json!({ "TaskToken": ["{% $states.context.Task.Token %}"] }));
        jsonpath.insert("Headers".to_owned(), json!({ "TaskToken.$": "States.Array($$.Task.Token)" }));
    }
    (jsonata.into(), jsonpath.into())
}

/// The path with its variables taken from the input, in JSONata and in JSONPath.
fn filled(path: &str) -> (String, String) {
    let mut expression = Vec::new();
    let (mut format, mut names) = (String::new(), Vec::new());
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((variable, after)) = behind.split_once('}') else { break };
        let name = variable.trim_end_matches('+');
        expression.push(Json::from(before).to_string());
        expression.push(format!("$string($states.input.`{name}`)"));
        format.push_str(before);
        format.push_str("{}");
        names.push(format!("$['{name}']"));
        rest = after;
    }
    format.push_str(rest);
    if !rest.is_empty() {
        expression.push(Json::from(rest).to_string());
    }
    (format!("{{% {} %}}", expression.join(" & ")), format!("States.Format('{format}', {})", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_a_path_are_taken_from_the_input() {
        let (jsonata, jsonpath) = filled("/orders/{id}/items/{item+}");
        assert_eq!(jsonata, "{% \"/orders/\" & $string($states.input.`id`) & \"/items/\" & $string($states.input.`item`) %}");
        assert_eq!(jsonpath, "States.Format('/orders/{}/items/{}', $['id'], $['item'])");
        assert_eq!(filled("/{id}/close").0, "{% \"/\" & $string($states.input.`id`) & \"/close\" %}");
    }
}
