//! Routes of APIs and what answers them.
//!
//! AWS: API Gateway Developer Guide, "Create integrations for HTTP APIs in API Gateway", "Integration subtype reference",
//! "Set up API integration request in API Gateway", "Invoking a Lambda function using an Amazon API Gateway endpoint".

use super::Prover;
use super::case::{Case, End, Found};
use super::condition::Facts;
use super::statement::Role;
use super::text::{ANY, open, shown};
use super::world::World;
use super::{call, fifo, key};
use crate::catalog::Evidence;
use crate::catalog::proof::Step;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("api_calls_function", function),
    ("api_puts_event_bus", |case| {
        let bus = case.target.reference.clone();
        let service = Call {
            subtype: "EventBridge-PutEvents",
            parameter: "EventBusName",
            action: "events:action/PutEvents",
            names: &bus,
            says: "\"Entries\"",
        };
        answered(case, &service, &["events:PutEvents"], "put events on");
    }),
    ("api_puts_stream", |case| {
        let stream = case.target.clone();
        let service = Call {
            subtype: "Kinesis-PutRecord",
            parameter: "StreamName",
            action: "kinesis:action/PutRecord",
            names: &stream.reference,
            says: "\"PartitionKey\"",
        };
        let Some((answer, role)) = answered(case, &service, &["kinesis:PutRecord"], "put records into") else { return };
        if !answer.rest {
            let key = case.world.property(answer.id, &["RequestParameters", "PartitionKey"]);
            let found = key.map_or_else(|| Found::Missing("no partition key is set".to_owned()), |(_, place)| Found::Holds(vec![place]));
            case.link("It is set what decides about the shard", found);
        }
        key::lets_role(case, &stream, role, key::SEND);
    }),
    ("api_sends_queue", queue),
    ("api_starts_workflow", workflow),
];

pub(super) const GATEWAY: &str = "apigateway.amazonaws.com";

/// How an API calls a service.
pub(super) struct Call<'s> {
    /// Of an HTTP API, the subtype of its integration.
    pub subtype: &'static str,
    /// The parameter there that names what is meant.
    pub parameter: &'static str,
    /// Of a REST API, what stands behind the region of its integration's address.
    pub action: &'s str,
    /// What names what is meant.
    pub names: &'s str,
    /// What a REST API's request says in any case, besides the name where its address has none.
    pub says: &'s str,
}

/// Where a route's requests come to.
pub(super) struct Answer<'a> {
    /// The integration or the method.
    pub id: &'a str,
    /// The ARN of a call, for permissions.
    pub arn: String,
    /// Whether it is of a REST API.
    pub rest: bool,
}

fn function(case: &mut Case<'_>) {
    let function = case.target.clone();
    let Some(answer) = route(case) else { return };
    if answer.rest {
        let path = format!("lambda:path/2015-03-31/functions/{}/invocations", function.arn);
        case.names(answer.id, &["Integration", "Type"], "The request is passed on as it is", &["AWS_PROXY"]);
        case.names(answer.id, &["Integration", "Uri"], format!("{} answers", function.title), &[&uri(case.world, &path)]);
        case.names(answer.id, &["Integration", "IntegrationHttpMethod"], "Lambda is called by POST", &["POST"]);
    } else {
        case.names(answer.id, &["IntegrationType"], "The request is passed on as it is", &["AWS_PROXY"]);
        let path = format!("lambda:path/2015-03-31/functions/{}/invocations", function.arn);
        case.names(answer.id, &["IntegrationUri"], format!("{} answers", function.title), &[&function.arn, &uri(case.world, &path)]);
        if !is_websocket(case.world, case.source.id) {
            case.names(answer.id, &["PayloadFormatVersion"], "It is set in which form", &["1.0", "2.0"]);
        }
    }
    case.admits(&function, GATEWAY, "lambda:InvokeFunction", &case.on_behalf_of(GATEWAY, &answer.arn));
}

fn queue(case: &mut Case<'_>) {
    let queue = case.target.clone();
    let name = case.world.attribute(queue.id, "QueueName");
    let path = format!("sqs:path/{}/{name}", case.world.account);
    let service =
        Call { subtype: "SQS-SendMessage", parameter: "QueueUrl", action: &path, names: &queue.reference, says: "Action=SendMessage" };
    let Some((answer, role)) = answered(case, &service, &["sqs:SendMessage"], "send messages to") else { return };
    key::lets_role(case, &queue, role, key::SEND);
    ordered(case, &answer, &queue);
}

/// Links that a FIFO queue or topic is told what keeps its messages in order.
pub(super) fn ordered(case: &mut Case<'_>, answer: &Answer<'_>, target: &End<'_>) {
    let told = |name: &'static str| {
        if answer.rest {
            let assigned = format!("{name}=");
            return sent(case, answer).filter(|(text, _)| text.contains(&assigned)).map(|(_, place)| place);
        }
        case.world.property(answer.id, &["RequestParameters", name]).map(|(_, place)| place)
    };
    let (group, id) = (told("MessageGroupId"), told("MessageDeduplicationId"));
    fifo::group(case, target, group, id);
}

fn workflow(case: &mut Case<'_>) {
    let arn = case.target.arn.clone();
    let waits = case.setting("mode") == Some("sync");
    let (subtype, action, needed) = if waits {
        ("StepFunctions-StartSyncExecution", "states:action/StartSyncExecution", "states:StartSyncExecution")
    } else {
        ("StepFunctions-StartExecution", "states:action/StartExecution", "states:StartExecution")
    };
    let service = Call { subtype, parameter: "StateMachineArn", action, names: &arn, says: "stateMachineArn" };
    answered(case, &service, &[needed], "start");
    if waits {
        let found = if call::is_express(case) {
            Found::Holds(vec![Evidence::property(case.target.id, &["StateMachineType"])])
        } else {
            Found::Missing("only express workflows can be waited for".to_owned())
        };
        case.link(format!("{} can be waited for", case.target.title), found);
    }
}

/// Links a route that a service answers, with the role that calls it.
pub(super) fn answered<'a>(case: &mut Case<'a>, call: &Call<'_>, actions: &[&str], verb: &str) -> Option<(Answer<'a>, &'a Role<'a>)> {
    let target = case.target.clone();
    let answer = route(case)?;
    if answer.rest {
        rest_call(case, &answer, call);
    } else {
        case.names(answer.id, &["IntegrationSubtype"], format!("The route calls {}", call.subtype), &[call.subtype]);
        case.names(answer.id, &["RequestParameters", call.parameter], format!("It means {}", target.title), &[call.names]);
    }
    let role = route_role(case, &answer)?;
    case.may(role, actions, &target.arn, Some(target.id), &format!("{verb} {}", target.title));
    Some((answer, role))
}

/// Links what a method of a REST API calls, that it names what is meant, and that it has an answer.
fn rest_call(case: &mut Case<'_>, answer: &Answer<'_>, call: &Call<'_>) {
    let title = case.target.title;
    case.names(answer.id, &["Integration", "Type"], "A service of AWS is called", &["AWS"]);
    case.names(answer.id, &["Integration", "IntegrationHttpMethod"], "It is called by POST", &["POST"]);
    case.names(answer.id, &["Integration", "Uri"], format!("The route calls {}", shown(call.action)), &[&uri(case.world, call.action)]);
    // A path names it by itself; an action is told in what is sent.
    let found = match sent(case, answer) {
        Some((text, place)) if text.contains(call.says) && (text.contains(call.names) || call.action.contains(":path/")) => {
            Found::Holds(vec![place])
        }
        Some((_, place)) => Found::Missing(format!("{place} does not name it")),
        None => Found::Missing(format!("Integration.RequestTemplates of {} is not set", answer.id)),
    };
    case.link(format!("What is sent means {title}"), found);
    answers(case, answer);
}

/// Links that a method of a REST API turns what a service says into an answer.
pub(super) fn answers(case: &mut Case<'_>, answer: &Answer<'_>) {
    let found = match case.world.property(answer.id, &["Integration", "IntegrationResponses"]) {
        Some((_, place)) => Found::Holds(vec![place]),
        None => Found::Missing(format!("Integration.IntegrationResponses of {} is not set: every call fails", answer.id)),
    };
    case.link("Callers get an answer", found);
}

/// Links the role through which a route acts.
pub(super) fn route_role<'a>(case: &mut Case<'a>, answer: &Answer<'_>) -> Option<&'a Role<'a>> {
    let credentials: &[&'static str] = if answer.rest { &["Integration", "Credentials"] } else { &["CredentialsArn"] };
    case.acts_as(answer.id, credentials, "The route", GATEWAY, &Facts::of_service_alone(GATEWAY))
}

/// What a method of a REST API sends.
fn sent(case: &Case<'_>, answer: &Answer<'_>) -> Option<(String, Evidence)> {
    let (templates, place) = case.world.property(answer.id, &["Integration", "RequestTemplates"])?;
    let (kind, template) = templates.as_map()?.iter().next()?;
    Some((case.world.text(template), place.inside(Step::Key(kind.to_string().into()))))
}

/// The address of an integration.
pub(super) fn uri(world: &World<'_>, action: &str) -> String {
    format!("arn:{}:apigateway:{}:{action}", open("AWS::Partition"), world.region)
}

/// Links the line's route with the API and its stage.
pub(super) fn route<'a>(case: &mut Case<'a>) -> Option<Answer<'a>> {
    if case.source.is("AWS::ApiGateway::RestApi") { method(case) } else { http_route(case) }
}

fn http_route<'a>(case: &mut Case<'a>) -> Option<Answer<'a>> {
    let api = case.source.clone();
    let route = case.part("AWS::ApiGatewayV2::Route", "a route")?;
    let key = case.world.value(route, &["RouteKey"]).map(|key| case.world.text(key)).unwrap_or_default();
    case.names(route, &["ApiId"], format!("{key} is a route of {}", api.title), &[&api.reference]);
    let integrations = case.parts_of("AWS::ApiGatewayV2::Integration");
    let target = case.world.value(route, &["Target"]).map(|target| case.world.text(target)).unwrap_or_default();
    let address = |id: &str| format!("integrations/{}", case.world.attribute(id, ""));
    let integration = integrations.into_iter().find(|id| address(id) == target);
    let wanted = integration.map(address).unwrap_or_default();
    case.names(route, &["Target"], format!("{key} leads to its integration"), &[&wanted]);
    let integration = integration?;
    case.names(integration, &["ApiId"], "The integration belongs to the API", &[&api.reference]);
    let stage = http_stage(case, &api)?;
    let path = match key.split_once(' ') {
        Some((method, path)) => format!("{}{}", if method == "ANY" { ANY.to_string() } else { method.to_owned() }, any_step(path)),
        None => key,
    };
    Some(Answer { id: integration, arn: format!("{}/{stage}/{path}", api.arn), rest: false })
}

/// Whether an API has routes; one without is not deployed.
pub(super) fn has_routes(world: &World<'_>, api: &End<'_>) -> bool {
    !world.with("AWS::ApiGatewayV2::Route", &["ApiId"], &api.reference).is_empty()
}

/// Whether an API is a WebSocket API.
fn is_websocket(world: &World<'_>, id: &str) -> bool {
    world.value(id, &["ProtocolType"]).and_then(Value::as_text) == Some("WEBSOCKET")
}

/// Links a stage of the API that takes over what changes; its name.
pub(super) fn http_stage(case: &mut Case<'_>, api: &End<'_>) -> Option<String> {
    const STAGE: &str = "AWS::ApiGatewayV2::Stage";
    let stage = case.world.with(STAGE, &["ApiId"], &api.reference).first().copied();
    let Some(stage) = stage else {
        case.link(format!("{} has a stage", api.title), Found::Missing(format!("no {STAGE} is one of {}", api.id)));
        return None;
    };
    let mut shown = vec![Evidence::property(stage, &["ApiId"])];
    let deployed = if case.is_on(stage, "AutoDeploy") { Some("AutoDeploy") } else { None };
    let deployed = deployed.or_else(|| case.world.property(stage, &["DeploymentId"]).map(|_| "DeploymentId"));
    let found = match deployed {
        Some(key) => {
            shown.push(Evidence::property(stage, &[key]));
            Found::Holds(shown)
        }
        None => Found::Missing(format!("{stage} neither deploys by itself nor names a deployment")),
    };
    case.link(format!("{} is deployed", api.title), found);
    Some(case.world.attribute(stage, ""))
}

fn method<'a>(case: &mut Case<'a>) -> Option<Answer<'a>> {
    let api = case.source.clone();
    let method = case.part("AWS::ApiGateway::Method", "a method")?;
    let verb = case.world.value(method, &["HttpMethod"]).map(|verb| case.world.text(verb)).unwrap_or_default();
    case.names(method, &["RestApiId"], format!("{verb} is a method of {}", api.title), &[&api.reference]);
    let path = path(case, method)?;
    let stage = stage(case, method)?;
    let verb = if verb == "ANY" { ANY.to_string() } else { verb };
    Some(Answer { id: method, arn: format!("{}/{stage}/{verb}{}", api.arn, any_step(&path)), rest: true })
}

/// Links the resources that make up the path of a method, from the last step to the first.
fn path(case: &mut Case<'_>, method: &str) -> Option<String> {
    const RESOURCE: &str = "AWS::ApiGateway::Resource";
    let api = case.source.clone();
    let root = case.world.attribute(api.id, "RootResourceId");
    let mut path = String::new();
    let mut places = Vec::new();
    let mut at = case.world.property(method, &["ResourceId"]);
    // No path is longer than this many steps.
    for _ in 0..64 {
        let Some((value, place)) = at else { break };
        places.push(place);
        if case.world.text(value) == root {
            case.link("Its path leads to the API", Found::Holds(places));
            return Some(if path.is_empty() { "/".to_owned() } else { path });
        }
        let Some(step) = case.world.owner(value, RESOURCE, &["", "ResourceId"]) else { break };
        let part = case.world.value(step, &["PathPart"]).map(|part| case.world.text(part)).unwrap_or_default();
        path = format!("/{part}{path}");
        at = case.world.property(step, &["ParentId"]);
    }
    let last = places.last().map_or_else(|| format!("ResourceId of {method}"), ToString::to_string);
    case.link("Its path leads to the API", Found::Missing(format!("{last} is no resource of {}", api.id)));
    None
}

const STAGE: &str = "AWS::ApiGateway::Stage";

/// The stage of a REST API; one without routes has none.
pub(super) fn rest_stage<'a>(case: &Case<'a>, api: &End<'_>) -> Option<&'a str> {
    case.world.with(STAGE, &["RestApiId"], &api.reference).first().copied()
}

/// Links a stage of the API with a deployment that is made after the method; its name.
fn stage(case: &mut Case<'_>, method: &str) -> Option<String> {
    let api = case.source.clone();
    let Some(stage) = rest_stage(case, &api) else {
        case.link(format!("{} has a stage", api.title), Found::Missing(format!("no {STAGE} is one of {}", api.id)));
        return None;
    };
    let deployment = case.world.property(stage, &["DeploymentId"]);
    let named = deployment.as_ref().and_then(|(id, _)| case.world.owner(id, "AWS::ApiGateway::Deployment", &["", "DeploymentId"]));
    let found = match (&deployment, named) {
        (Some((_, place)), Some(_)) => Found::Holds(vec![Evidence::property(stage, &["RestApiId"]), place.clone()]),
        (Some((value, place)), None) => Found::Unknown(format!("{place} is {}", shown(&case.world.text(value)))),
        (None, _) => Found::Missing(format!("DeploymentId of {stage} is not set")),
    };
    case.link(format!("{} is deployed", api.title), found);
    if let Some(deployment) = named {
        let waits = case.world.any(deployment).is_some_and(|resource| resource.depends_on.contains(method));
        let path = vec!["DependsOn".into(), Step::Key(method.to_owned().into())];
        let found = if waits {
            Found::Holds(vec![Evidence { logical_id: deployment.to_owned(), path, statement: false }])
        } else {
            Found::Missing(format!("{deployment} does not wait for {method}, and may be made without it"))
        };
        case.link("The method is part of the deployment", found);
    }
    Some(case.world.attribute(stage, ""))
}

/// A path in which variables may be anything.
fn any_step(path: &str) -> String {
    let step = |step: &str| if step.starts_with('{') { ANY.to_string() } else { step.to_owned() };
    path.split('/').map(step).collect::<Vec<_>>().join("/")
}
