//! An empty canvas says how to begin.

use egui::{Align, Area, Id, Layout, Order, Rect, Ui, vec2};

use crate::app::action::Action;
use crate::app::actions;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::{theme, widgets};

/// What is said, and the canvas's least size for it.
const SIZE: egui::Vec2 = vec2(420.0, 150.0);

/// Shown while nothing is on the canvas and nothing is being put there.
pub(super) fn show(ui: &Ui, rect: Rect, document: &Document, frame: &Frame<'_>) {
    let design = document.design();
    let is_empty = design.nodes.is_empty() && design.groups.is_empty() && design.notes.is_empty();
    let is_dragging = egui::DragAndDrop::has_any_payload(ui.ctx());
    if !is_empty || is_dragging || rect.width() < SIZE.x || rect.height() < SIZE.y + 100.0 {
        return;
    }
    let theme = theme::of(ui);
    let place = Rect::from_center_size(rect.center(), SIZE);
    Area::new(Id::unique("empty canvas")).order(Order::Middle).fixed_pos(place.min).movable(false).show(ui.ctx(), |ui| {
        ui.set_width(SIZE.x);
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            ui.label(theme::strong("Nothing is drawn yet", theme::HEADING, theme.text));
            ui.add_space(6.0);
            for line in [
                "Drag a service from the palette onto the canvas, or click one.",
                "Pull a line from the port at its right edge to what it should reach.",
            ] {
                ui.label(theme::text(line, theme::BODY, theme.dim));
            }
            ui.add_space(10.0);
            for (id, text) in [("add-node", "Find a service by its name"), ("open", "Open a design or a template")] {
                let Some(command) = actions::command(id) else { continue };
                let keys = frame.state.keymap.shown(command);
                let text = if keys.is_empty() { text.to_owned() } else { format!("{text}  {keys}") };
                if widgets::link(ui, &text).clicked() {
                    frame.push(Action::Run(command));
                }
            }
        });
    });
}
