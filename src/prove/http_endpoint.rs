//! HTTP endpoints outside of AWS, and the connections that hold what they ask of callers.
//!
//! AWS: Amazon EventBridge User Guide, "API destinations as targets in Amazon EventBridge"; Step Functions Developer Guide,
//! "Call HTTPS APIs in Step Functions workflows"; API Gateway Developer Guide, "Create HTTP proxy integrations".

use super::Prover;
use super::case::{Case, End, Found};
use super::condition::Facts;
use super::statement::Role;
use super::text::{covers, open, plain, shown};
use super::truth::Truth;
use super::{api, key, rule, task};
use crate::catalog::Evidence;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] =
    &[("api_calls_http_endpoint", route), ("event_bus_calls_http_endpoint", destination), ("workflow_calls_http_endpoint", state)];

const CONNECTION: &str = "AWS::Events::Connection";

/// Links that a route passes requests on to an address that begins with the endpoint's.
fn route(case: &mut Case<'_>) {
    let Some(answer) = api::route(case) else { return };
    let (kind, address): (&[&'static str], &[&'static str]) =
        if answer.rest { (&["Integration", "Type"], &["Integration", "Uri"]) } else { (&["IntegrationType"], &["IntegrationUri"]) };
    case.names(answer.id, kind, "Requests are passed on", &["HTTP_PROXY", "HTTP"]);
    let place = case.world.property(answer.id, address).map(|(uri, place)| (case.world.text(uri), place));
    let found = meant(case, place, &address.join("."));
    case.link(format!("They go to {}", case.target.title), found);
    let method: &[&'static str] = if answer.rest { &["Integration", "IntegrationHttpMethod"] } else { &["IntegrationMethod"] };
    let wanted = method_of(case);
    case.names(answer.id, method, format!("They are sent by {wanted}"), &[&wanted]);
}

/// Whether an address is the endpoint's, or begins with it; parts that are left to whoever calls may be anything.
fn meant(case: &Case<'_>, said: Option<(String, Evidence)>, what: &str) -> Found {
    let Some((said, place)) = said else { return Found::Missing(format!("{what} is not set")) };
    let url = case.line.target.node.fields.get("url").and_then(|value| value.literal()).and_then(|url| url.as_str());
    // An address that is no plain text, or is computed when the task runs, is only known then.
    let Some(url) = url.filter(|_| !said.starts_with("{%")) else { return Found::Holds(vec![place]) };
    let wanted = format!("{}*", plain(url).trim_end_matches('/'));
    match covers(&wanted, &said) {
        Truth::Yes => Found::Holds(vec![place]),
        Truth::Maybe => Found::Unknown(format!("{place} is {}, which is only known at deployment", shown(&said))),
        Truth::No => Found::Missing(format!("{place} is {}", shown(&said))),
    }
}

/// The method the endpoint is called by.
fn method_of(case: &Case<'_>) -> String {
    let method = case.line.target.node.fields.get("method").and_then(|value| value.literal()).and_then(|method| method.as_str());
    method.unwrap_or("POST").to_owned()
}

/// Links that something is set, whatever it is.
fn set(case: &mut Case<'_>, id: &str, keys: &[&'static str], claim: &str) {
    let found = match case.world.property(id, keys) {
        Some((_, place)) => Found::Holds(vec![place]),
        None => Found::Missing(format!("{} of {id} is not set", keys.join("."))),
    };
    case.link(claim, found);
}

fn destination(case: &mut Case<'_>) {
    let endpoint = case.target.clone();
    has_address(case, &endpoint);
    let Some(rule) = rule::rule(case, &endpoint.arn) else { return };
    if let Some(role) = rule::role_of(case, &rule) {
        may_call(case, &endpoint, role);
    }
}

/// Links an endpoint that is called through a role.
pub(super) fn called_by(case: &mut Case<'_>, endpoint: &End<'_>, role: &Role<'_>) {
    has_address(case, endpoint);
    may_call(case, endpoint, role);
}

/// Links where the endpoint is, and what it asks of callers.
fn has_address(case: &mut Case<'_>, endpoint: &End<'_>) {
    set(case, endpoint.id, &["InvocationEndpoint"], &format!("The address of {} is set", endpoint.title));
    set(case, endpoint.id, &["HttpMethod"], "It is set by which method");
    let named = case.world.property(endpoint.id, &["ConnectionArn"]);
    let found = match &named {
        Some((arn, place)) => match case.world.owner(arn, CONNECTION, &["Arn"]) {
            Some(_) => Found::Holds(vec![place.clone()]),
            None => Found::Unknown(format!("the connection that {place} names is not in the template")),
        },
        None => Found::Missing(format!("ConnectionArn of {} is not set", endpoint.id)),
    };
    case.link(format!("A connection holds what {} asks of callers", endpoint.title), found);
}

fn may_call(case: &mut Case<'_>, endpoint: &End<'_>, role: &Role<'_>) {
    // Policies name a destination without the part that only the service knows.
    let resource = case.world.attribute(endpoint.id, "ArnForPolicy");
    case.may(role, &["events:InvokeApiDestination"], &resource, Some(endpoint.id), &format!("call {}", endpoint.title));
}

fn state(case: &mut Case<'_>) {
    let Some(performed) = task::performed(case, "http:invoke") else { return };
    let (endpoint, machine) = (case.target.clone(), case.source.arn.clone());
    let connection = connection(case, &performed);
    let Some(role) = task::role(case) else { return };
    let said = |argument: &'static str| performed.argument(case, &[argument]).map(|(text, _)| text);
    let (url, method) = (said("ApiEndpoint"), said("Method"));
    let mut facts = Facts::default();
    if let Some(method) = method {
        facts = facts.with("states:httpmethod", method);
    }
    // An address that is computed when the task runs is known only then.
    if let Some(url) = url {
        facts = facts.with("states:httpendpoint", if url.starts_with("{%") { open("ApiEndpoint") } else { url });
    }
    case.may_when(role, &["states:InvokeHTTPEndpoint"], &machine, None, &format!("call {}", endpoint.title), &facts);
    if let Some(connection) = connection {
        opens(case, role, connection);
    }
}

/// Links the task's address, method and connection.
fn connection<'a>(case: &mut Case<'a>, performed: &task::Performed) -> Option<&'a str> {
    let endpoint = case.target.clone();
    let found = meant(case, performed.argument(case, &["ApiEndpoint"]), "ApiEndpoint of the task");
    case.link(format!("The task calls {}", endpoint.title), found);
    let wanted = method_of(case);
    let found = match performed.argument(case, &["Method"]) {
        Some((method, place)) if method == wanted || method.starts_with("{%") => Found::Holds(vec![place]),
        Some((method, place)) => Found::Missing(format!("{place} is {}", shown(&method))),
        None => Found::Missing("the task has no Method".to_owned()),
    };
    case.link(format!("It calls by {wanted}"), found);
    let named = performed.argument(case, &["Authentication", "ConnectionArn"]);
    let owner = named.as_ref().and_then(|(text, _)| case.world.owner_of_text(text, CONNECTION, &["Arn"]));
    let found = match (&named, owner) {
        (Some((_, place)), Some(_)) => Found::Holds(vec![place.clone()]),
        (Some((_, place)), None) => Found::Unknown(format!("the connection that {place} names is not in the template")),
        (None, _) => Found::Missing("the task has no Authentication.ConnectionArn".to_owned()),
    };
    case.link(format!("A connection holds what {} asks of callers", endpoint.title), found);
    owner
}

/// Links that a role may open a connection and read its secret.
fn opens(case: &mut Case<'_>, role: &Role<'_>, connection: &str) {
    let (arn, secret) = (case.world.attribute(connection, "Arn"), case.world.attribute(connection, "SecretArn"));
    case.may(role, &["events:RetrieveConnectionCredentials"], &arn, Some(connection), &format!("open {connection}"));
    let read = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"];
    case.may(role, &read, &secret, None, &format!("read the secret of {connection}"));
    key::of_secret(case, connection, role);
}
