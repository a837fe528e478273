//! WIR057.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::api::{self, Authorization, SCOPES};
use crate::unit;

unit! {
    /// A route has scopes, and nothing looks at them.
    ///
    /// Scopes belong to tokens: of an issuer of your own (JWT) or of a user pool. With another authorization the route takes
    /// callers that have none of them.
    ///
    /// AWS: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop authorization=iam
    /// route Shop "GET /orders" scopes=["orders.read"]
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// add user_pool Customers
    /// connect Customers Shop
    /// route Shop "GET /orders" scopes=["orders.read"]
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR057",
        name: "scopes_unused",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ScopesUnused;

impl Check for ScopesUnused {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            for route in api::routes(&node) {
                let tokens = matches!(route.authorization(), Authorization::Jwt | Authorization::UserPool);
                let scopes = route.entry.literal(&SCOPES).and_then(|v| v.as_array().map(Vec::len)).unwrap_or_default();
                if tokens || scopes == 0 {
                    continue;
                }
                let (owner, id) = (node.id.clone(), route.entry.entry.id.clone());
                let message = format!("Nothing looks at the scopes of {} of {}.", route.title(), node.node.name);
                out.add(Place::Entry(owner.clone(), id.clone()), message)
                    .field(&SCOPES)
                    .unsafe_fix("Take the scopes away", move |draft| draft.set_entry_field(&owner, &id, SCOPES.id, None));
            }
        }
    }
}
