//! `stackdraft events`

use super::environment::{StackArguments, StreamFormat};
use super::output::Paint;
use super::progress::{event_line, time};
use super::{Failure, Output, Status};
use crate::deploy::{Progress, Task, start};

/// Print the stack's events, oldest first
///
/// While CloudFormation is at work on the stack, goes on until it has ended.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft events shop.stackdraft.json --env dev\n  stackdraft events shop.stackdraft.json --env dev --format jsonl"
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// How they are written.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    format: StreamFormat,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let job = start(chosen.target, Task::Watch { template: Some(chosen.template) }, || {})?;
    while let Ok(progress) = job.progress.recv() {
        match progress {
            Progress::Event(event) => {
                let line = match arguments.format {
                    StreamFormat::Text => {
                        format!("{}  {}", time(event.at_ms), event_line(&event, |text, paint: Paint| out.paint(text, paint)))
                    }
                    StreamFormat::Jsonl => {
                        serde_json::to_string(&event).map_err(|error| Failure::new(format!("cannot write an event: {error}")))?
                    }
                };
                out.result(&format!("{line}\n"))?;
            }
            Progress::Waiting { why, .. } => out.message(&why)?,
            Progress::Stopped(error) => return Err(error.into()),
            _ => {}
        }
    }
    Ok(Status::Done)
}
