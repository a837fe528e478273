//! How a job ended: outputs to copy, or what failed with the way to its node.

use egui::Ui;

use super::{clock, drift, standing};
use crate::app::action::Action;
use crate::app::deployment::{End, Purpose, Request, Run, thing_of};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::selection::Selection;
use crate::app::{theme, widgets};
use crate::deploy::{Deployed, Failure, Kind, Outcome, Output};

/// The end.
pub(super) fn outcome_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, run: &Run, end: &End) {
    let theme = theme::of(ui);
    let head = |ui: &mut Ui, text: String, color| ui.label(theme::strong(text, theme::NAME, color));
    let took = clock(run.elapsed());
    match end {
        End::Done(Outcome::Deployed(deployed)) => {
            head(ui, format!("Deployed in {took}"), theme.good);
            deployed_ui(ui, deployed);
        }
        End::Done(Outcome::NothingToDeploy(deployed)) => {
            head(ui, "Nothing to deploy: the stack is as the design says".to_owned(), theme.good);
            deployed_ui(ui, deployed);
        }
        End::Done(Outcome::Kept { change_set_arn }) => {
            head(ui, "The change set waits to be executed".to_owned(), theme.text);
            value_ui(ui, "Change set", change_set_arn);
        }
        End::Done(Outcome::Discarded) => {
            head(ui, "Not deployed; the change set is deleted".to_owned(), theme.text);
        }
        End::Done(Outcome::Deleted { kept }) => {
            head(ui, format!("Deleted in {took}"), theme.good);
            for (logical_id, physical_id) in kept {
                value_ui(ui, &format!("Kept: {logical_id}"), physical_id);
            }
        }
        End::Done(Outcome::Looked(_)) if run.purpose == Purpose::LookToDelete => {}
        End::Done(Outcome::Looked(status)) => standing::standing_ui(ui, frame, document, status),
        End::Done(Outcome::Drift(drift)) => drift::drift_ui(ui, frame, document, drift),
        End::Done(Outcome::Protected { on }) => {
            let text = if *on { "Protected: the stack cannot be deleted until that is lifted" } else { "The stack can be deleted again" };
            head(ui, text.to_owned(), theme.good);
            offer_ui(ui, frame, "Look at the stack", Purpose::Look);
        }
        End::Done(Outcome::RolledBack(_)) => {
            head(ui, format!("Rolled back in {took}: the stack is as it was before the update"), theme.good);
        }
        End::Done(Outcome::Failed(failure)) => failure_ui(ui, frame, document, failure),
        End::Done(Outcome::Unwatched) => {
            head(ui, "No longer watched; CloudFormation carries on by itself".to_owned(), theme.text);
            offer_ui(ui, frame, "Watch again", Purpose::Watch);
        }
        End::Stopped(error) if error.kind == Kind::Cancelled => {
            head(ui, "Cancelled".to_owned(), theme.text);
        }
        End::Stopped(error) => {
            let what = match run.purpose {
                Purpose::Deploy => "Not deployed",
                Purpose::Delete => "Not deleted",
                Purpose::Watch => "Not watched",
                Purpose::ContinueRollback => "The rollback was not taken up again",
                Purpose::Look | Purpose::LookToDelete => "The stack could not be looked at",
                Purpose::DetectDrift => "Drift was not looked for",
                Purpose::Protect(_) => "The protection is as it was",
            };
            head(ui, what.to_owned(), theme.error);
            ui.label(theme::text(&error.what, theme::BODY, theme.text));
            if let Some(hint) = &error.hint {
                ui.label(theme::text(hint, theme::BODY, theme.dim));
            }
            match (error.kind, run.purpose) {
                (Kind::RollbackFailed, _) => offer_ui(ui, frame, "Take up the rollback again", Purpose::ContinueRollback),
                (Kind::StackBusy, _) => offer_ui(ui, frame, "Watch what is under way", Purpose::Watch),
                (Kind::StackStuck, _) => offer_ui(ui, frame, "Look at the stack", Purpose::Look),
                (Kind::StackMissing, Purpose::Watch) => {}
                (_, Purpose::Watch) => offer_ui(ui, frame, "Watch again", Purpose::Watch),
                _ => {}
            }
        }
        End::Silent => {
            head(ui, "It ended without a word".to_owned(), theme.error);
            offer_ui(ui, frame, "See how it stands", Purpose::Watch);
        }
    }
    ui.add_space(4.0);
}

fn deployed_ui(ui: &mut Ui, deployed: &Deployed) {
    outputs_ui(ui, &deployed.outputs);
    console_ui(ui, deployed.console_url.as_deref());
}

/// Values to copy.
pub(super) fn outputs_ui(ui: &mut Ui, outputs: &[Output]) {
    for output in outputs {
        let response = value_ui(ui, &output.name, &output.value);
        if let Some(description) = &output.description {
            response.on_hover_text(description);
        }
    }
}

/// A value to copy.
fn value_ui(ui: &mut Ui, name: &str, value: &str) -> egui::Response {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        ui.label(theme::text(name, theme::BODY, theme.dim));
        if widgets::icon_button(ui, "copy", &format!("Copy {name}")).clicked() {
            ui.ctx().copy_text(value.to_owned());
        }
        ui.label(egui::RichText::new(value).font(theme::mono(theme::BODY)).color(theme.text));
    })
    .response
}

/// What can be done next.
pub(super) fn offer_ui(ui: &mut Ui, frame: &Frame<'_>, text: &str, purpose: Purpose) {
    ui.add_space(2.0);
    if ui.button(text).clicked() {
        frame.push(Action::Deployment(Request::Start(purpose)));
    }
    ui.add_space(2.0);
}

pub(super) fn console_ui(ui: &mut Ui, url: Option<&str>) {
    if let Some(url) = url
        && widgets::link(ui, "Open the stack in the AWS console").on_hover_text(url).clicked()
    {
        ui.ctx().open_url(egui::OpenUrl::new_tab(url));
    }
}

fn failure_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, failure: &Failure) {
    let theme = theme::of(ui);
    let text = format!("Failed: the stack is in {}, {}", failure.status, failure.consequence());
    ui.label(theme::strong(text, theme::NAME, theme.error));
    match failure.status.as_str() {
        "ROLLBACK_COMPLETE" => offer_ui(ui, frame, "Delete the empty stack", Purpose::Delete),
        "UPDATE_ROLLBACK_FAILED" => offer_ui(ui, frame, "Take up the rollback again", Purpose::ContinueRollback),
        _ => {}
    }
    for (index, cause) in failure.causes.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let label = if index == 0 { "Root cause" } else { "Also" };
            ui.label(theme::strong(label, theme::BODY, theme.error));
            reveal_link(ui, frame, document, &cause.logical_id);
            ui.label(theme::text(&cause.resource_type, theme::BODY, theme.dim));
        });
        ui.label(theme::text(&cause.reason, theme::BODY, theme.text));
        if let Some(explanation) = &cause.explanation {
            ui.label(theme::text(explanation, theme::BODY, theme.dim));
        }
    }
    console_ui(ui, failure.console_url.as_deref());
}

/// A logical ID; where the design has what it comes from, a click selects that.
pub(super) fn reveal_link(ui: &mut Ui, frame: &Frame<'_>, document: &Document, logical_id: &str) {
    let theme = theme::of(ui);
    let analysis = document.deployment.run.as_ref().map_or(&document.analysis, |run| &run.of);
    let Some(thing) = thing_of(analysis, document.design(), logical_id) else {
        ui.label(theme::text(logical_id, theme::BODY, theme.text));
        return;
    };
    if widgets::link(ui, logical_id).on_hover_text("Show it in the design").clicked() {
        frame.push(Action::Reveal(Selection::one(thing)));
    }
}
