//! The resources of an HTTP API.

use super::fields::{JWT_AUDIENCE, JWT_ISSUER, SCOPES};
use super::routes::{Authorization, Route, authorization, stage};
use super::{Answered, access_log, cors, name, route_part, throttling};
use crate::catalog::{Emission, NodeView, Settings};
use crate::cfn::{Map, Pieces, Value};

/// Adds the API with its stage, authorizer, integrations and routes.
pub(super) fn emit(node: &NodeView<'_>, answered: &[Answered<'_>], role: Option<&Value>, out: &mut Emission<'_>) {
    let id = Value::reference(node.node.logical_id.as_str());
    let routes: Vec<&Route<'_>> = answered.iter().map(|a| &a.route).collect();
    let cors = cors::of(node, &routes).map(|cors| cors.configuration(&routes));
    out.main(node).set("Name", name(node)).set("ProtocolType", "HTTP").set_some("CorsConfiguration", cors);
    let authorizer = (authorization(node) == Authorization::Jwt).then(|| authorizer(node, &id, out));
    integrations(answered, &id, role, out);
    for one in answered {
        route(one, &id, authorizer.as_deref(), out);
    }
    let log = access_log(node, "routeKey", out);
    let stage_resource = out.resource("Stage", "AWS::ApiGatewayV2::Stage");
    stage_resource.set("ApiId", id).set("StageName", stage(node)).set("AutoDeploy", true).set_some("AccessLogSettings", log);
    if let Some((rate, burst)) = throttling(node) {
        stage_resource.set("DefaultRouteSettings.ThrottlingBurstLimit", burst).set("DefaultRouteSettings.ThrottlingRateLimit", rate);
    }
    out.output("Url", format!("Address of {}", node.node.logical_id), url(node));
}

/// Where callers find it.
pub(super) fn url(node: &NodeView<'_>) -> Value {
    let endpoint = Value::get_att(node.node.logical_id.as_str(), "ApiEndpoint");
    let stage = stage(node);
    if stage == Value::from("$default") {
        return endpoint;
    }
    Pieces::default().value(&endpoint).text("/").value(&stage).finish()
}

fn authorizer(node: &NodeView<'_>, api: &Value, out: &mut Emission<'_>) -> String {
    let mut jwt = Map::new();
    jwt.extend(node.template_value(&JWT_AUDIENCE).map(|v| ("Audience".to_owned(), v)));
    jwt.extend(node.template_value(&JWT_ISSUER).map(|v| ("Issuer".to_owned(), v)));
    let authorizer = out.resource("Authorizer", "AWS::ApiGatewayV2::Authorizer");
    authorizer.set("ApiId", api.clone()).set("Name", "Jwt").set("AuthorizerType", "JWT");
    authorizer.set("IdentitySource", Value::list(["$request.header.Authorization"])).set("JwtConfiguration", Value::Map(jwt));
    authorizer.logical_id.clone()
}

/// One integration for all routes that are answered alike.
fn integrations(answered: &[Answered<'_>], api: &Value, role: Option<&Value>, out: &mut Emission<'_>) {
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

fn route(one: &Answered<'_>, api: &Value, authorizer: Option<&str>, out: &mut Emission<'_>) {
    let integration = out.logical_id(&integration_part(&one.integration.part));
    let target = Pieces::new("integrations/").value(&Value::reference(integration)).finish();
    let resource = out.resource(&route_part(&one.route.entry.entry.id, "Route"), "AWS::ApiGatewayV2::Route");
    resource.set("ApiId", api.clone()).set("RouteKey", one.route.title()).set("Target", target);
    match (one.route.authorization(), authorizer) {
        (Authorization::Jwt, Some(authorizer)) => {
            resource.set("AuthorizationType", "JWT").set("AuthorizerId", Value::reference(authorizer));
            resource.set_some("AuthorizationScopes", one.route.entry.template_value(&SCOPES));
        }
        (Authorization::None, _) => {}
        _ => drop(resource.set("AuthorizationType", "AWS_IAM")),
    }
    resource.comes_from("Target", [one.origin.clone()]);
}
