//! `stackdraft drift`

use super::environment::{StackArguments, StreamFormat};
use super::progress::{Consent, follow};
use super::{Failure, Output, Status};
use crate::deploy::{Task, start};

/// Find out what was changed past CloudFormation
///
/// Has CloudFormation compare what runs with the stack's template, nested stacks included; nothing is changed. Tells each
/// resource that was changed or deleted, and the properties that differ. Exit status 1 where something has drifted.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft drift shop.stackdraft.json --env prod\n  stackdraft drift shop.stackdraft.json --env prod --format jsonl"
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    format: StreamFormat,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let job = start(chosen.target, Task::DetectDrift { template: Some(chosen.template) }, || {})?;
    follow(&job, arguments.format, &Consent::to_nothing(), out)
}
