//! `stackdraft status`

use super::environment::{Format, StackArguments};
use super::output::Paint;
use super::progress::{moment, outputs_text, place};
use super::{Failure, Output, Status};
use crate::deploy::{self, Fate};

/// Show how the deployed stack stands
///
/// Asks nothing of CloudFormation but what it knows: drift as it was last found. `stackdraft drift` looks for it anew.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft status shop.stackdraft.json --env dev\n  stackdraft status shop.stackdraft.json --env dev --format json"
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let status = deploy::status(&chosen.target)?;
    if arguments.format == Format::Json {
        let text = serde_json::to_string_pretty(&status).map_err(|error| Failure::new(format!("cannot write the status: {error}")))?;
        out.result(&format!("{text}\n"))?;
        return Ok(Status::Done);
    }
    let is_bad = status.stack.status.contains("FAILED") || status.stack.status.contains("ROLLBACK");
    let word = out.paint(&status.stack.status, if is_bad { Paint::Red } else { Paint::Green });
    let since = status.changed_at_ms.map(|at| format!(" since {} UTC", moment(at))).unwrap_or_default();
    let reason = status.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut lines = vec![place(&status.destination), format!("{word}{since}{reason}")];
    if status.protected {
        lines.push("Protected against deletion. (`stackdraft protect --off` lifts that.)".to_owned());
    }
    if let Some(drift) = &status.drift {
        let at = drift.at_ms.map(|at| format!(", looked at {} UTC", moment(at))).unwrap_or_default();
        lines.push(format!("Drift: {}{at}.", drift.words()));
    }
    if let Some(memory) = &status.remembered {
        let is_current = memory.template_hash == chosen.template.hash();
        let which = if is_current { "this template" } else { "another template than the design gives now" };
        lines.push(format!("Last deployed from this machine, with {which}."));
    }
    for resource in &status.resources {
        let physical_id = resource.physical_id.as_deref().unwrap_or("-");
        let kept = if matches!(resource.at_deletion, Fate::Kept | Fate::Snapshot) { "  (kept when the stack is deleted)" } else { "" };
        lines.push(format!("  {:<24}  {}  {}  {physical_id}{kept}", resource.status, resource.logical_id, resource.resource_type));
    }
    lines.extend(status.stack.console_url.clone());
    let text = format!("{}\n{}", lines.join("\n"), outputs_text(&status.stack.outputs));
    out.result(&text)?;
    Ok(Status::Done)
}
