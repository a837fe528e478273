//! What a gesture shows while it goes on: guides, the box, the line that is pulled, the handles of the selected line.

use egui::StrokeKind;

use super::bend;
use super::brush::Brush;
use super::hit::{self, Hit};
use super::interaction::Interaction;
use super::paint::{Picture, detail};
use super::possible;
use super::spacing::Gap;
use crate::app::selection::Thing;
use crate::app::theme;
use crate::design::geometry::{self, Point};
use crate::design::{EntryId, LineEnd, NodeId};
use crate::draw::{Detail, NodeItem, Scene, Shape, Stroke, Token};

impl Picture<'_> {
    pub(super) fn gesture(&self, scene: &Scene, brush: &Brush<'_>) {
        let thin = egui::Stroke::new(1.0, self.theme.accent);
        match self.interaction {
            Interaction::Moving { guides, copies, things, by, .. } => {
                for (from, to) in &guides.lines {
                    self.painter.line_segment([brush.at(*from), brush.at(*to)], thin);
                }
                guides.gaps.iter().for_each(|gap| self.gap(gap, brush));
                let cards = if *copies { scene.nodes.as_slice() } else { &[] };
                let moved = cards.iter().filter(|n| things.contains(&hit::thing(n)));
                for node in moved {
                    let rect = brush.area(&node.rect.translated(by.0, by.1));
                    self.painter.rect(rect, 8.0 * self.view.zoom, self.theme.selection, thin, StrokeKind::Middle);
                }
            }
            Interaction::Boxing { from, to, .. } => {
                let rect = brush.area(&geometry::Rect::from_points(*from, *to));
                self.painter.rect(rect, 2.0, self.theme.selection, thin, StrokeKind::Middle);
            }
            Interaction::Pulling { source, entry, at, over } => {
                let from = hit::card(scene, source).map(|card| out_place(card, entry.as_ref()));
                pulled(brush, from.unwrap_or(*at), self.led_to(scene, over.as_ref(), source).map_or(*at, in_place));
            }
            Interaction::Leading { line, end, at, over } => {
                let Some(item) = scene.line(line).and_then(|index| scene.lines.get(index)) else { return };
                let Some((from, to)) = hit::ends(item) else { return };
                let node =
                    self.led_to(scene, over.as_ref(), &scene.nodes[if *end == LineEnd::Source { item.target } else { item.source }].id);
                match end {
                    LineEnd::Source => pulled(brush, node.map_or(*at, |card| out_place(card, None)), to),
                    LineEnd::Target => pulled(brush, from, node.map_or(*at, in_place)),
                }
            }
            Interaction::Bending { line, grip, at } => bend::bent(scene, line, *grip, *at, brush),
            Interaction::Idle | Interaction::Pressed { .. } | Interaction::Panning | Interaction::Resizing { .. } => {}
        }
    }

    /// A gap that equals another, with its length.
    fn gap(&self, gap: &Gap, brush: &Brush<'_>) {
        const TICK: f32 = 4.0;
        let stroke = egui::Stroke::new(1.0, self.theme.accent);
        let (from, to) = (brush.at(gap.from), brush.at(gap.to));
        let tick = if (from.x - to.x).abs() < (from.y - to.y).abs() { egui::vec2(TICK, 0.0) } else { egui::vec2(0.0, TICK) };
        self.painter.line_segment([from, to], stroke);
        for end in [from, to] {
            self.painter.line_segment([end - tick, end + tick], stroke);
        }
        let text = format!("{}", gap.from.distance(gap.to).round());
        let galley = self.painter.layout_no_wrap(text, theme::semibold(theme::TINY), self.theme.on_accent);
        let label = egui::Rect::from_center_size(from + (to - from) / 2.0, galley.size() + egui::vec2(8.0, 2.0));
        self.painter.rect_filled(label, 7.0, self.theme.accent);
        self.painter.galley(label.center() - galley.size() / 2.0, galley, self.theme.on_accent);
    }

    /// The card the pointer is on, where the line can lead there; not the one at its other end.
    fn led_to<'s>(&self, scene: &'s Scene, over: Option<&NodeId>, fixed: &NodeId) -> Option<&'s NodeItem> {
        let node = over.filter(|node| *node != fixed && possible::refusal(self.document, self.interaction, node).is_none())?;
        hit::card(scene, node)
    }

    /// Handles at both ends of the selected line: it can be led elsewhere.
    pub(super) fn handles(&self, brush: &Brush<'_>) {
        let Some(Thing::Connection(id)) = self.document.selection.single() else { return };
        if *self.interaction != Interaction::Idle || detail(self.view.zoom) != Detail::Full {
            return;
        }
        let scene = self.document.scene();
        let Some(line) = scene.line(id).and_then(|line| scene.lines.get(line)) else { return };
        let Some((from, to)) = hit::ends(line) else { return };
        self.grips(line, brush);
        for (end, place) in [(LineEnd::Source, from), (LineEnd::Target, to)] {
            let under = matches!(&self.over, Some(Hit::LineEnd(_, over)) if *over == end);
            let radius = if under { 6.5 } else { 5.0 } * self.view.zoom;
            self.painter.circle(brush.at(place), radius, self.theme.accent, egui::Stroke::new(1.5, self.theme.panel));
        }
    }
}

/// A line while it is drawn: out to the right, in from the left, around where it leads back.
fn pulled(brush: &Brush<'_>, from: Point, to: Point) {
    const OUT: f32 = 24.0;
    let points = if to.x >= from.x + OUT {
        let middle = f32::midpoint(from.x, to.x);
        vec![from, Point::new(middle, from.y), Point::new(middle, to.y), to]
    } else {
        let level = if (to.y - from.y).abs() > 4.0 * OUT { f32::midpoint(from.y, to.y) } else { from.y.max(to.y) + 3.0 * OUT };
        let (right, left) = (from.x + OUT, to.x - OUT);
        vec![from, Point::new(right, from.y), Point::new(right, level), Point::new(left, level), Point::new(left, to.y), to]
    };
    let stroke = Stroke::solid(Token::Accent, 2.0);
    brush.shapes(&[Shape::Path { points, radius: 8.0, stroke, arrow: true }], Point::default());
}

/// Where a line starts at a card.
fn out_place(card: &NodeItem, entry: Option<&EntryId>) -> Point {
    let port = card.card.out_port(entry);
    card.rect.min.offset(port.x, port.y)
}

/// Where lines lead to at a card.
fn in_place(card: &NodeItem) -> Point {
    let port = card.card.in_port();
    card.rect.min.offset(port.x, port.y)
}
