//! `stackdraft events`

use super::environment::{Followed, StreamFormat};
use super::output::Paint;
use super::progress::{event_line, time};
use super::{Failure, Output, Status};
use crate::deploy::{Progress, Task};

/// Print the stack's events, oldest first
///
/// While CloudFormation is at work on the stack, goes on until it has ended.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft events shop.stackdraft.json --env dev\n  stackdraft events shop.stackdraft.json --env dev --format jsonl"
)]
pub struct Arguments {
    #[command(flatten)]
    followed: Followed,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let job = arguments.followed.start(|template| Task::Watch { template: Some(template) })?;
    while let Ok(progress) = job.progress.recv() {
        match progress {
            Progress::Event(event) => {
                let line = match arguments.followed.format {
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
