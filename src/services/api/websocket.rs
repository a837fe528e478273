//! The resources of a WebSocket API.

use super::authorization::{self, Authorizers};
use super::fields::ROUTE_SELECTION;
use super::route_fields::TWO_WAY;
use super::routes::{CONNECT, stage};
use super::{Answered, access_log, http, name, route_part};
use crate::catalog::{Emission, NodeView, Settings};
use crate::cfn::{Pieces, Value};

/// What the log of a WebSocket API tells of each message.
const LOGGED: [&str; 7] = ["requestId", "requestTime", "eventType", "routeKey", "connectionId", "status", "error.message"];

/// Adds the API with its integrations and routes, and, as soon as there is a route, its stage.
pub(super) fn emit(
    node: &NodeView<'_>,
    answered: &[Answered<'_>],
    authorizers: &Authorizers,
    role: Option<&Value>,
    out: &mut Emission<'_>,
) {
    let id = Value::reference(node.node.logical_id.as_str());
    let api = out.main(node);
    api.set("Name", name(node)).set("ProtocolType", "WEBSOCKET");
    api.set_some("RouteSelectionExpression", node.template_value(&ROUTE_SELECTION));
    if answered.is_empty() {
        // What has no route cannot be deployed.
        return;
    }
    http::integrations(answered, &id, role, out);
    let routes: Vec<String> = answered.iter().map(|one| route(one, &id, authorizers, out)).collect();
    let log = access_log(node, &LOGGED, out);
    let account = super::account_log_role(node, log.is_some(), out);
    let stage = http::stage(node, log, out);
    stage.resource.depends_on.extend(routes);
    stage.resource.depends_on.extend(account);
    out.output("Url", format!("Address of {}", node.node.logical_id), url(node));
}

/// Where clients connect.
pub(super) fn url(node: &NodeView<'_>) -> Value {
    let endpoint = Value::get_att(node.node.logical_id.as_str(), "ApiEndpoint");
    Pieces::default().value(&endpoint).text("/").value(&stage(node)).finish()
}

/// Where others send to connections.
pub fn connections_url(node: &NodeView<'_>) -> Value {
    Pieces::new("https://").join(super::host(node)).text("/").value(&stage(node)).finish()
}

fn route(one: &Answered<'_>, api: &Value, authorizers: &Authorizers, out: &mut Emission<'_>) -> String {
    let entry = &one.route.entry;
    let target = http::target(one, out);
    let resource = out.resource(&route_part(&entry.entry.id, "Route"), "AWS::ApiGatewayV2::Route");
    resource.set("ApiId", api.clone()).set("RouteKey", one.route.path.as_str()).set("Target", target);
    if one.route.path == CONNECT {
        // Who is let in is asked once; every later message comes over the connection.
        resource.set_all(authorization::properties(&one.route, authorizers));
    }
    if entry.is_on(&TWO_WAY) {
        resource.set("RouteResponseSelectionExpression", "$default");
    }
    resource.comes_from("Target", [one.origin.clone()]);
    let id = resource.logical_id.clone();
    if entry.is_on(&TWO_WAY) {
        let response = out.resource(&route_part(&entry.entry.id, "Response"), "AWS::ApiGatewayV2::RouteResponse");
        response.set("ApiId", api.clone()).set("RouteId", Value::reference(id.as_str())).set("RouteResponseKey", "$default");
    }
    id
}
