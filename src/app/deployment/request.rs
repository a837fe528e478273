//! What the Deploy panel asks for.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use egui::Context;

use super::clock::LastWord;
use super::{End, Purpose, Run};
use crate::app::document::Document;
use crate::app::importing;
use crate::app::state::{BottomTab, State};
use crate::app::toast::Toast;
use crate::catalog::Severity;
use crate::deploy::{self, Answer, ENVIRONMENT, Error, Outcome, StackTemplate, Status, Target, Task};
use crate::import::{Imported, Watch};
use crate::{REGISTRY, project};

/// What the Deploy panel asks for.
#[derive(Clone, Debug)]
pub enum Request {
    /// Deploy to this environment from now on.
    Choose(String),
    /// Start a job for the environment in use.
    Start(Purpose),
    /// Answer what the job asks.
    Answer(Answer),
    /// Stop the job.
    Stop,
    /// Have the update under way taken back.
    CancelUpdate,
    /// Ask for the value of a masked parameter, or keep the stack's.
    Ask(String, bool),
    /// Compare the design's template with this one, which is deployed.
    Compare(Arc<str>),
    /// Show the design's template alone again.
    EndComparison,
    /// Open the stack that was looked at as a design.
    OpenDesign,
    /// Ask for a running stack and open it as a design.
    OpenStack {
        /// Its name.
        stack: String,
        /// Its region; none for the shell's or the profile's.
        region: Option<String>,
        /// The profile to ask with.
        profile: Option<String>,
    },
    /// Show nothing more of a job that has ended.
    Dismiss,
}

/// Does what was asked for, for the active document.
pub fn perform(state: &mut State, request: Request, ctx: &Context) {
    if let Request::OpenStack { stack, region, profile } = request {
        open_stack(state, &stack, region.as_deref(), profile);
        return;
    }
    let Some(document) = state.document_mut() else { return };
    match request {
        Request::OpenStack { .. } => {}
        Request::Choose(name) => document.deployment.chosen = Some(name),
        Request::Answer(answer) => {
            if let Some(run) = &mut document.deployment.run {
                run.answer(answer);
            }
        }
        Request::Stop => {
            if let Some(run) = &mut document.deployment.run {
                run.stop();
            }
        }
        Request::CancelUpdate => {
            if let Some(run) = &mut document.deployment.run {
                run.cancel_update();
            }
        }
        Request::Dismiss => {
            if document.deployment.running().is_none() {
                document.deployment.run = None;
            }
        }
        Request::Ask(name, on) => {
            if on {
                document.deployment.asked.insert(name);
            } else {
                document.deployment.asked.remove(&name);
            }
        }
        Request::Compare(deployed) => {
            document.deployment.compared = Some(deployed);
            state.layout.bottom = true;
            state.layout.bottom_tab = BottomTab::Template;
        }
        Request::EndComparison => document.deployment.compared = None,
        Request::OpenDesign => open_design(state),
        Request::Start(purpose) => {
            if let Err((why, hint)) = start(document, purpose, ctx) {
                state.toast(Toast::refused(why, hint));
            }
        }
    }
}

/// Opens a design of the stack that was looked at, with an environment that leads back to it.
fn open_design(state: &mut State) {
    let Some(document) = state.document() else { return };
    let Some(run) = &document.deployment.run else { return };
    let Some(End::Done(Outcome::Looked(status))) = &run.told.end else { return };
    let status = status.clone();
    let profile = document.design().environments.get(&run.environment).and_then(|environment| environment.profile.clone());
    let name = status.destination.stack_name.clone();
    importing::begin_with(state, Path::new(&name), move |watch| design_of(&status, profile.as_deref(), watch));
}

/// Asks for a stack beside the frames, and opens a design of it.
fn open_stack(state: &mut State, stack: &str, region: Option<&str>, profile: Option<String>) {
    let target = Target::named(stack, region, profile.as_deref());
    importing::begin_with(state, Path::new(stack), move |watch| {
        let status = deploy::status(&target).map_err(told)?;
        design_of(&status, profile.as_deref(), watch)
    });
}

/// The design of a stack's template.
fn design_of(status: &Status, profile: Option<&str>, watch: &Watch<'_>) -> Result<Option<Imported>, String> {
    let text = status.deployed_template().map_err(told)?;
    let imported = project::read_template(text, &status.destination.stack_name, &REGISTRY, watch).map_err(|error| error.to_string())?;
    Ok(imported.map(|mut imported| {
        let environment = status.environment(&imported.design, profile);
        imported.design.environments.insert(ENVIRONMENT.to_owned(), Arc::new(environment));
        imported
    }))
}

/// What went wrong, and what mends it.
fn told(error: Error) -> String {
    error.hint.map_or(error.what.clone(), |hint| format!("{} {hint}", error.what))
}

/// Why no deployment can start from the design as it is.
pub fn obstacle(document: &Document) -> Option<String> {
    let analysis = &document.analysis;
    if let Some(why) = &analysis.failure {
        return Some(format!("The checks failed inside Stackdraft: {why}"));
    }
    if !document.is_analysed() {
        return Some("The design is being checked.".to_owned());
    }
    match analysis.count(Severity::Error) {
        0 => {}
        1 => return Some("1 error stands in the way: mend it first, or suppress it with a reason.".to_owned()),
        n => return Some(format!("{n} errors stand in the way: mend them first, or suppress them with a reason.")),
    }
    if document.path.is_none() && !analysis.synthesis.artifacts.is_empty() {
        return Some("Save the design first: its folders of code are found from where its file is.".to_owned());
    }
    None
}

/// Starts a job for the environment in use; why not, where that cannot be.
pub(super) fn start(document: &mut Document, purpose: Purpose, ctx: &Context) -> Result<(), (String, Option<String>)> {
    if document.deployment.running().is_some() {
        return Err(("A deployment of this design is under way.".to_owned(), None));
    }
    if purpose == Purpose::Deploy
        && let Some(why) = obstacle(document)
    {
        return Err((why, None));
    }
    let design = document.design();
    let Some(environment) = document.deployment.environment(design).map(str::to_owned) else {
        return Err(("The design has no environment to deploy to.".to_owned(), None));
    };
    let refused = |error: Error| (error.what, error.hint);
    let mut target = Target::of(design, &environment).map_err(refused)?;
    target.asked.clone_from(&document.deployment.asked);
    let folder = document.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let template = StackTemplate::of(design, &document.analysis.synthesis, folder);
    let task = match purpose {
        Purpose::Deploy => Task::Deploy { template, keep_change_set: false },
        Purpose::Delete => Task::Delete { template: Some(template) },
        Purpose::Watch => Task::Watch { template: Some(template) },
        Purpose::ContinueRollback => Task::RollBack { template: Some(template), skip: Vec::new() },
        Purpose::Look | Purpose::LookToDelete => Task::Look,
        Purpose::DetectDrift => Task::DetectDrift { template: Some(template) },
        Purpose::Protect(on) => Task::Protect { on },
    };
    let (waker, last_word) = (ctx.clone(), LastWord::new(Mutex::new(Instant::now())));
    let heard = LastWord::clone(&last_word);
    let wake = move || {
        if let Ok(mut heard) = heard.lock() {
            *heard = Instant::now();
        }
        waker.request_repaint();
    };
    let job = deploy::start(target, task, wake).map_err(refused)?;
    let of = Arc::clone(&document.analysis);
    if purpose == Purpose::Deploy {
        document.deployment.asked.clear();
    }
    document.deployment.run = Some(Run::new(purpose, &environment, of, Some((job, last_word))));
    Ok(())
}
