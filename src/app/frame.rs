//! What a panel sees while it draws: everything shared, nothing to change but the list of what it asks for.

use super::action::{Action, Actions, Change};
use super::document::Document;
use super::help::Help;
use super::state::State;

/// What panels see.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// The window's state.
    pub state: &'a State,
    actions: &'a Actions,
}

impl<'a> Frame<'a> {
    /// The state to show and where to put what is asked for.
    pub fn new(state: &'a State, actions: &'a Actions) -> Self {
        Self { state, actions }
    }

    /// The active document.
    pub fn document(&self) -> Option<&'a Document> {
        self.state.document()
    }

    /// Asks for something.
    pub fn push(&self, action: Action) {
        self.actions.push(action);
    }

    /// Asks for a change to the design.
    pub fn edit(&self, change: Change) {
        self.push(Action::Edit(change));
    }

    /// Opens or closes the help.
    pub fn help(&self, change: impl FnOnce(&mut Option<Help>) + 'static) {
        self.push(Action::Help(Box::new(change)));
    }

    /// Turns the help that is open.
    pub fn on_help(&self, change: impl FnOnce(&mut Help) + 'static) {
        self.help(move |help| {
            if let Some(help) = help {
                change(help);
            }
        });
    }

    /// Changes a setting.
    pub fn settle(&self, change: impl FnOnce(&mut super::settings::Settings) -> Result<(), String> + 'static) {
        self.push(Action::Settle(Box::new(change)));
    }

    /// Arranges the panels.
    pub fn layout(&self, change: impl FnOnce(&mut super::layout::Layout) + 'static) {
        self.push(Action::Layout(Box::new(change)));
    }
}
