//! The command line: one file per subcommand. Nothing but the result goes to standard output.

mod check;
mod completions;
mod edit;
mod explain;
mod export;
mod formats;
mod list;
mod new;
mod output;
mod schema;
pub mod script;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use crate::design::Design;
use crate::project;
pub use output::{Failure, Output, Status};

/// Design serverless architectures for AWS: draw, check, export, deploy.
#[derive(Debug, Parser)]
#[command(
    name = "stackdraft",
    version,
    about = "Design serverless architectures for AWS: draw, check, export, deploy",
    after_help = "Without a command the window opens: on its start page, or with the designs named.\n\n\
        Examples:\n  \
        stackdraft                                   open the window\n  \
        stackdraft new shop                          start a design in shop.stackdraft.json\n  \
        stackdraft edit shop.stackdraft.json --script - <<'END'\n    \
        add queue Orders\n    \
        add function Worker timeout=30s\n    \
        connect Orders Worker batch_size=5\n  \
        END\n  \
        stackdraft check shop.stackdraft.json        what is wrong with it\n  \
        stackdraft export shop.stackdraft.json       its CloudFormation template\n\n\
        Exit status: 0 done and clean, 1 findings or a failed deployment, 2 could not run."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Designs to open in the window.
    pub files: Vec<PathBuf>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "the doc comment of each one's arguments is its help")]
pub enum Command {
    Check(check::Arguments),
    Completions(completions::Arguments),
    Edit(edit::Arguments),
    Explain(explain::Arguments),
    Export(export::Arguments),
    List(list::Arguments),
    New(new::Arguments),
    Schema(schema::Arguments),
}

/// Runs a subcommand.
pub fn run(command: Command, out: &mut Output) -> Result<Status, Failure> {
    match command {
        Command::Check(arguments) => check::run(&arguments, out),
        Command::Completions(arguments) => completions::run(&arguments, out),
        Command::Edit(arguments) => edit::run(&arguments, out),
        Command::Explain(arguments) => explain::run(&arguments, out),
        Command::Export(arguments) => export::run(&arguments, out),
        Command::List(arguments) => list::run(&arguments, out),
        Command::New(arguments) => new::run(&arguments, out),
        Command::Schema(arguments) => schema::run(&arguments, out),
    }
}

/// Loads a design, or says why not.
fn load(path: &Path) -> Result<Design, Failure> {
    project::load(path).map_err(|error| {
        let hint = match &error {
            project::Error::File { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Some(format!("`stackdraft new NAME -o {}` makes a new design there", path.display()))
            }
            project::Error::Broken { .. } => Some("mend the file by hand, or restore it from version control".to_owned()),
            _ => None,
        };
        Failure { message: format!("{}: {error}", path.display()), hint }
    })
}

/// Saves a design, or says why not.
fn save(design: &Design, path: &Path) -> Result<(), Failure> {
    project::save(design, path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}
