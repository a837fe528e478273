//! Far out, cards that stand in no group are drawn as clusters: how many there are and of what kind can be read where single
//! dots and their lines would be a mat.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Id, Rect, Stroke, Ui, vec2};

use super::brush::Brush;
use super::paint::Picture;
use super::view::View;
use crate::app::document::Document;
use crate::app::theme;
use crate::design::geometry::{self, Point};
use crate::draw::{LineItem, Scene, Token};

/// Fewer cards without a group are no mat.
const MANY: usize = 150;
/// A cluster is of cards from a square about this wide on the screen, in points.
const SQUARE: f32 = 56.0;
/// How much of a category's colour a cluster has.
const FILL: f32 = 0.35;
/// The size of its number.
const NUMBER: f32 = 12.0;
/// The widest line between two clusters.
const WIDEST: f32 = 4.0;

/// Cards that stand close together.
#[derive(Debug)]
pub(super) struct Cluster {
    /// The rectangle around them.
    pub(super) rect: geometry::Rect,
    /// How many there are.
    pub(super) count: usize,
    /// The colour most of them have.
    tile: Token,
}

/// The clusters of a scene, and how many lines lead from which to which.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    /// All of them.
    pub(super) all: Vec<Cluster>,
    /// By the place of a card in the scene, its cluster.
    of: Vec<Option<usize>>,
    links: BTreeMap<(usize, usize), usize>,
}

impl Clusters {
    /// The clusters at a zoom; none where single cards are no mat. They are found once, and kept until something changes.
    pub(super) fn of(ui: &Ui, document: &Document, view: View) -> Arc<Self> {
        let scene = document.scene();
        // In steps, so that zooming does not shuffle them all the time.
        let side = (SQUARE / view.zoom).log2().round().exp2();
        let moved = document.moving().filter(|moving| moving.free).map(|moving| (moving.by.0.to_bits(), moving.by.1.to_bits()));
        let key = Id::unique((document.id, document.settled().1, side.to_bits(), moved));
        let slot = Id::unique("clusters");
        if let Some((known, clusters)) = ui.data(|data| data.get_temp::<(Id, Arc<Self>)>(slot))
            && known == key
        {
            return clusters;
        }
        let clusters = Arc::new(Self::find(scene, side));
        ui.data_mut(|data| data.insert_temp(slot, (key, Arc::clone(&clusters))));
        clusters
    }

    fn find(scene: &Scene, side: f32) -> Self {
        if !are_many(scene) {
            return Self::default();
        }
        let free = || scene.nodes.iter().enumerate().filter(|(_, card)| card.home.is_none() && card.group.is_none());
        let mut squares: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (place, card) in free() {
            let middle = card.rect.center();
            squares.entry(((middle.y / side).floor() as i64, (middle.x / side).floor() as i64)).or_default().push(place);
        }
        let mut clusters = Self { of: vec![None; scene.nodes.len()], ..Self::default() };
        for ((row, column), places) in squares.into_iter().filter(|(_, places)| places.len() > 1) {
            let cards = || places.iter().filter_map(|place| scene.nodes.get(*place));
            let Some(rect) = cards().map(|card| card.rect).reduce(|a, b| a.union(&b)) else { continue };
            // What reaches into the next square would lie on the cluster there.
            let corner = Point::new(column as f32 * side, row as f32 * side);
            let rect = within(&rect, &geometry::Rect { min: corner, max: corner.offset(side, side) });
            let mut tiles: Vec<(Token, usize)> = Vec::new();
            for card in cards() {
                match tiles.iter_mut().find(|(tile, _)| *tile == card.tile()) {
                    Some((_, count)) => *count += 1,
                    None => tiles.push((card.tile(), 1)),
                }
            }
            let tile = tiles.into_iter().max_by_key(|(_, count)| *count).map_or(Token::Line, |(tile, _)| tile);
            for place in &places {
                clusters.of[*place] = Some(clusters.all.len());
            }
            clusters.all.push(Cluster { rect, count: places.len(), tile });
        }
        for line in &scene.lines {
            if let (Some(a), Some(b)) = (clusters.cluster(line.source), clusters.cluster(line.target))
                && a != b
            {
                *clusters.links.entry((a.min(b), a.max(b))).or_default() += 1;
            }
        }
        clusters
    }

    fn cluster(&self, place: usize) -> Option<usize> {
        self.of.get(place).copied().flatten()
    }

    /// The cluster at a place.
    pub(super) fn at(&self, at: Point) -> Option<&Cluster> {
        self.all.iter().find(|cluster| cluster.rect.contains(at))
    }

    /// Whether a card is drawn as part of a cluster.
    pub(super) fn hold(&self, place: usize) -> bool {
        self.cluster(place).is_some()
    }

    /// Whether a line leads from cluster to cluster, where it is drawn with the others.
    pub(super) fn carry(&self, line: &LineItem) -> bool {
        self.hold(line.source) && self.hold(line.target)
    }
}

fn within(rect: &geometry::Rect, square: &geometry::Rect) -> geometry::Rect {
    let (min, max) = (rect.min, rect.max);
    geometry::Rect {
        min: Point::new(min.x.max(square.min.x), min.y.max(square.min.y)),
        max: Point::new(max.x.min(square.max.x), max.y.min(square.max.y)),
    }
}

/// Whether a scene's cards in no group are so many that they are drawn as clusters.
fn are_many(scene: &Scene) -> bool {
    scene.nodes.iter().filter(|card| card.home.is_none() && card.group.is_none()).nth(MANY).is_some()
}

impl Picture<'_> {
    /// The clusters, and between them lines the wider the more they stand for.
    pub(super) fn clusters(&self, clusters: &Clusters, seen: &geometry::Rect, brush: &Brush<'_>) {
        let line = brush.color(Token::Line);
        for ((a, b), count) in &clusters.links {
            let (Some(a), Some(b)) = (clusters.all.get(*a), clusters.all.get(*b)) else { continue };
            if a.rect.union(&b.rect).intersects(seen) {
                let (width, strength) = ((0.6 + (*count as f32).sqrt() * 0.4).min(WIDEST), (0.12 + *count as f32 * 0.06).min(0.7));
                let ends = [brush.at(a.rect.center()), brush.at(b.rect.center())];
                brush.painter.line_segment(ends, Stroke::new(width, line.gamma_multiply(strength)));
            }
        }
        for cluster in clusters.all.iter().filter(|cluster| cluster.rect.intersects(seen)) {
            let area = brush.area(&cluster.rect).shrink(1.5);
            brush.painter.rect_filled(area, 6.0, self.theme.canvas);
            let color = brush.color(cluster.tile);
            brush.painter.rect(area, 6.0, color.gamma_multiply(FILL), Stroke::new(1.0, color), egui::StrokeKind::Inside);
            self.number(cluster, area, brush);
        }
    }

    /// How many cards a cluster is of, where there is room to write it.
    fn number(&self, cluster: &Cluster, area: Rect, brush: &Brush<'_>) {
        let galley = brush.painter.layout_no_wrap(cluster.count.to_string(), theme::semibold(NUMBER), self.theme.text);
        let ground = Rect::from_center_size(area.center(), galley.size() + vec2(10.0, 2.0));
        if ground.width() <= area.width() && ground.height() <= area.height() {
            brush.painter.rect_filled(ground, 5.0, self.theme.panel);
            brush.painter.galley(ground.center() - galley.size() / 2.0, galley, self.theme.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::catalog::Graph;
    use crate::design::{Connection, ConnectionId, Design, Node, NodeId};

    fn design(count: u16) -> Design {
        let mut design = Design::new("many");
        for number in 0..count {
            let kind = if number % 3 == 0 { "queue" } else { "function" };
            let at = Point::new(f32::from(number % 20) * 280.0, f32::from(number / 20) * 120.0);
            let name = format!("n{number}");
            design.nodes.insert(NodeId::new(name.clone()), Node::new(kind, &name, &name, at).into());
        }
        for (number, (from, to)) in [("n0", "n1"), ("n0", "n19"), ("n3", "n19")].into_iter().enumerate() {
            let line = Connection::new("queue_triggers_function", NodeId::new(from), None, NodeId::new(to));
            design.connections.insert(ConnectionId::new(format!("l{number}")), line.into());
        }
        design
    }

    #[test]
    fn many_cards_are_counted_by_where_they_stand_and_their_lines_by_where_they_lead() {
        let scene = Scene::new(&Graph::new(&design(200), &REGISTRY));
        let clusters = Clusters::find(&scene, 1120.0);
        assert_eq!(clusters.all.iter().map(|cluster| cluster.count).sum::<usize>(), 200);
        assert!(clusters.all.len() < 12, "{}", clusters.all.len());
        assert!(clusters.all.iter().all(|cluster| cluster.tile == scene.nodes[scene.node(&NodeId::new("n1")).unwrap()].tile()));
        let apart: Vec<usize> = clusters.links.values().copied().collect();
        assert_eq!(apart, [2], "two lines lead to the far end, the third stays in its cluster");
        assert!(scene.lines.iter().all(|line| clusters.carry(line)));
    }

    #[test]
    fn few_cards_stay_cards() {
        let scene = Scene::new(&Graph::new(&design(40), &REGISTRY));
        assert!(Clusters::find(&scene, 1120.0).all.is_empty());
    }
}
