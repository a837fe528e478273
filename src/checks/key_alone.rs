//! SEC051.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::services::api::{self, AUTHORIZATION, Authorization, KEY_REQUIRED};
use crate::unit;

unit! {
    /// An API key is all that is asked of callers.
    ///
    /// A key tells customers apart and counts what they use. It is not made to keep others out: it travels with every
    /// request, does not expire, and everybody who finds it in a page or a log may call. Ask for IAM, a user pool or a
    /// function, and for the key besides.
    ///
    /// AWS: API Gateway Developer Guide, "Usage plans and API keys for REST APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop protocol=rest authorization=api_key
    /// route Shop "GET /orders"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop protocol=rest authorization=iam key_required=true
    /// route Shop "GET /orders"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC051",
        name: "key_alone",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct KeyAlone;

impl Check for KeyAlone {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            let routes = api::routes(&node);
            let alone: Vec<_> = routes.iter().filter(|r| r.authorization() == Authorization::ApiKey).collect();
            if alone.is_empty() {
                continue;
            }
            let id = node.id.clone();
            let finding = out
                .add(Place::Node(id.clone()), format!("{} asks callers for an API key and nothing else.", node.node.name))
                .field(&AUTHORIZATION)
                .related(alone.iter().map(|r| Place::Entry(node.id.clone(), r.entry.entry.id.clone())));
            if api::authorization(&node) == Authorization::ApiKey {
                finding.unsafe_fix("Ask for a signed request (IAM) and the key", move |draft| {
                    draft.set_node_field(&id, AUTHORIZATION.id, Some("iam".into()))?;
                    draft.set_node_field(&id, KEY_REQUIRED.id, Some(true.into()))
                });
            }
        }
    }
}
