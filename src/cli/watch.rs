//! `stackdraft watch`

use super::environment::{StackArguments, StreamFormat};
use super::progress::{Consent, follow};
use super::{Failure, Output, Status};
use crate::deploy::{Task, start};

/// Follow what is under way on the stack to its end
///
/// Whoever began it: events are told as they happen, from the operation's beginning, and then how it ended. Where nothing is
/// under way, the last operation is told. Exit status 1 where it failed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft watch shop.stackdraft.json --env dev\n  stackdraft watch shop.stackdraft.json --env dev --format jsonl"
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// How progress is written.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    format: StreamFormat,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let job = start(chosen.target, Task::Watch { template: Some(chosen.template) }, || {})?;
    follow(&job, arguments.format, &Consent::to_nothing(), out)
}
