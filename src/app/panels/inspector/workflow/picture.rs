//! The picture of the states; a click selects one.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Id, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::Shown;
use crate::app::canvas;
use crate::app::theme;
use crate::design::Node;
use crate::draw::StatePicture;
use crate::draw::states;

/// The picture is never higher than this; longer ones become smaller, and then scroll.
const HIGHEST: f32 = 400.0;
/// It is never smaller than this: its names could not be read.
const SMALLEST: f32 = 0.85;
const MARGIN: f32 = 10.0;

/// A picture that was drawn, with what it was drawn of.
#[derive(Clone)]
struct Drawn {
    of: Node,
    selected: Option<String>,
    flawed: BTreeSet<String>,
    picture: Arc<StatePicture>,
}

pub(super) fn picture_ui(ui: &mut Ui, shown: &Shown<'_>, flawed: &BTreeSet<String>) {
    let picture = drawn(ui, shown, flawed);
    let theme = theme::of(ui);
    let room = ui.available_width();
    let (width, height) = (picture.size.width + 2.0 * MARGIN, picture.size.height + 2.0 * MARGIN);
    let zoom = (room / width).min(HIGHEST / height).clamp(SMALLEST, 1.0);
    let frame = ui.available_rect_before_wrap();
    let high = (height * zoom).min(HIGHEST);
    let outer = egui::Rect::from_min_size(frame.min, vec2(room, high));
    ui.painter().rect(outer, 6.0, theme.canvas, Stroke::new(1.0, theme.border), StrokeKind::Inside);
    let scroll =
        egui::ScrollArea::both().id_salt(("states", shown.view.id)).max_height(high).min_scrolled_height(high).auto_shrink([false, true]);
    scroll.show(ui, |ui| {
        let size = vec2((width * zoom).max(ui.available_width()), height * zoom);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let corner = pos2(rect.center().x - picture.size.width * zoom / 2.0, rect.min.y + MARGIN * zoom);
        canvas::paint_shapes(ui, corner, zoom, &picture.shapes);
        for (name, area) in &picture.states {
            let place = egui::Rect::from_min_size(corner + vec2(area.min.x, area.min.y) * zoom, vec2(area.width(), area.height()) * zoom);
            let response = ui.interact(place, Id::unique(("picture of", shown.view.id, name)), Sense::click());
            let is_selected = shown.selected.as_ref() == Some(name);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, format!("{name} in the picture")));
            if response.hovered() || response.has_focus() {
                ui.painter().rect_stroke(place, 6.0, Stroke::new(1.0, theme.accent), StrokeKind::Outside);
            }
            if response.clicked() {
                shown.select(ui, (!is_selected).then_some(name));
            }
        }
    });
}

/// The picture, drawn anew only where something changed.
fn drawn(ui: &Ui, shown: &Shown<'_>, flawed: &BTreeSet<String>) -> Arc<StatePicture> {
    let id = Id::unique(("drawn states of", shown.view.id));
    if let Some(drawn) = ui.data(|data| data.get_temp::<Drawn>(id))
        && drawn.of == *shown.view.node
        && drawn.selected == shown.selected
        && drawn.flawed == *flawed
    {
        return drawn.picture;
    }
    let picture = Arc::new(states::picture(shown.definition, shown.selected.as_deref(), flawed));
    let drawn =
        Drawn { of: shown.view.node.clone(), selected: shown.selected.clone(), flawed: flawed.clone(), picture: Arc::clone(&picture) };
    ui.data_mut(|data| data.insert_temp(id, drawn));
    picture
}
