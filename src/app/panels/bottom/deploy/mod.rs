//! The deployment: where to, what would change, what happens, how it ended.

mod changes;
mod drift;
mod events;
mod header;
mod outcome;
mod question;
mod standing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use egui::{Button, Id, Margin, RichText, ScrollArea, Stroke, Ui};

use crate::app::action::Action;
use crate::app::deployment::{End, Purpose, Request, Run, obstacle};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::prompt::Prompt;
use crate::app::state::BottomTab;
use crate::app::{theme, widgets};
use crate::catalog::Severity;
use crate::deploy::{Fate, Outcome, Status, Target};

/// The panel.
pub(super) fn deploy_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let chosen = document.deployment.environment(document.design());
    if let Some(name) = chosen {
        header::header_ui(ui, frame, document, name);
    }
    ScrollArea::vertical().auto_shrink([false, false]).id_salt(("deploy", document.id)).show(ui, |ui| {
        egui::Frame::new().inner_margin(Margin { left: 18, right: 18, top: 6, bottom: 10 }).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            match chosen {
                Some(name) => body_ui(ui, frame, document, name),
                None => nowhere_ui(ui, frame),
            }
        });
    });
}

/// Before there is an environment.
fn nowhere_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let text = "An environment says where a stack of this design goes: region, profile, and the values of its parameters.";
    ui.label(theme::text(text, theme::BODY, theme.dim));
    ui.add_space(4.0);
    if ui.add(primary(ui, "New environment…")).clicked() {
        frame.push(Action::Prompt(Some(Prompt::Environment(None))));
    }
}

fn body_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: &str) {
    let running = document.deployment.running().is_some();
    if !running {
        obstacle_ui(ui, frame, document);
        asked_ui(ui, frame, document);
        delete_ui(ui, frame, document, name);
    }
    if let Some(run) = document.deployment.run.as_ref().filter(|run| running || run.environment == name) {
        run_ui(ui, frame, document, run);
    } else {
        let theme = theme::of(ui);
        let text = "A deployment begins with a change set: you see what would be made, changed and removed before anything is.";
        ui.label(theme::text(text, theme::BODY, theme.dim));
    }
}

/// What keeps the design from being deployed, with the way there.
fn obstacle_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let Some(why) = obstacle(document) else { return };
    let theme = theme::of(ui);
    let has_errors = document.analysis.count(Severity::Error) > 0;
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::text(why, theme::BODY, if has_errors { theme.error } else { theme.dim }));
        if has_errors && widgets::link(ui, "Show the problems").clicked() {
            frame.layout(|layout| layout.bottom_tab = BottomTab::Problems);
        }
    });
    ui.add_space(4.0);
}

/// Parameters without echo: what they are is in no file, and a new value is asked for when that is wanted.
fn asked_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    for (name, _) in document.design().parameters.iter().filter(|(_, parameter)| parameter.no_echo) {
        let mut is_asked = document.deployment.asked.contains(name);
        let text = theme::text(format!("Ask for a new value of {name}"), theme::BODY, theme.dim);
        let hover = "It is masked: the stack keeps the value it has, and the file holds none";
        if ui.checkbox(&mut is_asked, text).on_hover_text(hover).changed() {
            frame.push(Action::Deployment(Request::Ask(name.clone(), is_asked)));
        }
    }
}

fn delete_key(document: &Document, name: &str) -> Id {
    Id::unique(("delete stack", document.id, name))
}

/// Deleting takes the stack's name, typed.
fn delete_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: &str) {
    let key = delete_key(document, name);
    let Some(mut typed) = ui.data(|data| data.get_temp::<String>(key)) else { return };
    let Ok(target) = Target::of(document.design(), name) else { return };
    let theme = theme::of(ui);
    let stack = target.stack_name;
    // What goes and what is kept says the template that is deployed.
    let looked = document.deployment.run.as_ref().filter(|run| run.environment == name && run.purpose == Purpose::LookToDelete);
    let status: Option<&Status> = match looked.and_then(|run| run.told.end.as_ref()) {
        Some(End::Done(Outcome::Looked(status))) => Some(status),
        // There is nothing to delete, or nobody to ask.
        Some(_) => return,
        None => None,
    };
    if status.is_some_and(|status| status.protected) {
        ui.horizontal(|ui| {
            ui.label(theme::text(format!("The stack {stack} is protected against deletion."), theme::BODY, theme.warning));
            if widgets::link(ui, "Lift the protection").clicked() {
                frame.push(Action::Deployment(Request::Start(Purpose::Protect(false))));
            }
        });
        return;
    }
    let kept = status
        .map_or(0, |status| status.resources.iter().filter(|resource| resource.is_there() && resource.at_deletion == Fate::Kept).count());
    let text = match (status, kept) {
        (None, _) => format!("Everything in the stack {stack} goes, but what its template keeps. Type its name to delete it."),
        (Some(_), 0) => format!("Everything in the stack {stack} goes. Type its name to delete it."),
        (Some(_), 1) => format!("Everything in the stack {stack} goes but 1 resource. Type its name to delete it."),
        (Some(_), n) => format!("Everything in the stack {stack} goes but {n} resources. Type its name to delete it."),
    };
    ui.label(theme::text(text, theme::BODY, theme.text));
    let mut done = false;
    ui.horizontal(|ui| {
        widgets::plain_text(ui, "Name of the stack to delete", &mut typed, &stack, 260.0);
        let button = Button::new(theme::strong("Delete stack", theme::BODY, theme.error));
        if ui.add_enabled(typed.trim() == stack, button).clicked() {
            frame.push(Action::Deployment(Request::Start(Purpose::Delete)));
            done = true;
        }
        done |= ui.button("Keep it").clicked();
    });
    if let Some(status) = status.filter(|_| !done) {
        standing::resources_ui(ui, frame, document, &status.resources);
    }
    ui.add_space(6.0);
    ui.data_mut(|data| {
        if done {
            data.remove::<String>(key);
        } else {
            data.insert_temp(key, typed);
        }
    });
}

/// What the job has told, what matters now on top.
fn run_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, run: &Run) {
    let theme = theme::of(ui);
    let told = &run.told;
    let dim = |text: String| theme::text(text, theme::BODY, theme.dim);
    if let Some(end) = &told.end {
        outcome::outcome_ui(ui, frame, document, run, end);
    }
    if let Some(why) = &told.waiting {
        ui.label(theme::text(format!("{why} Trying again."), theme::BODY, theme.warning));
    }
    let (done, total) = told.count;
    if total > 0 && told.end.is_none() {
        let share = done as f32 / total as f32;
        let text = theme::text(format!("{done} of {total} resources"), theme::SMALL, theme.text);
        ui.add(egui::ProgressBar::new(share).desired_height(20.0).fill(theme.selection).text(text));
    }
    question::question_ui(ui, frame, document, told);
    if !told.permissions.is_empty() {
        let title = format!("What its roles may do ({})", told.capabilities.join(", "));
        egui::CollapsingHeader::new(dim(title)).id_salt("permissions").show(ui, |ui| {
            for (node, actions) in &told.permissions {
                let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
                ui.label(dim(format!("{node}: {}", actions.join(", "))));
            }
        });
    }
    if let Some(review) = &told.review
        && told.question.is_none()
    {
        let title = dim(changes::summary(review));
        egui::CollapsingHeader::new(title).id_salt("changes").show(ui, |ui| {
            if let Some(template) = &review.deployed_template {
                standing::compare_link(ui, frame, "Compare with what is deployed", template);
            }
            changes::changes_ui(ui, frame, document, review);
        });
    }
    for note in &told.notes {
        ui.label(dim(note.clone()));
    }
    events::events_ui(ui, frame, document, told);
}

/// A button that is the thing to do next.
fn primary(ui: &Ui, text: &str) -> Button<'static> {
    let theme = theme::of(ui);
    let text: RichText = theme::strong(text, theme::BODY, theme.on_accent);
    Button::new(text).fill(theme.accent).stroke(Stroke::NONE)
}

/// Day and time of a moment, in UTC.
fn when(at_ms: i64) -> String {
    let date = crate::catalog::Date::from_days(at_ms.div_euclid(86_400_000));
    let minutes = at_ms.div_euclid(60_000).rem_euclid(24 * 60);
    format!("{date} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// Minutes and seconds; tenths where it is a matter of seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 10 { format!("{:.1} s", time.as_secs_f32()) } else { format!("{}:{:02}", seconds / 60, seconds % 60) }
}
