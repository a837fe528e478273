//! API route → HTTP endpoint.

use crate::catalog::field::TextRule;
use crate::catalog::recognise::Resources;
use crate::catalog::request::Integration;
use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, FaultKind, Field, Line, LineStyle, Literal, Place, Refusal, Request,
    Settings,
};
use crate::cfn::{Map, Pieces, Value};
use crate::connections::answer;
use crate::connections::api_calls_function::{self, TIMEOUT};
use crate::design::Fields;
use crate::services::{api, http_endpoint};
use crate::unit;

/// What is added to the address.
pub const PATH: Field =
    Field::text("path", "Further path", TextRule { min: 0, max: 512, shape: Some((is_path, "a path such as /orders/{id}")) })
        .example(Literal::Text("/incoming"))
        .decides()
        .help("What is added to the endpoint's address, such as /orders/{id}: `{id}` stands for what the route's path has there.");

/// The answer's template.
pub const ANSWER: Field = answer::ANSWER.help(
    "In REST APIs, in place of the endpoint's answer: a mapping template (VTL). The endpoint gets the body alone then, without the request's headers and what stands behind the question mark.",
);

fn is_path(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.~/{}:".contains(c);
    text.is_empty() || (text.starts_with('/') && text.chars().all(plain))
}

unit! {
    /// The route passes its requests on to the endpoint as they are, and the answers back.
    ///
    /// Body, headers and what stands behind the question mark go with the request, and with them the authorization the
    /// caller sends: what is set at the endpoint is for rules, pipes and workflows only. The method is the endpoint's. With a
    /// template for the answer, a REST API passes on the body alone.
    ///
    /// AWS: API Gateway Developer Guide, "Create HTTP proxy integrations for HTTP APIs" and "Set up HTTP integrations in API
    /// Gateway".
    pub static SPEC: ConnectionSpec = {
        id: "api_calls_http_endpoint",
        name: "Route passes on to HTTP endpoint",
        verb: "passes on",
        from: "api",
        facet: Some(api::ROUTES),
        to: "http_endpoint",
        fields: &[PATH, TIMEOUT, ANSWER],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct ApiCallsHttpEndpoint;

impl ConnectionKind for ApiCallsHttpEndpoint {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        api::only_functions(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        tell_what_is_missing(line, out);
        let integration = integration(line, api::route_part(&entry, "Route"));
        out.request(&line.source, Request::Integrate { entry, integration });
    }

    fn names_a_setting(&self) -> bool {
        true
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        api::new_route(ends)
    }

    fn recognise_settings(&self, entry: &Value, resources: &Resources) -> Fields {
        api::integration_said(entry, resources).and_then(api_calls_function::timeout_said).into_iter().collect()
    }
}

fn tell_what_is_missing(line: &Line<'_>, out: &mut Emission<'_>) {
    let place = Place::Connection(line.id.clone());
    let target = &line.target;
    if http_endpoint::has_gaps(target) {
        let message = format!("The address of {} has `*`, which a route cannot fill in; give the line a further path.", target.node.name);
        out.fault(FaultKind::Missing, place.clone(), message, vec![Place::Node(target.id.clone())]);
    }
    api_calls_function::check_timeout(line, out);
    let path = line.text(&PATH).unwrap_or_default();
    let route = line.entry().and_then(|entry| entry.text(&api::PATH)).unwrap_or_default();
    let known = api::variables(&route);
    for name in api::variables(&path).into_iter().filter(|name| !known.contains(name)) {
        let message = format!("The further path has {{{name}}}, which the route's path {route} does not have.");
        out.fault(FaultKind::Missing, place.clone(), message, Vec::new());
    }
}

fn integration(line: &Line<'_>, part: String) -> Integration {
    let path = line.text(&PATH).unwrap_or_default();
    let url = match line.target.attribute(Attribute::Url) {
        Value::Text(url) => url.trim_end_matches('/').into(),
        other => other,
    };
    let url = Pieces::default().value(&url).text(&path).finish();
    let method = line.target.choice(&http_endpoint::METHOD);
    let (mut properties, mut own) = (Map::new(), Map::new());
    if api::is_rest(&line.source) {
        let answer = answer::of(line, None).map(Pieces::finish);
        properties.insert("Type", if answer.is_some() { "HTTP" } else { "HTTP_PROXY" }.into());
        properties.insert("IntegrationHttpMethod", method.into());
        properties.insert("Uri", url);
        let names = api::variables(&path);
        if !names.is_empty() {
            let taken = |name: &&str| (format!("integration.request.path.{name}"), Value::from(format!("method.request.path.{name}")));
            properties.insert("RequestParameters", Value::Map(names.iter().map(taken).collect()));
            let declared = |name: &&str| (format!("method.request.path.{name}"), Value::Bool(true));
            own.insert("RequestParameters", Value::Map(names.iter().map(declared).collect()));
        }
        if let Some(template) = answer {
            let done =
                [("StatusCode".to_owned(), "200".into()), ("ResponseTemplates".to_owned(), Value::map([("application/json", template)]))];
            let (answers, responses) = api::answers(done.into_iter().collect(), &api::REFUSED);
            properties.insert("IntegrationResponses", answers);
            own.insert("MethodResponses", responses);
        }
    } else {
        properties.insert("IntegrationType", "HTTP_PROXY".into());
        properties.insert("IntegrationMethod", method.into());
        properties.insert("IntegrationUri", url);
        properties.insert("PayloadFormatVersion", "1.0".into());
    }
    properties.extend(api_calls_function::timeout_millis(line).map(|millis| ("TimeoutInMillis".to_owned(), millis)));
    Integration { part, properties, with_role: false, method: own }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_paths() {
        assert!(is_path("/orders/{id}") && is_path("") && !is_path("orders") && !is_path("/a?b"));
    }
}
