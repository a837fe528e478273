//! OPS006.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::function::{self, TRACING};
use crate::unit;

unit! {
    /// A function on a traced path is not traced.
    ///
    /// The trace ends there: what the function calls, and how long it takes, is not seen any more.
    ///
    /// AWS: X-Ray Developer Guide, "AWS Lambda and AWS X-Ray".
    ///
    /// ```stackdraft breaks
    /// add function Front
    /// add function Back tracing=false
    /// add queue Orders
    /// connect Front Orders
    /// connect Orders Back
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Front
    /// add function Back
    /// add queue Orders
    /// connect Front Orders
    /// connect Orders Back
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS006",
        name: "tracing_interrupted",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct TracingInterrupted;

impl Check for TracingInterrupted {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let functions: Vec<_> = context.graph.nodes_of(function::SPEC.id).collect();
        if !functions.iter().any(|f| f.is_on(&TRACING)) {
            return;
        }
        for node in functions {
            if !node.is_on(&TRACING) && !node.is_deferred(&TRACING) && node.incoming().any(|line| !line.kind.encrypts()) {
                let id = node.id.clone();
                out.add(Place::Node(id.clone()), format!("Traces end at {}, which is not traced.", node.node.name))
                    .field(&TRACING)
                    .fix("Trace it", move |draft| draft.set_node_field(&id, TRACING.id, None));
            }
        }
    }
}
