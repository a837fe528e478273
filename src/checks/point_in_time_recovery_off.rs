//! REL012.

use crate::catalog::{Check, CheckSpec, Context, Findings, Severity};
use crate::services::table::{self, POINT_IN_TIME_RECOVERY};
use crate::unit;

unit! {
    /// A table cannot be restored to an earlier moment.
    ///
    /// Without point-in-time recovery a mistaken write or delete is final unless a backup happens to exist.
    ///
    /// AWS: DynamoDB Developer Guide, "Point-in-time backups for DynamoDB".
    ///
    /// ```stackdraft breaks
    /// add table Orders point_in_time_recovery=false
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL012",
        name: "point_in_time_recovery_off",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct PointInTimeRecoveryOff;

impl Check for PointInTimeRecoveryOff {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::switched::off(context, table::SPEC.id, &POINT_IN_TIME_RECOVERY, "Turn point-in-time recovery on", out, |name| {
            format!("{name} cannot be restored to an earlier moment.")
        });
    }
}
