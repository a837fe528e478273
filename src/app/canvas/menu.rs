//! The menu of the right mouse button.

use egui::Response;

use super::hit::hit;
use super::interaction::thing_of;
use super::view::View;
use crate::app::action::Action;
use crate::app::actions;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::panels::menus;
use crate::app::prompt::Prompt;
use crate::app::selection::Selection;

/// The commands, in groups.
const ITEMS: [&[&str]; 4] = [
    &["connect", "insert", "straighten", "select-connected"],
    &["cut", "copy", "paste", "duplicate", "delete"],
    &["group", "ungroup", "fold", "enter", "rename"],
    &["to-front", "to-back", "lock", "add-note"],
];

/// Offers what can be done with what the pointer is on.
pub(super) fn show(response: &Response, view: View, document: &Document, frame: &Frame<'_>) {
    if response.secondary_clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let at = view.canvas_from_screen(response.rect.min, pointer);
        if let Some(thing) = thing_of(&hit(document.scene(), at, 5.0 / view.zoom))
            && !document.selection.contains(&thing)
        {
            frame.push(Action::Select(Selection::one(thing)));
        }
    }
    response.context_menu(|ui| {
        ui.set_min_width(220.0);
        if ui.button("Add a node…").clicked() {
            let pointer = ui.min_rect().min;
            let at = view.canvas_from_screen(response.rect.min, pointer);
            frame.push(Action::Prompt(Some(Prompt::Services { at, from: None })));
        }
        for group in ITEMS {
            ui.separator();
            for command in group.iter().filter_map(|id| actions::command(id)) {
                menus::command_item(ui, command, frame);
            }
        }
    });
}
