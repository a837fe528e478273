//! `stackdraft drift`

use super::environment::Followed;
use super::{Failure, Output, Status};
use crate::deploy::Task;

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
    followed: Followed,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    arguments.followed.follow(|template| Task::DetectDrift { template: Some(template) }, out)
}
