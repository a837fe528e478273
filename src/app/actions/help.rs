//! Help.

use egui::Key;

use super::{Command, Menu, plain};
use crate::app::prompt::Prompt;

/// Where to learn more.
pub static HELP: &[&Command] = &[
    &Command::new("shortcuts", "Keyboard shortcuts", Menu::Help, "keyboard", |state, _| state.prompt = Some(Prompt::Shortcuts))
        .keys(&[plain(Key::F1)]),
    &Command::new("about", "About Stackdraft", Menu::Help, "info", |state, _| state.prompt = Some(Prompt::About)),
];
