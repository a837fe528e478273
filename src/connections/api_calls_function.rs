//! API route → function.

use crate::catalog::field::{Kind, Unit, choice};
use crate::catalog::recognise::Resources;
use crate::catalog::request::Integration;
use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, FaultKind, Field, Line, LineStyle, Literal, Place, Request, Settings,
};
use crate::cfn::{Map, Pieces, Value};
use crate::design::{Fields, Value as Setting};
use crate::services::api::{self, Protocol};
use crate::unit;

/// The form of the event the function gets.
pub const PAYLOAD_VERSION: Field =
    Field::choice("payload_version", "Payload version", &[choice("2.0", "2.0"), choice("1.0", "1.0 (as REST APIs)")])
        .help("The form of the event and of the answer in HTTP APIs. REST APIs have theirs, which is close to 1.0.");
/// How long an answer may take.
pub const TIMEOUT: Field = Field::duration("timeout", "Timeout", Unit::Seconds, 1, 29)
    .example(Literal::Integer(10))
    .help("How long the API waits for an answer. Empty: as long as it can, 30 seconds in an HTTP API and 29 in the others.");

unit! {
    /// The route is answered by the function, which gets the whole request and gives the whole response.
    ///
    /// The function lets in this API and no other, by one permission however many routes lead to it; routes with equal
    /// settings share one integration. An API never waits longer than 30 seconds (HTTP) or 29 seconds (REST): let the
    /// function's own timeout be shorter.
    ///
    /// AWS: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway", "Lambda
    /// proxy integrations in API Gateway"; Lambda Developer Guide, "Invoking a Lambda function using an Amazon API Gateway
    /// endpoint".
    pub static SPEC: ConnectionSpec = {
        id: "api_calls_function",
        name: "Route calls function",
        verb: "calls",
        from: "api",
        facet: Some(api::ROUTES),
        to: "function",
        fields: &[PAYLOAD_VERSION, TIMEOUT],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct ApiCallsFunction;

impl ConnectionKind for ApiCallsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        out.request(&line.source, Request::Integrate { entry, integration: integration(line) });
        check_timeout(line, out);
        let permission = out.shared(&line.source, &format!("{}Permission", line.target.node.logical_id), "AWS::Lambda::Permission");
        permission.set("Action", "lambda:InvokeFunction").set("FunctionName", line.target.attribute(Attribute::Name));
        permission.set("Principal", "apigateway.amazonaws.com").set("SourceArn", api::calls(&line.source));
    }

    fn label(&self, _line: &Line<'_>) -> String {
        "proxy".to_owned()
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        api::new_route(ends)
    }

    fn recognise_settings(&self, entry: &Value, resources: &Resources) -> Fields {
        let Some(said) = api::integration_said(entry, resources) else { return Fields::new() };
        let version = said.get("PayloadFormatVersion").and_then(Value::as_text).filter(|version| *version == "1.0");
        timeout_said(said).into_iter().chain(version.map(|version| (PAYLOAD_VERSION.id.to_owned(), version.into()))).collect()
    }
}

/// The timeout that an integration says, where it is one of whole seconds that the setting may have.
pub fn timeout_said(integration: &Value) -> Option<(String, Setting)> {
    let Some(Value::Integer(millis)) = integration.get("TimeoutInMillis") else { return None };
    let seconds = millis / 1_000;
    let fits = millis % 1_000 == 0 && matches!(TIMEOUT.kind, Kind::Duration(min, max) if (min..=max).contains(&seconds));
    fits.then(|| (TIMEOUT.id.to_owned(), Setting(seconds.into())))
}

/// Tells where the timeout is not known, and could not be written.
pub fn check_timeout(line: &Line<'_>, out: &mut Emission<'_>) {
    if line.is_deferred(&TIMEOUT) {
        let message = "The timeout has to be a number: a template cannot turn a parameter's seconds into milliseconds.";
        out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, Vec::new());
    }
}

/// How long the API waits, as integrations have it.
pub fn timeout_millis(line: &Line<'_>) -> Option<Value> {
    Some(Value::Integer(line.integer(&TIMEOUT)? * 1_000))
}

fn integration(line: &Line<'_>) -> Integration {
    let mut properties = Map::new();
    let protocol = api::protocol(&line.source);
    let function = Pieces::new("lambda:path/2015-03-31/functions/").value(&line.target.arn()).text("/invocations");
    if protocol == Protocol::Rest {
        properties.insert("Type", "AWS_PROXY".into());
        properties.insert("IntegrationHttpMethod", "POST".into());
        properties.insert("Uri", api::action_uri(function));
    } else if protocol == Protocol::WebSocket {
        properties.insert("IntegrationType", "AWS_PROXY".into());
        properties.insert("IntegrationUri", api::action_uri(function));
    } else {
        properties.insert("IntegrationType", "AWS_PROXY".into());
        properties.insert("IntegrationUri", line.target.arn());
        properties.insert("PayloadFormatVersion", line.choice(&PAYLOAD_VERSION).into());
    }
    let mut part = line.target.node.logical_id.clone();
    if protocol == Protocol::Http && line.choice(&PAYLOAD_VERSION) == "1.0" {
        part.push_str("V1");
    }
    if let Some(timeout) = line.integer(&TIMEOUT) {
        part = format!("{part}In{timeout}s");
    }
    properties.extend(timeout_millis(line).map(|millis| ("TimeoutInMillis".to_owned(), millis)));
    Integration { part, properties, with_role: false, method: Map::new() }
}
