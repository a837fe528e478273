//! SEC009.

use crate::catalog::{Check, CheckSpec, Context, Findings, Severity};
use crate::services::api::{self, ACCESS_LOGS};
use crate::unit;

unit! {
    /// An API keeps no record of who called it.
    ///
    /// After an incident nobody can tell what was called, by whom and with what answer.
    ///
    /// AWS: API Gateway Developer Guide, "Configure logging for HTTP APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop access_logs=false
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC009",
        name: "access_logs_off",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct AccessLogsOff;

impl Check for AccessLogsOff {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::switched::off(context, api::SPEC.id, &ACCESS_LOGS, "Turn access logs on", out, |name| {
            format!("{name} keeps no record of who called it.")
        });
    }
}
