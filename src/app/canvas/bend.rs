//! Lines bent by hand: where the pieces of the selected line are taken hold of, and what shows it.

use super::brush::Brush;
use super::hit::Hit;
use super::interaction::{Interaction, Keys};
use super::paint::Picture;
use super::snap;
use crate::design::ConnectionId;
use crate::design::geometry::Point;
use crate::draw::bend::Grip;
use crate::draw::{LineItem, Scene, Shape, Stroke, Token};

/// How close a piece comes to the level of its neighbours before it takes it.
const LEVEL: f32 = 5.0;

/// What of a selected line is at a point; nothing for lines that cannot be bent.
pub(super) fn grip_at(line: &LineItem, at: Point, reach: f32) -> Option<Hit> {
    let grip = if line.can_bend() { line.grip(at, reach)? } else { return None };
    let upright = if let Grip::Piece(piece) = grip { line.is_upright(piece) } else { false };
    Some(Hit::Bend(line.id.clone(), grip, upright))
}

/// The interaction while a line is bent.
pub(super) fn bending(scene: &Scene, line: ConnectionId, grip: Grip, at: Point, keys: Keys) -> Interaction {
    let item = scene.line(&line).and_then(|place| scene.lines.get(place));
    let levels = match (item, grip) {
        (Some(item), Grip::Piece(piece)) => item.levels(piece),
        _ => Vec::new(),
    };
    let snapped = |value: f32| {
        let level = levels.iter().copied().find(|level| (level - value).abs() <= LEVEL);
        if keys.alt == keys.free { level.unwrap_or_else(|| snap::to_grid(value, f32::from(keys.grid))) } else { value }
    };
    Interaction::Bending { line, grip, at: Point::new(snapped(at.x), snapped(at.y)) }
}

/// The line as it would run.
pub(super) fn bent(scene: &Scene, line: &ConnectionId, grip: Grip, at: Point, brush: &Brush<'_>) {
    let Some(item) = scene.line(line).and_then(|place| scene.lines.get(place)) else { return };
    let points = item.pulled(grip, at);
    // What would go through a card is not taken.
    let color = if scene.can_run(item, &points) { Token::Accent } else { Token::Error };
    let stroke = Stroke::solid(color, 2.0);
    brush.shapes(&[Shape::Path { points, radius: 8.0, stroke, arrow: true }], Point::default());
}

impl Picture<'_> {
    /// The corners set by hand, and the piece under the pointer.
    pub(super) fn grips(&self, line: &LineItem, brush: &Brush<'_>) {
        let stroke = egui::Stroke::new(1.5, self.theme.accent);
        let size = egui::Vec2::splat(8.0 * self.view.zoom);
        for (number, at) in line.waypoints.iter().enumerate() {
            let under = matches!(&self.over, Some(Hit::Bend(over, Grip::Waypoint(at), _)) if *over == line.id && *at == number);
            let size = if under { size * 1.4 } else { size };
            let square = egui::Rect::from_center_size(brush.at(*at), size);
            self.painter.rect(square, 2.0, self.theme.panel, stroke, egui::StrokeKind::Middle);
        }
        if let Some(Hit::Bend(over, Grip::Piece(piece), upright)) = &self.over
            && *over == line.id
            && let Some([from, to]) = line.points.get(*piece..*piece + 2)
        {
            let middle = brush.at(Point::new(f32::midpoint(from.x, to.x), f32::midpoint(from.y, to.y)));
            let size = egui::vec2(18.0, 7.0) * self.view.zoom;
            let size = if *upright { egui::vec2(size.y, size.x) } else { size };
            let pill = egui::Rect::from_center_size(middle, size);
            self.painter.rect(pill, 4.0 * self.view.zoom, self.theme.panel, stroke, egui::StrokeKind::Middle);
        }
    }
}
