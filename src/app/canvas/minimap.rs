//! The whole design in a corner, where it is larger than what is seen; and pictures of designs in small.

use std::sync::Arc;

use egui::epaint::Mesh;
use egui::{
    Align2, Area, Color32, ColorImage, Id, Order, Pos2, Rect, Role, Sense, Stroke, StrokeKind, TextureHandle, TextureOptions, Ui,
    WidgetInfo, vec2,
};

use super::brush::Brush;
use super::overlay::EDGE;
use super::view::View;
use crate::app::action::Action;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::design::geometry::{self, Point};
use crate::draw::{Emphasis, Scene};

/// So many cards are drawn one by one, more as a picture.
const FEW: usize = 1_000;
/// Its size.
pub(super) const SIZE: egui::Vec2 = vec2(184.0, 120.0);

/// Whether a canvas of this width has room for it.
pub(super) fn has_room(width: f32) -> bool {
    width >= 3.0 * SIZE.x
}

/// The minimap, where there is more than is seen.
pub(super) fn show(ui: &Ui, rect: Rect, view: View, document: &Document, frame: &Frame<'_>) {
    let Some(bounds) = document.settled().0.bounds() else { return };
    let seen = view.canvas_rect(rect.min, rect);
    if seen.contains_rect(&bounds) || !has_room(rect.width()) {
        return;
    }
    let theme = theme::of(ui);
    let corner = rect.right_bottom() - vec2(EDGE, EDGE);
    Area::new(Id::unique("minimap")).order(Order::Middle).fixed_pos(corner).pivot(Align2::RIGHT_BOTTOM).show(ui.ctx(), |ui| {
        let (place, response) = ui.allocate_exact_size(SIZE, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollView, true, "Minimap"));
        ui.painter().rect(place, 8.0, theme.panel, Stroke::new(1.0, theme.border), StrokeKind::Inside);
        let all = bounds.union(&seen).expanded(40.0);
        let inner = place.shrink(6.0);
        let small = fitted(&all, inner.size());
        let painter = ui.painter().with_clip_rect(inner);
        if document.settled().0.nodes.len() > FEW {
            let all = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
            painter.image(dots(ui, document, small, inner).id(), inner, all, Color32::WHITE);
        } else {
            painter.add(blocks(ui, document, small, inner.min));
        }
        painter.rect_stroke(small.screen_rect(inner.min, &seen), 2.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
        if response.has_focus() {
            walk(ui, response.id, view, frame);
        }
        if let Some(pointer) = response.interact_pointer_pos() {
            let at = small.canvas_from_screen(inner.min, pointer);
            frame.push(Action::View(view.centered(at, rect.size())));
        }
    });
}

/// While it has the focus, the arrow keys look elsewhere.
fn walk(ui: &Ui, id: Id, view: View, frame: &Frame<'_>) {
    const STEP: f32 = 80.0;
    let arrows = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..egui::EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    let by = ui.input(|i| {
        let pressed = |key| if i.key_pressed(key) { STEP } else { 0.0 };
        let (left, right) = (pressed(egui::Key::ArrowLeft), pressed(egui::Key::ArrowRight));
        let (up, down) = (pressed(egui::Key::ArrowUp), pressed(egui::Key::ArrowDown));
        vec2(left - right, up - down)
    });
    if by != egui::Vec2::ZERO {
        frame.push(Action::View(view.panned(by)));
    }
}

/// Groups and cards in small, where they stand while nothing is moved: made anew only when they or the view have changed, as a
/// design may have thousands.
fn blocks(ui: &Ui, document: &Document, small: View, corner: Pos2) -> Arc<Mesh> {
    let (theme, (scene, version)) = (theme::of(ui), document.settled());
    let place = [small.origin.x, small.origin.y, small.zoom, corner.x, corner.y].map(f32::to_bits);
    let key = Id::unique((document.id, version, place, theme.table == crate::draw::Theme::Dark));
    let slot = Id::unique("minimap blocks");
    if let Some((known, mesh)) = ui.data(|data| data.get_temp::<(Id, Arc<Mesh>)>(slot))
        && known == key
    {
        return mesh;
    }
    let mut mesh = Mesh::default();
    for group in &scene.groups {
        mesh.add_colored_rect(small.screen_rect(corner, &group.rect), theme.hover);
    }
    for node in &scene.nodes {
        let card = small.screen_rect(corner, &node.rect);
        mesh.add_colored_rect(
            Rect::from_center_size(card.center(), card.size().max(vec2(2.0, 2.0))),
            theme::color(theme.table, node.tile()),
        );
    }
    let mesh = Arc::new(mesh);
    ui.data_mut(|data| data.insert_temp(slot, (key, Arc::clone(&mesh))));
    mesh
}

/// The same as a picture, for a design of so many cards that each is a dot or two.
fn dots(ui: &Ui, document: &Document, small: View, place: Rect) -> TextureHandle {
    let (theme, (scene, version), density) = (theme::of(ui), document.settled(), ui.ctx().pixels_per_point());
    let view = [small.origin.x, small.origin.y, small.zoom, place.width(), place.height(), density].map(f32::to_bits);
    let key = Id::unique((document.id, version, view, theme.table == crate::draw::Theme::Dark));
    let slot = Id::unique("minimap dots");
    if let Some((known, picture)) = ui.data(|data| data.get_temp::<(Id, TextureHandle)>(slot))
        && known == key
    {
        return picture;
    }
    let size = [place.width(), place.height()].map(|side| (side * density).ceil().max(1.0) as usize);
    let mut pixels = ColorImage::filled(size, Color32::TRANSPARENT);
    let mut fill = |rect: &geometry::Rect, least: f32, color: Color32| {
        let area = small.screen_rect(Pos2::ZERO, rect);
        let area = Rect::from_center_size(area.center(), area.size().max(egui::Vec2::splat(least))) * density;
        let within = |from: f32, to: f32, most: usize| (from.round().max(0.0) as usize).min(most)..(to.round().max(0.0) as usize).min(most);
        let columns = within(area.min.x, area.max.x, size[0]);
        for row in within(area.min.y, area.max.y, size[1]) {
            let line = pixels.pixels.get_mut(row * size[0] + columns.start..row * size[0] + columns.end).unwrap_or_default();
            for pixel in line {
                *pixel = pixel.blend(color);
            }
        }
    };
    scene.groups.iter().for_each(|group| fill(&group.rect, 0.0, theme.hover));
    scene.nodes.iter().for_each(|node| fill(&node.rect, 2.0, theme::color(theme.table, node.tile())));
    let picture = ui.ctx().load_texture("minimap", pixels, TextureOptions::NEAREST);
    ui.data_mut(|data| data.insert_temp(slot, (key, picture.clone())));
    picture
}

/// A view of a rectangle as small as need be.
fn fitted(bounds: &geometry::Rect, size: egui::Vec2) -> View {
    let zoom = (size.x / bounds.width().max(1.0)).min(size.y / bounds.height().max(1.0));
    View { origin: Point::default(), zoom }.centered(bounds.center(), size)
}

/// A picture of a design, as large as fits.
pub fn thumbnail(ui: &Ui, rect: Rect, scene: &Scene) {
    let Some(bounds) = scene.bounds() else { return };
    let view = fitted(&bounds.expanded(24.0), rect.size());
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let brush = Brush::new(ui.ctx(), painter, theme::of(ui).table, view, rect.min);
    for group in &scene.groups {
        brush.shapes(&group.shapes, group.rect.min);
    }
    for line in &scene.lines {
        brush.shapes(&line.shapes(Emphasis::None), Point::default());
    }
    brush.flush();
    for node in &scene.nodes {
        brush.shapes(node.shapes(crate::draw::Detail::Blocks), node.rect.min);
    }
}
