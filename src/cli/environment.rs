//! The design and environment the deployment commands are given.

use std::path::{Path, PathBuf};

use super::progress::{Consent, follow};
use super::{Failure, Output, Status, load};
use crate::REGISTRY;
use crate::deploy::{Error, Job, StackTemplate, Target, Task, start};
use crate::design::Design;
use crate::synth::{Analysis, analyse_in};

/// Which stack.
#[derive(Debug, clap::Args)]
pub struct StackArguments {
    /// The design.
    pub file: PathBuf,
    /// The environment of the design, such as dev or prod.
    #[arg(long = "env", value_name = "NAME")]
    pub environment: String,
}

/// Which stack, and how what happens to it is told.
#[derive(Debug, clap::Args)]
pub struct Followed {
    #[command(flatten)]
    stack: StackArguments,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    pub format: StreamFormat,
}

impl Followed {
    /// Has a task done and tells what happens to its end.
    pub(super) fn follow(&self, task: impl FnOnce(StackTemplate) -> Task, out: &mut Output) -> Result<Status, Failure> {
        let job = self.start(task)?;
        follow(&job, self.format, &Consent::to_nothing(), out)
    }

    /// Begins a task.
    pub(super) fn start(&self, task: impl FnOnce(StackTemplate) -> Task) -> Result<Job, Failure> {
        let chosen = self.stack.choose()?;
        Ok(start(chosen.target, task(chosen.template), || {})?)
    }
}

/// How what is read of a stack is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One object.
    Json,
}

/// How what happens is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum StreamFormat {
    /// For people.
    Text,
    /// An object a line, as it happens.
    Jsonl,
}

/// A design's environment and all that is known about the stack it makes.
pub(super) struct Chosen {
    pub(super) design: Design,
    pub(super) analysis: Analysis,
    pub(super) target: Target,
    pub(super) template: StackTemplate,
}

impl StackArguments {
    /// Loads the design and finds the environment in it.
    pub(super) fn choose(&self) -> Result<Chosen, Failure> {
        let design = load(&self.file)?;
        let target = Target::of(&design, &self.environment)?;
        let there = design.environments.get(&self.environment).map(AsRef::as_ref);
        let analysis = analyse_in(&design, there, &REGISTRY, super::check::today());
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let template = StackTemplate::of(&design, &analysis.synthesis, folder);
        Ok(Chosen { design, analysis, target, template })
    }
}

impl Chosen {
    /// The logical ID meant: a node's name stands for its main resource here as everywhere.
    pub(super) fn logical_id(&self, given: &str) -> String {
        let node = self.design.nodes.values().find(|node| node.name == given);
        node.map_or_else(|| given.to_owned(), |node| node.logical_id.clone())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { hint: error.in_terminal.or(error.hint), ..Self::new(error.what) }
    }
}
