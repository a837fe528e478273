//! WIR031.

use crate::catalog::{Check, CheckSpec, Context, Findings, Line, Place, Severity};
use crate::connections::route_call::{self, ROUTE};
use crate::services::api;
use crate::unit;

unit! {
    /// A line calls a route that is not there, that nothing answers, or that does not take its signature.
    ///
    /// Rules and workflows call one route of an API and sign the request with their role. The route has to have a line to
    /// what answers it, and to be open or ask for IAM: a token or a key they do not have.
    ///
    /// AWS: Amazon EventBridge User Guide, "API Gateway as a target in Amazon EventBridge"; Step Functions Developer Guide,
    /// "Create API Gateway REST APIs with Step Functions".
    ///
    /// ```stackdraft breaks
    /// add event_bus Shop
    /// add api Partner protocol=rest
    /// connect Shop Partner
    /// ```
    ///
    /// ```stackdraft breaks
    /// add event_bus Shop
    /// add api Partner protocol=rest authorization=api_key
    /// route Partner "POST /open" authorization=none
    /// route Partner "POST /keyed"
    /// add function Worker
    /// connect Partner/"POST /keyed" Worker
    /// connect Shop Partner route="POST /keyed"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add event_bus Shop
    /// add api Partner protocol=rest authorization=iam
    /// add function Worker
    /// connect Partner Worker
    /// connect Shop Partner
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR031",
        name: "called_route_missing",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct CalledRouteMissing;

impl Check for CalledRouteMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines() {
            if line.target.node.kind == api::SPEC.id
                && line.kind.spec().fields.iter().any(|field| field.id == ROUTE.id)
                && let Some(message) = problem(&line)
            {
                out.add(Place::Connection(line.id.clone()), message).field(&ROUTE).related([Place::Node(line.target.id.clone())]);
            }
        }
    }
}

fn problem(line: &Line<'_>) -> Option<String> {
    let (source, target) = (&line.source.node.name, &line.target.node.name);
    let Some(route) = route_call::route(line) else {
        return Some(format!("{source} calls a route that {target} does not have."));
    };
    if !route_call::is_answered(&route) {
        return Some(format!("{source} calls {} of {target}, which nothing answers.", route.title()));
    }
    if !route_call::is_callable(&route) {
        return Some(format!("{source} signs its calls, but {} of {target} asks for something else.", route.title()));
    }
    None
}
