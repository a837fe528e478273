//! `stackdraft import`

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{Failure, Output, Status, save};
use crate::REGISTRY;
use crate::import::{ENOUGH, Going, Imported, Watch};
use crate::project;

/// Make a design of a CloudFormation template, in YAML or JSON, or of a running stack
///
/// What the services recognise becomes nodes and connections with their settings; everything else is kept as it stands, so
/// that exporting the design gives the same template. An existing file is never replaced.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft import template.yaml\n  stackdraft import template.json -o designs/shop.stackdraft.json\n  \
        stackdraft import --stack shop-prod --region eu-west-1 -o shop.stackdraft.json\n\n\
        Exit status: 0 the design holds the whole template, 1 it holds all but what is listed, 2 could not run."
)]
pub struct Arguments {
    /// The template.
    #[cfg_attr(feature = "deploy", arg(required_unless_present = "stack", conflicts_with = "stack"))]
    template: Option<PathBuf>,
    /// A running stack, whose template is taken. The design gets an environment `live` that leads back to it.
    #[cfg(feature = "deploy")]
    #[arg(long, value_name = "STACK")]
    stack: Option<String>,
    /// The stack's region; without it, what the shell or the profile says.
    #[cfg(feature = "deploy")]
    #[arg(long, requires = "stack")]
    region: Option<String>,
    /// The profile of the shared AWS files to ask with.
    #[cfg(feature = "deploy")]
    #[arg(long, requires = "stack")]
    profile: Option<String>,
    /// The design to write; standard output without it.
    #[arg(short, long, value_name = "DESIGN")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    if let Some(path) = arguments.output.as_ref().filter(|path| path.exists()) {
        return Err(Failure::with_hint(format!("{} exists already", path.display()), "choose another file with -o, or remove this one"));
    }
    let imported = imported(arguments, out)?;
    match &arguments.output {
        None => out.result(&project::print(&imported.design))?,
        Some(path) => {
            save(&imported.design, path)?;
            out.message(&format!("wrote {}", path.display()))?;
        }
    }
    report(&imported, out)
}

/// The design of the template, or of the stack's.
fn imported(arguments: &Arguments, out: &mut Output) -> Result<Imported, Failure> {
    #[cfg(feature = "deploy")]
    if let Some(stack) = &arguments.stack {
        return of_stack(arguments, stack, out);
    }
    let Some(template) = &arguments.template else {
        return Err(Failure::new("there is no template to import"));
    };
    let name = project::title(arguments.output.as_ref().unwrap_or(template));
    watched(out, |watch| project::load_template(template, name, &REGISTRY, watch), &template.display().to_string())
}

/// The design of a running stack's template, with an environment that leads back to the stack.
#[cfg(feature = "deploy")]
fn of_stack(arguments: &Arguments, stack: &str, out: &mut Output) -> Result<Imported, Failure> {
    use crate::deploy::{self, ENVIRONMENT, Target};

    let target = Target::named(stack, arguments.region.as_deref(), arguments.profile.as_deref());
    let status = deploy::status(&target)?;
    let text = status.deployed_template()?;
    let name = arguments.output.as_deref().map_or(stack, project::title);
    let mut imported = watched(out, |watch| project::read_template(text, name, &REGISTRY, watch), &status.stack.stack_id)?;
    let environment = status.environment(&imported.design, arguments.profile.as_deref());
    imported.design.environments.insert(ENVIRONMENT.to_owned(), environment.into());
    Ok(imported)
}

/// An import that tells how far it is.
fn watched(
    out: &mut Output,
    import: impl FnOnce(&Watch<'_>) -> Result<Option<Imported>, project::Error>,
    what: &str,
) -> Result<Imported, Failure> {
    let (begun, told, out) = (Instant::now(), Cell::new(Duration::ZERO), RefCell::new(out));
    let watch = |share: f32| {
        let taken = begun.elapsed();
        if taken >= told.get() + TELL {
            told.set(taken);
            // Whether anybody reads it makes no difference.
            drop(out.borrow_mut().message(&format!("looking for what the services recognise: {:.0} %", share * 100.0)));
        }
        if taken >= ENOUGH { Going::Enough } else { Going::On }
    };
    import(&watch).map_err(|error| Failure::new(format!("{what}: {error}")))?.ok_or_else(|| Failure::new("stopped".to_owned()))
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
