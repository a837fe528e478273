//! `stackdraft import`

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{Failure, Output, Status, save};
use crate::REGISTRY;
use crate::import::{ENOUGH, Going, Imported};
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
    let imported = {
        let (begun, told, out) = (Instant::now(), Cell::new(Duration::ZERO), RefCell::new(&mut *out));
        let watch = |share: f32| {
            let taken = begun.elapsed();
            if taken >= told.get() + TELL {
                told.set(taken);
                // Whether anybody reads it makes no difference.
                drop(out.borrow_mut().message(&format!("looking for what the services recognise: {:.0} %", share * 100.0)));
            }
            if taken >= ENOUGH { Going::Enough } else { Going::On }
        };
        project::load_template(&arguments.template, name, &REGISTRY, &watch)
    };
    let imported = imported
        .map_err(|error| Failure::new(format!("{}: {error}", arguments.template.display())))?
        .ok_or_else(|| Failure::new("stopped".to_owned()))?;
    match &arguments.output {
        None => out.result(&project::print(&imported.design))?,
        Some(path) => {
            save(&imported.design, path)?;
            out.message(&format!("wrote {}", path.display()))?;
        }
    }
    report(&imported, out)
}

/// How often it is told how far it is.
const TELL: Duration = Duration::from_secs(2);

fn report(imported: &Imported, out: &mut Output) -> Result<Status, Failure> {
    out.message(&imported.summary())?;
    if imported.cut_short {
        out.message(&format!("looked for {} seconds only: more may be what services recognise", ENOUGH.as_secs()))?;
    }
    for place in &imported.lost {
        out.message(&format!("not held: {place}"))?;
    }
    Ok(if imported.lost.is_empty() { Status::Done } else { Status::Findings })
}
