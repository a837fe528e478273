//! The resources of an HTTP API.

use super::authorization::{self, Authorizers};
use super::routes::{Route, stage as stage_name};
use super::{Answered, access_log, cors, name, route_part, throttling};
use crate::catalog::emission::Made;
use crate::catalog::{Emission, NodeView};
use crate::cfn::{Pieces, Value};

/// Adds the API with its stage, integrations and routes.
pub(super) fn emit(
    node: &NodeView<'_>,
    answered: &[Answered<'_>],
    authorizers: &Authorizers,
    role: Option<&Value>,
    out: &mut Emission<'_>,
) {
    let id = Value::reference(node.node.logical_id.as_str());
    let routes: Vec<&Route<'_>> = answered.iter().map(|a| &a.route).collect();
    let cors = cors::of(node, &routes).map(|cors| cors.configuration(&routes));
    out.main(node).set("Name", name(node)).set("ProtocolType", "HTTP").set_some("CorsConfiguration", cors);
    integrations(answered, &id, role, out);
    for one in answered {
        route(one, &id, authorizers, out);
    }
    let log = access_log(node, &super::with_called("routeKey"), out);
    stage(node, log, out);
    out.output("Url", format!("Address of {}", node.node.logical_id), url(node));
}

/// The stage, which deploys every change by itself.
pub(super) fn stage<'o>(node: &NodeView<'_>, log: Option<Value>, out: &'o mut Emission<'_>) -> &'o mut Made {
    let stage = out.resource("Stage", "AWS::ApiGatewayV2::Stage");
    stage.set("ApiId", Value::reference(node.node.logical_id.as_str())).set("StageName", stage_name(node)).set("AutoDeploy", true);
    stage.set_some("AccessLogSettings", log);
    if let Some((rate, burst)) = throttling(node) {
        stage.set("DefaultRouteSettings.ThrottlingBurstLimit", burst).set("DefaultRouteSettings.ThrottlingRateLimit", rate);
    }
    stage
}

/// Where callers find it.
pub(super) fn url(node: &NodeView<'_>) -> Value {
    let endpoint = Value::get_att(node.node.logical_id.as_str(), "ApiEndpoint");
    let stage = stage_name(node);
    if stage == Value::from("$default") {
        return endpoint;
    }
    Pieces::default().value(&endpoint).text("/").value(&stage).finish()
}

/// One integration for all routes that are answered alike.
pub(super) fn integrations(answered: &[Answered<'_>], api: &Value, role: Option<&Value>, out: &mut Emission<'_>) {
    for (index, one) in answered.iter().enumerate() {
        if answered[..index].iter().any(|earlier| earlier.integration == one.integration) {
            continue;
        }
        let origins = answered.iter().filter(|other| other.integration == one.integration).map(|other| other.origin.clone());
        let resource = out.resource(&integration_part(&one.integration.part), "AWS::ApiGatewayV2::Integration");
        resource.set("ApiId", api.clone()).set_all(one.integration.properties.clone());
        if one.integration.with_role {
            resource.set_some("CredentialsArn", role.cloned());
        }
        resource.comes_from("IntegrationType", origins);
    }
}

fn integration_part(part: &str) -> String {
    format!("{part}Integration")
}

/// Where a route leads.
pub(super) fn target(one: &Answered<'_>, out: &Emission<'_>) -> Value {
    let integration = out.logical_id(&integration_part(&one.integration.part));
    Pieces::new("integrations/").value(&Value::reference(integration)).finish()
}

fn route(one: &Answered<'_>, api: &Value, authorizers: &Authorizers, out: &mut Emission<'_>) {
    let target = target(one, out);
    let resource = out.resource(&route_part(&one.route.entry.entry.id, "Route"), "AWS::ApiGatewayV2::Route");
    resource.set("ApiId", api.clone()).set("RouteKey", one.route.title()).set("Target", target);
    resource.set_all(authorization::properties(&one.route, authorizers));
    resource.comes_from("Target", [one.origin.clone()]);
}
