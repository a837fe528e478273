//! How cards stand in a deployment: a ring with an icon on the corner of each, and the words for it.

use std::collections::BTreeMap;

use egui::epaint::PathStroke;
use egui::{Pos2, Rect, Shape, Stroke, StrokeKind, vec2};

use super::brush::Brush;
#[cfg(feature = "deploy")]
use crate::app::deployment::CardStatus;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::design::NodeId;
use crate::draw::{NodeItem, Token};

/// The ring's radius.
const RADIUS: f32 = 9.0;
/// And the least it has on the screen, so that a large design can be watched as a whole.
const LEAST: f32 = 6.0;

/// The light on a card.
pub(super) struct Light {
    icon: &'static str,
    color: Token,
    /// Filled where the card has come to its end; else a ring, this much of it drawn.
    ring: Option<f32>,
    /// Whether the whole card is framed, to be found at once.
    framed: bool,
    /// What it means.
    pub(super) words: String,
}

/// The lights of the cards; none while nothing is deployed, or once the panel with the result is closed.
#[cfg(feature = "deploy")]
pub(super) fn lights(document: &Document, frame: &Frame<'_>) -> BTreeMap<NodeId, Light> {
    let run = document.deployment.run.as_ref().filter(|run| run.is_running() || frame.state.layout.bottom);
    let statuses = run.map(crate::app::deployment::statuses).unwrap_or_default();
    let groups = of_groups(document, &statuses);
    statuses.into_iter().chain(groups).map(|(node, status)| (node, Light::of(status))).collect()
}

/// How the cards of collapsed groups stand: as the worst inside does.
#[cfg(feature = "deploy")]
fn of_groups(document: &Document, statuses: &BTreeMap<NodeId, CardStatus>) -> BTreeMap<NodeId, CardStatus> {
    let scene = document.scene();
    let mut groups: BTreeMap<NodeId, CardStatus> = BTreeMap::new();
    if statuses.is_empty() {
        return groups;
    }
    for (node, place) in &scene.folded.nodes {
        let (Some(status), Some(card)) = (statuses.get(node), scene.nodes.get(*place)) else { continue };
        let group = groups.entry(card.id.clone()).or_insert(CardStatus { done: 0, total: 0, ..*status });
        group.state = group.state.min(status.state);
        group.done += status.done;
        group.total += status.total;
    }
    groups
}

/// This program was built without the part that deploys.
#[cfg(not(feature = "deploy"))]
pub(super) fn lights(_: &Document, _: &Frame<'_>) -> BTreeMap<NodeId, Light> {
    BTreeMap::new()
}

impl Light {
    #[cfg(feature = "deploy")]
    fn of(status: crate::app::deployment::CardStatus) -> Self {
        use crate::app::deployment::CardState as State;
        let share = status.done as f32 / status.total.max(1) as f32;
        let (icon, color, ring) = match status.state {
            State::Failed => ("close", Token::Error, None),
            State::InProgress => ("deploy", Token::Accent, Some(share.max(0.08))),
            State::Waiting => ("clock", Token::Dim, Some(0.0)),
            State::Done | State::InSync => ("check", Token::Good, None),
            State::Removed => ("delete", Token::Dim, None),
            State::WouldRemove => ("remove", Token::Error, None),
            State::WouldReplace => ("refresh", Token::Error, None),
            State::WouldModify => ("rename", Token::Accent, None),
            State::WouldAdd => ("add", Token::Good, None),
            State::DriftedAway => ("delete", Token::Error, None),
            State::Drifted => ("rename", Token::Warning, None),
        };
        Self {
            icon,
            color,
            ring,
            framed: matches!(status.state, State::Failed | State::DriftedAway | State::Drifted),
            words: status.words(),
        }
    }

    /// Paints it on its card.
    pub(super) fn paint(&self, node: &NodeItem, brush: &Brush<'_>) {
        let card = brush.area(&node.rect);
        let zoom = brush.view.zoom;
        let color = brush.color(self.color);
        if self.framed {
            brush.painter.rect_stroke(card.expand(2.0), 9.0 * zoom, Stroke::new(2.0, color), StrokeKind::Outside);
        }
        let radius = (RADIUS * zoom).max(LEAST);
        let center = card.right_top() + vec2(-4.0, 1.0) * zoom;
        brush.painter.circle_filled(center, radius + 2.0, brush.color(Token::Canvas));
        let ink = if let Some(share) = self.ring {
            brush.painter.circle(center, radius, brush.color(Token::Panel), Stroke::new(1.5, brush.color(Token::Border)));
            brush.painter.add(Shape::Path(arc(center, radius, share, Stroke::new(2.5, color))));
            color
        } else {
            brush.painter.circle_filled(center, radius, color);
            brush.color(Token::OnAccent)
        };
        let square = Rect::from_center_size(center, vec2(1.3, 1.3) * radius);
        icons::paint(brush.ctx, &brush.painter, Icon::Command(self.icon), square, ink);
    }
}

/// A part of a circle, from its top clockwise.
fn arc(center: Pos2, radius: f32, share: f32, stroke: Stroke) -> egui::epaint::PathShape {
    let steps = (share * 32.0).ceil().max(0.0) as u16;
    let at = |step: u16| {
        let turn = (f32::from(step) / f32::from(steps.max(1)) * share).min(1.0) * std::f32::consts::TAU;
        center + vec2(turn.sin(), -turn.cos()) * radius
    };
    egui::epaint::PathShape {
        points: (0..=steps).map(at).collect(),
        closed: false,
        fill: egui::Color32::TRANSPARENT,
        stroke: PathStroke::from(stroke),
    }
}
