//! Paints what is in view, in as much detail as the zoom leaves readable.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use egui::epaint::Mesh;
use egui::{Painter, Rect, StrokeKind, Ui, vec2};

use super::brush::Brush;
use super::clusters::Clusters;
use super::focus::Focus;
use super::hit::{self, Hit};
use super::interaction::Interaction;
use super::live::Light;
use super::motion::Motion;
use super::part::Part;
use super::possible;
use super::view::View;
use crate::app::document::Document;
use crate::app::selection::Thing;
use crate::app::theme::Theme;
use crate::catalog::conditions::{LeftOut, left_out_in};
use crate::design::geometry::{self, Point};
use crate::design::{ConnectionId, GroupId, NodeId};
use crate::draw::frame::NOTE_RADIUS;
use crate::draw::{Detail, Emphasis, GroupItem, LineItem, NodeItem, NoteItem, Piece, Scene, Shape, Stroke, Token, card, outline};

/// Below this zoom cards are blocks without text.
pub const BLOCKS: f32 = 0.4;
/// Below this zoom cards are dots in their colour.
pub(super) const DOTS: f32 = 0.14;
/// Below this zoom groups are drawn in place of what is in them: single dots would be a mat nobody can read.
pub(super) const FAR: f32 = 0.1;
/// Lines shorter than this on the screen, in points, are left out where cards are dots.
pub(super) const SHORT: f32 = 14.0;
/// How far cards step back that a line cannot lead to.
pub(super) const STEP_BACK: f32 = 0.35;

/// Everything painting needs.
#[derive(Clone)]
pub(super) struct Picture<'a> {
    pub(super) ui: &'a Ui,
    pub(super) painter: Painter,
    pub(super) theme: &'static Theme,
    pub(super) rect: Rect,
    /// How far around it is painted too, in points.
    pub(super) margin: f32,
    pub(super) part: Part,
    pub(super) view: View,
    pub(super) document: &'a Document,
    pub(super) interaction: &'a Interaction,
    /// What the pointer is on.
    pub(super) over: Option<Hit>,
    /// How far the points of the grid are apart, where it is drawn.
    pub(super) grid: Option<f32>,
    /// Cards on their way, and how much of it is left.
    pub(super) motion: Option<(&'a Motion, f32)>,
    /// How cards stand in a deployment.
    pub(super) lights: &'a BTreeMap<NodeId, Light>,
    /// The lines that are selected.
    pub(super) selected_lines: BTreeSet<&'a ConnectionId>,
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
    /// Everything but what a gesture shows.
    pub(super) fn all(&self) {
        self.ground();
        let names = if self.names_lie_above() { Vec::new() } else { self.names() };
        self.cards(&names);
        if self.names_lie_above() {
            self.names();
        }
    }

    /// The canvas, groups, and lines.
    pub(super) fn ground(&self) {
        if matches!(self.part, Part::All | Part::Still) {
            self.painter.rect_filled(self.rect.expand(self.margin), 0.0, self.theme.canvas);
            if let Some(step) = self.grid {
                self.grid_dots(step);
            }
        }
        let (scene, seen) = (self.document.scene(), self.seen());
        let brush = self.brush(1.0);
        self.frames(scene, &seen, &brush);
        brush.flush();
        let focus = Focus::of(self.ui.ctx(), self.document);
        let (near, far) = self.lines(&seen, focus.as_deref());
        let clusters = self.clusters_here();
        if !far.is_empty() {
            let brush = self.brush(STEP_BACK);
            for line in far {
                self.line(line, &clusters, &brush);
            }
            brush.flush();
        }
        // Lines run where cards will be: they come in as these arrive.
        let arriving = self.brush(self.motion.map_or(1.0, |(_, left)| 1.0 - left));
        self.references(scene, &seen, focus.as_deref(), &arriving);
        arriving.expect("lines");
        for line in &near {
            self.line(line, &clusters, &arriving);
        }
        arriving.flush_as("lines");
    }

    /// Cards, and above them the chips of lines that no name of a group is in the way of.
    pub(super) fn cards(&self, names: &[Rect]) {
        let (scene, seen) = (self.document.scene(), self.seen());
        if detail(self.view.zoom) == Detail::Dots {
            let brush = self.brush(1.0);
            self.dots(scene, &seen, &self.clusters_here(), &brush);
            brush.flush();
            return;
        }
        let focus = Focus::of(self.ui.ctx(), self.document);
        self.pieces(scene, &seen, focus.as_deref(), &self.left_out());
        if detail(self.view.zoom) == Detail::Full {
            let (near, _) = self.lines(&seen, focus.as_deref());
            let chips = self.brush(self.motion.map_or(1.0, |(_, left)| 1.0 - left) * self.blend());
            // A name that rose to the edge of its frame stays readable: the line beside it is told of where the pointer rests.
            let is_free = |line: &LineItem| {
                let chip = line.chip.map(|chip| chips.area(&chip));
                self.emphasis(line) != Emphasis::None || chip.is_none_or(|chip| !names.iter().any(|name| name.intersects(chip)))
            };
            for line in near.iter().filter(|line| is_free(line)) {
                chips.shapes(&line.chip_shapes(self.emphasis(line)), Point::default());
            }
            chips.flush();
        }
    }

    /// Where cards are dots or blocks, the names of groups are what can be read.
    pub(super) fn names_lie_above(&self) -> bool {
        detail(self.view.zoom) != Detail::Full
    }

    /// The names of groups; where they stand on the screen.
    pub(super) fn names(&self) -> Vec<Rect> {
        let brush = self.brush(1.0);
        let names = self.group_labels(self.document.scene(), &self.seen(), &brush);
        brush.flush();
        names
    }

    /// What is seen of the canvas, and what reaches into it.
    fn seen(&self) -> geometry::Rect {
        self.view.canvas_rect(self.rect.min, self.rect.expand(self.margin)).expanded(16.0)
    }

    /// What is not there in the environment that is shown.
    fn left_out(&self) -> LeftOut {
        self.document.shown_in().map(|environment| left_out_in(self.document.design(), environment)).unwrap_or_default()
    }

    /// The lines in view: those in front, and those that step back.
    fn lines(&self, seen: &geometry::Rect, focus: Option<&Focus>) -> (Vec<&LineItem>, Vec<&LineItem>) {
        let left_out = self.left_out();
        let is_near = |line: &&LineItem| {
            let in_front = focus.is_none_or(|f| line.connections().any(|id| f.lines.contains(id)));
            in_front && (left_out.connections.is_empty() || line.connections().any(|id| !left_out.connections.contains(id)))
        };
        let lines = self.lines_seen(self.document.scene(), seen).into_iter();
        lines.filter(|line| self.has_line(line)).partition(is_near)
    }

    /// Cards and raised notes, the lowest first.
    fn pieces(&self, scene: &Scene, seen: &geometry::Rect, focus: Option<&Focus>, left_out: &LeftOut) {
        let possible = possible::targets(self.ui.ctx(), self.document, self.interaction);
        let detail = detail(self.view.zoom);
        let (blend, farther) = (self.blend(), if detail == Detail::Full { Detail::Blocks } else { Detail::Dots });
        // Cards on their way are seen elsewhere than where they will be.
        let everywhere = geometry::Rect { min: Point::new(f32::MIN, f32::MIN), max: Point::new(f32::MAX, f32::MAX) };
        let around = if self.motion.is_some() { everywhere } else { seen.expanded(16.0) };
        for piece in scene.pieces_in(&around) {
            match piece {
                Piece::Card(place) if !self.has_card(place) => {}
                Piece::Note(place) if !self.has(|| self.document.moving().is_some_and(|moving| moving.notes.contains(&place))) => {}
                Piece::Card(place) => {
                    let node = self.on_its_way(&scene.nodes[place]);
                    if node.rect.expanded(16.0).intersects(seen) {
                        let steps_back = possible.as_ref().is_some_and(|possible| !possible.contains(&node.id))
                            || focus.is_some_and(|focus| !focus.holds(&node))
                            || left_out.nodes.contains(&node.id);
                        let opacity = if steps_back { STEP_BACK } else { 1.0 };
                        let brush = self.brush(opacity);
                        if blend < 1.0 {
                            brush.shapes(node.shapes(farther), node.rect.min);
                            let nearer = self.brush(opacity * blend);
                            nearer.shapes(node.shapes(detail), node.rect.min);
                            nearer.flush();
                        } else {
                            brush.shapes(node.shapes(detail), node.rect.min);
                        }
                        self.node(&node, &brush);
                        brush.flush();
                    }
                }
                Piece::Note(place) => {
                    let note = &scene.notes[place];
                    if note.rect.intersects(seen) {
                        let brush = self.brush(1.0);
                        self.frame(&Thing::Note(note.id.clone()), (note.rect, NOTE_RADIUS, note.locked), &note.shapes, &brush);
                        brush.flush();
                    }
                }
            }
        }
    }

    /// A card where it is seen now.
    fn on_its_way<'n>(&self, node: &'n NodeItem) -> Cow<'n, NodeItem> {
        let Some((motion, left)) = self.motion else { return Cow::Borrowed(node) };
        let off = motion.node(node, left);
        Cow::Owned(NodeItem { rect: node.rect.translated(off.x, off.y), ..node.clone() })
    }

    /// A line; far out, without its pattern and its arrow, and not at all where it is too short to be told from a dot.
    fn line(&self, line: &LineItem, clusters: &Clusters, brush: &Brush<'_>) {
        let emphasis = self.emphasis(line);
        let far = self.grouped() <= 0.0;
        if emphasis == Emphasis::None && far && clusters.carry(line) {
            return;
        }
        if detail(self.view.zoom) == Detail::Full || emphasis != Emphasis::None {
            brush.shapes(&line.shapes(emphasis), Point::default());
            return;
        }
        let stroke = Stroke { dash: None, ..line.stroke() };
        let long = |points: &[Point]| far || outline::bounds(points).is_some_and(|b| b.width().max(b.height()) * self.view.zoom >= SHORT);
        if detail(self.view.zoom) == Detail::Blocks || long(&line.points) {
            brush.thread(&line.points, stroke);
        }
        for end in line.further.iter().filter(|end| long(&end.points)) {
            brush.thread(&end.points, Stroke { color: Token::Error, ..stroke });
        }
    }

    pub(super) fn brush(&self, opacity: f32) -> Brush<'_> {
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
        let seen = self.view.canvas_rect(self.rect.min, self.rect.expand(self.margin));
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
        let moved = |rect: geometry::Rect, off: Option<Point>| off.map_or(rect, |off| rect.translated(off.x, off.y));
        let group_rect = |g: &GroupItem| moved(g.rect, self.motion.map(|(motion, left)| motion.group(g, left)));
        let note_rect = |n: &NoteItem| moved(n.rect, self.motion.map(|(motion, left)| motion.note(n, left)));
        let moving = self.document.moving();
        let has_group = |place: &usize| self.has(|| moving.is_some_and(|moving| moving.groups.contains(place)));
        let has_note = |place: &usize| self.has(|| moving.is_some_and(|moving| moving.notes.contains(place)));
        let groups = scene.groups.iter().enumerate().filter(|(place, g)| group_rect(g).intersects(seen) && has_group(place));
        let groups = groups.map(|(_, g)| (Thing::Group(g.id.clone()), group_rect(g), &g.shapes, 12.0, g.locked));
        let notes = scene.notes.iter().enumerate();
        let notes = notes.filter(|(place, n)| !n.raised && note_rect(n).intersects(seen) && has_note(place));
        let notes = notes.map(|(_, n)| (Thing::Note(n.id.clone()), note_rect(n), &n.shapes, NOTE_RADIUS, n.locked));
        for (thing, rect, shapes, radius, locked) in groups.chain(notes) {
            let outside = self.is_outside(&thing);
            if outside {
                let far = self.brush(STEP_BACK);
                self.frame(&thing, (rect, radius, locked), shapes, &far);
                far.flush();
            } else {
                self.frame(&thing, (rect, radius, locked), shapes, brush);
            }
        }
    }

    /// A group's frame or a note, with its border and handle where it is selected.
    fn frame(&self, thing: &Thing, (rect, radius, locked): (geometry::Rect, f32, bool), shapes: &[Shape], brush: &Brush<'_>) {
        if matches!(thing, Thing::Group(_)) && detail(self.view.zoom) == Detail::Dots {
            self.far_frame(shapes, rect, brush);
        } else if matches!(thing, Thing::Group(_)) {
            // Names are painted apart: they keep a size that can be read.
            let far = detail(self.view.zoom) != Detail::Full;
            let hidden = |shape: &Shape| matches!(shape, Shape::Text { .. }) || (far && matches!(shape, Shape::Path { .. }));
            let shown = shapes.iter().filter(|shape| !hidden(shape));
            shown.for_each(|shape| brush.shapes(std::slice::from_ref(shape), rect.min));
        } else {
            brush.shapes(shapes, rect.min);
        }
        let resized = match self.interaction {
            Interaction::Resizing { thing: resized, before, size } if resized == thing => {
                Some(geometry::Rect::from_min_size(before.min, *size))
            }
            _ => None,
        };
        if self.is_selected(thing) || resized.is_some() {
            let rect = brush.area(&resized.unwrap_or(rect));
            let stroke = egui::Stroke::new(1.5, self.theme.accent);
            self.painter.rect_stroke(rect, radius * self.view.zoom, stroke, StrokeKind::Middle);
            if !locked {
                let handle = Rect::from_center_size(rect.right_bottom(), vec2(8.0, 8.0));
                self.painter.rect(handle, 2.0, self.theme.panel, stroke, StrokeKind::Middle);
            }
        }
    }

    /// Whether a thing is neither in the group that was entered nor around it.
    pub(super) fn is_outside(&self, thing: &Thing) -> bool {
        let around = |id: &GroupId| self.document.entered().is_some_and(|entered| self.document.design().group_within(entered, id));
        !self.document.is_inside(thing) && !matches!(thing, Thing::Group(id) if around(id))
    }

    pub(super) fn emphasis(&self, line: &LineItem) -> Emphasis {
        if !self.selected_lines.is_empty() && line.connections().any(|id| self.selected_lines.contains(id)) {
            return Emphasis::Selected;
        }
        let over = matches!(&self.over, Some(Hit::Wire(over)) if *over == line.id);
        let hovered = over && *self.interaction == Interaction::Idle;
        if hovered { Emphasis::Hovered } else { Emphasis::None }
    }

    fn node(&self, node: &NodeItem, brush: &Brush<'_>) {
        let detail = detail(self.view.zoom);
        let target = match self.interaction {
            Interaction::Pulling { over: Some(over), .. } | Interaction::Leading { over: Some(over), .. } => *over == node.id,
            _ => false,
        };
        if self.is_selected(&hit::thing(node)) || target {
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
