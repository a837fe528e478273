//! User pool → API.

use crate::catalog::draft::Draft;
use crate::catalog::request::Authorizer;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Request};
use crate::design::ConnectionId;
use crate::services::{api, user_pool};
use crate::unit;

unit! {
    /// The API lets in whoever brings a token of the pool.
    ///
    /// An HTTP API takes access and identity tokens that the pool gave to one of its clients, a REST API tokens of any
    /// client of the pool. A route with scopes takes access tokens only, which have one of them; a REST route without
    /// scopes takes identity tokens. Drawing the line sets the API's authorization; single routes may differ.
    ///
    /// AWS: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers in API Gateway", "Control
    /// access to REST APIs using Amazon Cognito user pools as an authorizer".
    pub static SPEC: ConnectionSpec = {
        id: "user_pool_authorizes_api",
        name: "User pool authorizes API",
        verb: "authorizes",
        from: "user_pool",
        facet: None,
        to: "api",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct UserPoolAuthorizesApi;

impl ConnectionKind for UserPoolAuthorizesApi {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = "A WebSocket API does not take tokens of a user pool: lead a function that checks them to the API.";
        (api::protocol(&ends.target) == api::Protocol::WebSocket).then(|| Refusal::new(reason))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let (arn, issuer) = (line.source.arn(), line.source.attribute(Attribute::Url));
        let clients = user_pool::client_ids(&line.source);
        out.request(&line.target, Request::Authorize(Authorizer::UserPool { arn, issuer, clients }));
    }

    fn carries(&self, _line: &Line<'_>) -> bool {
        false
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        super::authorizer::protect(draft, id, "user_pool");
    }
}
