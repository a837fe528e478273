//! DOC006.

use crate::catalog::{Check, CheckSpec, Context, Findings, Severity};
use crate::unit;

unit! {
    /// A suppression suppresses nothing: what it accepted was mended, or its check does not exist.
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// suppress REL001 Orders because "drained by hand"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// suppress REL001 Orders because "drained by hand"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "DOC006",
        name: "suppression_stale",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check. What it finds is known only once all others have run, so the runner reports it.
pub struct SuppressionStale;

impl Check for SuppressionStale {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, _context: &Context<'_>, _out: &mut Findings<'_>) {}
}
