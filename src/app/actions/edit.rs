//! Undo, redo and the clipboard.

use egui::{Key, Pos2, ViewportCommand};

use super::{Command, Enabled, Menu, command_key, command_shift, plain, with_design, with_selection};
use crate::app::settings::GRID_STEP;
use crate::app::state::State;
use crate::app::toast::{Offer, Toast};
use crate::app::{changes, clipboard, snippet};
use crate::design::Design;

/// Back and forth.
pub static HISTORY: &[&Command] = &[
    &Command::new("undo", "Undo", Menu::Edit, "undo", |state, _| {
        if let Some(document) = state.document_mut() {
            document.undo();
        }
    })
    .keys(&[command_key(Key::Z)])
    .when(|state| enabled_if(state, |d| d.editor.undo_title().is_some(), "There is nothing to undo."))
    .titled(|state| Some(format!("Undo {}", state.document()?.editor.undo_title()?))),
    &Command::new("redo", "Redo", Menu::Edit, "redo", |state, _| {
        if let Some(document) = state.document_mut() {
            document.redo();
        }
    })
    .keys(&[command_shift(Key::Z), command_key(Key::Y)])
    .on_windows(&[command_key(Key::Y), command_shift(Key::Z)])
    .on_mac(&[command_shift(Key::Z)])
    .when(|state| enabled_if(state, |d| d.editor.redo_title().is_some(), "There is nothing to redo."))
    .titled(|state| Some(format!("Redo {}", state.document()?.editor.redo_title()?))),
];

fn enabled_if(state: &State, test: impl Fn(&crate::app::document::Document) -> bool, reason: &'static str) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    if test(document) { Ok(()) } else { Err(reason) }
}

/// What is copied is the same JSON a file holds.
pub static CLIPBOARD: &[&Command] = &[
    &Command::new("cut", "Cut", Menu::Edit, "cut", |state, ctx| {
        copy(state, ctx);
        delete(state);
    })
    .keys(&[command_key(Key::X)])
    .when(with_selection),
    &Command::new("copy", "Copy", Menu::Edit, "copy", copy).keys(&[command_key(Key::C)]).when(with_selection),
    &Command::new("paste", "Paste", Menu::Edit, "paste", |_, ctx| ctx.send_viewport_cmd(ViewportCommand::RequestPaste))
        .keys(&[command_key(Key::V)])
        .when(with_design),
    &Command::new("duplicate", "Duplicate", Menu::Edit, "duplicate", |state, _| {
        if let Some(document) = state.document() {
            let change = changes::duplicate(document, &document.selection, 32.0, 96.0);
            state.edit(change);
        }
    })
    .keys(&[command_key(Key::D)])
    .when(with_selection),
    &Command::new("delete", "Delete", Menu::Edit, "delete", |state, _| delete(state))
        .keys(&[plain(Key::Delete), plain(Key::Backspace)])
        .on_mac(&[plain(Key::Backspace), plain(Key::Delete)])
        .when(with_selection),
];

fn copy(state: &mut State, ctx: &egui::Context) {
    if let Some(document) = state.document() {
        let part = clipboard::part(document.design(), &document.selection);
        ctx.copy_text(crate::project::print(&part));
    }
}

fn delete(state: &mut State) {
    let Some(document) = state.document() else { return };
    let change = changes::delete(document, &document.selection);
    let title = crate::app::state::capital(&change.title.replacen("delete", "deleted", 1));
    state.edit(change);
    state.toast(Toast::done(title).offering(Some(Offer::Undo)));
}

/// Puts in what was copied: where the pointer is, or in the middle of what is seen.
pub fn paste(state: &mut State, text: &str, pointer: Option<Pos2>) {
    let Some(document) = state.document() else { return };
    let holds_something = |part: &Design| !part.nodes.is_empty() || !part.notes.is_empty() || !part.groups.is_empty();
    let pasted = crate::project::parse(text).ok().filter(holds_something).map(Ok);
    match pasted.or_else(|| snippet::part(text)) {
        Some(Err(why)) => state.toast(Toast::refused(format!("The CloudFormation that was copied cannot be read: {why}"), None)),
        Some(Ok(part)) => {
            let place = pointer.filter(|at| state.canvas.contains(*at)).unwrap_or(state.canvas.center());
            let middle = document.view.unwrap_or_default().canvas_from_screen(state.canvas.min, place);
            let grid = state.settings.number(&GRID_STEP);
            state.edit(changes::paste(part, middle, grid));
        }
        None => state.toast(Toast::refused(
            "What was copied is no part of a design",
            Some("A CloudFormation resource can be pasted too, as YAML or JSON.".to_owned()),
        )),
    }
}
