//! What a job asks, and the buttons that answer.

use egui::{Id, Ui};

use super::{changes, primary, standing};
use crate::app::action::Action;
use crate::app::deployment::{Request, Told};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::{theme, widgets};
use crate::deploy::{Answer, Question, Review, Secrets};

/// The question, where there is one.
pub(super) fn question_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, told: &Told) {
    let theme = theme::of(ui);
    match &told.question {
        None => {}
        Some(Question::DeleteFailedStack { stack_name, status, remaining, dangerous }) => {
            let text = format!("The stack {stack_name} is in {status}: its creation failed, and it has to be deleted first.");
            ui.label(theme::text(text, theme::BODY, theme.text));
            let root = format!("{stack_name} {status}");
            let all_named = allow_ui(ui, &root, dangerous);
            answers_ui(ui, frame, "Delete it and go on", Answer::Proceed { allow_replace: dangerous.clone() }, all_named);
            if !remaining.is_empty() {
                standing::resources_ui(ui, frame, document, remaining);
            }
        }
        Some(Question::Secrets { parameters }) => secrets_ui(ui, frame, document, parameters),
        Some(Question::CreateBucket { bucket, why }) => {
            let text = format!("{why} It would be the bucket {bucket}: private, encrypted, versioned, TLS only.");
            ui.label(theme::text(text, theme::BODY, theme.text));
            answers_ui(ui, frame, "Make the bucket and go on", Answer::Proceed { allow_replace: Vec::new() }, true);
        }
        Some(Question::Execute { dangerous }) => execute_ui(ui, frame, document, told.review.as_ref(), dangerous),
    }
    if told.question.is_some() {
        ui.add_space(6.0);
    }
}

/// Where the name of something that holds data is typed.
fn allow_key(root: &str, logical_id: &str) -> Id {
    Id::unique(("allow", root, logical_id))
}

fn root(review: Option<&Review>) -> &str {
    review.map_or("", |review| review.change_set_arn.as_str())
}

/// Has the names typed of what may lose its data; whether all are.
fn allow_ui(ui: &mut Ui, root: &str, dangerous: &[String]) -> bool {
    let theme = theme::of(ui);
    let mut all_named = true;
    for logical_id in dangerous {
        let key = allow_key(root, logical_id);
        let mut typed: String = ui.data(|data| data.get_temp(key)).unwrap_or_default();
        ui.horizontal_wrapped(|ui| {
            let text = format!("The data in {logical_id} may be lost. Type its name to allow that:");
            ui.label(theme::text(text, theme::BODY, theme.error));
            widgets::plain_text(ui, &format!("Allow the loss of {logical_id}"), &mut typed, logical_id, 220.0);
        });
        all_named &= typed.trim() == logical_id;
        ui.data_mut(|data| data.insert_temp(key, typed));
    }
    all_named
}

/// Values that are in no file, typed without being seen.
fn secrets_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, parameters: &[String]) {
    let theme = theme::of(ui);
    let text = "Values of masked parameters are kept in no file. They go to CloudFormation and nowhere else.";
    ui.label(theme::text(text, theme::BODY, theme.text));
    let key = Id::unique(("secrets", document.id));
    let mut typed: Secrets = ui.data(|data| data.get_temp(key)).unwrap_or_default();
    for name in parameters {
        let value = typed.0.entry(name.clone()).or_default();
        ui.horizontal(|ui| {
            ui.label(theme::text(name, theme::BODY, theme.dim));
            let response = ui.add(egui::TextEdit::singleline(value).password(true).desired_width(260.0).margin(egui::vec2(10.0, 6.0)));
            let is_enabled = ui.is_enabled();
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, is_enabled, format!("Value of {name}")));
        });
    }
    let is_complete = parameters.iter().all(|name| typed.0.get(name).is_some_and(|value| !value.is_empty()));
    let is_answered = answers_ui(ui, frame, "Go on", Answer::Secrets(typed.clone()), is_complete);
    ui.data_mut(|data| {
        if is_answered {
            data.remove::<Secrets>(key);
        } else {
            data.insert_temp(key, typed);
        }
    });
}

fn execute_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, review: Option<&Review>, dangerous: &[String]) {
    let theme = theme::of(ui);
    if let Some(review) = review {
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::strong(changes::summary(review), theme::NAME, theme.text));
            if let Some(template) = &review.deployed_template {
                standing::compare_link(ui, frame, "Compare with what is deployed", template);
            }
        });
    }
    allow_ui(ui, root(review), dangerous);
    ui.add_space(4.0);
    if let Some(review) = review {
        changes::changes_ui(ui, frame, document, review);
    }
}

/// The answers to the change set, from the right.
pub(super) fn execute_buttons_ui(ui: &mut Ui, frame: &Frame<'_>, told: &Told) {
    let Some(Question::Execute { dangerous }) = &told.question else { return };
    let typed = |id: &String| ui.data(|data| data.get_temp::<String>(allow_key(root(told.review.as_ref()), id))).unwrap_or_default();
    let all_named = dangerous.iter().all(|id| typed(id).trim() == id);
    let response = ui.add_enabled(all_named, primary(ui, "Deploy"));
    if response.clicked() {
        answer(frame, Answer::Proceed { allow_replace: dangerous.clone() });
    }
    response.on_disabled_hover_text("Type the names of what may lose its data first");
    let hover = "The change set waits in CloudFormation for somebody to execute it; nothing is changed now";
    if ui.button("Keep for later").on_hover_text(hover).clicked() {
        answer(frame, Answer::Keep);
    }
    if ui.button("Discard").on_hover_text("The change set is deleted; nothing was changed").clicked() {
        answer(frame, Answer::Stop);
    }
}

fn answer(frame: &Frame<'_>, answer: Answer) {
    frame.push(Action::Deployment(Request::Answer(answer)));
}

/// The two answers; whether one was given.
fn answers_ui(ui: &mut Ui, frame: &Frame<'_>, yes: &str, agreed: Answer, can_agree: bool) -> bool {
    ui.horizontal(|ui| {
        let goes = ui.add_enabled(can_agree, primary(ui, yes)).clicked();
        let stops = ui.button("Stop").clicked();
        if goes {
            answer(frame, agreed);
        } else if stops {
            answer(frame, Answer::Stop);
        }
        goes || stops
    })
    .inner
}
