//! WIR055.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::connections::api_calls_function;
use crate::services::api::{self, AUTHORIZATION, Authorization, CONNECT, Protocol};
use crate::unit;

unit! {
    /// A WebSocket API has an authorization that is never asked for.
    ///
    /// Who is let in is asked by the `$connect` route alone, when a client connects. Without that route everybody may
    /// connect, and every message of a connection is taken. Lead `$connect` to a function that answers with status 200.
    ///
    /// AWS: API Gateway Developer Guide, "Control and manage access to WebSocket APIs in API Gateway", "Manage connected
    /// users and client apps: $connect and $disconnect routes".
    ///
    /// ```stackdraft breaks
    /// add api Chat protocol=websocket authorization=iam
    /// add function Messages
    /// route Chat $default
    /// connect Chat/$default Messages
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Chat protocol=websocket authorization=iam
    /// add function Messages
    /// route Chat $connect
    /// connect Chat/$connect Messages
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR055",
        name: "connect_missing",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct ConnectMissing;

impl Check for ConnectMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            let routes = api::routes(&node);
            let open = api::authorization(&node) == Authorization::None;
            if api::protocol(&node) != Protocol::WebSocket || open || routes.is_empty() || routes.iter().any(|r| r.path == CONNECT) {
                continue;
            }
            let message = format!("Everybody may connect to {}: it has no $connect route that asks for its authorization.", node.node.name);
            let finding = out.add(Place::Node(node.id.clone()), message).field(&AUTHORIZATION);
            let answers = node.outgoing().find(|line| line.kind.spec().id == api_calls_function::SPEC.id);
            if let Some(line) = answers {
                let (from, to) = (node.id.clone(), line.target.id.clone());
                finding.unsafe_fix(format!("Ask at $connect, answered by {}", line.target.node.name), move |draft| {
                    let entry = draft.add_entry(&from, api::ROUTES, CONNECT, api::route_from_text(CONNECT))?;
                    draft.connect(&from, Some(&entry), &to, Some(api_calls_function::SPEC.id)).map(drop)
                });
            }
        }
    }
}
