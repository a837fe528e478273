//! Endpoints that a template has no destination for: those that only workflows call, and those that routes pass requests on to.

use super::{CONNECTION, METHOD, METHODS, SPEC, URL};
use crate::catalog::naming::{self, display};
use crate::catalog::recognise::{Allowed, RecognisedNode, Resources, allowing, of_type};
use crate::cfn::{Value, json};
use crate::design::Fields;

/// The nodes that stand for them.
pub(super) fn nodes(resources: &Resources) -> Vec<RecognisedNode> {
    let mut found: Vec<RecognisedNode> = of_workflows(resources);
    let known: Vec<&str> =
        of_type(resources, "AWS::Events::ApiDestination").filter_map(|(_, said)| said.get("InvocationEndpoint")?.as_text()).collect();
    for (url, method) in of_routes(resources) {
        let told = url.as_text();
        let is_known = |known: &str| {
            told.is_some_and(|url| url == known || url.strip_prefix(known.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/')))
        };
        let fields = fields(&url, method);
        let same =
            |node: &RecognisedNode| node.fields.get(URL.id) == fields.get(URL.id) && node.fields.get(METHOD.id) == fields.get(METHOD.id);
        if known.iter().any(|known| is_known(known)) || found.iter().any(same) {
            continue;
        }
        let host = told.and_then(|url| url.strip_prefix("https://")?.split('/').next()).unwrap_or("Endpoint");
        let number = found.len();
        let name = if number == 0 { host.to_owned() } else { format!("{host} {}", number + 1) };
        found.push(RecognisedNode { logical_id: naming::logical_id(&name, SPEC.suffix, SPEC.id), name, fields });
    }
    found
}

fn fields(url: &Value, method: &str) -> Fields {
    let mut fields = Fields::from([(URL.id.to_owned(), json::to_json(url).into())]);
    if method != METHODS[0].id {
        fields.insert(METHOD.id.to_owned(), method.into());
    }
    fields
}

/// Connections without a destination: who may use them tells where they lead.
fn of_workflows(resources: &Resources) -> Vec<RecognisedNode> {
    let calls = allowing(resources, "states:InvokeHTTPEndpoint");
    let mut found: Vec<RecognisedNode> = Vec::new();
    for allowed in allowing(resources, "events:RetrieveConnectionCredentials") {
        let Some(connection) =
            of_type(resources, "AWS::Events::Connection").map(|(id, _)| id).find(|id| *allowed.about == Value::get_att(*id, "Arn"))
        else {
            continue;
        };
        let own = Value::get_att(connection, "Arn");
        let has_destination = of_type(resources, "AWS::Events::ApiDestination").any(|(_, said)| said.get("ConnectionArn") == Some(&own));
        let Some(logical_id) = connection.strip_suffix(CONNECTION) else { continue };
        if has_destination || found.iter().any(|node| node.logical_id == logical_id) {
            continue;
        }
        let named = |call: &&Allowed<'_>| call.name == Some(format!("Call{logical_id}").as_str());
        let call = calls.iter().find(named).or(if calls.len() == 1 { calls.first() } else { None });
        let Some((url, method)) = call.and_then(|call| {
            Some((condition(call.statement, "states:HTTPEndpoint")?, condition(call.statement, "states:HTTPMethod")?.as_text()?))
        }) else {
            continue;
        };
        found.push(RecognisedNode {
            name: display(logical_id, SPEC.suffix),
            logical_id: logical_id.to_owned(),
            fields: fields(url, method),
        });
    }
    found
}

/// What a statement asks of a key.
fn condition<'v>(statement: &'v Value, key: &str) -> Option<&'v Value> {
    statement.get("Condition")?.as_map()?.values().find_map(|keys| keys.get(key))
}

/// The addresses that routes pass requests on to, each with its method.
fn of_routes(resources: &Resources) -> Vec<(Value, &str)> {
    let of_http = of_type(resources, "AWS::ApiGatewayV2::Integration")
        .map(|(_, said)| (said, ["IntegrationType", "IntegrationUri", "IntegrationMethod"]));
    let methods = of_type(resources, "AWS::ApiGateway::Method").filter_map(|(_, said)| said.get("Integration"));
    let of_rest = methods.map(|said| (said, ["Type", "Uri", "IntegrationHttpMethod"]));
    // A REST API that answers by a template of its own passes requests on all the same.
    let passes_on = |kind: Option<&Value>| matches!(kind.and_then(Value::as_text), Some("HTTP_PROXY" | "HTTP"));
    let passed = of_http.chain(of_rest).filter(|(said, [kind, ..])| passes_on(said.get(kind)));
    let told = passed.filter_map(|(said, [_, url, method])| Some((said.get(url)?, said.get(method)?.as_text()?)));
    let told = told.filter(|(_, method)| METHODS.iter().any(|known| known.id == *method));
    told.map(|(url, method)| (base(url), method)).collect()
}

/// An address without what comes from the request.
fn base(url: &Value) -> Value {
    let whole = |text: &str| text.split('{').next().map(|before| before.trim_end_matches(|c| c != '/').trim_end_matches('/').to_owned());
    match url {
        Value::Text(text) if text.contains('{') => whole(text).map_or_else(|| url.clone(), Value::from),
        other => other.clone(),
    }
}
