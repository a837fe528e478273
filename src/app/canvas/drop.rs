//! Services dragged from the palette onto the canvas.

use egui::{Response, Ui};

use super::hit::{Hit, hit};
use super::view::View;
use crate::REGISTRY;
use crate::app::changes;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::neighbourhood::neighbourhood;
use crate::app::theme;
use crate::catalog::draft::Draft;
use crate::design::ConnectionId;
use crate::design::geometry::Point;

/// A service being dragged.
#[derive(Clone, Copy, Debug)]
pub struct DraggedService(pub &'static str);

/// Half the size of a card: it is put with its middle where it was let go.
const HALF: (f32, f32) = (88.0, 28.0);

/// Shows where a dragged service would stand, and puts it there when it is let go: on a line it becomes part of it, where
/// that is possible.
pub(super) fn accept(ui: &Ui, response: &Response, view: View, document: &Document, frame: &Frame<'_>) {
    let Some(pointer) = ui.input(|i| i.pointer.interact_pos()) else { return };
    let under = view.canvas_from_screen(response.rect.min, pointer);
    let at = under.offset(-HALF.0, -HALF.1);
    let at = frame.state.on_grid(at);
    if let Some(service) = response.dnd_hover_payload::<DraggedService>() {
        let corner = view.screen_from_canvas(response.rect.min, at);
        let rect = egui::Rect::from_min_size(corner, egui::vec2(HALF.0, HALF.1) * 2.0 * view.zoom);
        let theme = theme::of(ui);
        let stroke = egui::Stroke::new(1.5, theme.accent);
        ui.painter().rect(rect, 8.0 * view.zoom, theme.selection, stroke, egui::StrokeKind::Inside);
        if let Some(line) = line_under(document, under, view, service.0) {
            let name = changes::line_name(document.design(), &line);
            let at = rect.center_bottom() + egui::vec2(0.0, 8.0);
            let text = format!("Put into {name}");
            ui.painter().text(at, egui::Align2::CENTER_TOP, text, theme::regular(theme::SMALL), theme.accent);
        }
    }
    if let Some(service) = response.dnd_release_payload::<DraggedService>() {
        frame.edit(match line_under(document, under, view, service.0) {
            Some(line) => changes::insert_on_line(document, line, service.0, at),
            None => changes::add_node(&REGISTRY, service.0, Some(at), None),
        });
    }
}

/// The line at a point that a node of this service can become part of.
fn line_under(document: &Document, at: Point, view: View, service: &'static str) -> Option<ConnectionId> {
    let Hit::Wire(line) = hit(document.scene(), at, 5.0 / view.zoom) else { return None };
    let connection = document.design().connections.get(&line)?;
    let part = neighbourhood(document.design(), [&connection.source, &connection.target]);
    Draft::new(&part, &REGISTRY).insert_on_line(&line, service, at).ok().map(|_| line)
}
