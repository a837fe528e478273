//! What stands in front of the window: searches, questions, help.

mod about;
mod commands;
mod connect_to;
mod disk;
#[cfg(feature = "deploy")]
mod environment;
#[cfg(feature = "deploy")]
mod environments;
mod find;
mod import;
mod lead_to;
mod path;
mod recover;
mod search;
mod services;
mod settings;
#[cfg(feature = "deploy")]
mod stack;
mod tour;
mod unsaved;

use egui::{Id, Modal, Ui};

use crate::app::action::Action;
use crate::app::frame::Frame;
use crate::app::prompt::Prompt;

/// The prompt that is open.
pub fn prompt_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(prompt) = &frame.state.prompt else { return };
    let fill = egui::Frame::popup(ui.style()).inner_margin(16);
    let modal = Modal::new(Id::unique(("prompt", std::mem::discriminant(prompt)))).frame(fill).show(ui.ctx(), |ui| match prompt {
        Prompt::Commands => commands::commands_ui(ui, frame),
        Prompt::Services { at, from } => services::services_ui(ui, frame, *at, from.as_ref()),
        Prompt::ConnectTo(source, entry) => connect_to::connect_to_ui(ui, frame, source, entry.as_ref()),
        Prompt::PutInto(line) => services::put_into_ui(ui, frame, line),
        Prompt::LeadTo(line, end) => lead_to::lead_to_ui(ui, frame, line, *end),
        Prompt::Find => find::find_ui(ui, frame),
        Prompt::Unsaved(leaving) => unsaved::unsaved_ui(ui, frame, *leaving),
        Prompt::ChangedOnDisk(id) => disk::changed_ui(ui, frame, *id),
        Prompt::NotSaved(not_saved) => disk::not_saved_ui(ui, frame, not_saved),
        Prompt::Path(purpose, suggestion) => path::path_ui(ui, frame, purpose, suggestion),
        Prompt::Import(template) => import::import_ui(ui, frame, template),
        Prompt::Recover => recover::recover_ui(ui, frame),
        #[cfg(feature = "deploy")]
        Prompt::ChooseEnvironment => environments::environments_ui(ui, frame),
        #[cfg(feature = "deploy")]
        Prompt::Environment(name) => environment::environment_ui(ui, frame, name.as_deref()),
        #[cfg(feature = "deploy")]
        Prompt::Stack => stack::stack_ui(ui, frame),
        Prompt::Tour => tour::tour_ui(ui, frame),
        Prompt::Settings(section) => settings::settings_ui(ui, frame, *section),
        Prompt::Shortcuts => about::shortcuts_ui(ui, frame),
        Prompt::About => about::about_ui(ui, frame),
    });
    // What a crash left behind is not lost by a slip of the hand.
    if matches!(prompt, Prompt::Recover | Prompt::ChangedOnDisk(_)) {
        return;
    }
    if modal.should_close() {
        frame.push(Action::Prompt(None));
    }
}
