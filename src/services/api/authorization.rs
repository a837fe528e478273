//! Who may call an API, in each of the forms its protocol has.

use super::Answered;
use super::fields::{AUTHORIZATION, JWT_AUDIENCE, JWT_ISSUER, KEY_REQUIRED};
use super::route_fields::{ROUTE_AUDIENCE, ROUTE_AUTHORIZATION, ROUTE_ISSUER, SCOPES};
use super::routes::{CONNECT, Protocol, RequestPart, Route, arn, protocol, routes};
use super::service_call::action_uri;
use crate::catalog::request::Authorizer;
use crate::catalog::{Emission, EntryView, FaultKind, NodeView, Origin, Request, Settings, Wanted};
use crate::cfn::{Map, Pieces, Value, json};

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authorization {
    /// Everybody.
    None,
    /// Signed requests.
    Iam,
    /// Bearers of a token of an issuer of your own.
    Jwt,
    /// Bearers of a token of a user pool.
    UserPool,
    /// Whoever a function lets in.
    Function,
    /// Holders of an API key.
    ApiKey,
}

/// Every form with its name in files, as people call it, and the protocols that have it.
const FORMS: [(Authorization, &str, &str, &[Protocol]); 6] = [
    (Authorization::None, "none", "open", &[Protocol::Http, Protocol::Rest, Protocol::WebSocket]),
    (Authorization::Iam, "iam", "IAM", &[Protocol::Http, Protocol::Rest, Protocol::WebSocket]),
    (Authorization::Jwt, "jwt", "JWT", &[Protocol::Http]),
    (Authorization::UserPool, "user_pool", "user pool", &[Protocol::Http, Protocol::Rest]),
    (Authorization::Function, "function", "function", &[Protocol::Http, Protocol::Rest, Protocol::WebSocket]),
    (Authorization::ApiKey, "api_key", "API key", &[Protocol::Rest]),
];

impl Authorization {
    /// As people call it.
    pub fn label(self) -> &'static str {
        FORMS.iter().find(|form| form.0 == self).map_or("", |form| form.2)
    }

    /// The form that a setting names, where the protocol has it.
    fn named(name: &str, protocol: Protocol) -> Option<Self> {
        FORMS.iter().find(|form| form.1 == name && form.3.contains(&protocol)).map(|form| form.0)
    }
}

/// Who may call an API's routes that do not say it themselves. What the protocol does not have counts as IAM, so that
/// nothing is open by mistake; a check reports it.
pub fn authorization(api: &NodeView<'_>) -> Authorization {
    Authorization::named(&api.choice(&AUTHORIZATION), protocol(api)).unwrap_or(Authorization::Iam)
}

/// Who may call a route.
pub(super) fn of_route(route: &EntryView<'_>) -> Authorization {
    if protocol(&route.node) == Protocol::WebSocket {
        // Who is let in is asked when a client connects, and of nobody where no route does.
        let connects = routes(&route.node).into_iter().find(|r| r.path == CONNECT);
        return connects.map_or(Authorization::None, |connects| own(&connects.entry));
    }
    own(route)
}

/// What a route itself asks for, or its API.
fn own(route: &EntryView<'_>) -> Authorization {
    match route.choice(&ROUTE_AUTHORIZATION).as_str() {
        "api" => authorization(&route.node),
        other => Authorization::named(other, protocol(&route.node)).unwrap_or(Authorization::Iam),
    }
}

/// Whether a setting names a form that the API's protocol does not have.
pub fn is_foreign(setting: &str, api: &NodeView<'_>) -> bool {
    setting != "api" && FORMS.iter().any(|form| form.1 == setting) && Authorization::named(setting, protocol(api)).is_none()
}

/// Whether callers of a route need an API key, alone or besides what else is asked of them.
pub fn needs_key(route: &Route<'_>) -> bool {
    let api = &route.entry.node;
    let besides = protocol(api) == Protocol::Rest && api.is_on(&KEY_REQUIRED);
    match route.authorization() {
        Authorization::ApiKey => true,
        Authorization::None => false,
        _ => besides,
    }
}

/// The part of the authorizer that asks a function.
fn function_part(function: &str) -> String {
    format!("{function}Authorizer")
}

/// The ARN from which an API asks a function who is let in, as the function's permission names it.
pub fn asks_from(api: &NodeView<'_>, function: &NodeView<'_>) -> Value {
    let authorizer = format!("{}{}", api.node.logical_id, function_part(&function.node.logical_id));
    arn(api).text("/authorizers/").value(&Value::reference(authorizer)).finish()
}

/// Whose tokens let in, and for whom they have to be.
type Tokens = (Option<Value>, Option<Value>);

/// The API's authorizers, by the form of authorization they serve.
#[derive(Default)]
pub(super) struct Authorizers {
    jwt: Vec<(Tokens, Value)>,
    user_pool: Option<Value>,
    function: Option<Value>,
}

/// Adds the authorizers that lines lead to the API, and those for issuers that it or its answered routes name.
pub(super) fn authorizers(node: &NodeView<'_>, wanted: &Wanted, answered: &[Answered<'_>], out: &mut Emission<'_>) -> Authorizers {
    let asked: Vec<(&Authorizer, &Origin)> = wanted
        .requests
        .iter()
        .filter_map(|received| match &received.request {
            Request::Authorize(authorizer) => Some((authorizer, &received.origin)),
            _ => None,
        })
        .collect();
    let pools: Vec<_> = asked.iter().filter(|(authorizer, _)| matches!(authorizer, Authorizer::UserPool { .. })).copied().collect();
    let functions: Vec<_> = asked.iter().filter(|(authorizer, _)| matches!(authorizer, Authorizer::Function { .. })).copied().collect();
    let rest = protocol(node) == Protocol::Rest;
    only_one(node, &functions, "function that authorizes", out);
    if !rest {
        only_one(node, &pools, "user pool", out);
    }
    Authorizers {
        jwt: jwt(node, answered, out),
        user_pool: if rest { user_pools(node, &pools, out) } else { pools.first().map(|pool| user_pool(node, *pool, out)) },
        function: functions.first().and_then(|function| ask(node, *function, out)),
    }
}

/// Reports lines where one is what the API can take.
fn only_one(node: &NodeView<'_>, lines: &[(&Authorizer, &Origin)], what: &str, out: &mut Emission<'_>) {
    if let [(_, first), others @ ..] = lines
        && !others.is_empty()
    {
        let message = format!("{} has more than one {what}; it can have one.", node.node.name);
        out.fault(FaultKind::Conflict, first.place(), message, others.iter().map(|(_, origin)| origin.place()).collect());
    }
}

/// An authorizer of an HTTP or WebSocket API.
fn second(node: &NodeView<'_>, part: &str, kind: &str, sources: Vec<String>, more: Map, out: &mut Emission<'_>) -> Value {
    let authorizer = out.resource(part, "AWS::ApiGatewayV2::Authorizer");
    authorizer.set("ApiId", Value::reference(node.node.logical_id.as_str())).set("Name", part).set("AuthorizerType", kind);
    // An authorizer that takes every request has no sources at all, not an empty list of them.
    authorizer.set_some("IdentitySource", (!sources.is_empty()).then(|| Value::list(sources))).set_all(more);
    Value::reference(authorizer.logical_id.as_str())
}

fn bearer(node: &NodeView<'_>, part: &str, issuer: Option<Value>, audience: Option<Value>, out: &mut Emission<'_>) -> Value {
    let mut jwt = Map::new();
    jwt.extend(audience.map(|v| ("Audience".to_owned(), v)));
    jwt.extend(issuer.map(|v| ("Issuer".to_owned(), v)));
    let more = [("JwtConfiguration".to_owned(), Value::Map(jwt))].into_iter().collect();
    second(node, part, "JWT", vec!["$request.header.Authorization".to_owned()], more, out)
}

/// The tokens that a route asks for itself, or else its API.
fn tokens(route: &EntryView<'_>) -> Tokens {
    match route.choice(&ROUTE_AUTHORIZATION).as_str() {
        "jwt" => (route.template_value(&ROUTE_ISSUER), route.template_value(&ROUTE_AUDIENCE)),
        _ => of_api(&route.node),
    }
}

fn of_api(node: &NodeView<'_>) -> Tokens {
    (node.template_value(&JWT_ISSUER), node.template_value(&JWT_AUDIENCE))
}

/// An authorizer for each issuer and audience.
fn jwt(node: &NodeView<'_>, answered: &[Answered<'_>], out: &mut Emission<'_>) -> Vec<(Tokens, Value)> {
    let own = (authorization(node) == Authorization::Jwt).then(|| of_api(node));
    let asking = answered.iter().map(|one| &one.route).filter(|route| route.authorization() == Authorization::Jwt);
    let mut made: Vec<(Tokens, Value)> = Vec::new();
    for wanted in own.clone().into_iter().chain(asking.map(|route| tokens(&route.entry))) {
        if made.iter().any(|(known, _)| *known == wanted) {
            continue;
        }
        let (issuer, audience) = wanted.clone();
        let named = Value::list([&issuer, &audience].map(|value| value.clone().unwrap_or(Value::Null)));
        let part = if own.as_ref() == Some(&wanted) { String::new() } else { super::digest(&json::write_compact(&named)) };
        made.push((wanted, bearer(node, &format!("Authorizer{part}"), issuer, audience, out)));
    }
    made
}

/// The authorizer of an HTTP API that takes the tokens a user pool gave to its clients.
fn user_pool(node: &NodeView<'_>, (pool, origin): (&Authorizer, &Origin), out: &mut Emission<'_>) -> Value {
    let Authorizer::UserPool { issuer, clients, .. } = pool else { return Value::Null };
    let id = bearer(node, "UserPoolAuthorizer", Some(issuer.clone()), Some(Value::List(clients.clone())), out);
    comes_from(out, "JwtConfiguration", origin);
    id
}

/// The authorizer of a REST API that takes the tokens of user pools.
fn user_pools(node: &NodeView<'_>, pools: &[(&Authorizer, &Origin)], out: &mut Emission<'_>) -> Option<Value> {
    if pools.is_empty() {
        return None;
    }
    let arns = pools.iter().filter_map(|(pool, _)| match pool {
        Authorizer::UserPool { arn, .. } => Some(arn.clone()),
        Authorizer::Function { .. } => None,
    });
    let authorizer = out.resource("UserPoolAuthorizer", "AWS::ApiGateway::Authorizer");
    authorizer.set("RestApiId", Value::reference(node.node.logical_id.as_str())).set("Name", "UserPoolAuthorizer");
    authorizer.set("Type", "COGNITO_USER_POOLS").set("IdentitySource", "method.request.header.Authorization");
    authorizer.set("ProviderARNs", Value::List(arns.collect()));
    authorizer.comes_from("ProviderARNs", pools.iter().map(|(_, origin)| (*origin).clone()));
    Some(Value::reference(authorizer.logical_id.as_str()))
}

/// The authorizer that asks a function.
fn ask(node: &NodeView<'_>, (function, origin): (&Authorizer, &Origin), out: &mut Emission<'_>) -> Option<Value> {
    let Authorizer::Function { name, arn, identity, remember_secs, simple } = function else { return None };
    let part = function_part(name);
    let uri = action_uri(Pieces::new("lambda:path/2015-03-31/functions/").value(arn).text("/invocations"));
    let protocol = protocol(node);
    let sources: Vec<String> = identity.iter().filter_map(|text| identity_source(text, protocol)).collect();
    // Answers are remembered by what the caller is known by.
    let remember = if sources.is_empty() { Some(0.into()) } else { remember_secs.clone() };
    if protocol == Protocol::Rest {
        let authorizer = out.resource(&part, "AWS::ApiGateway::Authorizer");
        authorizer.set("RestApiId", Value::reference(node.node.logical_id.as_str())).set("Name", part.as_str()).set("Type", "REQUEST");
        authorizer.set("AuthorizerUri", uri).set_some("AuthorizerResultTtlInSeconds", remember);
        if !sources.is_empty() {
            authorizer.set("IdentitySource", sources.join(","));
        }
    } else {
        let mut more = Map::new();
        more.insert("AuthorizerUri", uri);
        if protocol == Protocol::Http {
            more.extend(remember.map(|seconds| ("AuthorizerResultTtlInSeconds".to_owned(), seconds)));
            more.insert("AuthorizerPayloadFormatVersion", "2.0".into());
            more.insert("EnableSimpleResponses", (*simple).into());
        }
        second(node, &part, "REQUEST", sources, more, out);
    }
    comes_from(out, "AuthorizerUri", origin);
    Some(Value::reference(out.logical_id(&part)))
}

fn comes_from(out: &mut Emission<'_>, property: &str, origin: &Origin) {
    if let Some(last) = out.resources.last_mut() {
        last.comes_from(property, [origin.clone()]);
    }
}

/// Whether a text names a part of the request by which a caller can be known.
pub(super) fn is_identity(text: &str) -> bool {
    identity_source(text, Protocol::Http).is_some()
}

/// Where an authorizer finds what a caller is known by, as the protocol spells it.
fn identity_source(text: &str, protocol: Protocol) -> Option<String> {
    let (part, name) = match RequestPart::parse(text)? {
        RequestPart::Header(name) => ("header", name),
        RequestPart::Query(name) => ("querystring", name),
        RequestPart::Context(name) if protocol == Protocol::Http => return Some(format!("$context.{name}")),
        RequestPart::Context(name) => return Some(format!("context.{name}")),
        RequestPart::Body | RequestPart::Member(_) | RequestPart::Path(_) => return None,
    };
    Some(match protocol {
        Protocol::Http => format!("$request.{part}.{name}"),
        Protocol::Rest => format!("method.request.{part}.{name}"),
        Protocol::WebSocket => format!("route.request.{part}.{name}"),
    })
}

/// How a route or method says who may call it: its type of authorization, its authorizer and the scopes of its tokens.
pub(super) fn properties(route: &Route<'_>, authorizers: &Authorizers) -> Map {
    let rest = protocol(&route.entry.node) == Protocol::Rest;
    let (kind, authorizer) = match route.authorization() {
        Authorization::None | Authorization::ApiKey => ("NONE", None),
        Authorization::Iam => ("AWS_IAM", None),
        Authorization::Jwt => {
            let wanted = tokens(&route.entry);
            ("JWT", authorizers.jwt.iter().find(|(tokens, _)| *tokens == wanted).map(|(_, id)| id))
        }
        Authorization::UserPool if rest => ("COGNITO_USER_POOLS", authorizers.user_pool.as_ref()),
        Authorization::UserPool => ("JWT", authorizers.user_pool.as_ref()),
        Authorization::Function => ("CUSTOM", authorizers.function.as_ref()),
    };
    let mut map = Map::new();
    match (kind, authorizer) {
        ("NONE", _) if !rest => {}
        ("NONE" | "AWS_IAM", _) => drop(map.insert("AuthorizationType", kind.into())),
        (_, Some(authorizer)) => {
            map.insert("AuthorizationType", kind.into());
            map.insert("AuthorizerId", authorizer.clone());
            if kind != "CUSTOM" {
                map.extend(route.entry.template_value(&SCOPES).map(|scopes| ("AuthorizationScopes".to_owned(), scopes)));
            }
        }
        // Nothing says who is let in, so nobody from outside is; a check reports it.
        (_, None) => drop(map.insert("AuthorizationType", "AWS_IAM".into())),
    }
    map
}
