//! Paints what is in view, in as much detail as the zoom leaves readable.

use std::collections::BTreeMap;

use egui::epaint::Mesh;
use egui::{Painter, Rect, StrokeKind, Ui, vec2};

use super::brush::Brush;
use super::focus::Focus;
use super::hit::Hit;
use super::interaction::Interaction;
use super::live::Light;
use super::possible;
use super::view::View;
use crate::app::document::Document;
use crate::app::selection::Thing;
use crate::app::theme::Theme;
use crate::design::NodeId;
use crate::design::geometry::{self, Point};
use crate::draw::{Detail, Emphasis, LineItem, NodeItem, Scene, Shape, Stroke, Token, card, outline};

/// Below this zoom cards are blocks without text.
pub(super) const BLOCKS: f32 = 0.4;
/// Below this zoom cards are dots in their colour.
const DOTS: f32 = 0.14;
/// Lines shorter than this on the screen, in points, are left out where cards are dots.
const SHORT: f32 = 14.0;
/// How far cards step back that a line cannot lead to.
const STEP_BACK: f32 = 0.35;

/// Everything painting needs.
pub(super) struct Picture<'a> {
    pub(super) ui: &'a Ui,
    pub(super) painter: Painter,
    pub(super) theme: &'static Theme,
    pub(super) rect: Rect,
    pub(super) view: View,
    pub(super) document: &'a Document,
    pub(super) interaction: &'a Interaction,
    /// What the pointer is on.
    pub(super) over: Option<Hit>,
    /// How far the points of the grid are apart, where it is drawn.
    pub(super) grid: Option<f32>,
    /// How cards stand in a deployment.
    pub(super) lights: &'a BTreeMap<NodeId, Light>,
}

/// How much can be read at a zoom.
pub(super) fn detail(zoom: f32) -> Detail {
    match zoom {
        z if z < DOTS => Detail::Dots,
        z if z < BLOCKS => Detail::Blocks,
        _ => Detail::Full,
    }
}

impl Picture<'_> {
    pub(super) fn paint(&self) {
        self.painter.rect_filled(self.rect, 0.0, self.theme.canvas);
        if let Some(step) = self.grid {
            self.grid_dots(step);
        }
        let scene = self.document.scene();
        let seen = self.view.canvas_rect(self.rect.min, self.rect).expanded(16.0);
        let brush = self.brush(1.0);
        self.frames(scene, &seen, &brush);
        brush.flush();
        let lines: Vec<&LineItem> = scene.lines.iter().filter(|l| l.area().is_some_and(|area| area.intersects(&seen))).collect();
        let focus = Focus::of(self.document);
        let (near, far): (Vec<&LineItem>, Vec<&LineItem>) =
            lines.iter().partition(|line| focus.as_ref().is_none_or(|f| f.lines.contains(&line.id)));
        if !far.is_empty() {
            let brush = self.brush(STEP_BACK);
            for line in far {
                self.line(line, &brush);
            }
            brush.flush();
        }
        for line in &near {
            self.line(line, &brush);
        }
        brush.flush();
        if detail(self.view.zoom) == Detail::Dots {
            self.dots(scene, &seen, &brush);
            self.gesture(scene, &brush);
            brush.flush();
            return;
        }
        let possible = possible::targets(self.document, self.interaction);
        for node in scene.nodes.iter().filter(|n| n.rect.expanded(16.0).intersects(&seen)) {
            let steps_back = possible.as_ref().is_some_and(|possible| !possible.contains(&node.id))
                || focus.as_ref().is_some_and(|focus| !focus.nodes.contains(&node.id));
            self.node(node, &self.brush(if steps_back { STEP_BACK } else { 1.0 }));
        }
        if detail(self.view.zoom) == Detail::Full {
            for line in &near {
                brush.shapes(&line.chip_shapes(self.emphasis(line)), Point::default());
            }
        }
        self.gesture(scene, &brush);
        brush.flush();
        self.handles(&brush);
    }

    /// A line; far out, without its pattern and its arrow, and not at all where it is too short to be told from a dot.
    fn line(&self, line: &LineItem, brush: &Brush<'_>) {
        let emphasis = self.emphasis(line);
        if detail(self.view.zoom) == Detail::Full || emphasis != Emphasis::None {
            brush.shapes(&line.shapes(emphasis), Point::default());
            return;
        }
        let stroke = Stroke { dash: None, ..line.stroke() };
        let long = |points: &[Point]| outline::bounds(points).is_some_and(|b| b.width().max(b.height()) * self.view.zoom >= SHORT);
        if detail(self.view.zoom) == Detail::Blocks || long(&line.points) {
            brush.thread(&line.points, stroke);
        }
        for end in line.further.iter().filter(|end| long(&end.points)) {
            brush.thread(&end.points, Stroke { color: Token::Error, ..stroke });
        }
    }

    /// Cards as dots, what is selected around them.
    fn dots(&self, scene: &Scene, seen: &geometry::Rect, brush: &Brush<'_>) {
        let possible = possible::targets(self.document, self.interaction);
        for node in scene.nodes.iter().filter(|n| n.rect.intersects(seen)) {
            let impossible = possible.as_ref().is_some_and(|possible| !possible.contains(&node.id));
            brush.block(&node.rect, if impossible { Token::Border } else { Token::Tile(node.card.tint) });
        }
        brush.flush();
        let selected = self.document.selection.iter().filter_map(|thing| if let Thing::Node(id) = thing { scene.node(id) } else { None });
        for node in selected {
            brush.shapes(&[card::selected_border(scene.nodes[node].rect)], Point::default());
        }
    }

    fn brush(&self, opacity: f32) -> Brush<'_> {
        let mut painter = self.painter.clone();
        painter.set_opacity(opacity);
        Brush::new(self.ui.ctx(), painter, self.theme.table, self.view, self.rect.min)
    }

    /// The dots of the grid, not all of them where they would stand close.
    fn grid_dots(&self, grid: f32) {
        let mut dots = Mesh::default();
        let mut step = if grid < 16.0 { 3.0 * grid } else { grid };
        while step * self.view.zoom < 14.0 {
            step *= 2.0;
        }
        let first = |v: f32| (v / step).floor() * step;
        let seen = self.view.canvas_rect(self.rect.min, self.rect);
        let mut y = first(seen.min.y);
        while y <= seen.max.y {
            let mut x = first(seen.min.x);
            while x <= seen.max.x {
                let at = self.view.screen_from_canvas(self.rect.min, Point::new(x, y));
                dots.add_colored_rect(Rect::from_center_size(at, vec2(1.4, 1.4)), self.theme.grid);
                x += step;
            }
            y += step;
        }
        self.painter.add(dots);
    }

    fn is_selected(&self, thing: &Thing) -> bool {
        self.document.selection.contains(thing)
    }

    fn frames(&self, scene: &Scene, seen: &geometry::Rect, brush: &Brush<'_>) {
        let groups = scene.groups.iter().map(|g| (Thing::Group(g.id.clone()), g.rect, &g.shapes, 12.0));
        let notes = scene.notes.iter().map(|n| (Thing::Note(n.id.clone()), n.rect, &n.shapes, 6.0));
        for (thing, rect, shapes, radius) in groups.chain(notes).filter(|(_, rect, ..)| rect.intersects(seen)) {
            brush.shapes(shapes, rect.min);
            let resized = match self.interaction {
                Interaction::Resizing { thing: resized, before, size } if *resized == thing => {
                    Some(geometry::Rect::from_min_size(before.min, *size))
                }
                _ => None,
            };
            if self.is_selected(&thing) || resized.is_some() {
                let rect = brush.area(&resized.unwrap_or(rect));
                let stroke = egui::Stroke::new(1.5, self.theme.accent);
                self.painter.rect_stroke(rect, radius * self.view.zoom, stroke, StrokeKind::Middle);
                let handle = Rect::from_center_size(rect.right_bottom(), vec2(8.0, 8.0));
                self.painter.rect(handle, 2.0, self.theme.panel, stroke, StrokeKind::Middle);
            }
        }
    }

    fn emphasis(&self, line: &LineItem) -> Emphasis {
        if !self.document.selection.is_empty() && self.is_selected(&Thing::Connection(line.id.clone())) {
            return Emphasis::Selected;
        }
        let over = matches!(&self.over, Some(Hit::Wire(over)) if *over == line.id);
        let hovered = over && *self.interaction == Interaction::Idle;
        if hovered { Emphasis::Hovered } else { Emphasis::None }
    }

    fn node(&self, node: &NodeItem, brush: &Brush<'_>) {
        let detail = detail(self.view.zoom);
        brush.shapes(node.shapes(detail), node.rect.min);
        let target = match self.interaction {
            Interaction::Pulling { over: Some(over), .. } | Interaction::Leading { over: Some(over), .. } => *over == node.id,
            _ => false,
        };
        if self.is_selected(&Thing::Node(node.id.clone())) || target {
            brush.shapes(&[card::selected_border(node.rect)], Point::default());
            // The border lies over the ports.
            if detail == Detail::Full {
                let shown = node.shapes.full.iter().filter(|s| matches!(s, Shape::Circle { .. }));
                shown.for_each(|port| brush.shapes(std::slice::from_ref(port), node.rect.min));
            }
        }
        if detail == Detail::Full && node.card.alarms > 0 {
            brush.shapes(&node.alarm_shapes(), Point::default());
        }
        let light = self.lights.get(&node.id).filter(|_| detail != Detail::Dots);
        if detail != Detail::Dots
            && let Some(badge) = node.badge_shapes()
        {
            // Beside the light, where there is one.
            brush.shapes(&badge, Point::new(if light.is_some() { -24.0 } else { 0.0 }, 0.0));
        }
        if let Some(light) = light {
            light.paint(node, brush);
        }
        self.port_under_pointer(node, brush);
    }

    /// A port grows under the pointer: a line can be pulled from it.
    fn port_under_pointer(&self, node: &NodeItem, brush: &Brush<'_>) {
        let Some(Hit::Port(over, entry)) = &self.over else { return };
        if *over != node.id || *self.interaction != Interaction::Idle || detail(self.view.zoom) != Detail::Full {
            return;
        }
        let at = node.card.out_port(entry.as_ref());
        // The alarms' badge is large enough as it is.
        if at == node.card.alarm_port() {
            return;
        }
        let at = brush.at(node.rect.min.offset(at.x, at.y));
        self.painter.circle(at, 6.5 * self.view.zoom, brush.color(Token::Panel), egui::Stroke::new(2.0, self.theme.accent));
    }
}
