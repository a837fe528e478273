//! What lies above what, and what is locked.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Enabled, Menu, command_shift, plain};
use crate::app::placing;
use crate::app::state::State;
use crate::draw::stack::Way;

const fn command_bracket(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// Cards and notes that overlap.
pub static STACK: &[&Command] = &[
    &Command::new("to-front", "Bring to front", Menu::Arrange, "to_front", |state, _| restack(state, Way::Front))
        .keys(&[plain(Key::CloseBracket)])
        .when(with_stacked),
    &Command::new("forward", "Bring forward", Menu::Arrange, "forward", |state, _| restack(state, Way::Forward))
        .keys(&[command_bracket(Key::CloseBracket)])
        .when(with_stacked),
    &Command::new("backward", "Send backward", Menu::Arrange, "backward", |state, _| restack(state, Way::Backward))
        .keys(&[command_bracket(Key::OpenBracket)])
        .when(with_stacked),
    &Command::new("to-back", "Send to back", Menu::Arrange, "to_back", |state, _| restack(state, Way::Back))
        .keys(&[plain(Key::OpenBracket)])
        .when(with_stacked),
];

/// What stays where it is.
pub static LOCKS: &[&Command] = &[&Command::new("lock", "Lock", Menu::Arrange, "lock", |state, _| {
    if let Some(document) = state.document() {
        let change = placing::toggle_lock(document, &document.selection);
        state.edit(change);
    }
})
.keys(&[command_shift(Key::L)])
.when(with_placed)
.titled(|state| {
    let document = state.document()?;
    let locked = with_placed(state).is_ok() && placing::all_locked(document.design(), &document.selection);
    locked.then(|| "Unlock".to_owned())
})];

fn restack(state: &mut State, way: Way) {
    if let Some(document) = state.document() {
        let change = placing::restack(document, way);
        state.edit(change);
    }
}

fn with_stacked(state: &State) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    let selection = &document.selection;
    if selection.nodes().is_empty() && selection.notes().is_empty() { Err("Select a node or a note.") } else { Ok(()) }
}

fn with_placed(state: &State) -> Enabled {
    let groups = state.document().is_some_and(|document| !document.selection.groups().is_empty());
    if groups { Ok(()) } else { with_stacked(state).map_err(|_| "Select a node, a group or a note.") }
}
