//! Files.

use egui::{Key, ViewportCommand};

use super::{Command, Enabled, Menu, command_key, command_shift, with_design};
use crate::app::prompt::{Prompt, Purpose, Section};
use crate::app::state::State;
use crate::app::{dialogs, files};

/// Where designs come from.
pub static OPENING: &[&Command] = &[
    &Command::new("new", "New design", Menu::File, "new", |state, _| state.open_new()).keys(&[command_key(Key::N)]),
    &Command::new("open", "Open…", Menu::File, "open", |state, _| dialogs::ask_path(state, Purpose::Open)).keys(&[command_key(Key::O)]),
    &Command::new("start-page", "Start page", Menu::File, "folder", |state, _| state.active = None),
];

/// From one open design to another.
pub static TURNING: &[&Command] = &[
    &Command::new("next-design", "Next design", Menu::View, "chevron_right", |state, _| turn(state, 1))
        .keys(&[command_key(Key::PageDown), command_key(Key::Tab)])
        .on_mac(&[command_shift(Key::CloseBracket), command_shift(Key::CloseCurlyBracket)])
        .when(with_several),
    &Command::new("previous-design", "Previous design", Menu::View, "chevron_left", |state, _| turn(state, -1))
        .keys(&[command_key(Key::PageUp), command_shift(Key::Tab)])
        .on_mac(&[command_shift(Key::OpenBracket), command_shift(Key::OpenCurlyBracket)])
        .when(with_several),
];

/// Shows another of the open designs, the first after the last.
fn turn(state: &mut State, by: isize) {
    let count = state.documents.len() as isize;
    let now = state.active.map_or(if by > 0 { -1 } else { count }, |index| index as isize);
    if count > 0 {
        state.active = Some((now + by).rem_euclid(count) as usize);
    }
}

fn with_several(state: &State) -> Enabled {
    let other = state.documents.len() > usize::from(state.active.is_some());
    if other { Ok(()) } else { Err("No other design is open.") }
}

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
            dialogs::ask_path(state, Purpose::SaveAs(id));
        }
    })
    .keys(&[command_shift(Key::S)])
    .when(with_design),
    &Command::new("export", "Export template…", Menu::File, "export", |state, _| {
        if let Some(id) = state.document().map(|d| d.id) {
            dialogs::ask_path(state, Purpose::Export(id));
        }
    })
    .also("cloudformation yaml json")
    .keys(&[command_key(Key::E)])
    .when(with_design),
];

/// What the user settles.
pub static SETTING: &[&Command] = &[
    &Command::new("settings", "Settings…", Menu::File, "settings", |state, _| {
        state.prompt = Some(Prompt::Settings(Section::Appearance));
    })
    .also("preferences options")
    .keys(&[command_key(Key::Comma)]),
    &Command::new("settings-keyboard", "Change keys…", Menu::Help, "keyboard", |state, _| {
        state.prompt = Some(Prompt::Settings(Section::Keyboard));
    })
    .also("shortcuts key map bindings"),
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
