//! `stackdraft new`

use std::path::PathBuf;

use super::{Failure, Output, Status, save};
use crate::design::Design;
use crate::project::{self, samples};

/// Start a design, empty or from a sample
///
/// Writes NAME.stackdraft.json in this folder, or the file given with -o; an existing file is never replaced.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stackdraft new shop\n  stackdraft new shop --sample order-processing -o designs/shop.stackdraft.json")]
pub struct Arguments {
    /// The design's name.
    name: String,
    /// Start from this sample (`stackdraft list samples`).
    #[arg(long)]
    sample: Option<String>,
    /// The file to write.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    if arguments.name.trim().is_empty() {
        return Err(Failure::with_hint("a design needs a name", "`stackdraft new shop` starts one in shop.stackdraft.json"));
    }
    let path = match &arguments.output {
        Some(path) => path.clone(),
        None if arguments.name.contains(['/', '\\']) => {
            return Err(Failure::with_hint(format!("`{}` is no name for a file", arguments.name), "name the file with -o"));
        }
        None => PathBuf::from(format!("{}{}", arguments.name, project::EXTENSION)),
    };
    let mut design = match &arguments.sample {
        None => Design::new(&arguments.name),
        Some(name) => {
            let unknown = || Failure::with_hint(format!("there is no sample `{name}`"), "`stackdraft list samples` lists them");
            let sample = samples::find(name).ok_or_else(unknown)?;
            project::parse(sample.text).map_err(|e| Failure::new(format!("the sample {name}: {e}")))?
        }
    };
    design.name.clone_from(&arguments.name);
    if path.exists() {
        return Err(Failure::with_hint(format!("{} exists already", path.display()), "choose another name, or another file with -o"));
    }
    save(&design, &path)?;
    out.message(&format!("wrote {}", path.display()))?;
    Ok(Status::Done)
}
