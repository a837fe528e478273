//! Function → API.

use crate::catalog::draft::Draft;
use crate::catalog::field::{Unit, choice};
use crate::catalog::request::Authorizer;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, NodeView, Request, Settings};
use crate::design::ConnectionId;
use crate::services::api::{self, IDENTITY};
use crate::unit;

/// How long an answer holds.
pub const REMEMBER: Field = Field::duration("remember", "Remember for", Unit::Seconds, 0, 3_600)
    .default(Literal::Integer(300))
    .help("How long an answer holds for the same caller, whatever the route: a policy has to name all of them. Not in WebSocket APIs.");
/// How the function answers.
pub const ANSWER: Field = Field::choice("answer", "Answer", &[choice("simple", "Yes or no"), choice("policy", "A policy")])
    .help("Yes or no: {\"isAuthorized\": true}, in HTTP APIs. REST and WebSocket APIs take a policy.");

unit! {
    /// The API asks the function who is let in.
    ///
    /// The function gets the request and answers with yes or no (HTTP), or with a policy that names the routes the caller
    /// may use; what it adds to the answer reaches the function behind the route. It lets in this authorizer of this API
    /// and no other. A WebSocket API asks once, when a client connects. Drawing the line sets the API's authorization;
    /// single routes may differ.
    ///
    /// AWS: API Gateway Developer Guide, "Control access to HTTP APIs with AWS Lambda authorizers", "Use API Gateway
    /// Lambda authorizers", "Control access to WebSocket APIs with AWS Lambda REQUEST authorizers".
    pub static SPEC: ConnectionSpec = {
        id: "function_authorizes_api",
        name: "Function authorizes API",
        verb: "authorizes",
        from: "function",
        facet: None,
        to: "api",
        fields: &[IDENTITY, REMEMBER, ANSWER],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct FunctionAuthorizesApi;

impl ConnectionKind for FunctionAuthorizesApi {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let identity = line.literal(&IDENTITY).and_then(|v| v.as_array().cloned()).unwrap_or_default();
        let authorizer = Authorizer::Function {
            name: line.source.node.logical_id.clone(),
            arn: line.source.arn(),
            identity: identity.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
            remember_secs: line.template_value(&REMEMBER),
            simple: line.choice(&ANSWER) != "policy",
        };
        out.request(&line.target, Request::Authorize(authorizer));
        let part = format!("{}AuthorizerPermission", line.source.node.logical_id);
        let permission = out.shared(&line.target, &part, "AWS::Lambda::Permission");
        permission.set("Action", "lambda:InvokeFunction").set("FunctionName", line.source.attribute(Attribute::Name));
        permission.set("Principal", "apigateway.amazonaws.com").set("SourceArn", api::asks_from(&line.target, &line.source));
    }

    fn carries(&self, _line: &Line<'_>) -> bool {
        false
    }

    fn leads_on(&self, _target: &NodeView<'_>) -> bool {
        false
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        super::authorizer::protect(draft, id, "function");
    }
}
