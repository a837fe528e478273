//! OPS073.

use super::unwatched;
use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Settings, Severity};
use crate::services::{api, function};
use crate::unit;

unit! {
    /// Nobody is told when an API, or a function with a URL, answers with errors or slowly.
    ///
    /// Callers notice first. An alarm on errors or on the slowest answers, led to a topic, tells somebody before they do.
    ///
    /// AWS: Amazon CloudWatch User Guide, "Best practice alarm recommendations for AWS services".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// add function Worker
    /// connect Shop Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// add function Worker
    /// connect Shop Worker
    /// alarm Shop server_errors
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS073",
        name: "entry_point_unwatched",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct EntryPointUnwatched;

impl Check for EntryPointUnwatched {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let unwatched = |node: &NodeView<'_>| !unwatched::is_watched(node, &["server_errors", "latency", "errors", "duration"]);
        let answers = |node: &NodeView<'_>| node.outgoing().any(|line| line.connection.entry.is_some());
        let apis: Vec<NodeView<'_>> = context.graph.nodes_of(api::SPEC.id).filter(answers).filter(unwatched).collect();
        unwatched::report(context, &apis, "something is amiss with", "server_errors", out);
        let called = |node: &NodeView<'_>| node.is_on(&function::URL);
        let functions: Vec<NodeView<'_>> = context.graph.nodes_of(function::SPEC.id).filter(called).filter(unwatched).collect();
        unwatched::report(context, &functions, "something is amiss with", "errors", out);
    }
}
