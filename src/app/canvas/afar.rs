//! What is painted far out: cards as dots, groups and clusters in place of what is in them, and the lines between these.

use std::sync::Arc;

use super::brush::Brush;
use super::clusters::Clusters;
use super::hit::{self, Hit};
use super::paint::{FAR, Picture, SHORT};
use super::part::Part;
use super::possible;
use crate::app::selection::Thing;
use crate::design::geometry;
use crate::draw::{Emphasis, LineItem, NodeItem, Scene, Shape, Stroke, Token};

/// How much of a group's colour it has then.
const FAR_FILL: f32 = 0.3;

impl Picture<'_> {
    /// The lines in view; where groups are drawn in place of what is in them, those that lead from one to the other, and what
    /// is selected or under the pointer.
    pub(super) fn lines_seen<'s>(&self, scene: &'s Scene, seen: &geometry::Rect) -> Vec<&'s LineItem> {
        if self.grouped() > 0.0 {
            return scene.lines_in(seen).collect();
        }
        let plain = scene.far_lines_in(seen, SHORT / self.view.zoom).filter(|line| self.emphasis(line) == Emphasis::None);
        let over = if let Some(Hit::Wire(over)) = &self.over { Some(over) } else { None };
        let told = self.selected_lines.iter().copied().chain(over.filter(|over| !self.selected_lines.contains(over)));
        plain.chain(told.filter_map(|id| scene.lines.get(scene.line(id)?)).map(AsRef::as_ref)).collect()
    }

    /// How much of what is in groups is seen, which fades away far out.
    pub(super) fn grouped(&self) -> f32 {
        ((self.view.zoom / FAR - 1.0) / 0.2).clamp(0.0, 1.0)
    }

    /// The clusters of cards in no group, where these would be a mat.
    pub(super) fn clusters_here(&self) -> Arc<Clusters> {
        if self.grouped() < 1.0 { Clusters::of(self.ui, self.document, self.view) } else { Arc::default() }
    }

    /// Cards as dots, what is selected around them.
    pub(super) fn dots(&self, scene: &Scene, seen: &geometry::Rect, clusters: &Clusters, brush: &Brush<'_>) {
        let possible = possible::targets(self.ui.ctx(), self.document, self.interaction);
        let grouped = self.brush(self.grouped());
        let clustered = |node: &NodeItem| !clusters.all.is_empty() && scene.node(&node.id).is_some_and(|place| clusters.hold(place));
        let far = self.grouped() <= 0.0;
        let free = scene.free_nodes_in(seen).filter(|(place, _)| far && !clusters.hold(*place));
        let cards = free.chain(scene.places_in(seen).take_while(|_| !far)).filter(|(place, _)| self.has_card(*place));
        for (_, node) in cards {
            let fades = node.home.is_some() || clustered(node);
            let impossible = possible.as_ref().is_some_and(|possible| !possible.contains(&node.id));
            let brush = if fades { &grouped } else { brush };
            brush.block(&node.rect, if impossible { Token::Border } else { node.tile() });
        }
        grouped.flush();
        brush.flush();
        if matches!(self.part, Part::Still | Part::Along) {
            return;
        }
        self.clusters(clusters, seen, &self.brush(1.0 - self.grouped()));
        let things = || self.document.selection.iter();
        let nodes = things().filter_map(|thing| if let Thing::Node(id) = thing { Some(id) } else { None });
        let groups = things().filter_map(|thing| if let Thing::Group(id) = thing { hit::group_rect(scene, id) } else { None });
        for rect in scene.cards_of(nodes).map(|card| card.rect).chain(groups).filter(|rect| rect.intersects(seen)) {
            brush.border(&rect, Stroke::solid(Token::Accent, 2.0));
        }
    }

    /// A group's frame far out, where its corners and the pattern of its border cannot be seen: the farther, the more of its
    /// colour in place of what is in it.
    pub(super) fn far_frame(&self, shapes: &[Shape], rect: geometry::Rect, brush: &Brush<'_>) {
        let Some(Shape::Rect { fill, stroke, .. }) = shapes.first() else { return };
        let share = (1.0 - self.grouped()) * FAR_FILL;
        if let Some(fill) = fill {
            brush.block(&rect, *fill);
        }
        if let Some(Token::GroupFill(color)) = fill
            && share > 0.0
        {
            brush.ground(&rect, brush.color(Token::GroupTile(*color)).gamma_multiply(share));
        }
        if let Some(stroke) = stroke {
            brush.border(&rect, *stroke);
        }
    }
}
