//! HTTP endpoints.

mod recognise;

use crate::catalog::field::{Choice, Kind, TextRule, Unit, When, choice, is};
use crate::catalog::recognise::{RecognisedNode, Resources};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, Field, Literal, NodeView, Settings, Wanted};
use crate::cfn::{Map, Text, Value};
use crate::services::{kms_key, physical_name};
use crate::unit;

const API_KEY: &[When] = &[is("authorization", &[Literal::Text("api_key")])];
const BASIC: &[When] = &[is("authorization", &[Literal::Text("basic")])];
const OAUTH: &[When] = &[is("authorization", &[Literal::Text("oauth")])];

/// The methods it may be called with.
pub const METHODS: &[Choice] = &[
    choice("POST", "POST"),
    choice("PUT", "PUT"),
    choice("PATCH", "PATCH"),
    choice("GET", "GET"),
    choice("DELETE", "DELETE"),
    choice("HEAD", "HEAD"),
    choice("OPTIONS", "OPTIONS"),
];

/// Its address.
pub const URL: Field = Field::text("url", "Address", TextRule::shaped(2_048, is_url, "an address that begins with https://"))
    .required(Literal::Text("https://api.example.com/orders"))
    .property("InvocationEndpoint")
    .help("Where it is. `*` stands for a part that each rule fills in, as in https://api.example.com/orders/*.");
/// How it is called.
pub const METHOD: Field =
    Field::choice("method", "Method", METHODS).property("HttpMethod").decides().help("The method of the requests that are sent to it.");
/// How often it may be called.
pub const RATE: Field = Field::integer("rate", "Most requests", 1, 100_000)
    .unit(Unit::PerSecond)
    .example(Literal::Integer(10))
    .property("InvocationRateLimitPerSecond")
    .help("How many events a second are sent to it at most; empty: 300. What is over waits for up to a day. Workflows and APIs do not mind it.");
/// What it asks for.
pub const AUTHORIZATION: Field = Field::choice(
    "authorization",
    "Authorization",
    &[choice("api_key", "API key"), choice("basic", "User and password"), choice("oauth", "OAuth client")],
)
.variant()
.help("What it wants to see: a key in a header, a user with a password, or a token that a client gets from its authorization server.");
/// The header with the key.
pub const KEY_HEADER: Field = Field::text("key_header", "Header", TextRule { min: 1, max: 512, shape: None })
    .applies(API_KEY)
    .default(Literal::Text("x-api-key"))
    .help("The header that holds the key.");
/// The user.
pub const USER: Field = Field::text("user", "User", TextRule { min: 1, max: 512, shape: None })
    .applies(BASIC)
    .required(Literal::Text("shop"))
    .help("The name of the user.");
/// The client.
pub const CLIENT: Field = Field::text("client", "Client", TextRule { min: 1, max: 512, shape: None })
    .applies(OAUTH)
    .required(Literal::Text("shop"))
    .help("The id of the client.");
/// Where tokens are.
pub const TOKEN_URL: Field = Field::text(
    "token_url",
    "Token address",
    TextRule::shaped(2_048, |t| t.starts_with("https://"), "an address that begins with https://"),
)
.applies(OAUTH)
.required(Literal::Text("https://login.example.com/oauth/token"))
.help("Where the authorization server gives out tokens.");
/// How tokens are asked for.
pub const TOKEN_METHOD: Field =
    Field::choice("token_method", "Token method", &[choice("POST", "POST"), choice("GET", "GET"), choice("PUT", "PUT")])
        .applies(OAUTH)
        .help("The method with which tokens are asked for.");
/// What is said when a token is asked for.
pub const TOKEN_PARAMETERS: Field = Field::of("token_parameters", "Token parameters", Kind::KeyValues)
    .applies(OAUTH)
    .default(Literal::Json(r#"{"grant_type": "client_credentials"}"#))
    .help("What the request for a token says besides client and secret: in its body, or behind the question mark of a GET.");
/// The key, the password or the client's secret.
pub const SECRET: Field = Field::text("secret", "Secret", TextRule::up_to(512))
    .secret()
    .example(Literal::Text("{{resolve:secretsmanager:shop/endpoint:SecretString:key}}"))
    .help("The key, the password or the client's secret: a parameter, or a reference to Secrets Manager. Empty: the stack has a parameter of its own for it, which nobody sees.");
/// Headers of every request.
pub const HEADERS: Field = Field::of("headers", "Headers", Kind::KeyValues)
    .default(Literal::Json("{}"))
    .example(Literal::Json(r#"{"x-tenant": "shop"}"#))
    .help("Headers that every request of rules, pipes and workflows has.");

fn is_url(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "%-()_.!~*';/?:@&=+$,".contains(c);
    text.strip_prefix("https://").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.chars().all(plain))
}

/// Its name in AWS.
pub const PHYSICAL_NAME: Field = physical_name::field("Name", 64, physical_name::is_dotted, physical_name::DOTTED)
    .help("The name of the API destination in AWS; CloudFormation makes one up where it is empty.");

unit! {
    /// An HTTP endpoint is something outside AWS that takes requests over HTTPS: the API of a partner, of a payment or chat
    /// service, or one of your own.
    ///
    /// Draw lines to it from a rule of an event bus, from a pipe or from a task of a workflow: they authorize themselves by
    /// what is set here. EventBridge keeps the secret in Secrets Manager and renews tokens. A route of an API passes its
    /// requests on as they are, with the authorization the caller sends.
    ///
    /// A line from a KMS key has the secret encrypted with that. It never stands in the template: it comes by a parameter with `NoEcho`, or by a reference to Secrets Manager.
    ///
    /// CloudWatch measures rules and pipes, not endpoints: alarms of the bus, of the queue with the dead letters or of the
    /// workflow tell of what an endpoint did not take.
    ///
    /// Limits: 300 requests a second to one endpoint unless raised, 5 seconds for an answer to EventBridge, 60 to a workflow.
    /// AWS: Amazon EventBridge User Guide, "API destinations as targets in Amazon EventBridge" and "Connections for API
    /// targets in Amazon EventBridge"; CloudFormation, "AWS::Events::Connection" and "AWS::Events::ApiDestination".
    pub static SPEC: ServiceSpec = {
        id: "http_endpoint",
        name: "HTTP endpoint",
        aws: "EventBridge",
        category: Category::Messaging,
        summary: "Something outside AWS, called over HTTPS",
        suffix: "Endpoint",
        resource: Some("AWS::Events::ApiDestination"),
        stateful: Stateful::No,
        fields: &[
            URL, METHOD, RATE, AUTHORIZATION, KEY_HEADER, USER, CLIENT, TOKEN_URL, TOKEN_METHOD, TOKEN_PARAMETERS, SECRET,
            HEADERS, PHYSICAL_NAME,
        ],
        facets: &[],
        ports: Ports::In,
    }
}

/// The service.
pub struct HttpEndpoint;

/// The part that is the connection, which holds the authorization.
const CONNECTION: &str = "Connection";

fn connection_id(node: &NodeView<'_>) -> String {
    format!("{}{CONNECTION}", node.node.logical_id)
}

/// The ARN of its destination as policies have it, without the id that AWS gives.
pub fn policy_arn(node: &NodeView<'_>) -> Value {
    Value::get_att(node.node.logical_id.as_str(), "ArnForPolicy")
}

/// The ARN of its connection.
pub fn connection_arn(node: &NodeView<'_>) -> Value {
    Value::get_att(connection_id(node), "Arn")
}

/// The ARN of the secret in which EventBridge keeps the authorization.
pub fn secret_arn(node: &NodeView<'_>) -> Value {
    Value::get_att(connection_id(node), "SecretArn")
}

/// Whether a part of its address is left to whoever calls it.
pub fn has_gaps(node: &NodeView<'_>) -> bool {
    gaps(node) > 0
}

/// The headers that every request to it has; whatever sends it requests adds them.
pub fn headers(node: &NodeView<'_>) -> Map {
    match node.template_value(&HEADERS) {
        Some(Value::Map(headers)) => headers,
        _ => Map::new(),
    }
}

/// How many parts of its address are left to whoever calls it, where the address is known.
pub fn gaps(node: &NodeView<'_>) -> usize {
    node.text(&URL).map_or(0, |url| url.matches('*').count())
}

/// Whether it is used by anything but these services: what only they use may do without.
fn is_used_beyond(node: &NodeView<'_>, services: &[&str]) -> bool {
    let mut lines = node.incoming().filter(|line| !line.kind.encrypts()).map(|line| line.source.node.kind.as_str()).peekable();
    let at_an_end = node.graph.as_further_end(node.id).next().is_some();
    at_an_end || lines.peek().is_none() || lines.any(|kind| !services.contains(&kind))
}

impl Service for HttpEndpoint {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::General
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        if is_used_beyond(node, &["api"]) {
            connection(node, wanted, out);
        }
        if is_used_beyond(node, &["api", "workflow"]) {
            out.main(node).set("ConnectionArn", connection_arn(node));
        }
    }

    fn has_settings_for_attributes(&self) -> bool {
        true
    }

    fn recognise_nodes(&self, resources: &Resources) -> Vec<RecognisedNode> {
        recognise::nodes(resources)
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let url = node.text(&URL).unwrap_or_default();
        let host = url.strip_prefix("https://").unwrap_or(&url).split('/').next().unwrap_or_default();
        format!("{} {host}", node.choice(&METHOD))
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        match attribute {
            Attribute::Arn => Some(Value::get_att(id, "Arn")),
            Attribute::Name => Some(Value::reference(id)),
            Attribute::Url if node.names_settings(&URL) => None,
            Attribute::Url => node.template_value(&URL),
        }
    }
}

fn connection(node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
    let encryption = kms_key::of(node, wanted, out);
    let secret = secret(node, out);
    let (kind, key, parameters) = match node.choice(&AUTHORIZATION).as_str() {
        "basic" => ("BASIC", "BasicAuthParameters", with(node, &[("Username", &USER)], "Password", secret)),
        "oauth" => ("OAUTH_CLIENT_CREDENTIALS", "OAuthParameters", oauth(node, secret)),
        _ => ("API_KEY", "ApiKeyAuthParameters", with(node, &[("ApiKeyName", &KEY_HEADER)], "ApiKeyValue", secret)),
    };
    let parameters = Value::map([(key, parameters)]);
    let connection = out.resource(CONNECTION, "AWS::Events::Connection");
    connection.set("AuthorizationType", kind).set("AuthParameters", parameters);
    if let Some((encryption, origin)) = encryption {
        connection.set("KmsKeyIdentifier", encryption.key.clone()).comes_from("KmsKeyIdentifier", [origin]);
    }
}

/// The secret that is set, or a parameter of the stack's own.
fn secret(node: &NodeView<'_>, out: &mut Emission<'_>) -> Value {
    if let Some(value) = node.template_value(&SECRET).filter(|value| *value != Value::from("")) {
        return value;
    }
    let name = out.logical_id("Secret");
    let parameter = Value::map([
        ("Type", Value::from("String")),
        ("Description", format!("The secret with which {} is called", node.node.logical_id).into()),
        ("NoEcho", true.into()),
    ]);
    out.parameters.push((name.clone(), parameter));
    Value::reference(name)
}

fn with(node: &NodeView<'_>, fields: &[(&str, &Field)], secret_key: &str, secret: Value) -> Map {
    let mut map: Map = fields.iter().filter_map(|(key, field)| Some(((*key).to_owned(), node.template_value(field)?))).collect();
    map.insert(secret_key.to_owned(), secret);
    map
}

fn oauth(node: &NodeView<'_>, secret: Value) -> Map {
    let method = node.choice(&TOKEN_METHOD);
    let list = if method == "GET" { "QueryStringParameters" } else { "BodyParameters" };
    let mut map = Map::new();
    map.insert("AuthorizationEndpoint", node.template_value(&TOKEN_URL).unwrap_or_else(|| "".into()));
    map.insert("HttpMethod", method.into());
    map.insert("ClientParameters", Value::Map(with(node, &[("ClientID", &CLIENT)], "ClientSecret", secret)));
    let parameters = token_parameters(node);
    if !parameters.is_empty() {
        map.insert("OAuthHttpParameters", Value::map([(list, parameters)]));
    }
    map
}

/// What the request for a token says, none of it secret.
fn token_parameters(node: &NodeView<'_>) -> Vec<Value> {
    let Some(Value::Map(map)) = node.template_value(&TOKEN_PARAMETERS) else { return Vec::new() };
    let pair = |(key, value): (Text, Value)| Value::map([("Key", Value::from(key)), ("Value", value), ("IsValueSecret", false.into())]);
    map.into_iter().map(pair).collect()
}
