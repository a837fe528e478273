//! The panel's head: where to, how it stands, and what can be done now.

use egui::{Align, Button, Layout, Ui};

use super::{clock, delete_key, primary, question};
use crate::app::action::Action;
use crate::app::deployment::{Purpose, Request, Run, obstacle};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::panels::bottom::is_narrow;
use crate::app::prompt::Prompt;
use crate::app::{theme, widgets};
use crate::deploy::{Question, StageName, Target};

/// Where to, and what can be done now.
pub(super) fn header_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: &str) {
    let theme = theme::of(ui);
    let running = document.deployment.running();
    let narrow = is_narrow(ui);
    ui.horizontal(|ui| {
        ui.set_height(34.0);
        ui.add_space(18.0);
        ui.label(theme::strong(name, theme::NAME, theme.text));
        if running.is_none() && widgets::icon_button(ui, "settings", "Edit environment").on_hover_text("Edit environment").clicked() {
            frame.push(Action::Prompt(Some(Prompt::Environment(Some(name.to_owned())))));
        }
        let (place, who) = place(document, name);
        let shown =
            if narrow { widgets::fitting(ui, &place, &theme::regular(theme::BODY), ui.available_width() - 18.0) } else { place.clone() };
        let label = ui.label(theme::text(shown, theme::BODY, theme.dim));
        label.on_hover_text(who.unwrap_or(place));
        if !narrow {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(18.0);
                buttons_ui(ui, frame, document, name, running);
            });
        }
    });
    if narrow {
        ui.horizontal_wrapped(|ui| {
            ui.add_space(18.0);
            buttons_ui(ui, frame, document, name, running);
        });
    }
}

fn buttons_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: &str, running: Option<&Run>) {
    match running {
        Some(run) => running_ui(ui, frame, run),
        None => idle_ui(ui, frame, document, name),
    }
}

/// Where AWS says the stack is, and as whom; before that, stack, region, profile and account as far as they are given.
fn place(document: &Document, name: &str) -> (String, Option<String>) {
    let run = document.deployment.run.as_ref().filter(|run| run.environment == name);
    if let Some(destination) = run.and_then(|run| run.told.destination.as_ref()) {
        let at = destination.endpoint.as_ref().map(|endpoint| format!(" at {endpoint}")).unwrap_or_default();
        let (stack, region, account) = (&destination.stack_name, &destination.region, &destination.identity.account);
        return (format!("{stack} · {region} · account {account}{at}"), Some(format!("As {}", destination.identity.arn)));
    }
    let Ok(target) = Target::of(document.design(), name) else { return (String::new(), None) };
    let named = |what: &str, value: Option<String>| value.map(|value| format!("{what} {value}"));
    let parts = [Some(target.stack_name), target.region, named("profile", target.profile), named("account", target.account)];
    (parts.into_iter().flatten().collect::<Vec<_>>().join(" · "), None)
}

/// What can be done while nothing runs.
fn idle_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: &str) {
    let can_deploy = obstacle(document).is_none();
    let hover = "Make a change set and show what it would do; nothing is changed yet";
    if ui.add_enabled(can_deploy, primary(ui, "Review changes")).on_hover_text(hover).clicked() {
        frame.push(Action::Deployment(Request::Start(Purpose::Deploy)));
    }
    if document.deployment.run.is_some()
        && widgets::icon_button(ui, "close", "Dismiss the result").on_hover_text("Dismiss the result").clicked()
    {
        frame.push(Action::Deployment(Request::Dismiss));
    }
    if ui.button("Delete stack…").on_hover_text("Shows first what would go and what would be kept").clicked() {
        let key = delete_key(document, name);
        ui.data_mut(|data| data.insert_temp(key, String::new()));
        frame.push(Action::Deployment(Request::Start(Purpose::LookToDelete)));
    }
    if ui.button("Look at stack").on_hover_text("How it stands: status, protection, drift, outputs, resources").clicked() {
        frame.push(Action::Deployment(Request::Start(Purpose::Look)));
    }
}

/// How a job stands, and what can be done about it.
fn running_ui(ui: &mut Ui, frame: &Frame<'_>, run: &Run) {
    let theme = theme::of(ui);
    let told = &run.told;
    if matches!(told.question, Some(Question::Execute { .. })) && !told.stopping {
        question::execute_buttons_ui(ui, frame, told);
        ui.label(theme::text(stage(run), theme::BODY, theme.text));
        return;
    }
    let (label, hover) =
        if told.is_executing() { ("Stop watching", "CloudFormation carries on by itself") } else { ("Cancel", "Nothing is left behind") };
    if ui.add_enabled(!told.stopping, Button::new(label)).on_hover_text(hover).clicked() {
        frame.push(Action::Deployment(Request::Stop));
    }
    if run.can_cancel() && ui.button("Cancel update").on_hover_text("CloudFormation takes back what it has changed so far").clicked() {
        frame.push(Action::Deployment(Request::CancelUpdate));
    }
    let waits = told.question.is_some() && !told.stopping;
    if !waits {
        ui.label(theme::text(clock(run.elapsed()), theme::BODY, theme.dim));
    }
    ui.label(theme::text(stage(run), theme::BODY, theme.text));
    if !waits {
        ui.add(egui::Spinner::new().size(14.0).color(theme.accent));
    }
}

/// What it is at.
fn stage(run: &Run) -> &'static str {
    let told = &run.told;
    if told.stopping {
        return "Stopping…";
    }
    if told.question.is_some() {
        return "Waiting for you";
    }
    match (told.stage, run.purpose) {
        (None | Some(StageName::SigningIn), _) => "Signing in…",
        (Some(StageName::Preflight), _) => "Looking at template and stack…",
        (Some(StageName::Packaging), _) => "Uploading…",
        (Some(StageName::ChangeSet | StageName::Review), _) => "Working out the changes…",
        (Some(StageName::Executing), _) if run.cancelling => "Cancelling the update…",
        (Some(StageName::Executing), Purpose::Watch) => "Watching…",
        (Some(StageName::Executing), Purpose::ContinueRollback) => "Rolling back…",
        (Some(StageName::Executing), _) => "Deploying…",
        (Some(StageName::Deleting), _) => "Deleting…",
        (Some(StageName::Looking), _) => "Looking at the stack…",
        (Some(StageName::DetectingDrift), _) => "Looking for drift…",
    }
}
