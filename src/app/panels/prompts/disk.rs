//! What is asked about files: one that something else wrote, and one that could not be written.

use egui::{Button, Stroke, Ui};

use crate::app::action::Action;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::prompt::{Answer, NotSaved};
use crate::app::theme;

/// Something else wrote the file of a design that has changes.
pub(super) fn changed_ui(ui: &mut Ui, frame: &Frame<'_>, id: u64) {
    let Some((document, other)) = find(frame, id).and_then(|d| Some((d, d.other.as_ref()?))) else {
        frame.push(Action::Prompt(None));
        return;
    };
    let theme = theme::of(ui);
    ui.set_width(440.0);
    ui.label(theme::strong(format!("{} was changed on disk", document.title()), theme::HEADING, theme.text));
    ui.add_space(6.0);
    let text =
        format!("Something else wrote its file, and it has changes here that are not saved. The two differ in {}.", other.differences);
    ui.label(theme::text(text, theme::BODY, theme.dim));
    path_ui(ui, document);
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        if main_button(ui, "Keep mine").on_hover_text("Saving then replaces what the file holds").clicked() {
            frame.push(Action::Answer(Answer::KeepMine(id)));
        }
        if ui.button("Read the file").on_hover_text("Undo brings yours back").clicked() {
            frame.push(Action::Answer(Answer::Reload(id)));
        }
        if ui.button("Save mine as…").clicked() {
            frame.push(Action::Answer(Answer::SaveElsewhere(id)));
        }
    });
}

/// The file could not be written.
pub(super) fn not_saved_ui(ui: &mut Ui, frame: &Frame<'_>, not_saved: &NotSaved) {
    let Some(document) = find(frame, not_saved.id) else {
        frame.push(Action::Prompt(None));
        return;
    };
    let theme = theme::of(ui);
    ui.set_width(440.0);
    ui.label(theme::strong(format!("{} could not be saved", document.title()), theme::HEADING, theme.text));
    ui.add_space(6.0);
    ui.label(theme::text(format!("{}.", not_saved.reason), theme::BODY, theme.error));
    ui.label(theme::text(not_saved.advice, theme::BODY, theme.text));
    let kept = if frame.state.settings.are_kept() { ", and a copy is kept for the case of a crash" } else { "" };
    ui.label(theme::text(format!("Nothing is lost: the design stays open as it is{kept}."), theme::BODY, theme.dim));
    ui.label(theme::text(not_saved.path.display().to_string(), theme::SMALL, theme.faint));
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        if main_button(ui, "Save as…").clicked() {
            frame.push(Action::Answer(Answer::SaveElsewhere(not_saved.id)));
        }
        if ui.button("Try again").clicked() {
            frame.push(Action::Answer(Answer::SaveAgain(not_saved.id, not_saved.path.clone())));
        }
        if ui.button("Not now").clicked() {
            frame.push(Action::Prompt(None));
        }
    });
}

fn find<'a>(frame: &Frame<'a>, id: u64) -> Option<&'a Document> {
    frame.state.documents.iter().find(|d| d.id == id)
}

fn path_ui(ui: &mut Ui, document: &Document) {
    let theme = theme::of(ui);
    if let Some(path) = &document.path {
        ui.label(theme::text(path.display().to_string(), theme::SMALL, theme.faint));
    }
}

fn main_button(ui: &mut Ui, text: &str) -> egui::Response {
    let theme = theme::of(ui);
    ui.add(Button::new(theme::strong(text, theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE))
}
