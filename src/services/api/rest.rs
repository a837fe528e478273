//! The resources of a REST API.

use std::collections::{BTreeMap, BTreeSet};

use super::authorization::{self, Authorizers, needs_key};
use super::cors::Cors;
use super::fields::{CANARY, CANARY_BASE, CANARY_PERCENT, KEY_RATE, QUOTA, QUOTA_PERIOD, REQUEST_VALIDATION, TRACING};
use super::route_fields::{REQUEST_MODEL, REQUIRED_PARAMETERS};
use super::routes::{Route, stage};
use super::{Answered, access_log, answers, cors, digest, name, names, route_part, throttling};
use crate::catalog::{Emission, NodeView, Settings};
use crate::cfn::{Map, Pieces, Value, json};

/// Types whose resources are what a deployment freezes.
const CONTENT: [&str; 7] = [
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::RestApi",
];

/// What the resources of one API have in common.
struct Rest<'a, 'g> {
    node: &'a NodeView<'g>,
    id: Value,
    /// Path → part of its resource.
    paths: BTreeMap<String, String>,
    cors: Option<Cors>,
    validator: Option<Value>,
    authorizers: &'a Authorizers,
    role: Option<&'a Value>,
}

/// Adds the API with its paths and methods, and, as soon as there is a method, its deployment and its stage.
pub(super) fn emit(
    node: &NodeView<'_>,
    answered: &[Answered<'_>],
    authorizers: &Authorizers,
    role: Option<&Value>,
    out: &mut Emission<'_>,
) {
    let id = Value::reference(node.node.logical_id.as_str());
    let routes: Vec<&Route<'_>> = answered.iter().map(|a| &a.route).collect();
    let api = out.resource("", "AWS::ApiGateway::RestApi");
    api.set("Name", name(node)).set("EndpointConfiguration.Types", Value::list(["REGIONAL"]));
    if answered.is_empty() {
        // A deployment without methods is refused.
        return;
    }
    let validator = node.is_on(&REQUEST_VALIDATION).then(|| validator(&id, out));
    let paths = names::of_paths(routes.iter().map(|r| r.path.as_str()));
    let rest = Rest { node, id, paths, cors: cors::of(node, &routes), validator, authorizers, role };
    rest.resources(out);
    for one in answered {
        rest.method(one, out);
    }
    rest.preflights(&routes, out);
    answers::emit(node, &rest.id, rest.cors.as_ref(), out);
    let deployment = rest.deployment(out);
    rest.stage(&deployment, out);
    if routes.iter().any(|route| needs_key(route)) {
        rest.usage_plan(out);
    }
    out.output("Url", format!("Address of {}", node.node.logical_id), url(node));
    out.output("DeploymentId", format!("What was deployed last of {}", node.node.logical_id), deployment);
}

/// The ARN of its stage.
pub(super) fn stage_arn(node: &NodeView<'_>) -> Value {
    Pieces::new("arn:")
        .value(&Value::reference("AWS::Partition"))
        .text(":apigateway:")
        .value(&Value::reference("AWS::Region"))
        .text("::/restapis/")
        .value(&Value::reference(node.node.logical_id.as_str()))
        .text("/stages/")
        .value(&Value::reference(format!("{}Stage", node.node.logical_id)))
        .finish()
}

/// Where callers find it.
pub(super) fn url(node: &NodeView<'_>) -> Value {
    Pieces::new("https://").join(super::host(node)).text("/").value(&stage(node)).finish()
}

fn validator(api: &Value, out: &mut Emission<'_>) -> Value {
    let validator = out.resource("Validator", "AWS::ApiGateway::RequestValidator");
    validator.set("RestApiId", api.clone()).set("ValidateRequestBody", true).set("ValidateRequestParameters", true);
    Value::reference(validator.logical_id.as_str())
}

impl Rest<'_, '_> {
    /// The resource of a path: of the root, the API's own.
    fn resource_id(&self, path: &str, out: &Emission<'_>) -> Value {
        match self.paths.get(path) {
            Some(part) => Value::reference(out.logical_id(&format!("{part}Resource"))),
            None => Value::get_att(self.node.node.logical_id.as_str(), "RootResourceId"),
        }
    }

    fn resources(&self, out: &mut Emission<'_>) {
        for (path, part) in &self.paths {
            let parent = self.resource_id(names::above(path).unwrap_or("/"), out);
            let step = path.rsplit('/').next().unwrap_or_default();
            let resource = out.resource(&format!("{part}Resource"), "AWS::ApiGateway::Resource");
            resource.set("RestApiId", self.id.clone()).set("ParentId", parent).set("PathPart", step);
        }
    }

    fn method(&self, one: &Answered<'_>, out: &mut Emission<'_>) {
        let resource_id = self.resource_id(&one.route.path, out);
        let model = self.model(one, out);
        let mut integration = one.integration.properties.clone();
        let mut own = one.integration.method.clone();
        if let Some(cors) = &self.cors {
            add_headers(cors, &mut integration, &mut own);
        }
        if one.integration.with_role {
            integration.extend(self.role.cloned().map(|role| ("Credentials".to_owned(), role)));
        }
        let method = out.resource(&route_part(&one.route.entry.entry.id, "Method"), "AWS::ApiGateway::Method");
        method.set("RestApiId", self.id.clone()).set("ResourceId", resource_id).set("HttpMethod", one.route.method.as_str());
        method.set_all(authorization::properties(&one.route, self.authorizers));
        if needs_key(&one.route) {
            method.set("ApiKeyRequired", true);
        }
        method.set_some("RequestValidatorId", self.validator.clone());
        method.set_some("RequestModels", model.map(|model| Value::map([("application/json", model)])));
        method.set("Integration", Value::Map(integration)).set_all(own).comes_from("Integration", [one.origin.clone()]);
        let required = self.required_parameters(one);
        if !required.is_empty() {
            let parameters = method.resource.properties.get_or_insert_with("RequestParameters", || Value::Map(Map::new()));
            if let Value::Map(parameters) = parameters {
                parameters.extend(required.into_iter().map(|name| (name, true.into())));
            }
        }
    }

    /// What a request has to have, as methods spell it, where requests are checked.
    fn required_parameters(&self, one: &Answered<'_>) -> Vec<String> {
        let list = one.route.entry.literal(&REQUIRED_PARAMETERS).and_then(|v| v.as_array().cloned()).unwrap_or_default();
        let checked = self.validator.iter().flat_map(|_| list.iter());
        checked.filter_map(|text| text.as_str()?.strip_prefix('$').map(|name| format!("method.{name}"))).collect()
    }

    /// The model of a route's body, where bodies are checked.
    fn model(&self, one: &Answered<'_>, out: &mut Emission<'_>) -> Option<Value> {
        self.validator.as_ref()?;
        let schema = one.route.entry.template_value(&REQUEST_MODEL)?;
        let model = out.resource(&route_part(&one.route.entry.entry.id, "Model"), "AWS::ApiGateway::Model");
        model.set("RestApiId", self.id.clone()).set("ContentType", "application/json").set("Schema", schema);
        Some(Value::reference(model.logical_id.as_str()))
    }

    /// Answers to browsers that ask what they may do, on every path that has no OPTIONS route of its own.
    fn preflights(&self, routes: &[&Route<'_>], out: &mut Emission<'_>) {
        let Some(cors) = &self.cors else { return };
        let paths: BTreeSet<&str> = routes.iter().map(|r| r.path.as_str()).collect();
        for path in paths {
            let here: Vec<&Route<'_>> = routes.iter().filter(|r| r.path == path).copied().collect();
            if here.iter().any(|r| r.method == "OPTIONS") {
                continue;
            }
            let headers = cors.preflight_headers(&here);
            let mut answer = Map::new();
            answer.insert("StatusCode", "204".into());
            answer.insert("ResponseParameters", Value::Map(prefixed("method.response.header.", headers.clone())));
            let template = cors.template().finish();
            if template != Value::from("") {
                answer.insert("ResponseTemplates", Value::map([("application/json", template)]));
            }
            let declared = prefixed("method.response.header.", headers).into_iter().map(|(name, _)| (name, Value::Bool(true)));
            let response = Value::map([("StatusCode", Value::from("204")), ("ResponseParameters", Value::Map(declared.collect()))]);
            let resource_id = self.resource_id(path, out);
            let part = self.paths.get(path).map_or("", String::as_str);
            let method = out.resource(&format!("{part}Options"), "AWS::ApiGateway::Method");
            method.set("RestApiId", self.id.clone()).set("ResourceId", resource_id).set("HttpMethod", "OPTIONS");
            method.set("AuthorizationType", "NONE").set("Integration.Type", "MOCK");
            method.set("Integration.RequestTemplates", Value::map([("application/json", r#"{"statusCode": 204}"#)]));
            method.set("Integration.IntegrationResponses", Value::List(vec![Value::Map(answer)]));
            method.set("MethodResponses", Value::List(vec![response]));
        }
    }

    /// The deployment, called after the content it freezes, so that other content makes another one.
    fn deployment(&self, out: &mut Emission<'_>) -> Value {
        let mut content = BTreeMap::new();
        for made in out.resources.iter().filter(|m| CONTENT.contains(&m.resource.kind.as_str())) {
            content.insert(made.logical_id.as_str(), json::write_compact(&Value::Map(made.resource.properties.clone())));
        }
        let mut lines: Vec<String> = content.iter().map(|(id, properties)| format!("{id} {properties}")).collect();
        lines.extend(self.node.node.overrides.iter().map(|change| {
            let value = change.value.as_ref().map(ToString::to_string);
            format!("{} {} {}", change.part, change.path.join(" "), value.unwrap_or_default())
        }));
        let waits_for = ["AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse"];
        let first: Vec<String> =
            out.resources.iter().filter(|m| waits_for.contains(&m.resource.kind.as_str())).map(|m| m.logical_id.clone()).collect();
        let deployment = out.resource("Deployment", "AWS::ApiGateway::Deployment");
        deployment.logical_id.push_str(&digest(&lines.join("\n")));
        deployment.set("RestApiId", self.id.clone());
        if self.node.is_on(&CANARY) {
            // What the other requests stay with must not go when the next deployment takes its place.
            deployment.kept("Retain");
        }
        deployment.resource.depends_on.extend(first);
        Value::reference(deployment.logical_id.as_str())
    }

    fn stage(&self, deployment: &Value, out: &mut Emission<'_>) {
        let node = self.node;
        let log = access_log(node, &super::with_called("resourcePath"), out);
        let account = super::account_log_role(node, log.is_some(), out);
        let resource = out.resource("Stage", "AWS::ApiGateway::Stage");
        resource.set("RestApiId", self.id.clone()).set("StageName", stage(node));
        if node.is_on(&CANARY) {
            resource.set_some("DeploymentId", node.template_value(&CANARY_BASE)).set("CanarySetting.DeploymentId", deployment.clone());
            resource.set_some("CanarySetting.PercentTraffic", node.template_value(&CANARY_PERCENT));
        } else {
            resource.set("DeploymentId", deployment.clone());
        }
        if node.is_on(&TRACING) {
            resource.set("TracingEnabled", true);
        }
        resource.set_some("AccessLogSetting", log);
        if let Some((rate, burst)) = throttling(node) {
            let mut all = Map::new();
            all.insert("HttpMethod", "*".into());
            all.insert("ResourcePath", "/*".into());
            all.insert("ThrottlingBurstLimit", burst);
            all.insert("ThrottlingRateLimit", rate);
            resource.set("MethodSettings", Value::List(vec![Value::Map(all)]));
        }
        if let Some(account) = account {
            resource.after(account);
        }
    }

    /// A key, and the plan that lets it call the stage.
    fn usage_plan(&self, out: &mut Emission<'_>) {
        let stage = Value::reference(out.logical_id("Stage"));
        let plan = out.resource("UsagePlan", "AWS::ApiGateway::UsagePlan");
        plan.set("ApiStages", Value::List(vec![Value::map([("ApiId", self.id.clone()), ("Stage", stage)])]));
        if let Some(limit) = self.node.template_value(&QUOTA) {
            plan.set("Quota.Limit", limit).set_some("Quota.Period", self.node.template_value(&QUOTA_PERIOD));
        }
        if let Some(rate) = self.node.template_value(&KEY_RATE) {
            // A template cannot calculate: where the rate is a parameter, bursts go as far as it.
            let burst = self.node.integer(&KEY_RATE).map_or_else(|| rate.clone(), |rate| (rate * 2).into());
            plan.set("Throttle.BurstLimit", burst).set("Throttle.RateLimit", rate);
        }
        let plan = Value::reference(plan.logical_id.as_str());
        let key = out.resource("Key", "AWS::ApiGateway::ApiKey");
        key.set("Enabled", true);
        let key = Value::reference(key.logical_id.as_str());
        let both = out.resource("UsagePlanKey", "AWS::ApiGateway::UsagePlanKey");
        both.set("KeyId", key).set("KeyType", "API_KEY").set("UsagePlanId", plan);
    }
}

pub(super) fn prefixed(prefix: &str, headers: Map) -> Map {
    headers.into_iter().map(|(name, value)| (format!("{prefix}{name}"), value)).collect()
}

/// Adds the headers for browsers to the answers an integration has; a proxy's answers are its own affair.
fn add_headers(cors: &Cors, integration: &mut Map, method: &mut Map) {
    let headers = prefixed("method.response.header.", cors.answer_headers());
    let start = cors.template();
    if let Some(Value::List(answers)) = integration.get_mut("IntegrationResponses") {
        for answer in answers {
            let Value::Map(answer) = answer else { continue };
            add_parameters(answer, headers.clone());
            if start.clone().finish() == Value::from("") {
                continue;
            }
            let own = answer.get("ResponseTemplates").and_then(|t| t.get("application/json")).cloned();
            let template = start.clone().value(&own.unwrap_or_else(|| "$input.body".into())).finish();
            answer.insert("ResponseTemplates", Value::map([("application/json", template)]));
        }
    }
    if let Some(Value::List(responses)) = method.get_mut("MethodResponses") {
        for response in responses {
            let Value::Map(response) = response else { continue };
            add_parameters(response, headers.keys().map(|name| (name.clone(), true.into())).collect());
        }
    }
}

/// Adds headers of an answer to those it has.
fn add_parameters(answer: &mut Map, more: Map) {
    let all = answer.get_or_insert_with("ResponseParameters", || Value::Map(Map::new()));
    if let Value::Map(all) = all {
        all.extend(more);
    }
}
