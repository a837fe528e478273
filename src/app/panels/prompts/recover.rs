//! The program ended badly, and left designs behind.

use egui::{Button, Stroke, Ui};

use crate::app::action::Action;
use crate::app::frame::Frame;
use crate::app::prompt::Answer;
use crate::app::theme;

/// The question.
pub(super) fn recover_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    ui.set_width(440.0);
    ui.label(theme::strong("Restore what was not saved?", theme::HEADING, theme.text));
    ui.add_space(6.0);
    ui.label(theme::text("Stackdraft did not end as it should. These designs had changes that were not saved:", theme::BODY, theme.dim));
    ui.add_space(6.0);
    for left in &frame.state.left_behind {
        let place = left.path.as_ref().map_or_else(|| "never saved".to_owned(), |p| p.display().to_string());
        ui.label(theme::text(format!("{}  ·  {place}", left.design.name), theme::BODY, theme.text));
    }
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        let restore = Button::new(theme::strong("Restore", theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE);
        if ui.add(restore).clicked() {
            frame.push(Action::Answer(Answer::Restore));
        }
        if ui.button("Discard them").clicked() {
            frame.push(Action::Answer(Answer::DiscardLeftBehind));
        }
    });
}
