//! OPS071.

use crate::catalog::{Check, CheckSpec, Context, Findings, Severity};
use crate::services::table::{self, AUTOSCALING};
use crate::unit;

unit! {
    /// A table has a fixed capacity.
    ///
    /// Above it requests are throttled, and below it capacity is paid for that nobody uses. Autoscaling follows what is
    /// used between the capacity that is set and a most; on demand there is nothing to set.
    ///
    /// AWS: DynamoDB Developer Guide, "Managing throughput capacity automatically with DynamoDB auto scaling".
    ///
    /// ```stackdraft breaks
    /// add table Orders billing=provisioned autoscaling=false
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders billing=provisioned
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS071",
        name: "autoscaling_off",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct AutoscalingOff;

impl Check for AutoscalingOff {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::switched::off(context, table::SPEC.id, &AUTOSCALING, "Scale its capacity with what is used", out, |name| {
            format!("{name} has a fixed capacity: what goes beyond it is throttled.")
        });
    }
}
