//! What happens to deployments between frames: what they told is taken in, failures are shown, what was left is found again.

use std::time::Duration;

use egui::Context;

use super::request::start;
use super::{End, Purpose, Run, thing_of};
use crate::app::document::Document;
use crate::app::selection::{Selection, Thing};
use crate::app::state::{BottomTab, State};
use crate::app::toast::Toast;
use crate::deploy::{Outcome, Target, last, under_way};

/// Takes in what jobs have told; while one is under way, its clock is drawn every second.
pub fn advance(state: &mut State, ctx: &Context) {
    let mut found = None;
    let mut failed = None;
    for index in 0..state.documents.len() {
        let document = &mut state.documents[index];
        if document.deployment.run.as_mut().is_some_and(Run::advance) {
            document.deployment.note_drift();
            if let Some(thing) = culprit(document) {
                document.selection = Selection::one(thing.clone());
                failed = Some((index, thing));
            }
        }
        if let Some(stack) = attach(document, ctx) {
            found = Some((index, stack));
        }
        if document.deployment.running().is_some() {
            ctx.request_repaint_after(Duration::from_secs(1));
        }
    }
    if let Some((index, thing)) = failed
        && state.active == Some(index)
    {
        state.reveal(Selection::one(thing));
    }
    if let Some((index, stack)) = found {
        if state.active == Some(index) {
            state.layout.bottom = true;
            state.layout.bottom_tab = BottomTab::Deploy;
        }
        state.toast(Toast::done(format!("The stack {stack} was being worked on when Stackdraft ended: watching it again")));
    }
}

/// What the root cause of a failure comes from; a consequence, where the design knows nothing of the cause.
fn culprit(document: &Document) -> Option<Thing> {
    let run = document.deployment.run.as_ref()?;
    let Some(End::Done(Outcome::Failed(failure))) = &run.told.end else { return None };
    failure.causes.iter().find_map(|cause| thing_of(&run.of, document.design(), &cause.logical_id))
}

/// Follows an operation that this machine began and nobody saw the end of; its stack's name. Each environment is
/// searched once.
fn attach(document: &mut Document, ctx: &Context) -> Option<String> {
    if document.deployment.run.is_some() || !document.is_analysed() {
        return None;
    }
    let environment = document.deployment.environment(document.design())?.to_owned();
    if !document.deployment.searched.insert(environment.clone()) {
        return None;
    }
    let target = Target::of(document.design(), &environment).ok()?;
    if let Some(memory) = last(&target) {
        document.deployment.accounts.insert(environment, memory.account);
    }
    let memory = under_way(&target)?;
    start(document, Purpose::Watch, ctx).ok()?;
    Some(memory.stack_name)
}
