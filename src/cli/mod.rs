//! The command line: one file per subcommand. Nothing but the result goes to standard output.

mod check;
mod completions;
#[cfg(feature = "deploy")]
mod delete;
#[cfg(feature = "deploy")]
mod deploy;
#[cfg(feature = "deploy")]
mod diff;
#[cfg(feature = "deploy")]
mod drift;
mod edit;
#[cfg(feature = "deploy")]
mod environment;
#[cfg(feature = "deploy")]
mod events;
mod explain;
mod export;
mod formats;
mod import;
mod list;
mod new;
mod output;
#[cfg(feature = "deploy")]
mod outputs;
#[cfg(feature = "deploy")]
mod progress;
#[cfg(feature = "deploy")]
mod protect;
pub mod reference;
mod render;
#[cfg(feature = "deploy")]
mod review;
#[cfg(feature = "deploy")]
mod rollback;
mod schema;
pub mod script;
#[cfg(feature = "deploy")]
mod status;
#[cfg(feature = "deploy")]
mod watch;

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
        stackdraft export shop.stackdraft.json       its CloudFormation template\n  \
        stackdraft deploy shop.stackdraft.json --env dev\n\n\
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
    #[cfg(feature = "deploy")]
    Delete(delete::Arguments),
    #[cfg(feature = "deploy")]
    Deploy(deploy::Arguments),
    #[cfg(feature = "deploy")]
    Diff(diff::Arguments),
    #[cfg(feature = "deploy")]
    Drift(drift::Arguments),
    Edit(edit::Arguments),
    #[cfg(feature = "deploy")]
    Events(events::Arguments),
    Explain(explain::Arguments),
    Export(export::Arguments),
    Import(import::Arguments),
    List(list::Arguments),
    New(new::Arguments),
    #[cfg(feature = "deploy")]
    Outputs(outputs::Arguments),
    #[cfg(feature = "deploy")]
    Protect(protect::Arguments),
    Reference(reference::Arguments),
    Render(render::Arguments),
    #[cfg(feature = "deploy")]
    Rollback(rollback::Arguments),
    Schema(schema::Arguments),
    #[cfg(feature = "deploy")]
    Status(status::Arguments),
    #[cfg(feature = "deploy")]
    Watch(watch::Arguments),
}

/// Runs a subcommand.
pub fn run(command: Command, out: &mut Output) -> Result<Status, Failure> {
    match command {
        Command::Check(arguments) => check::run(&arguments, out),
        Command::Completions(arguments) => completions::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Delete(arguments) => delete::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Deploy(arguments) => deploy::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Diff(arguments) => diff::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Drift(arguments) => drift::run(&arguments, out),
        Command::Edit(arguments) => edit::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Events(arguments) => events::run(&arguments, out),
        Command::Explain(arguments) => explain::run(&arguments, out),
        Command::Export(arguments) => export::run(&arguments, out),
        Command::Import(arguments) => import::run(&arguments, out),
        Command::List(arguments) => list::run(&arguments, out),
        Command::New(arguments) => new::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Outputs(arguments) => outputs::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Protect(arguments) => protect::run(&arguments, out),
        Command::Reference(arguments) => reference::run(&arguments, out),
        Command::Render(arguments) => render::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Rollback(arguments) => rollback::run(&arguments, out),
        Command::Schema(arguments) => schema::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Status(arguments) => status::run(&arguments, out),
        #[cfg(feature = "deploy")]
        Command::Watch(arguments) => watch::run(&arguments, out),
    }
}

/// Loads a design, or says why not.
fn load(path: &Path) -> Result<Design, Failure> {
    project::load(path).map_err(|error| {
        if matches!(error, project::Error::Broken { .. }) && project::is_template(path) {
            let message = format!("{} is a CloudFormation template and no design", path.display());
            let design = format!("{}{}", project::title(path), project::EXTENSION);
            return Failure::with_hint(message, format!("`stackdraft import {} -o {design}` makes a design of it", path.display()));
        }
        let hint = match &error {
            project::Error::File { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Some(format!("`stackdraft new NAME -o {}` makes a new design there", path.display()))
            }
            project::Error::Broken { .. } => Some("mend the file by hand, or restore it from version control".to_owned()),
            _ => None,
        };
        Failure { hint, ..Failure::new(format!("{}: {error}", path.display())) }
    })
}

/// Saves a design, or says why not.
fn save(design: &Design, path: &Path) -> Result<(), Failure> {
    project::save(design, path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}
