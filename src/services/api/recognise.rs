//! The routes of an API found in a template.

use super::route_fields::{METHOD, PATH};
use super::routes::{ROUTES, route_from_text};
use crate::catalog::recognise::{RecognisedEntry, Resources, of_type};
use crate::cfn::Value;
use crate::design::{Fields, Node};

/// The deepest path that is followed.
const DEPTH: usize = 30;

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
        let fields = Fields::from([(METHOD.id.to_owned(), method.into()), (PATH.id.to_owned(), path.as_str().into())]);
        Some(RecognisedEntry::of(ROUTES, api, id, "Method", fields))
    });
    routes.chain(methods).collect()
}

/// The path that a reference to one of its steps stands for.
fn path(resources: &Resources, reference: &Value, depth: usize) -> Option<String> {
    let Value::Call(function, argument) = reference else { return None };
    match (function.as_str(), &**argument) {
        ("Fn::GetAtt", _) => Some(String::new()),
        ("Ref", Value::Text(id)) if depth > 0 => {
            let step = resources.get(id)?.get("Properties")?;
            let above = path(resources, step.get("ParentId")?, depth - 1)?;
            Some(format!("{above}/{}", step.get("PathPart")?.as_text()?))
        }
        _ => None,
    }
}
