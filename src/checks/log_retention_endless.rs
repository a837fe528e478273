//! OPS001.

use crate::catalog::{Check, CheckSpec, Context, Field, Findings, Settings, Severity};
use crate::services::{api, function, workflow};
use crate::unit;

unit! {
    /// Log events are kept for ever.
    ///
    /// Logs without a retention grow without end and cost more every month; they also keep personal data longer than
    /// most rules allow.
    ///
    /// AWS: CloudWatch Logs User Guide, "Change log data retention in CloudWatch Logs".
    ///
    /// ```stackdraft breaks
    /// add function Worker log_retention=never
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS001",
        name: "log_retention_endless",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The services that keep logs, with the setting that says how long.
static LOGS: [(&str, Field); 3] =
    [(api::SPEC.id, api::LOG_RETENTION), (function::SPEC.id, function::LOG_RETENTION), (workflow::SPEC.id, workflow::LOG_RETENTION)];

/// The check.
pub struct LogRetentionEndless;

impl Check for LogRetentionEndless {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (service, field) in &LOGS {
            super::switched::reset(context, service, field, "Keep logs for 30 days", out, |node| {
                let endless = node.applies(field) && node.choice(field) == "never";
                endless.then(|| format!("The logs of {} are kept for ever.", node.node.name))
            });
        }
    }
}
