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
            answers_ui(ui, frame, "Delete it and go on", "Stop", true, Vec::new());
        }
        Some(Question::CreateBucket { bucket, why }) => {
            let text = format!("{why} It would be the bucket {bucket}: private, encrypted, versioned, TLS only.");
            ui.label(theme::text(text, theme::BODY, theme.text));
            answers_ui(ui, frame, "Make the bucket and go on", "Stop", true, Vec::new());
        }
        Some(Question::Execute { dangerous }) => execute_ui(ui, frame, document, told.review.as_ref(), dangerous),
    }
    if told.question.is_some() {
        ui.add_space(6.0);
    }
}

fn execute_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, review: Option<&Review>, dangerous: &[String]) {
    let theme = theme::of(ui);
    if let Some(review) = review {
        ui.label(theme::strong(changes::summary(review), theme::NAME, theme.text));
    }
    let change_set = review.map(|review| review.change_set_arn.as_str()).unwrap_or_default();
    let mut all_named = true;
    for logical_id in dangerous {
        let key = Id::unique(("allow", change_set, logical_id));
        let mut typed: String = ui.data(|data| data.get_temp(key)).unwrap_or_default();
        ui.horizontal_wrapped(|ui| {
            let text = format!("The data in {logical_id} may be lost. Type its name to allow that:");
            ui.label(theme::text(text, theme::BODY, theme.error));
            widgets::plain_text(ui, &format!("Allow the loss of {logical_id}"), &mut typed, logical_id, 200.0);
        });
        all_named &= typed.trim() == logical_id;
        ui.data_mut(|data| data.insert_temp(key, typed));
    }
    answers_ui(ui, frame, "Deploy", "Discard", all_named, dangerous.to_vec());
    ui.add_space(4.0);
    if let Some(review) = review {
        changes::changes_ui(ui, frame, document, review);
    }
}

fn answers_ui(ui: &mut Ui, frame: &Frame<'_>, yes: &str, no: &str, enabled: bool, allow_replace: Vec<String>) {
    ui.horizontal(|ui| {
        if ui.add_enabled(enabled, primary(ui, yes)).clicked() {
            frame.push(Action::Deployment(Request::Answer(Answer::Proceed { allow_replace })));
        }
        if ui.button(no).clicked() {
            frame.push(Action::Deployment(Request::Answer(Answer::Stop)));
        }
    });
}
