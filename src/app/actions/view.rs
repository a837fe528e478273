//! What is seen.

use egui::{Key, ThemePreference};

use super::{Command, Menu, command_key, plain, shift, with_design, with_selection};
use crate::app::canvas::View;
use crate::app::prompt::Prompt;
use crate::app::state::{State, bounds_of};

/// Near and far.
pub static ZOOM: &[&Command] = &[
    &Command::new("zoom-in", "Zoom in", Menu::View, "zoom_in", |state, _| zoom(state, 1.25))
        .keys(&[plain(Key::Plus), plain(Key::Equals)])
        .when(with_design),
    &Command::new("zoom-out", "Zoom out", Menu::View, "zoom_out", |state, _| zoom(state, 0.8)).keys(&[plain(Key::Minus)]).when(with_design),
    &Command::new("actual-size", "Zoom to 100 %", Menu::View, "actual_size", |state, _| {
        let now = state.document().and_then(|d| d.view).map_or(1.0, |v| v.zoom);
        zoom(state, 1.0 / now);
    })
    .keys(&[shift(Key::Num0)])
    .when(with_design),
    &Command::new("fit", "Zoom to fit", Menu::View, "fit", |state, _| {
        let size = state.canvas.size();
        if let Some(document) = state.document_mut() {
            document.view = document.scene().bounds().map(|bounds| View::fitting(&bounds, size));
        }
    })
    .keys(&[shift(Key::Num1), shift(Key::Exclamationmark)])
    .when(with_design),
    &Command::new("fit-selection", "Zoom to selection", Menu::View, "search", |state, _| {
        let size = state.canvas.size();
        if let Some(document) = state.document_mut() {
            document.view = bounds_of(document, &document.selection).map(|bounds| View::fitting(&bounds, size)).or(document.view);
        }
    })
    .keys(&[shift(Key::Num2)])
    .when(with_selection),
    &Command::new("focus", "Focus on selection", Menu::View, "eye", |state, _| {
        if let Some(document) = state.document_mut() {
            document.focused = !document.focused;
        }
    })
    .keys(&[plain(Key::F)])
    .when(with_design)
    .switch(|state| state.document().is_some_and(|d| d.focused)),
];

fn zoom(state: &mut State, factor: f32) {
    let size = state.canvas.size();
    if let Some(document) = state.document_mut() {
        document.view = Some(document.view.unwrap_or_default().zoomed(factor, size / 2.0));
    }
}

/// What stands around the canvas.
pub static PANELS: &[&Command] = &[
    &Command::new("command-palette", "Search or run…", Menu::View, "palette", |state, _| state.prompt = Some(Prompt::Commands))
        .keys(&[command_key(Key::K)]),
    &Command::new("toggle-palette", "Services", Menu::View, "chevron_left", |state, _| state.layout.palette = !state.layout.palette)
        .keys(&[command_key(Key::Num1)])
        .switch(|state| state.layout.palette),
    &Command::new("toggle-inspector", "Inspector", Menu::View, "chevron_right", |state, _| {
        state.layout.inspector = !state.layout.inspector;
    })
    .keys(&[command_key(Key::Num2)])
    .switch(|state| state.layout.inspector),
    &Command::new("toggle-bottom", "Bottom panel", Menu::View, "chevron_up", |state, _| state.layout.bottom = !state.layout.bottom)
        .keys(&[command_key(Key::Num3), command_key(Key::J)])
        .switch(|state| state.layout.bottom),
];

/// Light and dark.
pub static THEMES: &[&Command] = &[
    &Command::new("theme-system", "Theme of the system", Menu::View, "settings", |state, ctx| {
        state.set_theme(ThemePreference::System, ctx);
    })
    .switch(|state| state.theme == ThemePreference::System),
    &Command::new("theme-light", "Light theme", Menu::View, "theme_light", |state, ctx| state.set_theme(ThemePreference::Light, ctx))
        .switch(|state| state.theme == ThemePreference::Light),
    &Command::new("theme-dark", "Dark theme", Menu::View, "theme_dark", |state, ctx| state.set_theme(ThemePreference::Dark, ctx))
        .switch(|state| state.theme == ThemePreference::Dark),
];
