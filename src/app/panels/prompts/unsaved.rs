//! Changes would be lost.

use egui::{Button, Stroke, Ui};

use crate::app::action::Action;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::prompt::{Answer, Leaving};
use crate::app::theme;

/// The question.
pub(super) fn unsaved_ui(ui: &mut Ui, frame: &Frame<'_>, leaving: Leaving) {
    let theme = theme::of(ui);
    ui.set_width(400.0);
    let names: Vec<String> = frame
        .state
        .documents
        .iter()
        .filter(|d| d.editor.is_dirty() && (leaving == Leaving::Program || leaving == Leaving::Document(d.id)))
        .map(Document::title)
        .collect();
    ui.label(theme::strong(format!("Save the changes to {}?", names.join(", ")), theme::HEADING, theme.text));
    ui.add_space(6.0);
    ui.label(theme::text("They are lost if you do not save them.", theme::BODY, theme.dim));
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        let save = Button::new(theme::strong("Save", theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE);
        if ui.add(save).clicked() {
            frame.push(Action::Answer(Answer::Save(leaving)));
        }
        if ui.button("Do not save").clicked() {
            frame.push(Action::Answer(Answer::Discard(leaving)));
        }
        if ui.button("Cancel").clicked() {
            frame.push(Action::Prompt(None));
        }
    });
}
