//! `stackdraft deploy`

use super::environment::{StackArguments, StreamFormat};
use super::progress::{Consent, follow};
use super::{Failure, Output, Status, formats};
use crate::catalog::Severity;
use crate::deploy::{Task, start};

/// Deploy the design as a stack
///
/// Makes a change set, shows what it would do, and executes it once you agree. Events are told to the end; then the
/// stack's outputs are the result. Exit status 1 where the deployment fails or is not wanted.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft deploy shop.stackdraft.json --env dev\n  stackdraft deploy shop.stackdraft.json --env prod --no-execute      only the change set; prints its ARN\n  stackdraft deploy shop.stackdraft.json --env dev --yes --format jsonl\n  stackdraft deploy shop.stackdraft.json --env dev --yes --allow-replace Orders\n\nAWS_ENDPOINT_URL leads to an emulator instead of AWS."
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// Agree to everything, but never to replacing or removing what holds data.
    #[arg(long)]
    yes: bool,
    /// Agree to replacing or removing this resource although it holds data; may be repeated.
    #[arg(long, value_name = "LOGICAL_ID")]
    allow_replace: Vec<String>,
    /// Leave the change set for somebody to execute, and print its ARN.
    #[arg(long, conflicts_with = "yes")]
    no_execute: bool,
    /// How progress is written.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    format: StreamFormat,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let errors: Vec<_> = chosen.analysis.report.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    if !errors.is_empty() {
        let file = &arguments.stack.file;
        out.message(formats::text(file, &chosen.design, &errors, out).trim_end())?;
        out.message(&format!("{} not deployed: mend the errors first, or suppress them with a reason", file.display()))?;
        return Ok(Status::Findings);
    }
    // A node's name stands for its main resource here as everywhere.
    let allow_replace = arguments.allow_replace.iter().map(|given| {
        let node = chosen.design.nodes.values().find(|node| node.name == *given);
        node.map_or_else(|| given.clone(), |node| node.logical_id.clone())
    });
    let consent = Consent { to_all: arguments.yes, allow_replace: allow_replace.collect() };
    let task = Task::Deploy { template: chosen.template, keep_change_set: arguments.no_execute };
    let job = start(chosen.target, task, || {})?;
    follow(&job, arguments.format, &consent, out)
}
