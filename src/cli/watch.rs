//! `stackdraft watch`

use super::environment::Followed;
use super::{Failure, Output, Status};
use crate::deploy::Task;

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
    followed: Followed,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    arguments.followed.follow(|template| Task::Watch { template: Some(template) }, out)
}
