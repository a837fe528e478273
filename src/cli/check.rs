//! `stackdraft check`

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Failure, Output, Status, formats, load, save};
use crate::REGISTRY;
use crate::catalog::{Date, Severity, conditions};
use crate::design::{Design, Editor};
use crate::synth::{analyse, analyse_in, fix_all};

/// Check the wiring of designs
///
/// Exit status 1 where there are findings at or above --fail-on.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft check shop.stackdraft.json\n  stackdraft check *.stackdraft.json --format github --fail-on error\n  stackdraft check shop.stackdraft.json --fix\n  stackdraft check shop.stackdraft.json --env prod"
)]
pub struct Arguments {
    /// The designs.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Apply every fix that changes nothing you chose, as one step per file.
    #[arg(long)]
    fix: bool,
    /// The mildest severity that fails.
    #[arg(long, value_enum, default_value_t = FailOn::Advice)]
    fail_on: FailOn,
    /// The environment to check for: parameters as they are there, without what conditions leave out.
    #[arg(long = "env", value_name = "NAME", conflicts_with = "fix")]
    environment: Option<String>,
    /// The date to check for, YYYY-MM-DD; today without it.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// A list of objects.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// Severities, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Only errors.
    Error,
    /// Errors and warnings.
    Warning,
    /// Everything.
    Advice,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Advice => Severity::Advice,
        }
    }
}

/// Today, by the clock.
pub(super) fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    Date::from_days(i64::try_from(seconds / 86_400).unwrap_or(0))
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let today = arguments.today.unwrap_or_else(today);
    let mut results = Vec::new();
    let mut status = Status::Done;
    let mut unread = Vec::new();
    for file in &arguments.files {
        let mut design = match load(file) {
            Ok(design) => design,
            // The others are told all the same.
            Err(failure) if arguments.files.len() > 1 => {
                unread.push(failure);
                continue;
            }
            Err(failure) => return Err(failure),
        };
        if arguments.fix {
            design = fix(design, file, today, out)?;
        }
        let report = match &arguments.environment {
            Some(name) if !design.environments.contains_key(name) => {
                let known: Vec<&str> = design.environments.keys().map(String::as_str).collect();
                let known = if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
                return Err(Failure::new(format!("{}: there is no environment `{name}`; {known}", file.display())));
            }
            Some(name) => {
                let there = design.environments.get(name).map(AsRef::as_ref);
                analyse_in(&conditions::design_in(&design, name, &REGISTRY), there, &REGISTRY, today).report
            }
            None => analyse(&design, &REGISTRY, today).report,
        };
        if report.reaches(arguments.fail_on.severity()) {
            status = Status::Findings;
        }
        results.push((file.clone(), design, report));
    }
    let text = match arguments.format {
        Format::Text => results.iter().map(|(file, design, report)| formats::text(file, design, &report.findings, out)).collect(),
        Format::Json => formats::json(&results),
        Format::Sarif => formats::sarif(&results),
        Format::Github => formats::github(&results),
    };
    let told = tell(&text, &results, arguments.format, out);
    for failure in &unread {
        out.failure(failure);
    }
    if !unread.is_empty() {
        return Err(Failure { told: true, ..Failure::new("some of the files could not be read") });
    }
    match told {
        // Whether anybody reads the findings changes nothing about them.
        Err(failure) if failure.unread => Ok(status),
        told => told.map(|()| status),
    }
}

fn tell(text: &str, results: &[formats::Checked], format: Format, out: &mut Output) -> Result<(), Failure> {
    out.result(text)?;
    for (file, _, report) in results.iter().filter(|_| format == Format::Text) {
        out.message(&formats::summary(file, report))?;
    }
    Ok(())
}

fn fix(design: Design, file: &std::path::Path, today: Date, out: &mut Output) -> Result<Design, Failure> {
    let (transaction, done) = fix_all(&design, &REGISTRY, today);
    let mut editor = Editor::new(design);
    editor.commit(transaction);
    if editor.is_dirty() {
        save(editor.design(), file)?;
        for title in done {
            out.message(&format!("fixed: {title}"))?;
        }
    }
    Ok(editor.design().as_ref().clone())
}
