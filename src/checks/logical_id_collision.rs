//! DOC003.

use crate::catalog::{Check, CheckSpec, Context, FaultKind, Findings, Severity};
use crate::unit;

unit! {
    /// Two resources of the template would have the same logical ID.
    ///
    /// Logical IDs are made when a node is drawn and never change by themselves, so that renaming never replaces a
    /// resource. A file edited by hand, or merged, may hold one twice; change one of the two.
    ///
    /// AWS: CloudFormation User Guide, "CloudFormation template Resources syntax", on logical IDs.
    ///
    /// ```stackdraft breaks
    /// {
    ///   "version": 1, "name": "example",
    ///   "nodes": {
    ///     "queue-a": { "kind": "queue", "name": "A", "logical_id": "Orders" },
    ///     "queue-b": { "kind": "queue", "name": "B", "logical_id": "Orders" }
    ///   },
    ///   "connections": {}
    /// }
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue A
    /// add queue B
    /// ```
    pub static SPEC: CheckSpec = {
        code: "DOC003",
        name: "logical_id_collision",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct LogicalIdCollision;

impl Check for LogicalIdCollision {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::faults::report(context, FaultKind::Collision, out);
    }
}
