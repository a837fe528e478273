//! WIR052.

use crate::catalog::{Check, CheckSpec, Context, Findings, Graph, NodeView, Place, Severity};
use crate::connections::{function_authorizes_api, user_pool_authorizes_api};
use crate::services::api::{self, AUTHORIZATION, Authorization};
use crate::unit;

unit! {
    /// An API asks a user pool or a function who is let in, and no line says which.
    ///
    /// Draw a line to the API from the user pool, or from the function that authorizes. Until then nothing in the template
    /// says who is let in, and the routes take signed requests only.
    ///
    /// AWS: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers in API Gateway", "Control
    /// access to HTTP APIs with AWS Lambda authorizers".
    ///
    /// ```stackdraft breaks
    /// add api Shop authorization=user_pool
    /// route Shop "GET /orders"
    /// ```
    ///
    /// ```stackdraft breaks
    /// add api Shop authorization=function
    /// add function Gatekeeper
    /// route Shop "GET /orders"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// add user_pool Customers
    /// route Shop "GET /orders"
    /// connect Customers Shop
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR052",
        name: "authorizer_missing",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct AuthorizerMissing;

/// What supplies a form of authorization: the kind of line, the service it starts at, its name.
pub(super) const SUPPLIERS: [(Authorization, &str, &str, &str); 2] = [
    (Authorization::UserPool, user_pool_authorizes_api::SPEC.id, user_pool_authorizes_api::SPEC.from, "user pool"),
    (Authorization::Function, function_authorizes_api::SPEC.id, function_authorizes_api::SPEC.from, "function"),
];

/// Whether an API or one of its routes is authorized so.
pub(super) fn uses(node: &NodeView<'_>, form: Authorization) -> bool {
    api::authorization(node) == form || api::routes(node).iter().any(|route| route.authorization() == form)
}

/// Whether anything that is called is authorized so: what the API says counts for routes that say nothing of their own.
pub(super) fn asks(node: &NodeView<'_>, form: Authorization) -> bool {
    let routes = api::routes(node);
    if routes.is_empty() { uses(node, form) } else { routes.iter().any(|route| route.authorization() == form) }
}

impl Check for AuthorizerMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            for (form, kind, from, name) in SUPPLIERS {
                if !uses(&node, form) || node.incoming().any(|line| line.kind.spec().id == kind) {
                    continue;
                }
                let message = format!("{} asks a {name} who is let in, and no {name} leads to it.", node.node.name);
                let finding = out.add(Place::Node(node.id.clone()), message).field(&AUTHORIZATION);
                let (api, there) = (node.id.clone(), candidate(context.graph, from));
                match there {
                    Some(source) => {
                        let id = source.id.clone();
                        finding.unsafe_fix(format!("Draw a line from {}", source.node.name), move |draft| {
                            draft.connect(&id, None, &api, Some(kind)).map(drop)
                        });
                    }
                    None => {
                        finding.unsafe_fix(format!("Add a {name}"), move |draft| {
                            let id = draft.add_node(from, "Gatekeeper", None)?;
                            draft.connect(&id, None, &api, Some(kind)).map(drop)
                        });
                    }
                }
            }
        }
    }
}

/// The one node of a service, where there is one and no other.
fn candidate<'g>(graph: &'g Graph<'g>, service: &'static str) -> Option<NodeView<'g>> {
    let mut nodes = graph.nodes_of(service);
    let first = nodes.next()?;
    nodes.next().is_none().then_some(first)
}
