//! The settings of an API's routes, and of what connections make from requests.

use super::authorization::is_identity;
use super::fields::{JWT_AUDIENCE, JWT_ISSUER};
use super::routes::{RequestPart, is_request_value, is_route};
use crate::catalog::Field;
use crate::catalog::Literal;
use crate::catalog::field::{Choice, Kind, TextRule, When, choice, is};

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
        .decides()
        .help("The path behind the stage: `{id}` stands for one step, `{proxy+}` at the end for all that follow. In a WebSocket API the route key: $connect, $disconnect, $default, or what messages say where the route selection looks.");
/// Who may call a route, where the API does not say it.
pub const ROUTE_AUTHORIZATION: Field = Field::choice(
    "authorization",
    "Authorization",
    &[
        choice("api", "As the API"),
        choice("none", "None"),
        choice("iam", "IAM"),
        choice("jwt", "JWT (HTTP)"),
        choice("user_pool", "User pool"),
        choice("function", "Function"),
        choice("api_key", "API key (REST)"),
    ],
)
.help("Who may call this route, where it differs from the API. User pool and function are those that a line leads from.");
const WITH_JWT: &[When] = &[is("authorization", &[Literal::Text("jwt")])];
/// Who issues a route's tokens.
pub const ROUTE_ISSUER: Field = JWT_ISSUER.applies(WITH_JWT);
/// For whom a route's tokens are.
pub const ROUTE_AUDIENCE: Field = JWT_AUDIENCE.applies(WITH_JWT);
/// What a token must be good for.
pub const SCOPES: Field = Field::of("scopes", "Scopes", Kind::List(TextRule::up_to(64)))
    .example(Literal::Json(r#"["orders.write"]"#))
    .help("With tokens of an issuer or a user pool: the token must have one of these scopes.");
/// What a body must look like.
pub const REQUEST_MODEL: Field = Field::of("request_model", "Request model", Kind::Json)
    .example(Literal::Json(r#"{"type": "object", "required": ["customer"]}"#))
    .help("In REST APIs with request validation: the JSON schema (draft 4) that the body must fit.");

/// What a request must have.
pub const REQUIRED_PARAMETERS: Field = Field::of(
    "required_parameters",
    "Required parameters",
    Kind::List(TextRule::shaped(256, is_parameter, "$request.querystring.NAME or $request.header.NAME")),
)
.example(Literal::Json(r#"["$request.querystring.page"]"#))
.decides()
.help("In REST APIs with request validation: what a request has to have, such as $request.querystring.page.");
/// Whether the answer goes back to the client.
pub const TWO_WAY: Field = Field::switch("two_way", "Answer sent back", false)
    .help("In WebSocket APIs: what the function answers is sent back over the connection.");

/// The settings of a route.
pub const ROUTE_FIELDS: &[Field] =
    &[METHOD, PATH, ROUTE_AUTHORIZATION, ROUTE_ISSUER, ROUTE_AUDIENCE, SCOPES, REQUEST_MODEL, REQUIRED_PARAMETERS, TWO_WAY];

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

pub(super) fn is_parameter(text: &str) -> bool {
    matches!(RequestPart::parse(text), Some(RequestPart::Query(_) | RequestPart::Header(_)))
}
