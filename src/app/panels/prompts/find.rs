//! Finding something in the design, and framing it.

use egui::Ui;

use super::search::{Item, query, search_ui};
use crate::app::action::Action;
use crate::app::find;
use crate::app::frame::Frame;

const NAME: &str = "Find";

/// The search.
pub(super) fn find_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(document) = frame.document() else { return };
    let items = find::everything(document).into_iter().map(|found| Item {
        icon: found.icon,
        title: found.title,
        remark: found.remark,
        also: "",
        disabled: None,
        value: found.thing,
    });
    let hint = "Find nodes, settings, resources, notes…";
    let Some(thing) = search_ui(ui, NAME, hint, items.collect()) else { return };
    frame.push(Action::Prompt(None));
    frame.push(Action::Found(query(ui, NAME), thing));
}
