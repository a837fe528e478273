//! WIR078.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::answer::ANSWER;
use crate::services::api;
use crate::unit;

unit! {
    /// A line says what callers get, and its API hands on what the service answers.
    ///
    /// Only REST APIs make an answer of their own of what a service answers; HTTP APIs hand it on as it is. Make the API a REST API,
    /// or take the template away.
    ///
    /// AWS: API Gateway Developer Guide, "Create AWS service integrations for HTTP APIs in API Gateway", "Data transformations for
    /// REST APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// route Shop "POST /orders"
    /// add queue Orders
    /// connect Shop/"POST /orders" Orders answer="{}"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop protocol=rest
    /// route Shop "POST /orders"
    /// add queue Orders
    /// connect Shop/"POST /orders" Orders answer="{}"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR078",
        name: "answer_ignored",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct AnswerIgnored;

impl Check for AnswerIgnored {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id).filter(|node| !api::is_rest(node)) {
            let answering =
                |line: &crate::catalog::Line<'_>| line.specs().iter().any(|field| field.id == ANSWER.id) && line.text(&ANSWER).is_some();
            for line in node.outgoing().filter(answering) {
                let id = line.id.clone();
                let message = format!("{} hands on what {} answers, not what the line says.", node.node.name, line.target.node.name);
                out.add(Place::Connection(id.clone()), message)
                    .field(&ANSWER)
                    .unsafe_fix("Take the template away", move |draft| draft.set_connection_field(&id, ANSWER.id, None));
            }
        }
    }
}
