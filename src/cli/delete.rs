//! `stackdraft delete`

use super::environment::{StackArguments, StreamFormat};
use super::progress::{Consent, follow, place, read_line};
use super::{Failure, Output, Status};
use crate::deploy::{self, Fate, Task, start};

/// Delete the deployed stack
///
/// Lists what goes and what is kept, as the template says that is deployed, and has you type the stack's name. The design
/// stays as it is.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft delete shop.stackdraft.json --env dev\n  stackdraft delete shop.stackdraft.json --env dev --yes"
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    /// How progress is written.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    format: StreamFormat,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let status = deploy::status(&chosen.target)?;
    if arguments.format == StreamFormat::Text {
        out.message(&place(&status.destination))?;
        for resource in status.resources.iter().filter(|resource| resource.is_there()) {
            let fate = match resource.at_deletion {
                Fate::Deleted => "delete  ",
                Fate::Kept => "keep    ",
                Fate::Snapshot => "snapshot",
                Fate::Unknown => "unknown ",
            };
            out.message(&format!("{fate}  {}  {}", resource.logical_id, resource.resource_type))?;
        }
        if status.template.is_none() {
            out.message("The stack's template may not be read, and that says what is kept: cloudformation:GetTemplate is missing.")?;
        }
    }
    if !arguments.yes {
        let name = &chosen.target.stack_name;
        out.message(&format!("Type {name} to delete the stack:"))?;
        if read_line()?.as_deref().map(str::trim) != Some(name) {
            out.message("Not deleted.")?;
            return Ok(Status::Findings);
        }
    }
    let job = start(chosen.target, Task::Delete { template: Some(chosen.template) }, || {})?;
    follow(&job, arguments.format, &Consent { to_all: true, ..Consent::to_nothing() }, out)
}
