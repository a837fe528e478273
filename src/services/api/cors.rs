//! What browsers are told about calls from other origins.

use std::collections::BTreeSet;

use super::authorization::{Authorization, needs_key};
use super::fields::{CORS, CORS_CREDENTIALS, CORS_HEADERS, CORS_MAX_AGE, CORS_METHODS, CORS_ORIGINS};
use super::route_fields::METHODS;
use super::routes::Route;
use crate::catalog::recognise::{Resources, of_type};
use crate::catalog::{Field, NodeView, Settings};
use crate::cfn::{Map, Pieces, Value};

/// Calls from other origins, where they are allowed.
pub(super) struct Cors {
    origins: Vec<Value>,
    methods: Option<Vec<Value>>,
    headers: Vec<Value>,
    credentials: Option<Value>,
    max_age: Option<Value>,
}

/// What the API allows; nothing without an origin.
pub(super) fn of(api: &NodeView<'_>, routes: &[&Route<'_>]) -> Option<Cors> {
    if !api.is_on(&CORS) {
        return None;
    }
    let headers = list(api.template_value(&CORS_HEADERS)).unwrap_or_else(|| needed_headers(routes));
    Some(Cors {
        origins: list(api.template_value(&CORS_ORIGINS))?,
        methods: list(api.template_value(&CORS_METHODS)),
        headers,
        credentials: api.template_value(&CORS_CREDENTIALS).filter(|v| *v != Value::Bool(false)),
        max_age: api.template_value(&CORS_MAX_AGE),
    })
}

fn list(value: Option<Value>) -> Option<Vec<Value>> {
    match value? {
        Value::List(list) => Some(list).filter(|l| !l.is_empty()),
        other => Some(vec![other]),
    }
}

/// The headers that requests need for their content and their authorization.
fn needed_headers(routes: &[&Route<'_>]) -> Vec<Value> {
    let mut names = BTreeSet::from(["content-type"]);
    for route in routes {
        names.extend(match route.authorization() {
            Authorization::None | Authorization::ApiKey => &[][..],
            Authorization::Iam => &["authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"],
            Authorization::Jwt | Authorization::UserPool | Authorization::Function => &["authorization"],
        });
        names.extend(needs_key(route).then_some("x-api-key"));
    }
    names.into_iter().map(Value::from).collect()
}

/// The methods of these routes, `ANY` spelled out.
fn methods_of(routes: &[&Route<'_>]) -> Vec<Value> {
    let own: BTreeSet<&str> = routes.iter().map(|r| r.method.as_str()).collect();
    let all = METHODS.iter().map(|m| m.id).filter(|m| *m != "ANY");
    all.filter(|m| own.contains("ANY") || own.contains(m)).map(Value::from).collect()
}

impl Cors {
    /// The configuration of an HTTP API, which answers the browsers' questions by itself.
    pub(super) fn configuration(&self, routes: &[&Route<'_>]) -> Value {
        let mut map = Map::new();
        map.insert("AllowOrigins", Value::List(self.origins.clone()));
        let methods = self.methods(routes);
        if !methods.is_empty() {
            map.insert("AllowMethods", Value::List(methods));
        }
        map.insert("AllowHeaders", Value::List(self.headers.clone()));
        map.extend(self.credentials.clone().map(|on| ("AllowCredentials".to_owned(), on)));
        map.extend(self.max_age.clone().map(|age| ("MaxAge".to_owned(), age)));
        Value::Map(map)
    }

    fn methods(&self, routes: &[&Route<'_>]) -> Vec<Value> {
        self.methods.clone().unwrap_or_else(|| methods_of(routes))
    }

    /// The headers of a REST API's answers, each as a quoted constant.
    pub(super) fn answer_headers(&self) -> Map {
        let mut headers = Map::new();
        let origin = self.origins.first().map(|o| Pieces::default().value(o)).unwrap_or_default();
        headers.insert("Access-Control-Allow-Origin", quoted(origin));
        if self.credentials.is_some() {
            headers.insert("Access-Control-Allow-Credentials", "'true'".into());
        }
        if self.origins.len() > 1 {
            headers.insert("Vary", "'Origin'".into());
        }
        headers
    }

    /// The headers of a REST API's answer to a browser that asks what it may do with these routes.
    pub(super) fn preflight_headers(&self, routes: &[&Route<'_>]) -> Map {
        let mut headers = self.answer_headers();
        headers.insert("Access-Control-Allow-Methods", quoted(joined(&self.methods(routes))));
        headers.insert("Access-Control-Allow-Headers", quoted(joined(&self.headers)));
        if let Some(age) = &self.max_age {
            headers.insert("Access-Control-Max-Age", quoted(Pieces::default().value(age)));
        }
        headers
    }

    /// The start of a response template that names the caller's origin where it is one of several; empty otherwise.
    pub(super) fn template(&self) -> Pieces {
        let Some((_, others)) = self.origins.split_first().filter(|(_, others)| !others.is_empty()) else { return Pieces::default() };
        let mut template = Pieces::new(concat!(
            "#set($origin = $input.params().header.get(\"Origin\"))",
            "#if(!$origin || $origin == \"\")#set($origin = $input.params().header.get(\"origin\"))#end",
            "#if("
        ));
        for (index, origin) in others.iter().enumerate() {
            let or = if index > 0 { " || " } else { "" };
            template = template.text(or).text("$origin == \"").value(origin).text("\"");
        }
        template.text(")#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end")
    }
}

/// What a REST API answers browsers, as the setting would say it that it comes from.
pub(super) fn recognise(api: &str, field: &Field, resources: &Resources) -> Option<Value> {
    let header = match field.id {
        id if id == CORS_ORIGINS.id => "Access-Control-Allow-Origin",
        id if id == CORS_METHODS.id => "Access-Control-Allow-Methods",
        id if id == CORS_HEADERS.id => "Access-Control-Allow-Headers",
        _ => return None,
    };
    let own = Value::reference(api);
    let is_own = |said: &&Value| said.get("RestApiId") == Some(&own);
    let mut methods = of_type(resources, "AWS::ApiGateway::Method").map(|(_, said)| said).filter(is_own);
    let preflight = methods.find_map(|said| {
        let answer = said.get("Integration")?.get("IntegrationResponses")?.as_list()?.first()?;
        let said = answer.get("ResponseParameters")?.get(&format!("method.response.header.{header}"))?;
        Some((said, answer.get("ResponseTemplates").and_then(|templates| templates.get("application/json"))))
    });
    let mut answers = of_type(resources, "AWS::ApiGateway::GatewayResponse").map(|(_, said)| said).filter(is_own);
    let (said, template) = preflight.or_else(|| {
        let said = answers.find_map(|said| said.get("ResponseParameters")?.get(&format!("gatewayresponse.header.{header}")))?;
        Some((said, None))
    })?;
    let quoted = in_text(said)?.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut list: Vec<&str> = quoted.split(',').collect();
    if field.id == CORS_ORIGINS.id {
        let others = template.and_then(in_text).into_iter().flat_map(|text| text.split("$origin == \"").skip(1));
        list.extend(others.filter_map(|rest| rest.split('"').next()).filter(|other| !other.is_empty()));
    }
    Some(Value::List(list.into_iter().map(told).collect()))
}

/// A text, or what is put into one.
fn in_text(value: &Value) -> Option<&str> {
    match value {
        Value::Call(function, text) if function == "Fn::Sub" => text.as_text(),
        text => text.as_text(),
    }
}

/// What a piece of a text stands for.
fn told(piece: &str) -> Value {
    match piece.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        Some(name) if !name.contains(['$', '.']) => Value::reference(name),
        _ if piece.contains("${") => Value::sub(piece),
        _ => piece.into(),
    }
}

fn joined(list: &[Value]) -> Pieces {
    list.iter().enumerate().fold(Pieces::default(), |text, (index, item)| text.text(if index > 0 { "," } else { "" }).value(item))
}

fn quoted(text: Pieces) -> Value {
    Pieces::new("'").join(text).text("'").finish()
}
