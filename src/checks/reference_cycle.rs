//! WIR009.

use crate::catalog::{Check, CheckSpec, Context, FaultKind, Findings, Severity};
use crate::unit;

unit! {
    /// Resources of the template wait for each other.
    ///
    /// CloudFormation creates what a resource refers to before the resource itself; where references form a circle it
    /// can begin nowhere. Stackdraft breaks the circles that permissions cause by itself. What remains is drawn: two
    /// functions that call each other, or queues that are each other's dead letters. Remove one of the lines, or put an
    /// event bus or a queue between.
    ///
    /// AWS: CloudFormation User Guide, "Troubleshooting CloudFormation", "Circular dependencies".
    ///
    /// ```stackdraft breaks
    /// add queue A
    /// add queue B
    /// connect A B
    /// connect B A
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue A
    /// add queue B
    /// connect A B
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR009",
        name: "reference_cycle",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct ReferenceCycle;

impl Check for ReferenceCycle {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::faults::report(context, FaultKind::Cycle, out);
    }
}
