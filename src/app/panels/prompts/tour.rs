//! The first start: whether to show how it works.

use egui::{Button, Stroke, Ui};

use crate::app::action::Action;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::theme;
use crate::app::tour::STEPS;

/// The question.
pub(super) fn tour_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    ui.set_width(400.0);
    ui.horizontal(|ui| {
        icons::show(ui, Icon::Mark, 32.0, theme.accent);
        ui.label(theme::strong("Welcome to Stackdraft", theme::HEADING, theme.text));
    });
    ui.add_space(8.0);
    let text = format!("{} short steps on a sample show how it works. They are always there in the Help menu.", STEPS.len());
    ui.label(theme::text(text, theme::BODY, theme.text));
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        let show = Button::new(theme::strong("Show me", theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE);
        if ui.add(show).clicked() {
            frame.push(Action::Tour(Some(0)));
        }
        if ui.button("Skip the tour").clicked() {
            frame.push(Action::Prompt(None));
        }
    });
}
