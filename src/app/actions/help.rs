//! Help.

use egui::Key;

use super::{Command, Menu, command_key, plain};
use crate::app::help::{Help, about_selection};
use crate::app::prompt::Prompt;
use crate::app::tour;

/// Where to learn more.
pub static HELP: &[&Command] = &[
    &Command::new("help", "Help", Menu::Help, "help", |state, _| state.help = Some(Help::at(about_selection(state.document()))))
        .keys(&[plain(Key::F1)]),
    &Command::new("tour", "Tour", Menu::Help, "play", |state, _| tour::begin(state)),
    &Command::new("shortcuts", "Keyboard shortcuts", Menu::Help, "keyboard", |state, _| state.prompt = Some(Prompt::Shortcuts))
        .keys(&[command_key(Key::Slash)]),
    &Command::new("about", "About Stackdraft", Menu::Help, "info", |state, _| state.prompt = Some(Prompt::About)),
];
