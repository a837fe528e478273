//! OPS004.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::function::{self, ARCHITECTURE};
use crate::unit;

unit! {
    /// A function runs on x86 although its runtime runs on arm64.
    ///
    /// arm64 costs a fifth less for the same time and is mostly faster. Code with native parts must be built for it, so
    /// a person has to decide.
    ///
    /// AWS: Lambda Developer Guide, "Selecting and configuring an instruction set architecture for your Lambda function".
    ///
    /// ```stackdraft breaks
    /// add function Worker architecture=x86_64
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS004",
        name: "architecture_x86",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct ArchitectureX86;

impl Check for ArchitectureX86 {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(function::SPEC.id) {
            if node.choice(&ARCHITECTURE) == "x86_64" {
                let id = node.id.clone();
                out.add(Place::Node(id.clone()), format!("{} runs on x86; arm64 costs less for the same work.", node.node.name))
                    .field(&ARCHITECTURE)
                    .unsafe_fix("Run on arm64", move |draft| draft.set_node_field(&id, ARCHITECTURE.id, None));
            }
        }
    }
}
