//! The settings of APIs.

use super::routes::RequestPart;
use crate::catalog::Field;
use crate::catalog::Literal;
use crate::catalog::field::{Kind, TextRule, Unit, When, choice, choice_with, filled, is, on};
use crate::services::function::LOG_DAYS;

const WITH_CORS: &[When] = &[on("cors")];
const WITH_JWT: &[When] = &[is("authorization", &[Literal::Text("jwt")])];
const IN_WEBSOCKET: &[When] = &[is("protocol", &[Literal::Text("websocket")])];
const IN_CANARY: &[When] = &[on("canary")];
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
pub const CORS_ORIGINS: Field = Field::of("cors_origins", "Allowed origins", Kind::List(TextRule::up_to(255))).decides()
    .applies(WITH_CORS)
    .required(Literal::Json(r#"["https://shop.example.com"]"#))
    .help("The origins whose pages may call, such as https://shop.example.com; `*` for all. Errors a REST API answers by itself name only the first.");
/// With which methods.
pub const CORS_METHODS: Field = Field::of("cors_methods", "Allowed methods", Kind::List(TextRule::up_to(16)))
    .decides()
    .applies(WITH_CORS)
    .example(Literal::Json(r#"["GET", "POST"]"#))
    .help("The methods pages may use. Empty: those of the routes.");
/// With which headers.
pub const CORS_HEADERS: Field = Field::of("cors_headers", "Allowed headers", Kind::List(TextRule::up_to(128)))
    .decides()
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
/// How many requests a key may make in a while.
pub const QUOTA: Field = Field::integer("quota", "Requests per key", 1, 2_147_483_647)
    .applies(IN_REST)
    .example(Literal::Integer(100_000))
    .help("With API keys: how many requests the holder of one may make in the quota's time. Empty: as many as come.");
/// In which while.
pub const QUOTA_PERIOD: Field =
    Field::choice("quota_period", "Quota over", &[choice("MONTH", "A month"), choice("WEEK", "A week"), choice("DAY", "A day")])
        .applies(&[is("protocol", &[Literal::Text("rest")]), filled("quota")])
        .help("The time over which the requests of a key are counted.");
/// How many requests per second a key may make.
pub const KEY_RATE: Field = Field::integer("key_rate", "Request rate per key", 1, 100_000)
    .unit(Unit::PerSecond)
    .applies(IN_REST)
    .example(Literal::Integer(10))
    .help("With API keys: how many requests a second the holder of one may make in the long run, twice as many at once.");
/// A name of its own.
pub const CUSTOM_DOMAIN: Field = Field::switch("custom_domain", "Custom domain", false)
    .help("Serves the API under a domain name of yours. The stack asks for the name and the certificate by two parameters; an output says where the name has to lead.");
/// What follows the name.
pub const BASE_PATH: Field = Field::text(
    "base_path",
    "Base path",
    TextRule { min: 0, max: 300, shape: Some((is_base_path, "letters, digits and $ - _ . + ! * ' ( )")) },
)
.applies(&[on("custom_domain")])
.example(Literal::Text("shop"))
.help("The first step of addresses under the domain. Empty: none, the domain is this API's alone.");
/// What the API says when it does not let a request through.
pub const GATEWAY_RESPONSES: Field = Field::of("gateway_responses", "Own answers", Kind::Records(ANSWER_FIELDS))
    .default(Literal::Json("[]"))
    .applies(IN_REST)
    .example(Literal::Json(r#"[{"kind": "THROTTLED", "body": "{\"message\": \"Please wait a moment\"}"}]"#))
    .help("The answers the API gives by itself, to what it does not let through.");
/// Which answer.
pub const ANSWER_KIND: Field = Field::choice(
    "kind",
    "Answer to",
    &[
        choice("DEFAULT_4XX", "Any error of the caller"),
        choice("DEFAULT_5XX", "Any error of the API"),
        choice("ACCESS_DENIED", "Access denied"),
        choice("API_CONFIGURATION_ERROR", "Wrong configuration"),
        choice("AUTHORIZER_CONFIGURATION_ERROR", "Wrong authorizer"),
        choice("AUTHORIZER_FAILURE", "Authorizer failed"),
        choice("BAD_REQUEST_BODY", "Body does not fit the model"),
        choice("BAD_REQUEST_PARAMETERS", "Parameter missing"),
        choice("EXPIRED_TOKEN", "Token expired"),
        choice("INTEGRATION_FAILURE", "Integration failed"),
        choice("INTEGRATION_TIMEOUT", "Integration took too long"),
        choice("INVALID_API_KEY", "Wrong API key"),
        choice("INVALID_SIGNATURE", "Wrong signature"),
        choice("MISSING_AUTHENTICATION_TOKEN", "No such route, or no token"),
        choice("QUOTA_EXCEEDED", "Quota used up"),
        choice("REQUEST_TOO_LARGE", "Request too large"),
        choice("RESOURCE_NOT_FOUND", "No such path"),
        choice("THROTTLED", "Too many requests"),
        choice("UNAUTHORIZED", "Not authorized"),
        choice("UNSUPPORTED_MEDIA_TYPE", "Content type not taken"),
        choice("WAF_FILTERED", "Stopped by the web ACL"),
    ],
);
/// With which status.
pub const ANSWER_STATUS: Field = Field::integer("status", "Status", 200, 599).help("Empty: the answer's own.");
/// With which body.
pub const ANSWER_BODY: Field = Field::of("body", "Body", Kind::Lines).help("A template of JSON. Empty: the answer's own.");
const ANSWER_FIELDS: &[Field] = &[ANSWER_KIND, ANSWER_STATUS, ANSWER_BODY];
/// Whether part of the traffic tries the last deployment.
pub const CANARY: Field = Field::switch("canary", "Canary", false)
    .applies(IN_REST)
    .help("Lets part of the requests try what you deploy, while the others stay with an earlier deployment. Deploy it switched on before the change it is to try.");
/// How much of it.
pub const CANARY_PERCENT: Field = Field::integer("canary_percent", "Canary traffic", 0, 100)
    .unit(Unit::Percent)
    .default(Literal::Integer(10))
    .applies(IN_CANARY)
    .help("How many of a hundred requests try the last deployment.");
/// What the rest stays with.
pub const CANARY_BASE: Field = Field::text("canary_base", "Stable deployment", TextRule::shaped(32, is_id, "letters and digits"))
    .applies(IN_CANARY)
    .required(Literal::Text("a1b2c3"))
    .help("The id of the deployment that the other requests stay with, as the stack's outputs tell it.");
/// Whether requests are logged.
pub const ACCESS_LOGS: Field =
    Field::switch("access_logs", "Access logs", true).help("Writes one line of JSON per request to a log group of its own.");
/// How long the log is kept.
pub const LOG_RETENTION: Field = Field::choice("log_retention", "Log retention", LOG_DAYS)
    .default(Literal::Text("30"))
    .applies(&[on("access_logs")])
    .stands()
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
    QUOTA,
    QUOTA_PERIOD,
    KEY_RATE,
    ACCESS_LOGS,
    LOG_RETENTION,
    ACCOUNT_LOG_ROLE,
    TRACING,
    REQUEST_VALIDATION,
    GATEWAY_RESPONSES,
    CUSTOM_DOMAIN,
    BASE_PATH,
    CANARY,
    CANARY_PERCENT,
    CANARY_BASE,
];

fn is_selection(text: &str) -> bool {
    matches!(RequestPart::parse(text), Some(RequestPart::Member(_)))
}

fn is_stage(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

fn is_base_path(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "$-_.+!*'()".contains(c))
}

fn is_id(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric())
}
