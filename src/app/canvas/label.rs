//! The names of groups as they are seen: never too small to read, and far out in place of the cards.

use egui::{Pos2, Rect, pos2, vec2};

use super::brush::Brush;
use super::paint::{BLOCKS, DOTS, Picture, STEP_BACK};
use crate::anatomy::Face;
use crate::anatomy::frame::GROUP_FONT;
use crate::anatomy::text;
use crate::app::selection::Thing;
use crate::app::theme;
use crate::design::geometry;
use crate::draw::{GroupItem, Scene, Shape, Token};

/// A name is never smaller on the screen.
const SMALLEST: f32 = 11.0;
/// Between these zooms a name goes from inside its frame, where cards leave it no more room, onto its edge: what is free above
/// the cards is 36 points high, and the smallest name wants 13 pixels.
const RISES: std::ops::Range<f32> = 0.33..0.37;
/// The name far out, and what is left free around it.
const FAR_SIZE: f32 = 13.0;
const PAD: egui::Vec2 = vec2(7.0, 3.0);

impl Picture<'_> {
    /// The names of the groups in view, the outer ones first; one that would lie on another is left out. Answers where they
    /// stand on the screen.
    pub(super) fn group_labels(&self, scene: &Scene, seen: &geometry::Rect, brush: &Brush<'_>) -> Vec<Rect> {
        let mut taken: Vec<Rect> = Vec::new();
        for group in scene.groups.iter().filter(|g| g.rect.expanded(24.0 / self.view.zoom).intersects(seen)) {
            let Some((name, color)) = name_of(group) else { continue };
            let frame = brush.area(&group.rect);
            let strength = if self.is_outside(&Thing::Group(group.id.clone())) { STEP_BACK } else { 1.0 };
            let color = self.color(color).gamma_multiply(strength);
            if self.view.zoom < DOTS {
                self.far_label(name, frame, brush, &mut taken);
            } else {
                self.near_label((name, color), frame, &mut taken);
            }
        }
        taken
    }

    /// At the upper left within the frame; far out on its edge, where neither cards nor the group above are in its way.
    fn near_label(&self, (name, color): (&str, egui::Color32), frame: Rect, taken: &mut Vec<Rect>) {
        let zoom = self.view.zoom;
        let size = ((GROUP_FONT.1 * zoom).max(SMALLEST) * 2.0).round() / 2.0;
        let left = frame.left() + 24.0 * zoom;
        let room = frame.right() - left - 12.0 * zoom;
        let shown = text::shortened(name, GROUP_FONT.0, size, room);
        let width = text::width(&shown, GROUP_FONT.0, size);
        if width > room || shown.chars().count() < name.chars().count().min(3) {
            return;
        }
        let risen = 1.0 - ((zoom - RISES.start) / (RISES.end - RISES.start)).clamp(0.0, 1.0);
        let middle = egui::lerp((frame.top() + 19.0 * zoom)..=frame.top(), risen);
        let left = egui::lerp(left..=(frame.left() + 12.0), risen);
        let place = Rect::from_min_size(pos2(left, middle - size * 0.6), vec2(width, size * 1.2));
        if risen > 0.5 && !taken.iter().any(|other| other.intersects(place)) {
            // The edge, and lines that cross it, end beside it.
            self.painter.rect_filled(place.expand2(vec2(4.0, 0.0)), 3.0, self.theme.canvas);
        }
        self.label(&shown, size, place, color, taken);
    }

    /// In the middle of the frame, with a ground of its own, above what is inside.
    fn far_label(&self, name: &str, frame: Rect, brush: &Brush<'_>, taken: &mut Vec<Rect>) {
        let room = frame.width() - 2.0 * PAD.x;
        let shown = text::shortened(name, Face::SemiBold, FAR_SIZE, room);
        let width = text::width(&shown, Face::SemiBold, FAR_SIZE);
        if width > room || shown.chars().count() < 3 || frame.height() < FAR_SIZE + 4.0 * PAD.y {
            return;
        }
        let place = Rect::from_center_size(frame.center(), vec2(width, FAR_SIZE * 1.2));
        let ground = place.expand2(PAD);
        if taken.iter().any(|other| other.intersects(ground)) {
            return;
        }
        self.painter.rect_filled(ground, 6.0, brush.color(Token::Panel));
        self.label(&shown, FAR_SIZE, place, brush.color(Token::Text), taken);
    }

    fn label(&self, text: &str, size: f32, place: Rect, color: egui::Color32, taken: &mut Vec<Rect>) {
        if taken.iter().any(|other| other.intersects(place)) {
            return;
        }
        taken.push(place);
        let galley = self.painter.layout_no_wrap(text.to_owned(), theme::semibold(size), color);
        let at: Pos2 = pos2(place.left(), place.center().y - galley.size().y / 2.0);
        self.painter.galley(at, galley, color);
    }

    fn color(&self, token: Token) -> egui::Color32 {
        theme::color(self.theme.table, token)
    }

    /// How much of the nearer level of detail is seen over the farther one: levels fade into each other.
    pub(super) fn blend(&self) -> f32 {
        const FADE: f32 = 1.2;
        let zoom = self.view.zoom;
        let from = if zoom >= BLOCKS { BLOCKS } else { DOTS };
        ((zoom / from - 1.0) / (FADE - 1.0)).clamp(0.0, 1.0)
    }
}

/// A group's name as its shapes hold it.
pub(super) fn name_of(group: &GroupItem) -> Option<(&str, Token)> {
    group.shapes.iter().find_map(|shape| if let Shape::Text { text, color, .. } = shape { Some((text.as_str(), *color)) } else { None })
}
