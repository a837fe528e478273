//! The routes of an API found in a template.

use super::fields::PROTOCOL;
use super::route_fields::{METHOD, METHODS, PATH, REQUIRED_PARAMETERS, is_parameter};
use super::routes::{ROUTES, route_from_text};
use crate::catalog::Field;
use crate::catalog::recognise::{RecognisedEntry, Resources, allowing, of_type};
use crate::cfn::{Value, json, references};
use crate::design::ids::slug;
use crate::design::{EntryId, Fields, Node};

/// The deepest path that is followed.
const DEPTH: usize = 30;

/// The protocol of an API, where the field is about that: before a route is answered, an API of another protocol would have more
/// of the resources that the template has.
pub(super) fn protocol(node: &Node, field: &Field, resources: &Resources) -> Option<Value> {
    if field.id != PROTOCOL.id {
        return None;
    }
    let own = resources.get(&node.logical_id)?;
    let told = match own.get("Type")?.as_text()? {
        "AWS::ApiGateway::RestApi" => "rest",
        "AWS::ApiGatewayV2::Api" if own.get("Properties")?.get("ProtocolType")?.as_text()? == "WEBSOCKET" => "websocket",
        "AWS::ApiGatewayV2::Api" => "http",
        _ => return None,
    };
    Some(told.into())
}

/// Every route or method of the API is an entry.
pub(super) fn routes(node: &Node, resources: &Resources) -> Vec<RecognisedEntry> {
    let api = node.logical_id.as_str();
    let own = Value::reference(api);
    let routes = of_type(resources, "AWS::ApiGatewayV2::Route").filter(|(_, said)| said.get("ApiId") == Some(&own));
    let routes = routes.filter_map(|(id, said)| {
        let key = said.get("RouteKey")?.as_text()?;
        let fields = if key.contains(' ') { route_from_text(key) } else { Fields::from([(PATH.id.to_owned(), key.into())]) };
        Some(RecognisedEntry::of(ROUTES, api, id, "Route", fields))
    });
    let methods = of_type(resources, "AWS::ApiGateway::Method").filter(|(_, said)| said.get("RestApiId") == Some(&own));
    let methods = methods.filter_map(|(id, said)| {
        let preflight = said.get("HttpMethod")?.as_text()? == "OPTIONS" && id.ends_with("Options");
        if preflight {
            return None;
        }
        let path = path(resources, said.get("ResourceId")?, DEPTH)?;
        let path = if path.is_empty() { "/".to_owned() } else { path };
        let method = said.get("HttpMethod")?.as_text()?;
        let mut fields = Fields::from([(METHOD.id.to_owned(), method.into()), (PATH.id.to_owned(), path.as_str().into())]);
        let required = required(said);
        if !required.is_empty() {
            fields.insert(REQUIRED_PARAMETERS.id.to_owned(), serde_json::Value::from(required).into());
        }
        Some(RecognisedEntry::of(ROUTES, api, id, "Method", fields))
    });
    let mut found: Vec<RecognisedEntry> = routes.chain(methods).collect();
    for (method, path) in called(api, resources) {
        let fields = Fields::from([(METHOD.id.to_owned(), method.as_str().into()), (PATH.id.to_owned(), path.as_str().into())]);
        if !found.iter().any(|route| is_reached(&route.fields, &method, &path)) {
            // What nothing answers is no resource; who may call it tells of it.
            let id = slug(&format!("{method} {path}"), "route");
            found.push(RecognisedEntry { facet: ROUTES, id: EntryId::new(id), resource: String::new(), fields, logical_id: None });
        }
    }
    found
}

/// How a route or method is answered, as its resource or the one it names says it.
pub fn integration_said<'r>(route: &'r Value, resources: &'r Resources) -> Option<&'r Value> {
    let route = route.get("Properties")?;
    if let Some(own) = route.get("Integration") {
        return Some(own);
    }
    let mut names: Vec<&str> = Vec::new();
    references::collect(route.get("Target")?, &mut names);
    let of_api = |resource: &&Value| resource.get("Type").and_then(Value::as_text) == Some("AWS::ApiGatewayV2::Integration");
    names.into_iter().filter_map(|name| resources.get(name)).find(of_api)?.get("Properties")
}

/// What a method demands of requests for nothing but their check: what its integration reads it has to name as well.
fn required(method: &Value) -> Vec<String> {
    let Some(Value::Map(parameters)) = method.get("RequestParameters").filter(|_| method.get("RequestValidatorId").is_some()) else {
        return Vec::new();
    };
    let read = method.get("Integration").map(json::write_compact).unwrap_or_default();
    let demanded = parameters.iter().filter(|(name, needed)| **needed == Value::Bool(true) && !read.contains(name.as_str()));
    let spelled = demanded.filter_map(|(name, _)| name.as_str().strip_prefix("method.").map(|name| format!("${name}")));
    spelled.filter(|name| is_parameter(name)).collect()
}

/// The method and path of what others of the template may call of the API.
fn called(api: &str, resources: &Resources) -> Vec<(String, String)> {
    let own = format!(":${{{api}}}/");
    let mut found = Vec::new();
    for allowed in allowing(resources, "execute-api:Invoke") {
        let Value::Call(function, text) = allowed.about else { continue };
        let Some((_, call)) = text.as_text().filter(|_| function == "Fn::Sub").and_then(|text| text.split_once(own.as_str())) else {
            continue;
        };
        let mut steps = call.splitn(3, '/').skip(1);
        if let (Some(method), Some(path)) = (steps.next(), steps.next()) {
            let route = (method.to_owned(), format!("/{path}"));
            if !path.contains('*') && METHODS.iter().any(|known| known.id == method) && !found.contains(&route) {
                found.push(route);
            }
        }
    }
    found
}

/// Whether a route is what a call of a method and path reaches.
fn is_reached(route: &Fields, method: &str, path: &str) -> bool {
    let text = |id: &str| route.get(id).and_then(|value| value.0.as_str());
    let same = |own: &str| own == path || own.split('/').map(|step| if step.starts_with('{') { "*" } else { step }).eq(path.split('/'));
    text(PATH.id).is_some_and(same) && text(METHOD.id).is_none_or(|own| own == method || own == "ANY")
}

/// The path that a reference to one of its steps stands for.
fn path(resources: &Resources, reference: &Value, depth: usize) -> Option<String> {
    let Value::Call(function, argument) = reference else { return None };
    match (function.as_str(), &**argument) {
        ("Fn::GetAtt", _) => Some(String::new()),
        ("Ref", Value::Text(id)) if depth > 0 => {
            let step = resources.get(id.as_str())?.get("Properties")?;
            let above = path(resources, step.get("ParentId")?, depth - 1)?;
            Some(format!("{above}/{}", step.get("PathPart")?.as_text()?))
        }
        _ => None,
    }
}
