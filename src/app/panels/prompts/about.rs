//! What the program is, and its keys.

use egui::{Grid, ScrollArea, Ui};

use crate::app::action::Action;
use crate::app::actions;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::{keys, theme};

/// What the program is.
pub(super) fn about_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    ui.set_width(380.0);
    ui.horizontal(|ui| {
        icons::show(ui, Icon::Mark, 40.0, theme.accent);
        ui.vertical(|ui| {
            ui.label(theme::strong("Stackdraft", theme::TITLE, theme.text));
            ui.label(theme::text(format!("Version {}", env!("CARGO_PKG_VERSION")), theme::BODY, theme.dim));
        });
    });
    ui.add_space(10.0);
    ui.label(theme::text(env!("CARGO_PKG_DESCRIPTION"), theme::BODY, theme.text));
    ui.label(theme::text("Licensed under MIT or Apache-2.0.", theme::BODY, theme.dim));
    ui.add_space(14.0);
    if ui.button("Close").clicked() {
        frame.push(Action::Prompt(None));
    }
}

/// The keys of all commands.
pub(super) fn shortcuts_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    ui.set_width(460.0);
    ui.label(theme::strong("Keyboard shortcuts", theme::HEADING, theme.text));
    ui.add_space(8.0);
    ScrollArea::vertical().max_height(480.0).show(ui, |ui| {
        Grid::new("shortcuts").num_columns(2).spacing([48.0, 6.0]).show(ui, |ui| {
            let keymap = &frame.state.keymap;
            for command in actions::all().filter(|c| !keymap.of(c).is_empty()) {
                ui.label(theme::text(command.name, theme::BODY, theme.text));
                let keys: Vec<String> = keymap.of(command).iter().map(|k| keys::shown(*k, keymap.platform())).collect();
                ui.label(theme::text(keys.join(" or "), theme::BODY, theme.dim));
                ui.end_row();
            }
            let zoom = if keymap.platform() == keys::Platform::Mac { "Cmd and scroll" } else { "Ctrl and scroll" };
            for (what, keys) in [
                ("Move the view", "Space and drag, middle button, scroll"),
                ("Zoom to the pointer", zoom),
                ("Move without the grid", "Alt while dragging"),
                ("Move a copy", "Alt at the start of a drag"),
                ("Next node", "Tab"),
            ] {
                ui.label(theme::text(what, theme::BODY, theme.text));
                ui.label(theme::text(keys, theme::BODY, theme.dim));
                ui.end_row();
            }
        });
    });
    ui.add_space(10.0);
    if ui.button("Close").clicked() {
        frame.push(Action::Prompt(None));
    }
}
