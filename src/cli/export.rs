//! `stackdraft export`

use std::path::PathBuf;

use super::{Failure, Output, Status, formats, load};
use crate::REGISTRY;
use crate::catalog::Severity;
use crate::cfn::json;
use crate::project;
use crate::synth::analyse;

/// Write the design's CloudFormation template
///
/// A design with errors is not exported: the errors are listed instead, and the exit status is 1.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft export shop.stackdraft.json\n  stackdraft export shop.stackdraft.json --format json -o template.json"
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
    let text = match arguments.format {
        Format::Yaml => analysis.synthesis.yaml().to_owned(),
        Format::Json => json::write(&analysis.synthesis.template.to_value()),
    };
    match &arguments.output {
        None => out.result(&text)?,
        Some(path) => {
            project::replace(path, text.as_bytes()).map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
            out.message(&format!("wrote {}", path.display()))?;
        }
    }
    Ok(Status::Done)
}
