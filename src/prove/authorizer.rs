//! Who lets callers into APIs: functions that are asked, user pools whose tokens are taken.
//!
//! AWS: API Gateway Developer Guide, "Control access to HTTP APIs with AWS Lambda authorizers", "Use API Gateway Lambda
//! authorizers", "Control access to HTTP APIs with JWT authorizers in API Gateway", "Control access to REST APIs using Amazon
//! Cognito user pools as an authorizer".

use super::Prover;
use super::api::{GATEWAY, uri};
use super::case::{Case, Found};
use super::text::open;
use super::world::each;
use crate::catalog::Evidence;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[("function_authorizes_api", function), ("user_pool_authorizes_api", user_pool)];

const REST: &str = "AWS::ApiGateway::Authorizer";
const SECOND: &str = "AWS::ApiGatewayV2::Authorizer";

/// Links the line's authorizer with the API.
fn authorizer<'a>(case: &mut Case<'a>) -> Option<&'a str> {
    let api = case.target.clone();
    let rest = api.is("AWS::ApiGateway::RestApi");
    let id = case.part(if rest { REST } else { SECOND }, "an authorizer")?;
    let key = if rest { "RestApiId" } else { "ApiId" };
    case.names(id, &[key], format!("{} has the authorizer", api.title), &[&api.reference]);
    Some(id)
}

fn function(case: &mut Case<'_>) {
    let (function, api) = (case.source.clone(), case.target.clone());
    let Some(id) = authorizer(case) else { return };
    let key = if api.is("AWS::ApiGateway::RestApi") { "Type" } else { "AuthorizerType" };
    case.names(id, &[key], "It asks with the request, or with a token of it", &["REQUEST", "TOKEN"]);
    let address = uri(case.world, &format!("lambda:path/2015-03-31/functions/{}/invocations", function.arn));
    case.names(id, &["AuthorizerUri"], format!("It asks {}", function.title), &[&address]);
    if case.world.property(id, &["AuthorizerCredentialsArn"]).is_some() || case.world.property(id, &["AuthorizerCredentials"]).is_some() {
        case.link(format!("{} lets the API in", function.title), Found::Unknown("it is asked through a role of its own".to_owned()));
        return;
    }
    let source = format!("{}/authorizers/{}", api.arn, case.world.attribute(id, ""));
    case.admits(&function, GATEWAY, "lambda:InvokeFunction", &case.on_behalf_of(GATEWAY, &source));
}

fn user_pool(case: &mut Case<'_>) {
    let (pool, api) = (case.source.clone(), case.target.clone());
    let Some(id) = authorizer(case) else { return };
    if api.is("AWS::ApiGateway::RestApi") {
        case.names(id, &["Type"], "It takes tokens of user pools", &["COGNITO_USER_POOLS"]);
        let found = listed(case, id, &["ProviderARNs"], |arn| arn == pool.arn);
        case.link(format!("It takes tokens of {}", pool.title), found);
        return;
    }
    case.names(id, &["AuthorizerType"], "It takes tokens", &["JWT"]);
    let issuer = case.world.attribute(pool.id, "ProviderURL");
    let usual = issuer.replace(&open("AWS::URLSuffix"), "amazonaws.com");
    case.names(id, &["JwtConfiguration", "Issuer"], format!("It takes those that {} gave", pool.title), &[&issuer, &usual]);
    let clients = case.world.with("AWS::Cognito::UserPoolClient", &["UserPoolId"], &pool.reference);
    let ids: Vec<String> = clients.into_iter().map(|id| case.world.attribute(id, "")).collect();
    let found = listed(case, id, &["JwtConfiguration", "Audience"], |audience| ids.iter().any(|id| id == audience));
    case.link(format!("It takes those for a client of {}", pool.title), found);
}

/// Whether a list has an entry like this.
fn listed(case: &Case<'_>, id: &str, keys: &[&'static str], is: impl Fn(&str) -> bool) -> Found {
    let Some((list, place)) = case.world.property(id, keys) else {
        return Found::Missing(format!("{} of {id} is not set", keys.join(".")));
    };
    let shown: Vec<Evidence> = each(list)
        .iter()
        .enumerate()
        .filter(|(_, value)| is(&case.world.text(value)))
        .map(|(index, _)| place.clone().inside(index.into()))
        .collect();
    match shown.into_iter().next() {
        Some(first) => Found::Holds(vec![first]),
        None => Found::Missing(format!("{place} does not list it")),
    }
}
