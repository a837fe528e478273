//! `stackdraft diff`

use similar::TextDiff;

use super::environment::StackArguments;
use super::output::Paint;
use super::{Failure, Output, Status};
use crate::cfn::json;
use crate::deploy;

/// Compare the design's template with the one that is deployed
///
/// A unified diff of the two texts; nothing is changed, and no change set is made. Exit status 1 where they differ.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  stackdraft diff shop.stackdraft.json --env prod")]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let chosen = arguments.stack.choose()?;
    let status = deploy::status(&chosen.target)?;
    let deployed = status.deployed_template()?;
    // What others deployed in JSON is compared in JSON.
    let is_json = deployed.trim_start().starts_with('{');
    let now = if is_json { json::write(&chosen.analysis.synthesis.template.to_value()) } else { chosen.template.body };
    if deployed.trim_end() == now.trim_end() {
        out.message("The template that is deployed is the design's.")?;
        return Ok(Status::Done);
    }
    let diff = TextDiff::from_lines(deployed, &now);
    let text = diff.unified_diff().header(&status.stack.stack_id, &arguments.stack.file.display().to_string()).to_string();
    for line in text.lines() {
        let paint = match line.as_bytes().first() {
            Some(b'+') => Paint::Green,
            Some(b'-') => Paint::Red,
            Some(b'@') => Paint::Blue,
            _ => {
                out.result(&format!("{line}\n"))?;
                continue;
            }
        };
        let line = out.paint(line, paint);
        out.result(&format!("{line}\n"))?;
    }
    Ok(Status::Findings)
}
