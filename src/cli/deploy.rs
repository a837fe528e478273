//! `stackdraft deploy`

use super::environment::{Chosen, StackArguments, StreamFormat};
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
    after_help = "Examples:\n  stackdraft deploy shop.stackdraft.json --env dev\n  stackdraft deploy shop.stackdraft.json --env prod --no-execute      only the change set; prints its ARN\n  stackdraft deploy shop.stackdraft.json --env dev --yes --format jsonl\n  stackdraft deploy shop.stackdraft.json --env dev --yes --allow-replace Orders\n  STACKDRAFT_PARAMETER_ApiKey=... stackdraft deploy shop.stackdraft.json --env dev --yes\n\nAWS_ENDPOINT_URL leads to an emulator instead of AWS."
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// Agree to everything, but never to replacing or removing what holds data. With --no-execute: to making the bucket it takes.
    #[arg(long)]
    yes: bool,
    /// Agree to replacing or removing this resource although it holds data; may be repeated.
    #[arg(long, value_name = "LOGICAL_ID")]
    allow_replace: Vec<String>,
    /// Leave the change set for somebody to execute, and print its ARN.
    #[arg(long)]
    no_execute: bool,
    /// The value of a parameter, in place of the environment's; may be repeated. Without VALUE it is asked for. One without echo
    /// is better given in the variable `STACKDRAFT_PARAMETER_<NAME>`, or typed when it is asked for.
    #[arg(long, value_name = "NAME[=VALUE]")]
    parameter: Vec<String>,
    /// Show the values that change in full.
    #[arg(long)]
    full: bool,
    /// How progress is written.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    format: StreamFormat,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let mut chosen = arguments.stack.choose()?;
    let errors: Vec<_> = chosen.analysis.report.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    if !errors.is_empty() {
        let file = &arguments.stack.file;
        out.message(formats::text(file, &chosen.design, &errors, out).trim_end())?;
        out.message(&format!("{} not deployed: mend the errors first, or suppress them with a reason", file.display()))?;
        return Ok(Status::Findings);
    }
    give(arguments, &mut chosen)?;
    let allow_replace = arguments.allow_replace.iter().map(|given| chosen.logical_id(given)).collect();
    let asked = chosen.target.asked.iter().cloned().collect();
    let consent = Consent { to_all: arguments.yes, allow_replace, asked, full: arguments.full };
    let task = Task::Deploy { template: chosen.template, keep_change_set: arguments.no_execute };
    let job = start(chosen.target, task, || {})?;
    follow(&job, arguments.format, &consent, out)
}

/// Where the value of a parameter is looked for besides.
const VARIABLE: &str = "STACKDRAFT_PARAMETER_";

/// Puts the values that are given beside the file over those of the environment.
fn give(arguments: &Arguments, chosen: &mut Chosen) -> Result<(), Failure> {
    for name in chosen.design.parameters.keys() {
        if let Ok(value) = std::env::var(format!("{VARIABLE}{name}")) {
            chosen.target.parameters.insert(name.clone(), value);
        }
    }
    for given in &arguments.parameter {
        let (name, value) = given.split_once('=').map_or((given.as_str(), None), |(name, value)| (name, Some(value)));
        if !chosen.design.parameters.contains_key(name) {
            let known: Vec<&str> = chosen.design.parameters.keys().map(String::as_str).collect();
            let hint = if known.is_empty() { "it has none".to_owned() } else { format!("it has: {}", known.join(", ")) };
            return Err(Failure::with_hint(format!("the design has no parameter \"{name}\""), hint));
        }
        match value {
            Some(value) => drop(chosen.target.parameters.insert(name.to_owned(), value.to_owned())),
            None => drop(chosen.target.asked.insert(name.to_owned())),
        }
    }
    Ok(())
}
