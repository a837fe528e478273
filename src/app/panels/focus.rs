//! Where the keyboard is: a ring around what it would press. The pointer needs none.

use egui::{Event, Id, Key, Stroke, StrokeKind, Ui};

use crate::app::theme;

/// How far it stands off what it is around.
const GAP: f32 = 2.0;

/// The ring, while the keyboard is what moves the focus. Text fields show by themselves that they are written in.
pub(super) fn ring_ui(ui: &Ui) {
    let ctx = ui.ctx();
    let slot = Id::unique("the keyboard moves the focus");
    let last = ctx.input(|i| {
        let of = |event: &Event| match event {
            Event::Key { key: Key::Tab, pressed: true, .. } => Some(true),
            Event::AccessKitActionRequest(asked) if asked.action == egui::accesskit::Action::Focus => Some(true),
            Event::PointerButton { pressed: true, .. } => Some(false),
            _ => None,
        };
        i.events.iter().rev().find_map(of)
    });
    if let Some(by_keyboard) = last {
        ctx.data_mut(|data| data.insert_temp(slot, by_keyboard));
    }
    let by_keyboard = ctx.data(|data| data.get_temp::<bool>(slot)).unwrap_or(false);
    if !by_keyboard || ctx.text_edit_focused() {
        return;
    }
    if let Some(response) = ctx.memory(egui::Memory::focused).and_then(|id| ctx.read_response(id)) {
        let window = ctx.content_rect();
        let place = response.interact_rect.expand(GAP).intersect(window.shrink(1.0));
        if place.is_positive() {
            let stroke = Stroke::new(1.5, theme::of(ui).accent);
            ctx.layer_painter(response.layer_id).rect_stroke(place, 6.0, stroke, StrokeKind::Inside);
        }
    }
}
