//! What a job asks, and the buttons that answer.

use egui::{Id, Ui};

use super::{changes, primary};
use crate::app::action::Action;
use crate::app::deployment::{Request, Told};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::{theme, widgets};
use crate::deploy::{Answer, Question, Review};

/// The question, where there is one.
pub(super) fn question_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, told: &Told) {
    let theme = theme::of(ui);
    match &told.question {
        None => {}
        Some(Question::DeleteFailedStack { stack_name, status }) => {
            let text = format!("The stack {stack_name} is in {status}: its creation failed, and nothing that worked is in it.");
            ui.label(theme::text(text, theme::BODY, theme.text));
            answers_ui(ui, frame, "Delete it and go on", "Stop");
        }
        Some(Question::CreateBucket { bucket, why }) => {
            let text = format!("{why} It would be the bucket {bucket}: private, encrypted, versioned, TLS only.");
            ui.label(theme::text(text, theme::BODY, theme.text));
            answers_ui(ui, frame, "Make the bucket and go on", "Stop");
        }
        Some(Question::Execute { dangerous }) => execute_ui(ui, frame, document, told.review.as_ref(), dangerous),
    }
    if told.question.is_some() {
        ui.add_space(6.0);
    }
}

/// Where the name of something that holds data is typed.
fn allow_key(review: Option<&Review>, logical_id: &str) -> Id {
    Id::unique(("allow", review.map(|review| review.change_set_arn.as_str()), logical_id))
}

fn execute_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, review: Option<&Review>, dangerous: &[String]) {
    let theme = theme::of(ui);
    if let Some(review) = review {
        ui.label(theme::strong(changes::summary(review), theme::NAME, theme.text));
    }
    for logical_id in dangerous {
        let key = allow_key(review, logical_id);
        let mut typed: String = ui.data(|data| data.get_temp(key)).unwrap_or_default();
        ui.horizontal_wrapped(|ui| {
            let text = format!("The data in {logical_id} may be lost. Type its name to allow that:");
            ui.label(theme::text(text, theme::BODY, theme.error));
            widgets::plain_text(ui, &format!("Allow the loss of {logical_id}"), &mut typed, logical_id, 220.0);
        });
        ui.data_mut(|data| data.insert_temp(key, typed));
    }
    ui.add_space(4.0);
    if let Some(review) = review {
        changes::changes_ui(ui, frame, document, review);
    }
}

/// The answers to the change set, from the right.
pub(super) fn execute_buttons_ui(ui: &mut Ui, frame: &Frame<'_>, told: &Told) {
    let Some(Question::Execute { dangerous }) = &told.question else { return };
    let typed = |id: &String| ui.data(|data| data.get_temp::<String>(allow_key(told.review.as_ref(), id))).unwrap_or_default();
    let all_named = dangerous.iter().all(|id| typed(id).trim() == id);
    let response = ui.add_enabled(all_named, primary(ui, "Deploy"));
    if response.clicked() {
        answer(frame, Answer::Proceed { allow_replace: dangerous.clone() });
    }
    response.on_disabled_hover_text("Type the names of what may lose its data first");
    if ui.button("Discard").on_hover_text("The change set is deleted; nothing was changed").clicked() {
        answer(frame, Answer::Stop);
    }
}

fn answer(frame: &Frame<'_>, answer: Answer) {
    frame.push(Action::Deployment(Request::Answer(answer)));
}

fn answers_ui(ui: &mut Ui, frame: &Frame<'_>, yes: &str, no: &str) {
    ui.horizontal(|ui| {
        if ui.add(primary(ui, yes)).clicked() {
            answer(frame, Answer::Proceed { allow_replace: Vec::new() });
        }
        if ui.button(no).clicked() {
            answer(frame, Answer::Stop);
        }
    });
}
