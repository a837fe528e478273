//! Routes: what they are called, who may call them, and what in their texts stands for a part of the request.

use super::authorization::Authorization;
use super::fields::{PROTOCOL, STAGE};
use super::route_fields::{METHOD, PATH};
use crate::catalog::{Ends, EntryView, NodeView, Refusal, Settings};
use crate::cfn::{Pieces, Value};
use crate::design::Fields;
use crate::design::ids::{slug, unused};

/// The facet that routes are.
pub const ROUTES: &str = "routes";

/// A route whose path is known.
#[derive(Clone)]
pub struct Route<'g> {
    /// The entry.
    pub entry: EntryView<'g>,
    /// Its method, `ANY` for all.
    pub method: String,
    /// Its path.
    pub path: String,
}

/// The route key of the moment at which a client connects to a WebSocket API.
pub const CONNECT: &str = "$connect";
/// The route key of whatever no other route takes.
pub const DEFAULT: &str = "$default";
/// The route keys with a meaning of their own; the second is the moment at which a client has gone.
const KEYS: [&str; 3] = [CONNECT, "$disconnect", DEFAULT];

/// Which of API Gateway's products an API is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// An HTTP API.
    Http,
    /// A REST API.
    Rest,
    /// A WebSocket API.
    WebSocket,
}

impl Protocol {
    /// As people call it: `a REST API`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Http => "an HTTP API",
            Self::Rest => "a REST API",
            Self::WebSocket => "a WebSocket API",
        }
    }
}

/// Which of API Gateway's products it is.
pub fn protocol(api: &NodeView<'_>) -> Protocol {
    match api.choice(&PROTOCOL).as_str() {
        "rest" => Protocol::Rest,
        "websocket" => Protocol::WebSocket,
        _ => Protocol::Http,
    }
}

/// Whether it is a REST API.
pub fn is_rest(api: &NodeView<'_>) -> bool {
    protocol(api) == Protocol::Rest
}

/// The routes of an API, in their order; those without a path are left out.
pub fn routes<'g>(api: &NodeView<'g>) -> Vec<Route<'g>> {
    api.entries(ROUTES).filter_map(|entry| Some(Route { method: entry.choice(&METHOD), path: entry.text(&PATH)?, entry })).collect()
}

impl Route<'_> {
    /// `POST /orders`.
    pub fn title(&self) -> String {
        title(&self.method, &self.path)
    }

    /// Who may call it.
    pub fn authorization(&self) -> Authorization {
        super::authorization::of_route(&self.entry)
    }
}

/// The name of the stage.
pub fn stage(api: &NodeView<'_>) -> Value {
    let unset = if protocol(api) == Protocol::Http { DEFAULT } else { "prod" };
    api.template_value(&STAGE).filter(|v| *v != Value::from("")).unwrap_or_else(|| unset.into())
}

/// The ARN that every call of the API's stage comes from, as permissions of its targets name it.
pub fn calls(api: &NodeView<'_>) -> Value {
    arn(api).text("/").value(&stage(api)).text("/*").finish()
}

/// The API's ARN, to be continued with stage, method and path.
pub fn arn(api: &NodeView<'_>) -> Pieces {
    let pseudo = |name: &str| Value::reference(format!("AWS::{name}"));
    Pieces::new("arn:")
        .value(&pseudo("Partition"))
        .text(":execute-api:")
        .value(&pseudo("Region"))
        .text(":")
        .value(&pseudo("AccountId"))
        .text(":")
        .value(&Value::reference(api.node.logical_id.as_str()))
}

/// The fields of the route that drawing a line makes: its path is called after where the line leads.
pub fn new_route(ends: &Ends<'_>) -> Fields {
    if protocol(&ends.source) == Protocol::WebSocket {
        return new_key(ends);
    }
    new_path(ends, "POST", "")
}

/// As [`new_route`], for a route that gets one of many things: the last step of its path is a variable.
pub fn new_route_to_one(ends: &Ends<'_>, variable: &str) -> Fields {
    let end = format!("/{{{variable}}}");
    new_path(ends, "GET", if is_path(&end) { &end } else { "/{id}" })
}

fn new_path(ends: &Ends<'_>, method: &str, end: &str) -> Fields {
    let taken: Vec<String> = routes(&ends.source).into_iter().filter(|r| r.method == method).map(|r| r.path).collect();
    let is_taken = |start: &str| taken.iter().any(|t| *t == format!("{start}{end}"));
    let start = unused(&format!("/{}", slug(&ends.target.node.name, "items")), "-", is_taken);
    [(METHOD.id.to_owned(), method.into()), (PATH.id.to_owned(), format!("{start}{end}").into())].into_iter().collect()
}

/// The fields of the route that drawing a line from a WebSocket API makes: the default one, and then others that are called
/// after where the line leads.
fn new_key(ends: &Ends<'_>) -> Fields {
    let taken: Vec<String> = routes(&ends.source).into_iter().map(|route| route.path).collect();
    let is_taken = |key: &str| taken.iter().any(|t| t == key);
    let key = if is_taken(DEFAULT) { unused(&slug(&ends.target.node.name, "message"), "-", is_taken) } else { DEFAULT.to_owned() };
    [(PATH.id.to_owned(), key.into())].into_iter().collect()
}

/// What a route is called: `POST /orders`, and a route key alone.
pub(super) fn title(method: &str, path: &str) -> String {
    if path.starts_with('/') || path.is_empty() { format!("{method} {path}") } else { path.to_owned() }
}

/// Why a line from a WebSocket API to something other than a function cannot be.
pub fn only_functions(ends: &Ends<'_>) -> Option<Refusal> {
    if protocol(&ends.source) != Protocol::WebSocket {
        return None;
    }
    // Not everything that a route can lead to is called by functions too.
    let goes_on = ends.source.graph.registry.between("function", &ends.target.node.kind).any(|kind| kind.leads_on(&ends.target));
    Some(if goes_on {
        Refusal::inserting("Messages of a WebSocket API go to functions; put one between.", &["function"])
    } else {
        Refusal::new("Messages of a WebSocket API go to functions only.")
    })
}

/// Whether the path fits the API's protocol: WebSocket APIs have route keys, the others paths, and an HTTP API the default
/// route besides.
pub fn fits_protocol(route: &Route<'_>) -> bool {
    match protocol(&route.entry.node) {
        Protocol::Http => route.path.starts_with('/') || route.path == DEFAULT,
        Protocol::Rest => route.path.starts_with('/'),
        Protocol::WebSocket => !route.path.starts_with('/'),
    }
}

/// Whether the text is a path or a route key.
pub(super) fn is_route(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    let key = !text.is_empty() && text.len() <= 128 && text.chars().all(plain);
    if text.starts_with('/') { is_path(text) } else { key || KEYS.contains(&text) }
}

/// The fields that `POST /orders` stands for; a path alone is a GET.
pub fn route_from_text(text: &str) -> Fields {
    let text = text.trim();
    let (method, path) = match text.split_once(char::is_whitespace) {
        Some((method, path)) => (Some(method.to_ascii_uppercase()), path.trim()),
        None => (None, text),
    };
    let method = method.map(|m| (METHOD.id.to_owned(), m.into()));
    method.into_iter().chain([(PATH.id.to_owned(), path.into())]).collect()
}

/// Whether the text is a path that both protocols take.
pub(super) fn is_path(path: &str) -> bool {
    let Some(inner) = path.strip_prefix('/') else { return false };
    if inner.is_empty() {
        return true;
    }
    let name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    let mut steps = inner.split('/').peekable();
    while let Some(step) = steps.next() {
        let fits = match step.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
            Some(variable) => match variable.strip_suffix('+') {
                Some(rest) => steps.peek().is_none() && name(rest),
                None => name(variable),
            },
            None => name(step),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// The variables of a path: `id` and `rest` of `/orders/{id}/{rest+}`.
pub fn variables(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(|name| name.trim_end_matches('+')).collect()
}

/// Whether the text is fixed, or names a part of the request.
pub(super) fn is_request_value(text: &str) -> bool {
    !text.starts_with('$') || RequestPart::parse(text).is_some()
}

/// A part of a request, as HTTP APIs spell it in the parameters of integrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPart<'a> {
    /// The whole body.
    Body,
    /// A member of the body, as a path of names.
    Member(&'a str),
    /// A header.
    Header(&'a str),
    /// A parameter behind the question mark.
    Query(&'a str),
    /// A variable of the path.
    Path(&'a str),
    /// What API Gateway knows about the request.
    Context(&'a str),
}

impl<'a> RequestPart<'a> {
    /// The part that a text names.
    pub fn parse(text: &'a str) -> Option<Self> {
        if text == "$request.body" {
            return Some(Self::Body);
        }
        let (kind, name) = match text.strip_prefix("$request.") {
            Some(rest) => rest.split_once('.')?,
            None => ("context", text.strip_prefix("$context.")?),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '[' | ']');
        if name.is_empty() || !name.chars().all(plain) {
            return None;
        }
        match kind {
            "body" => Some(Self::Member(name)),
            "header" => Some(Self::Header(name)),
            "querystring" => Some(Self::Query(name)),
            "path" => Some(Self::Path(name)),
            "context" => Some(Self::Context(name)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for path in ["/", "/orders", "/orders/{id}", "/orders/{id}/items", "/{proxy+}", "/.well-known/jwks.json"] {
            assert!(is_path(path), "{path}");
        }
        for route in ["/orders", "$connect", "$disconnect", "$default", "sendMessage"] {
            assert!(is_route(route), "{route}");
        }
        for route in ["", "$other", "send message", "/orders/"] {
            assert!(!is_route(route), "{route}");
        }
        for path in ["", "orders", "/orders/", "//", "/{proxy+}/x", "/orders/{}", "/a b", "/{id", "/x{id}"] {
            assert!(!is_path(path), "{path}");
        }
    }

    #[test]
    fn variables_of_paths() {
        assert_eq!(variables("/orders/{id}/{rest+}"), ["id", "rest"]);
        assert!(variables("/orders").is_empty());
    }

    #[test]
    fn parts_of_requests() {
        assert_eq!(RequestPart::parse("$request.body"), Some(RequestPart::Body));
        assert_eq!(RequestPart::parse("$request.body.order.id"), Some(RequestPart::Member("order.id")));
        assert_eq!(RequestPart::parse("$context.requestId"), Some(RequestPart::Context("requestId")));
        assert!(is_request_value("orders") && is_request_value("$request.header.x-tenant"));
        assert!(!is_request_value("$request.header.a'b") && !is_request_value("$input.body"));
    }

    #[test]
    fn short_texts() {
        let fields = route_from_text("post  /orders/{id}");
        assert_eq!(fields["method"], "POST".into());
        assert_eq!(fields["path"], "/orders/{id}".into());
        assert_eq!(route_from_text("/orders").len(), 1);
    }
}
