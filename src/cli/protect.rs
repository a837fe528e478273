//! `stackdraft protect`

use super::environment::{StackArguments, StreamFormat};
use super::progress::{Consent, follow};
use super::{Failure, Output, Status};
use crate::deploy::{Task, start};

/// Protect the deployed stack against deletion
///
/// Termination protection: nobody can delete the stack until it is lifted with `--off`. `stackdraft status` says how it stands.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft protect shop.stackdraft.json --env prod\n  stackdraft protect shop.stackdraft.json --env prod --off"
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// Lift the protection.
    #[arg(long)]
    off: bool,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let job = start(chosen.target, Task::Protect { on: !arguments.off }, || {})?;
    follow(&job, StreamFormat::Text, &Consent::to_nothing(), out)
}
