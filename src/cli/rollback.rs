//! `stackdraft rollback`

use super::environment::{StackArguments, StreamFormat};
use super::progress::{Consent, follow};
use super::{Failure, Output, Status};
use crate::deploy::{Task, start};

/// Take back the update under way, or take up a rollback that failed
///
/// While the stack is in `UPDATE_IN_PROGRESS`, CloudFormation is asked to take the update back, whoever began it. In
/// `UPDATE_ROLLBACK_FAILED` it takes the rollback up again: mend first what stopped it, or leave single resources as they are.
/// Events are told to the end. Exit status 1 where the stack does not come back to what it was.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft rollback shop.stackdraft.json --env dev\n  stackdraft rollback shop.stackdraft.json --env dev --skip OrdersQueue"
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// Leave this resource as it is where a rollback is taken up again; may be repeated.
    #[arg(long, value_name = "LOGICAL_ID")]
    skip: Vec<String>,
    /// How progress is written.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    format: StreamFormat,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let skip = arguments.skip.iter().map(|given| chosen.logical_id(given)).collect();
    let job = start(chosen.target, Task::RollBack { template: Some(chosen.template), skip }, || {})?;
    follow(&job, arguments.format, &Consent::to_nothing(), out)
}
