//! `stackdraft outputs`

use super::environment::{Format, StackArguments};
use super::progress::outputs_text;
use super::{Failure, Output, Status};
use crate::deploy;

/// Print the deployed stack's outputs
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft outputs shop.stackdraft.json --env dev\n  stackdraft outputs shop.stackdraft.json --env dev --format json"
)]
pub struct Arguments {
    #[command(flatten)]
    stack: StackArguments,
    /// How they are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let outputs = deploy::status(&arguments.stack.choose()?.target)?.stack.outputs;
    let text = match arguments.format {
        Format::Text => outputs_text(&outputs),
        Format::Json => {
            let by_name: serde_json::Map<String, serde_json::Value> =
                outputs.into_iter().map(|output| (output.name, output.value.into())).collect();
            format!("{:#}\n", serde_json::Value::Object(by_name))
        }
    };
    out.result(&text)?;
    Ok(Status::Done)
}
