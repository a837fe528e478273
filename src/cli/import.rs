//! `stackdraft import`

use std::path::PathBuf;

use super::{Failure, Output, Status, save};
use crate::REGISTRY;
use crate::import::Imported;
use crate::project;

/// Make a design of a CloudFormation template, in YAML or JSON
///
/// What the services recognise becomes nodes and connections with their settings; everything else is kept as it stands, so
/// that exporting the design gives the same template. An existing file is never replaced.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft import template.yaml\n  stackdraft import template.json -o designs/shop.stackdraft.json\n\n\
        Exit status: 0 the design holds the whole template, 1 it holds all but what is listed, 2 could not run."
)]
pub struct Arguments {
    /// The template.
    template: PathBuf,
    /// The design to write; standard output without it.
    #[arg(short, long, value_name = "DESIGN")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    if let Some(path) = arguments.output.as_ref().filter(|path| path.exists()) {
        return Err(Failure::with_hint(format!("{} exists already", path.display()), "choose another file with -o, or remove this one"));
    }
    let name = project::title(arguments.output.as_ref().unwrap_or(&arguments.template));
    let imported = project::load_template(&arguments.template, name, &REGISTRY)
        .map_err(|error| Failure::new(format!("{}: {error}", arguments.template.display())))?;
    match &arguments.output {
        None => out.result(&project::print(&imported.design))?,
        Some(path) => {
            save(&imported.design, path)?;
            out.message(&format!("wrote {}", path.display()))?;
        }
    }
    report(&imported, out)
}

fn report(imported: &Imported, out: &mut Output) -> Result<Status, Failure> {
    out.message(&imported.summary())?;
    for place in &imported.lost {
        out.message(&format!("not held: {place}"))?;
    }
    Ok(if imported.lost.is_empty() { Status::Done } else { Status::Findings })
}
