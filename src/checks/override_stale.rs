//! DOC005.

use crate::catalog::{Check, CheckSpec, Context, FaultKind, Findings, Severity};
use crate::unit;

unit! {
    /// An override changes nothing: the place it names is not in the template any more.
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// override Orders Stage.Properties.Name=x
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// override Orders Resource.Properties.DelaySeconds=5
    /// ```
    pub static SPEC: CheckSpec = {
        code: "DOC005",
        name: "override_stale",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct OverrideStale;

impl Check for OverrideStale {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::faults::report(context, FaultKind::Override, out);
    }
}
