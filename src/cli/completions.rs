//! `stackdraft completions`

use clap::CommandFactory as _;

use super::{Failure, Output, Status};

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  stackdraft completions bash > ~/.local/share/bash-completion/completions/stackdraft")]
pub struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "stackdraft", &mut script);
    out.result(&String::from_utf8_lossy(&script))?;
    Ok(Status::Done)
}
