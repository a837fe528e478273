//! OPS007.

use crate::catalog::{Check, CheckSpec, Context, Findings, Settings, Severity};
use crate::services::workflow::{self, LOG_LEVEL};
use crate::unit;

unit! {
    /// An express workflow writes no logs.
    ///
    /// Express executions keep no history: without logs nobody can tell what happened in one that failed.
    ///
    /// AWS: Step Functions Developer Guide, "Using CloudWatch Logs to log execution history in Step Functions".
    ///
    /// ```stackdraft breaks
    /// add workflow Order type=express log_level=off
    /// ```
    ///
    /// ```stackdraft keeps
    /// add workflow Order type=express
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS007",
        name: "express_without_logs",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ExpressWithoutLogs;

impl Check for ExpressWithoutLogs {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::switched::reset(context, workflow::SPEC.id, &LOG_LEVEL, "Log errors", out, |node| {
            let silent = workflow::is_express(node) && node.choice(&LOG_LEVEL) == "OFF";
            silent.then(|| format!("{} is express and writes no logs: nothing tells what happened in an execution.", node.node.name))
        });
    }
}
