//! The settings of APIs and of their routes.

use super::authorization::is_identity;
use super::routes::{RequestPart, is_request_value, is_route};
use crate::catalog::Field;
use crate::catalog::Literal;
use crate::catalog::field::{Choice, Kind, TextRule, Unit, When, choice, choice_with, is, on};
use crate::services::function::LOG_DAYS;

const WITH_CORS: &[When] = &[on("cors")];
const WITH_JWT: &[When] = &[is("authorization", &[Literal::Text("jwt")])];
const IN_WEBSOCKET: &[When] = &[is("protocol", &[Literal::Text("websocket")])];
const IN_REST: &[When] = &[is("protocol", &[Literal::Text("rest")])];

const PROTECTED: &[Literal] = &[Literal::Text("iam"), Literal::Text("user_pool"), Literal::Text("function")];

/// Which of API Gateway's products it is.
pub const PROTOCOL: Field = Field::choice("protocol", "Protocol", &[choice("http", "HTTP"), choice("rest", "REST"), choice("websocket", "WebSocket")])
    .variant()
    .replaces()
    .help("HTTP APIs cost less and answer faster; REST APIs add API keys, request validation, tracing and web ACLs; WebSocket APIs keep connections over which both sides send.");
/// What of a message names its route.
pub const ROUTE_SELECTION: Field =
    Field::text("route_selection", "Route selection", TextRule::shaped(128, is_selection, "$request.body.NAME"))
        .default(Literal::Text("$request.body.action"))
        .applies(IN_WEBSOCKET)
        .help("The member of a message that names its route; what names none goes to $default.");
/// The stage callers see.
pub const STAGE: Field = Field::text("stage", "Stage", TextRule::shaped(128, is_stage, "letters, digits, `-` and `_`"))
    .replaces()
    .example(Literal::Text("v1"))
    .help("The first step of every address. Empty: none in an HTTP API, `prod` in the others.");
/// Who may call.
pub const AUTHORIZATION: Field = Field::choice(
    "authorization",
    "Authorization",
    &[
        choice("none", "None"),
        choice("iam", "IAM"),
        choice_with("jwt", "JWT", &[("protocol", Literal::Text("http"))]),
        choice("user_pool", "User pool"),
        choice("function", "Function"),
        choice_with("api_key", "API key", &[("protocol", Literal::Text("rest"))]),
    ],
)
.variant()
.help("Who may call: everybody, signed requests of AWS identities, bearers of a token from your issuer (HTTP) or from the user pool a line leads from, whoever the function a line leads from lets in, holders of a key (REST). Routes may differ.");
/// Whether a key is needed besides.
pub const KEY_REQUIRED: Field = Field::switch("key_required", "API key besides", false)
    .applies(&[is("protocol", &[Literal::Text("rest")]), is("authorization", PROTECTED)])
    .help("Callers need an API key besides, so that the usage plan counts what each of them uses.");
/// Who issues the tokens.
pub const JWT_ISSUER: Field =
    Field::text("jwt_issuer", "Issuer", TextRule::shaped(2_048, |t| t.starts_with("https://"), "an https:// address"))
        .applies(WITH_JWT)
        .required(Literal::Text("https://login.example.com/"))
        .help("The issuer of the tokens, exactly as their `iss` claim says it.");
/// For whom the tokens are.
pub const JWT_AUDIENCE: Field = Field::of("jwt_audience", "Audience", Kind::List(TextRule::up_to(255)))
    .applies(WITH_JWT)
    .required(Literal::Json(r#"["shop"]"#))
    .help("Tokens are let in whose `aud` or `client_id` claim is one of these.");
/// Whether browsers may call from other origins.
pub const CORS: Field = Field::switch("cors", "CORS", false)
    .applies(&[is("protocol", &[Literal::Text("http"), Literal::Text("rest")])])
    .help("Lets pages of other origins call the API from a browser.");
/// From where.
pub const CORS_ORIGINS: Field = Field::of("cors_origins", "Allowed origins", Kind::List(TextRule::up_to(255)))
    .applies(WITH_CORS)
    .required(Literal::Json(r#"["https://shop.example.com"]"#))
    .help("The origins whose pages may call, such as https://shop.example.com; `*` for all. Errors a REST API answers by itself name only the first.");
/// With which methods.
pub const CORS_METHODS: Field = Field::of("cors_methods", "Allowed methods", Kind::List(TextRule::up_to(16)))
    .applies(WITH_CORS)
    .example(Literal::Json(r#"["GET", "POST"]"#))
    .help("The methods pages may use. Empty: those of the routes.");
/// With which headers.
pub const CORS_HEADERS: Field = Field::of("cors_headers", "Allowed headers", Kind::List(TextRule::up_to(128)))
    .applies(WITH_CORS)
    .example(Literal::Json(r#"["authorization", "content-type"]"#))
    .help("The headers pages may send. Empty: the content type and what the authorization needs.");
/// With cookies and authorization of the page's user.
pub const CORS_CREDENTIALS: Field = Field::switch("cors_credentials", "Allow credentials", false)
    .applies(WITH_CORS)
    .help("Lets pages send cookies; only with named origins, not with `*`.");
/// How long browsers remember the answer.
pub const CORS_MAX_AGE: Field = Field::duration("cors_max_age", "Remember for", Unit::Seconds, 0, 86_400)
    .applies(WITH_CORS)
    .example(Literal::Integer(600))
    .help("How long a browser remembers what is allowed before it asks again.");
/// How many requests per second in the long run.
pub const THROTTLING_RATE: Field = Field::integer("throttling_rate", "Request rate", 1, 100_000)
    .unit(Unit::PerSecond)
    .example(Literal::Integer(100))
    .help("How many requests a second are let through in the long run. Empty: as many as the burst, or only the account's own limit.");
/// How many requests at once.
pub const THROTTLING_BURST: Field = Field::integer("throttling_burst", "Request burst", 1, 100_000)
    .example(Literal::Integer(200))
    .help("How many requests are let through at once before the rate counts. Empty: as many as the rate.");
/// Whether requests are logged.
pub const ACCESS_LOGS: Field =
    Field::switch("access_logs", "Access logs", true).help("Writes one line of JSON per request to a log group of its own.");
/// How long the log is kept.
pub const LOG_RETENTION: Field = Field::choice("log_retention", "Log retention", LOG_DAYS)
    .default(Literal::Text("30"))
    .applies(&[on("access_logs")])
    .help("How long the access log is kept.");
/// Who set the role with which API Gateway writes logs.
pub const ACCOUNT_LOG_ROLE: Field = Field::choice(
    "account_log_role",
    "Account log role",
    &[choice("existing", "Already set"), choice("stack", "Set by this stack")],
)
.applies(&[is("protocol", &[Literal::Text("rest"), Literal::Text("websocket")]), on("access_logs")])
.help("REST and WebSocket APIs write logs with one role per account and region. On an account where nobody has set it the stage fails; this stack can set it, and leaves it when it is deleted.");
/// Whether requests are traced.
pub const TRACING: Field =
    Field::switch("tracing", "X-Ray tracing", true).applies(IN_REST).help("Records sampled requests in X-Ray and passes the trace on.");
/// What of requests is checked.
pub const REQUEST_VALIDATION: Field = Field::switch("request_validation", "Request validation", false)
    .applies(IN_REST)
    .help("Refuses requests that lack a required parameter or whose body does not fit their route's model.");

/// The settings of an API.
pub const FIELDS: &[Field] = &[
    PROTOCOL,
    ROUTE_SELECTION,
    STAGE,
    AUTHORIZATION,
    KEY_REQUIRED,
    JWT_ISSUER,
    JWT_AUDIENCE,
    CORS,
    CORS_ORIGINS,
    CORS_METHODS,
    CORS_HEADERS,
    CORS_CREDENTIALS,
    CORS_MAX_AGE,
    THROTTLING_RATE,
    THROTTLING_BURST,
    ACCESS_LOGS,
    LOG_RETENTION,
    ACCOUNT_LOG_ROLE,
    TRACING,
    REQUEST_VALIDATION,
];

/// The methods of routes.
pub const METHODS: &[Choice] = &[
    choice("GET", "GET"),
    choice("POST", "POST"),
    choice("PUT", "PUT"),
    choice("PATCH", "PATCH"),
    choice("DELETE", "DELETE"),
    choice("HEAD", "HEAD"),
    choice("OPTIONS", "OPTIONS"),
    choice("ANY", "ANY"),
];

/// A route's method.
pub const METHOD: Field =
    Field::choice("method", "Method", METHODS).help("ANY takes what no other route of the path takes. WebSocket APIs have no methods.");
/// A route's path.
pub const PATH: Field =
    Field::text("path", "Path", TextRule::shaped(512, is_route, "a path such as /orders/{id}, with {name+} only as its last step, or a route key such as $connect"))
        .required(Literal::Text("/orders"))
        .help("The path behind the stage: `{id}` stands for one step, `{proxy+}` at the end for all that follow. In a WebSocket API the route key: $connect, $disconnect, $default, or what messages say where the route selection looks.");
/// Who may call a route, where the API does not say it.
pub const ROUTE_AUTHORIZATION: Field = Field::choice(
    "authorization",
    "Authorization",
    &[
        choice("api", "As the API"),
        choice("none", "None"),
        choice("iam", "IAM"),
        choice("user_pool", "User pool"),
        choice("function", "Function"),
        choice("api_key", "API key (REST)"),
    ],
)
.help("Who may call this route, where it differs from the API. User pool and function are those that a line leads from.");
/// What a token must be good for.
pub const SCOPES: Field = Field::of("scopes", "Scopes", Kind::List(TextRule::up_to(64)))
    .example(Literal::Json(r#"["orders.write"]"#))
    .help("With tokens of an issuer or a user pool: the token must have one of these scopes.");
/// What a body must look like.
pub const REQUEST_MODEL: Field = Field::of("request_model", "Request model", Kind::Json)
    .example(Literal::Json(r#"{"type": "object", "required": ["customer"]}"#))
    .help("In REST APIs with request validation: the JSON schema (draft 4) that the body must fit.");

/// Whether the answer goes back to the client.
pub const TWO_WAY: Field = Field::switch("two_way", "Answer sent back", false)
    .help("In WebSocket APIs: what the function answers is sent back over the connection.");

/// The settings of a route.
pub const ROUTE_FIELDS: &[Field] = &[METHOD, PATH, ROUTE_AUTHORIZATION, SCOPES, REQUEST_MODEL, TWO_WAY];

/// What a function that authorizes knows a caller by.
pub const IDENTITY: Field = Field::of(
    "identity",
    "Known by",
    Kind::List(TextRule::shaped(256, is_identity, "$request.header.NAME, $request.querystring.NAME or $context.NAME")),
)
.default(Literal::Json(r#"["$request.header.Authorization"]"#))
.help("What a request must have to be asked about; answers are remembered by it. Empty: every request is asked about.");

/// A text that connections make from a request.
pub const fn request_value(id: &'static str, label: &'static str) -> Field {
    Field::text(
        id,
        label,
        TextRule::shaped(
            1_024,
            is_request_value,
            "a fixed text or one of $request.body, $request.body.NAME, $request.header.NAME, $request.querystring.NAME, $request.path.NAME, $context.NAME",
        ),
    )
}

fn is_selection(text: &str) -> bool {
    matches!(RequestPart::parse(text), Some(RequestPart::Member(_)))
}

fn is_stage(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}
