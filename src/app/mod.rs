//! The window: documents, commands, panels and the canvas. The only part that names egui.

mod action;
mod actions;
mod analysis;
mod canvas;
mod changes;
mod clipboard;
mod code;
mod defaults;
#[cfg(feature = "deploy")]
mod deployment;
mod document;
mod files;
mod find;
mod frame;
mod help;
mod icons;
mod importing;
mod keys;
mod launch;
mod layout;
mod neighbourhood;
mod outside;
mod panels;
mod place;
mod placing;
mod prompt;
mod recovery;
mod remembered;
mod routes;
mod samples;
mod selection;
mod settings;
mod shown;
mod snippet;
mod state;
mod theme;
mod toast;
mod tour;
mod watch;
mod whereabouts;
mod widgets;
mod window;
mod worker;

pub use launch::run;
pub use settings::Settings;
pub use window::Window;
