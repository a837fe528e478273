//! SEC004.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::api::{self, Authorization, CORS, CORS_CREDENTIALS, CORS_ORIGINS};
use crate::unit;

unit! {
    /// Pages of any origin may call a protected API from a browser, perhaps with the user's credentials.
    ///
    /// With `*` and credentials browsers refuse the answer; with `*` alone any page a signed-in user visits may call the
    /// API with a token it got hold of. Name the origins.
    ///
    /// AWS: API Gateway Developer Guide, "Configure CORS for HTTP APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop cors=true cors_origins=* cors_credentials=true
    /// ```
    ///
    /// ```stackdraft breaks
    /// add api Shop authorization=none cors=true cors_origins=*
    /// route Shop "GET /orders" authorization=iam
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop cors=true cors_origins=https://shop.example.com cors_credentials=true
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC004",
        name: "cors_for_everybody",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct CorsForEverybody;

impl Check for CorsForEverybody {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            let origins = node.literal(&CORS_ORIGINS).and_then(|v| v.as_array().cloned()).unwrap_or_default();
            if !node.is_on(&CORS) || !origins.iter().any(|o| o == "*") {
                continue;
            }
            let credentials = node.is_on(&CORS_CREDENTIALS);
            let routes = api::routes(&node);
            let protected = if routes.is_empty() {
                api::authorization(&node) != Authorization::None
            } else {
                routes.iter().any(|route| route.authorization() != Authorization::None)
            };
            if credentials || protected {
                let how = if credentials { "with the user's credentials" } else { "although it is protected" };
                out.add(Place::Node(node.id.clone()), format!("Pages of any origin may call {} {how}.", node.node.name))
                    .field(&CORS_ORIGINS);
            }
        }
    }
}
