//! API route → workflow.

use crate::catalog::field::choice;
use crate::catalog::{
    ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Request, Settings, Statement,
};
use crate::cfn::{Map, Pieces};
use crate::connections::answer::{self, ANSWER};
use crate::design::Fields;
use crate::services::api;
use crate::unit;

/// Whether the caller waits for the outcome.
pub const MODE: Field =
    Field::choice("mode", "Start", &[choice("async", "And answer at once"), choice("sync", "And wait for the outcome")])
        .help("Only an express workflow can be waited for, and no longer than the API waits: 30 seconds in an HTTP API, 29 in a REST API.");
/// What the execution starts with.
pub const INPUT: Field = api::request_value("input", "Input")
    .default(Literal::Text("$request.body"))
    .help("What the execution starts with, JSON: the request's body, or a part of it such as $request.body.order.");

unit! {
    /// The route starts an execution of the workflow with the request's body, without any code between.
    ///
    /// The API's role may start this workflow and nothing else. Callers get the ARN of the execution at once, or, where they
    /// wait, its outcome; only express workflows can be waited for.
    ///
    /// AWS: API Gateway Developer Guide, "Create AWS service integrations for HTTP APIs in API Gateway", "Integration
    /// subtype reference"; Step Functions API Reference, "StartExecution" and "StartSyncExecution".
    pub static SPEC: ConnectionSpec = {
        id: "api_starts_workflow",
        name: "Route starts workflow",
        verb: "starts",
        from: "api",
        facet: Some(api::ROUTES),
        to: "workflow",
        fields: &[MODE, INPUT, ANSWER],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct ApiStartsWorkflow;

/// Whether the caller waits for the outcome.
pub fn is_sync(line: &Line<'_>) -> bool {
    line.choice(&MODE) == "sync"
}

impl ConnectionKind for ApiStartsWorkflow {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        api::only_functions(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        let part = api::route_part(&entry, "Route");
        let integration = if api::is_rest(&line.source) { call(line).integration(part) } else { first_class(line).integration(part) };
        out.request(&line.source, Request::Integrate { entry, integration });
        let action = if is_sync(line) { "states:StartSyncExecution" } else { "states:StartExecution" };
        out.grant(&line.source, Statement::allow([action]).on(line.target.arn()).named(format!("Start{}", line.target.node.logical_id)));
    }

    fn label(&self, line: &Line<'_>) -> String {
        if is_sync(line) { "start and wait" } else { "start" }.to_owned()
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        api::new_route(ends)
    }
}

fn first_class(line: &Line<'_>) -> api::FirstClass {
    let mut parameters = Map::new();
    parameters.insert("StateMachineArn", line.target.arn());
    parameters.extend(line.template_value(&INPUT).map(|v| ("Input".to_owned(), v)));
    let subtype = if is_sync(line) { "StepFunctions-StartSyncExecution" } else { "StepFunctions-StartExecution" };
    api::FirstClass { subtype, parameters }
}

fn call(line: &Line<'_>) -> api::ServiceCall {
    let mut request = Pieces::new(r#"{"stateMachineArn":""#).value(&line.target.arn());
    if let Some(input) = line.template_value(&INPUT) {
        request = request.text(r#"","input":""#).join(api::Form::Json.put_document(&input));
    }
    let action = Pieces::new(if is_sync(line) { "states:action/StartSyncExecution" } else { "states:action/StartExecution" });
    // A failed execution is a successful call.
    let usual = is_sync(line).then(|| {
        Pieces::new(concat!(
            "#set($answer = $input.path('$'))#if($answer.status == \"SUCCEEDED\")$answer.output",
            "#else #set($context.responseOverride.status = 500){\"message\": \"Internal server error\"}#end"
        ))
    });
    api::ServiceCall {
        action,
        headers: &[("Content-Type", "application/x-amz-json-1.0")],
        request: request.text("\"}"),
        answer: answer::of(line, usual),
    }
}
