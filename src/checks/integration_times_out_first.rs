//! REL007.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::api_calls_function;
use crate::design::Value;
use crate::services::{api, function};
use crate::unit;

unit! {
    /// An API gives up before its function does.
    ///
    /// The caller gets an error while the function goes on and perhaps succeeds; a caller who tries again does the work
    /// twice. An HTTP API waits 30 seconds, the others 29, or less where the line says so. Let the function's timeout be
    /// shorter, or answer at once and go on in a workflow or behind a queue.
    ///
    /// AWS: API Gateway Developer Guide, "Quotas for configuring and running an HTTP API in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// add function Orders timeout=60s
    /// route Shop "GET /orders"
    /// connect Shop/"GET /orders" Orders
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// add function Orders timeout=20s
    /// route Shop "GET /orders"
    /// connect Shop/"GET /orders" Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL007",
        name: "integration_times_out_first",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct IntegrationTimesOutFirst;

impl Check for IntegrationTimesOutFirst {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines_of(api_calls_function::SPEC.id) {
            let most = if api::protocol(&line.source) == api::Protocol::Http { 30 } else { 29 };
            let waits = line.integer(&api_calls_function::TIMEOUT).unwrap_or(most);
            let Some(timeout) = line.target.integer(&function::TIMEOUT).filter(|t| *t > waits) else { continue };
            let (id, shorter) = (line.target.id.clone(), (waits - 1).max(1));
            let message = format!("{} waits {waits} s for {}, which may take {timeout} s.", line.source.node.name, line.target.node.name);
            out.add(Place::Connection(line.id.clone()), message)
                .related([Place::Node(line.target.id.clone())])
                .unsafe_fix(format!("Set the function's timeout to {shorter} s"), move |draft| {
                    draft.set_node_field(&id, function::TIMEOUT.id, Some(Value::from(shorter)))
                });
        }
    }
}
