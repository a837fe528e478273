//! APIs.

mod alarms;
mod answers;
mod authorization;
mod cors;
mod domain;
mod fields;
mod http;
mod names;
mod recognise;
mod rest;
mod route_fields;
mod routes;
mod service_call;
mod websocket;

use sha2::{Digest, Sha256};

pub use authorization::{Authorization, asks_from, authorization, is_foreign, needs_key};
pub use fields::*;
pub use recognise::integration_said;
pub use route_fields::*;
pub use routes::{
    CONNECT, DEFAULT, Protocol, ROUTES, RequestPart, Route, arn, calls, fits_protocol, is_rest, new_route, new_route_to_one,
    only_functions, protocol, route_from_text, routes, stage, variables,
};
pub use service_call::{FirstClass, Form, REFUSED, ServiceCall, action_uri, answers, parts_said};
pub use websocket::connections_url;

use crate::catalog::alarm::{self, Preset};
use crate::catalog::recognise::{RecognisedEntry, Resources};
use crate::catalog::request::Integration;
use crate::catalog::service::{Attribute, Category, Facet, Ports, Service, ServiceSpec, Stateful};
use crate::catalog::{Emission, FaultKind, NodeView, Origin, Place, Request, Settings, Wanted, naming, policy};
use crate::cfn::{Map, Pieces, Value};
use crate::design::{EntryId, Fields, Node};
use crate::services::{function, kms_key, web_acl};
use crate::unit;

unit! {
    /// An API takes requests over HTTPS. Each of its routes is a method and a path, and has a port of its own: draw a line
    /// from it to what answers – a function, or, without any code between, a queue, a topic, an event bus, a workflow, a table,
    /// a bucket or an HTTP endpoint.
    ///
    /// HTTP APIs cost less and answer faster; take a REST API for API keys, request validation, tracing or a web ACL. A
    /// WebSocket API keeps a connection with each client: its routes are called $connect, $disconnect, $default and whatever
    /// messages name, they lead to functions, and a function with a line to the API sends to the clients.
    /// Routes that lead nowhere are not part of the template. A changed REST API is redeployed with the stack, and an HTTP
    /// API deploys its changes by itself.
    ///
    /// Without authorization everybody may call. JWT lets in the bearers of tokens from your issuer, IAM signed requests,
    /// an API key whoever has the key; draw a line from a user pool or a function to let it say who may call. Single routes
    /// may differ. With CORS, pages of other origins may call:
    /// functions behind a REST API then add `Access-Control-Allow-Origin` to their own answers.
    ///
    /// Limits: 300 routes of an HTTP API, 300 paths of a REST API, answers within 30 and 29 seconds, bodies up to 10 MB; messages
    /// of 128 KB, connections of two hours.
    /// AWS: API Gateway Developer Guide, "Choose between REST APIs and HTTP APIs", "API Gateway WebSocket APIs", "Amazon API Gateway quotas"; "CORS for
    /// REST APIs in API Gateway"; "Set up CloudWatch logging for REST APIs in API Gateway".
    pub static SPEC: ServiceSpec = {
        id: "api",
        name: "API",
        aws: "API Gateway",
        category: Category::EntryPoints,
        summary: "Takes requests over HTTPS: HTTP, REST or WebSocket",
        suffix: "Api",
        resource: Some("AWS::ApiGatewayV2::Api"),
        stateful: Stateful::No,
        fields: FIELDS,
        facets: &[
            Facet { id: ROUTES, label: "Routes", entry: "route", fields: ROUTE_FIELDS, port: true },
            alarm::facet(alarms::FIELDS),
        ],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Api;

/// A route with what answers it.
struct Answered<'g> {
    route: Route<'g>,
    integration: &'g Integration,
    origin: Origin,
}

impl Service for Api {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let role = out.role(node, wanted, Vec::new(), policy::trust("apigateway.amazonaws.com", &[]));
        // Its log group is all that is encrypted.
        let _ = kms_key::of(node, wanted, out);
        let answered = answered(node, wanted, out);
        let authorizers = authorization::authorizers(node, wanted, &answered, out);
        match protocol(node) {
            Protocol::Http => http::emit(node, &answered, &authorizers, role.as_ref(), out),
            Protocol::Rest => rest::emit(node, &answered, &authorizers, role.as_ref(), out),
            Protocol::WebSocket => websocket::emit(node, &answered, &authorizers, role.as_ref(), out),
        }
        let has_stage = protocol(node) == Protocol::Http || !answered.is_empty();
        if has_stage {
            domain::emit(node, out);
        }
        if has_stage && is_rest(node) {
            web_acl::protect(node, wanted, &rest::stage_arn(node), out);
        }
    }

    fn alarms(&self) -> &'static [Preset] {
        alarms::PRESETS
    }

    fn recognise_setting(&self, node: &Node, field: &crate::catalog::Field, resources: &Resources) -> Option<Value> {
        recognise::protocol(node, field, resources).or_else(|| cors::recognise(&node.logical_id, field, resources))
    }

    fn recognise_entries(&self, node: &Node, resources: &Resources) -> Vec<RecognisedEntry> {
        recognise::routes(node, resources)
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let protocol = match protocol(node) {
            Protocol::Http => "HTTP",
            Protocol::Rest => "REST",
            Protocol::WebSocket => "WebSocket",
        };
        format!("{protocol} · {}", authorization(node).label())
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        match attribute {
            Attribute::Arn => Some(arn(node).finish()),
            Attribute::Name => Some(Value::reference(node.node.logical_id.as_str())),
            Attribute::Url => Some(match protocol(node) {
                Protocol::Http => http::url(node),
                Protocol::Rest => rest::url(node),
                Protocol::WebSocket => websocket::url(node),
            }),
        }
    }

    fn entry_title(&self, _facet: &Facet, fields: &Fields) -> String {
        let text = |id: &str| fields.get(id).and_then(|v| v.literal()).and_then(|v| v.as_str()).map(str::to_owned);
        let method = text(METHOD.id).unwrap_or_else(|| METHODS[0].id.to_owned());
        text(PATH.id).map_or_else(|| format!("{method} …"), |path| routes::title(&method, &path))
    }

    fn entry_from_text(&self, _facet: &Facet, text: &str) -> Fields {
        routes::route_from_text(text)
    }
}

/// The routes that a line answers. A second line at one route cannot be: it is a fault.
fn answered<'g>(node: &NodeView<'g>, wanted: &'g Wanted, out: &mut Emission<'_>) -> Vec<Answered<'g>> {
    let mut found = Vec::new();
    for route in routes(node) {
        let id = &route.entry.entry.id;
        let mut lines = wanted.requests.iter().filter_map(|received| match &received.request {
            Request::Integrate { entry, integration } if entry == id => Some((integration, received.origin.clone())),
            _ => None,
        });
        let Some((integration, origin)) = lines.next() else { continue };
        let others: Vec<Place> = lines.map(|(_, origin)| origin.place()).collect();
        if !others.is_empty() {
            let message = format!("{} leads to more than one place; a route has one answer.", route.title());
            out.fault(FaultKind::Conflict, Place::Entry(node.id.clone(), id.clone()), message, others);
        }
        found.push(Answered { route, integration, origin });
    }
    found
}

/// What the API is called in the account.
fn name(node: &NodeView<'_>) -> Value {
    Pieces::default().value(&Value::reference("AWS::StackName")).text("-").text(&node.node.logical_id).finish()
}

/// The part of a resource that belongs to a route, after the route's id, which no change of its path changes.
pub fn route_part(entry: &EntryId, what: &str) -> String {
    format!("{}{what}", naming::pascal(entry.as_str()))
}

/// Rate and burst where requests are limited: one that is missing is like the other.
fn throttling(node: &NodeView<'_>) -> Option<(Value, Value)> {
    let (rate, burst) = (node.template_value(&THROTTLING_RATE), node.template_value(&THROTTLING_BURST));
    Some((rate.clone().or_else(|| burst.clone())?, burst.or(rate)?))
}

/// What the log of an API tells of each request; `called` is the variable that tells what was called.
fn with_called(called: &str) -> [&str; 9] {
    ["requestId", "requestTime", "httpMethod", called, "status", "protocol", "responseLength", "responseLatency", "integrationErrorMessage"]
}

/// The stage's log settings with their log group, where requests are logged; `names` are the variables that are told.
fn access_log(node: &NodeView<'_>, names: &[&str], out: &mut Emission<'_>) -> Option<Value> {
    if !node.is_on(&ACCESS_LOGS) {
        return None;
    }
    let group = out.log_group("LogGroup", None, function::log_days(node.template_value(&LOG_RETENTION)));
    // What failed is called alike whatever the protocol.
    let key = |name: &str| if name.ends_with("essage") { "integrationError".to_owned() } else { name.to_owned() };
    let mut format: Map = names.iter().map(|name| (key(name), format!("$context.{name}").into())).collect();
    format.insert("ip", "$context.identity.sourceIp".into());
    let format = crate::cfn::json::write_compact(&Value::Map(format));
    Some(Value::map([("DestinationArn", Value::get_att(group, "Arn")), ("Format", format.into())]))
}

/// The role with which API Gateway writes the logs of the account's REST and WebSocket APIs, where this stack sets it; it stays when the stack goes, as others
/// may count on it by then.
fn account_log_role(node: &NodeView<'_>, logs: bool, out: &mut Emission<'_>) -> Option<String> {
    if !logs || node.choice(&ACCOUNT_LOG_ROLE) != "stack" {
        return None;
    }
    let managed = Value::sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs");
    let role = out.design_wide("ApiGatewayLogRole", "AWS::IAM::Role");
    role.set("AssumeRolePolicyDocument", policy::trust("apigateway.amazonaws.com", &[]));
    role.set("ManagedPolicyArns", Value::List(vec![managed]));
    role.kept("Retain");
    let arn = Value::get_att(role.logical_id.as_str(), "Arn");
    let account = out.design_wide("ApiGatewayAccount", "AWS::ApiGateway::Account");
    account.set("CloudWatchRoleArn", arn);
    account.kept("Retain");
    Some(account.logical_id.clone())
}

/// The name under which API Gateway serves the API.
fn host(node: &NodeView<'_>) -> Pieces {
    Pieces::default()
        .value(&Value::reference(node.node.logical_id.as_str()))
        .text(".execute-api.")
        .value(&Value::reference("AWS::Region"))
        .text(".")
        .value(&Value::reference("AWS::URLSuffix"))
}

/// A few characters that differ where the text differs.
fn digest(text: &str) -> String {
    Sha256::digest(text).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}
