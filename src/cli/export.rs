//! `stackdraft export`

use std::path::{Path, PathBuf};

use super::{Failure, Output, Status, formats, load};
use crate::REGISTRY;
use crate::catalog::{Severity, Synthesis};
use crate::cfn::{Template, json};
use crate::design::Design;
use crate::nested;
use crate::project;
use crate::synth::analyse;

/// Write the design's CloudFormation template
///
/// A design with errors is not exported: the errors are listed instead, and the exit status is 1.
///
/// More than 500 resources are more than one stack takes: `--nested` writes a folder of templates, one for each outermost
/// group (groups that depend on each other in a circle share one) and `template.yaml`, which makes a nested stack of each and
/// passes values between them. `aws cloudformation package` takes it from there; `stackdraft deploy` does all of it by itself.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft export shop.stackdraft.json\n  stackdraft export shop.stackdraft.json --format json -o template.json\n  stackdraft export shop.stackdraft.json --nested templates"
)]
pub struct Arguments {
    /// The design.
    file: PathBuf,
    /// The notation.
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// The file to write; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Divide it into nested stacks along its groups, and write them to this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    nested: Option<PathBuf>,
}

/// Notations of templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// YAML, with the short forms of intrinsic functions.
    Yaml,
    /// JSON.
    Json,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let design = load(&arguments.file)?;
    let analysis = analyse(&design, &REGISTRY, super::check::today());
    let errors: Vec<_> = analysis.report.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    if !errors.is_empty() {
        let text = formats::text(&arguments.file, &design, &errors, out);
        out.message(text.trim_end())?;
        out.message(&format!("{} not exported: mend the errors first, or suppress them with a reason", arguments.file.display()))?;
        return Ok(Status::Findings);
    }
    if let Some(folder) = &arguments.nested {
        return run_nested(&design, &analysis.synthesis, folder, arguments.format, out);
    }
    if nested::needed(&analysis.synthesis) {
        out.message(&format!(
            "{} not exported: it is more than one stack takes. Have it divided into nested stacks: --nested DIR",
            arguments.file.display()
        ))?;
        return Ok(Status::Findings);
    }
    let text = match arguments.format {
        Format::Yaml => analysis.synthesis.yaml().to_owned(),
        Format::Json => json::write(&analysis.synthesis.template.to_value()),
    };
    match &arguments.output {
        None => out.result(&text)?,
        Some(path) => write(path, &text, out)?,
    }
    Ok(Status::Done)
}

/// Writes the root's template and one for each nested stack.
fn run_nested(design: &Design, synthesis: &Synthesis, folder: &Path, format: Format, out: &mut Output) -> Result<Status, Failure> {
    let nested = nested::divide(design, synthesis).map_err(Failure::new)?;
    if let Some(most) = nested.measures(design).iter().find(|measure| measure.count > measure.most) {
        return Err(Failure::new(most.to_string()));
    }
    let new: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    std::fs::create_dir_all(folder).map_err(|e| Failure::new(format!("{}: {e}", folder.display())))?;
    let extension = match format {
        Format::Yaml => "yaml",
        Format::Json => "json",
    };
    let text = |template: &Template| match format {
        Format::Yaml => template.yaml(),
        Format::Json => json::write(&template.to_value()),
    };
    let files = nested.files("template", extension).into_iter();
    let files: Vec<(PathBuf, String)> = files.map(|(name, template)| (folder.join(name), text(&template))).collect();
    if let Err(refused) = project::replace_all(&files, |_| ()) {
        // Only what is empty goes, and only what was made for this.
        for folder in new {
            drop(std::fs::remove_dir(folder));
        }
        return Err(Failure::new(format!("nothing was exported: {refused}")));
    }
    files.iter().try_for_each(|(path, _)| out.message(&format!("wrote {}", path.display())))?;
    Ok(Status::Done)
}

fn write(path: &Path, text: &str, out: &mut Output) -> Result<(), Failure> {
    project::replace(path, text.as_bytes()).map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
    out.message(&format!("wrote {}", path.display()))
}
