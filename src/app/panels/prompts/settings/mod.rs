//! The settings: appearance, canvas, files, what new nodes begin with, and the keys.

mod defaults;
mod keyboard;
mod preferences;

use egui::{Align, Layout, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::app::action::Action;
use crate::app::frame::Frame;
use crate::app::prompt::{Prompt, Section};
use crate::app::theme;

/// Height of what is shown of a section.
const HEIGHT: f32 = 440.0;
/// Width of the list of sections.
const SECTIONS: f32 = 136.0;
/// Width of a section.
const WIDTH: f32 = 520.0;

/// The settings.
pub(super) fn settings_ui(ui: &mut Ui, frame: &Frame<'_>, section: Section) {
    let theme = theme::of(ui);
    ui.set_width(SECTIONS + WIDTH + 24.0);
    ui.label(theme::strong("Settings", theme::HEADING, theme.text));
    problems_ui(ui, frame);
    ui.add_space(10.0);
    let height = HEIGHT.min(ui.ctx().content_rect().height() - 200.0);
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(SECTIONS);
            ui.set_min_height(height);
            for other in Section::ALL {
                section_ui(ui, frame, other, other == section);
            }
        });
        ui.add_space(12.0);
        ui.vertical(|ui| {
            ui.set_width(WIDTH);
            ScrollArea::vertical().id_salt(section).max_height(height).min_scrolled_height(height).auto_shrink([false, false]).show(
                ui,
                |ui| {
                    ui.set_width(WIDTH - 14.0);
                    match section {
                        Section::Appearance => preferences::preferences_ui(ui, frame, "appearance"),
                        Section::Canvas => preferences::preferences_ui(ui, frame, "canvas"),
                        Section::Files => preferences::preferences_ui(ui, frame, "files"),
                        Section::Defaults => defaults::defaults_ui(ui, frame),
                        Section::Keyboard => keyboard::keyboard_ui(ui, frame),
                    }
                },
            );
        });
    });
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        if ui.button("Close").clicked() {
            frame.push(Action::Prompt(None));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let place = frame
                .state
                .settings
                .file()
                .map_or_else(|| "Settings are not kept in this window.".to_owned(), |file| format!("Kept in {}", file.display()));
            let shown = crate::app::widgets::fitting(ui, &place, &theme::regular(theme::SMALL), ui.available_width() - 8.0);
            ui.label(theme::text(shown, theme::SMALL, theme.dim)).on_hover_text(place);
        });
    });
}

/// What is wrong with the file.
fn problems_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let problems = frame.state.settings_problems();
    if problems.is_empty() {
        return;
    }
    ui.add_space(4.0);
    for problem in problems.iter().take(4) {
        ui.label(theme::text(format!("settings.toml, line {}: {}", problem.line, problem.message), theme::SMALL, theme.error));
    }
    if frame.state.settings.is_broken() {
        let text = "The file is not written until it can be read again; what you change holds until the window is closed.";
        ui.label(theme::text(text, theme::SMALL, theme.dim));
    }
}

fn section_ui(ui: &mut Ui, frame: &Frame<'_>, section: Section, active: bool) {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(SECTIONS, theme::row(ui, 30.0)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, section.name()));
    if active {
        ui.painter().rect_filled(rect, 6.0, theme.selection);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 6.0, theme.hover);
    }
    let font = if active { theme::semibold(theme::BODY) } else { theme::regular(theme::BODY) };
    ui.painter().text(rect.left_center() + vec2(10.0, 0.0), egui::Align2::LEFT_CENTER, section.name(), font, theme.text);
    if response.clicked() {
        frame.push(Action::Prompt(Some(Prompt::Settings(section))));
    }
}
