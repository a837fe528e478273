//! What is selected.

use egui::Key;

use super::{Command, Menu, command_key, with_design, with_selection};
use crate::app::selection::{Selection, Thing};

/// Selecting more or less.
pub static SELECTING: &[&Command] = &[
    &Command::new("select-all", "Select all", Menu::Edit, "select_all", |state, _| {
        if let Some(document) = state.document_mut() {
            let design = document.design();
            let nodes = design.nodes.keys().map(|id| Thing::Node(id.clone()));
            let notes = design.notes.keys().map(|id| Thing::Note(id.clone()));
            let groups = design.groups.keys().map(|id| Thing::Group(id.clone()));
            document.selection = Selection::of(nodes.chain(notes).chain(groups));
        }
    })
    .keys(&[command_key(Key::A)])
    .when(with_design),
    &Command::new("select-connected", "Select connected", Menu::Edit, "link", |state, _| {
        if let Some(document) = state.document_mut() {
            let nodes = document.selection.nodes();
            let touching = document.design().connections.iter().filter(|(_, c)| c.nodes().any(|n| nodes.contains(n)));
            let found =
                touching.flat_map(|(id, c)| c.nodes().cloned().map(Thing::Node).chain([Thing::Connection(id.clone())]).collect::<Vec<_>>());
            let more = Selection::of(found);
            document.selection = document.selection.union(&more);
        }
    })
    .when(with_selection),
];
