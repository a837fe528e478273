//! What the Deploy panel asks for.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use egui::Context;

use super::clock::LastWord;
use super::{Purpose, Run};
use crate::app::document::Document;
use crate::app::state::State;
use crate::app::toast::Toast;
use crate::catalog::Severity;
use crate::deploy::{self, Answer, Error, StackTemplate, Target, Task};

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
    /// Show nothing more of a job that has ended.
    Dismiss,
}

/// Does what was asked for, for the active document.
pub fn perform(state: &mut State, request: Request, ctx: &Context) {
    let Some(document) = state.document_mut() else { return };
    match request {
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
        Request::Start(purpose) => {
            if let Err((why, hint)) = start(document, purpose, ctx) {
                state.toast(Toast::refused(why, hint));
            }
        }
    }
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
    let target = Target::of(design, &environment).map_err(refused)?;
    let folder = document.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let template = StackTemplate::of(design, &document.analysis.synthesis, folder);
    let task = match purpose {
        Purpose::Deploy => Task::Deploy { template, keep_change_set: false },
        Purpose::Delete => Task::Delete { template: Some(template) },
        Purpose::Watch => Task::Watch { template: Some(template) },
        Purpose::FindDrift => Task::FindDrift,
        Purpose::ContinueRollback => Task::ContinueRollback { template: Some(template) },
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
    document.deployment.run = Some(Run::new(purpose, &environment, of, Some((job, last_word))));
    Ok(())
}
