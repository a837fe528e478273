//! A workflow's states: the picture, the outline that is edited, and the text; all three show the same definition.

mod outline;
mod picture;
mod state;
mod text;

use std::collections::BTreeSet;

use egui::{Id, Ui};
use serde_json::Value as Json;

use crate::app::action::Change;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::catalog::NodeView;
use crate::design::NodeId;
use crate::services::workflow::{self, definition, flaws};

/// What the parts of the section share.
struct Shown<'a> {
    frame: &'a Frame<'a>,
    view: &'a NodeView<'a>,
    definition: &'a Json,
    jsonata: bool,
    selected: Option<String>,
}

/// The states of a workflow.
pub(super) fn states_ui(ui: &mut Ui, frame: &Frame<'_>, view: &NodeView<'_>) {
    let theme = theme::of(ui);
    ui.add_space(12.0);
    ui.label(theme::strong("States", theme::SMALL, theme.text));
    let Some(definition) = workflow::definition_as_data(view.node) else {
        let why = "The definition is only known at deployment.";
        ui.label(theme::text(why, theme::SMALL, theme.dim));
        return;
    };
    let jsonata = workflow::writes_jsonata(view.node);
    let flawed: BTreeSet<String> = flaws::of(&definition, jsonata).into_iter().filter_map(|flaw| flaw.state).collect();
    let selected = selected(ui, view.id).filter(|name| definition::states(&definition).iter().any(|state| state.name == name));
    let shown = Shown { frame, view, definition: &definition, jsonata, selected };
    ui.add_space(4.0);
    picture::picture_ui(ui, &shown, &flawed);
    ui.add_space(8.0);
    outline::outline_ui(ui, &shown, &flawed);
    ui.add_space(12.0);
    text::text_ui(ui, &shown);
}

fn selection_id(node: &NodeId) -> Id {
    Id::unique(("state of", node))
}

/// The state of a workflow that is selected.
fn selected(ui: &Ui, node: &NodeId) -> Option<String> {
    ui.data(|data| data.get_temp::<Option<String>>(selection_id(node))).flatten()
}

impl Shown<'_> {
    /// Selects a state, or none.
    fn select(&self, ui: &Ui, name: Option<&str>) {
        let chosen = name.map(str::to_owned);
        ui.data_mut(|data| data.insert_temp(selection_id(self.view.id), chosen));
    }

    /// Asks for a change of the definition, one step.
    fn rewrite<T: 'static>(&self, title: String, rewritten: impl FnOnce(&mut Json, bool) -> Result<T, String> + 'static) {
        let id = self.view.id.clone();
        self.frame.edit(Change::new(title, move |draft| workflow::rewrite(draft, &id, rewritten).map(drop)));
    }
}
