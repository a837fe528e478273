//! OPS005.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

unit! {
    /// The design has no tags.
    ///
    /// Tags tell whose a resource is and what it costs for whom. Tags of the design go on everything that takes tags.
    ///
    /// AWS: "Best Practices for Tagging AWS Resources" (AWS Whitepaper).
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// tag team=orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS005",
        name: "tags_missing",
        severity: Severity::Advice,
        fix: false,
    }
}

/// The check.
pub struct TagsMissing;

impl Check for TagsMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        if context.graph.design.tags.is_empty() && !context.synthesis.template.resources.is_empty() {
            out.add(Place::Design, "The design has no tags: nobody can tell whose these resources are, or what they cost for whom.");
        }
    }
}
