//! Services dragged from the palette onto the canvas.

use egui::{Response, Ui};

use super::view::View;
use crate::REGISTRY;
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::design::geometry::Point;

/// A service being dragged.
#[derive(Clone, Copy, Debug)]
pub struct DraggedService(pub &'static str);

/// Half the size of a card: it is put with its middle where it was let go.
const HALF: (f32, f32) = (88.0, 28.0);

/// Shows where a dragged service would stand, and puts it there when it is let go.
pub(super) fn accept(ui: &Ui, response: &Response, view: View, frame: &Frame<'_>) {
    let Some(pointer) = ui.input(|i| i.pointer.interact_pos()) else { return };
    let at = view.canvas_from_screen(response.rect.min, pointer).offset(-HALF.0, -HALF.1);
    let at = Point::new(super::to_grid(at.x), super::to_grid(at.y));
    if response.dnd_hover_payload::<DraggedService>().is_some() {
        let corner = view.screen_from_canvas(response.rect.min, at);
        let rect = egui::Rect::from_min_size(corner, egui::vec2(HALF.0, HALF.1) * 2.0 * view.zoom);
        let theme = theme::of(ui);
        let stroke = egui::Stroke::new(1.5, theme.accent);
        ui.painter().rect(rect, 8.0 * view.zoom, theme.selection, stroke, egui::StrokeKind::Inside);
    }
    if let Some(service) = response.dnd_release_payload::<DraggedService>() {
        frame.edit(changes::add_node(&REGISTRY, service.0, Some(at), None));
    }
}
