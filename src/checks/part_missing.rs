//! WIR011.

use crate::catalog::{Check, CheckSpec, Context, FaultKind, Findings, Severity};
use crate::unit;

unit! {
    /// Something that a line needs is not there, and the template cannot be made as drawn.
    ///
    /// The message names it: a setting that has to be a plain number, a content-based deduplication for a sender that
    /// gives no deduplication ids.
    ///
    /// AWS: Amazon SQS Developer Guide, "Exactly-once processing in Amazon SQS".
    ///
    /// ```stackdraft breaks
    /// add schedule Nightly
    /// add queue Orders fifo=true
    /// connect Nightly Orders
    /// set Orders.content_deduplication=false
    /// ```
    ///
    /// ```stackdraft keeps
    /// add schedule Nightly
    /// add queue Orders fifo=true
    /// connect Nightly Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR011",
        name: "part_missing",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct PartMissing;

impl Check for PartMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::faults::report(context, FaultKind::Missing, out);
    }
}
