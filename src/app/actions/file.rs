//! Files.

use egui::{Key, ViewportCommand};

use super::{Command, Menu, command_key, command_shift, with_design};
use crate::app::files;
use crate::app::prompt::{Prompt, Purpose, Section};

/// Where designs come from.
pub static OPENING: &[&Command] = &[
    &Command::new("new", "New design", Menu::File, "new", |state, _| state.open_new()).keys(&[command_key(Key::N)]),
    &Command::new("open", "Open…", Menu::File, "open", |state, _| files::ask_path(state, Purpose::Open)).keys(&[command_key(Key::O)]),
    &Command::new("start-page", "Start page", Menu::File, "folder", |state, _| state.active = None),
];

/// Where they go.
pub static SAVING: &[&Command] = &[
    &Command::new("save", "Save", Menu::File, "save", |state, _| {
        if let Some(id) = state.document().map(|d| d.id) {
            files::save(state, id);
        }
    })
    .keys(&[command_key(Key::S)])
    .when(with_design),
    &Command::new("save-as", "Save as…", Menu::File, "save_as", |state, _| {
        if let Some(id) = state.document().map(|d| d.id) {
            files::ask_path(state, Purpose::SaveAs(id));
        }
    })
    .keys(&[command_shift(Key::S)])
    .when(with_design),
    &Command::new("export", "Export template…", Menu::File, "export", |state, _| {
        if let Some(id) = state.document().map(|d| d.id) {
            files::ask_path(state, Purpose::Export(id));
        }
    })
    .keys(&[command_key(Key::E)])
    .when(with_design),
];

/// What the user settles.
pub static SETTING: &[&Command] = &[
    &Command::new("settings", "Settings…", Menu::File, "settings", |state, _| {
        state.prompt = Some(Prompt::Settings(Section::Appearance));
    })
    .keys(&[command_key(Key::Comma)]),
    &Command::new("settings-keyboard", "Change keys…", Menu::Help, "keyboard", |state, _| {
        state.prompt = Some(Prompt::Settings(Section::Keyboard));
    }),
];

/// Away from them.
pub static LEAVING: &[&Command] = &[
    &Command::new("close", "Close", Menu::File, "close", |state, ctx| {
        if let Some(index) = state.active {
            state.perform(crate::app::action::Action::Close(index), ctx);
        }
    })
    .keys(&[command_key(Key::W)])
    .when(with_design),
    &Command::new("quit", "Quit", Menu::File, "stop", |_, ctx| ctx.send_viewport_cmd(ViewportCommand::Close))
        .keys(&[command_key(Key::Q)])
        .on_windows(&[]),
];
