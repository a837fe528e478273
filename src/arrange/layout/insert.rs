//! New cards among others that stay: each connected part is laid out by itself and put beside what it is connected with.

use std::collections::{BTreeMap, BTreeSet};

use super::measures::{CARD_GAP, COLUMN_GAP, GRID, GROUP_GAP, snap};
use super::request::{LayoutEdge, LayoutGroup, LayoutNode, LayoutRequest, LayoutResult};
use super::whole::{padded, whole};
use crate::arrange::cells::Cells;
use crate::design::geometry::{Point, Rect};

/// How far a free place is looked for, in what steps, and how much further one where the groups around can grow as well.
const REACH: i32 = 120;
const FURTHER: i32 = 24;
const STEP: f32 = 2.0 * GRID;

/// Places the nodes that do not stay.
pub(super) fn insert(request: &LayoutRequest) -> LayoutResult {
    let mut picture = Picture::new(request);
    let mut parts = picture.parts();
    while !parts.is_empty() {
        // What is connected with something that has a place comes first.
        let next = parts.iter().position(|part| picture.is_connected(part)).unwrap_or(0);
        let part = parts.remove(next);
        picture.place(&part);
    }
    picture.result()
}

/// Nodes that are placed together, and the group around them that has nothing else.
struct Part {
    nodes: Vec<usize>,
    groups: Vec<usize>,
    /// The group they go into; none is the open canvas.
    parent: Option<usize>,
}

struct Picture<'a> {
    request: &'a LayoutRequest,
    /// Places in the request, by id.
    nodes: BTreeMap<u32, usize>,
    /// For each node and group the group around it, as place in the request.
    node_parent: Vec<Option<usize>>,
    group_parent: Vec<Option<usize>>,
    places: Vec<Option<Point>>,
}

impl<'a> Picture<'a> {
    fn new(request: &'a LayoutRequest) -> Self {
        let groups: BTreeMap<u32, usize> = request.groups.iter().enumerate().map(|(n, group)| (group.id, n)).collect();
        let find = |id: Option<u32>| id.and_then(|id| groups.get(&id).copied());
        let mut group_parent: Vec<Option<usize>> = request.groups.iter().map(|group| find(group.parent)).collect();
        for group in 0..group_parent.len() {
            let chain = std::iter::successors(group_parent[group], |at| group_parent[*at]);
            if chain.take(request.groups.len() + 1).count() > request.groups.len() {
                group_parent[group] = None;
            }
        }
        Self {
            request,
            nodes: request.nodes.iter().enumerate().map(|(n, node)| (node.id, n)).collect(),
            node_parent: request.nodes.iter().map(|node| find(node.group)).collect(),
            group_parent,
            places: request.nodes.iter().map(|node| node.place().filter(|_| node.pinned)).collect(),
        }
    }

    fn around(&self, parent: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(parent, |group| self.group_parent[*group])
    }

    fn ends(&self, edge: &LayoutEdge) -> Option<(usize, usize)> {
        Some((*self.nodes.get(&edge.source)?, *self.nodes.get(&edge.target)?))
    }

    /// The nodes without a place: whole groups where nobody stays, else what is connected within a group.
    fn parts(&self) -> Vec<Part> {
        let mut occupied = vec![false; self.request.groups.len()];
        for (node, place) in self.places.iter().enumerate() {
            for group in self.around(self.node_parent[node]).filter(|_| place.is_some()) {
                occupied[group] = true;
            }
        }
        let outermost = |node: usize| self.around(self.node_parent[node]).filter(|group| !occupied[*group]).last();
        let open: Vec<usize> = (0..self.places.len()).filter(|node| self.places[*node].is_none()).collect();
        let mut label: BTreeMap<usize, usize> = open.iter().map(|node| (*node, *node)).collect();
        let together = |a: usize, b: usize| match (outermost(a), outermost(b)) {
            (None, None) => self.node_parent[a] == self.node_parent[b],
            (a, b) => a == b,
        };
        let mut links: Vec<(usize, usize)> = self.request.edges.iter().filter_map(|edge| self.ends(edge)).collect();
        let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
        for &node in &open {
            if let Some(group) = outermost(node) {
                links.push((*first_of.entry(group).or_insert(node), node));
            }
        }
        for (a, b) in links {
            if let (Some(&x), Some(&y)) = (label.get(&a), label.get(&b))
                && x != y
                && together(a, b)
            {
                let (keep, drop) = (x.min(y), x.max(y));
                label.values_mut().filter(|l| **l == drop).for_each(|l| *l = keep);
            }
        }
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        for (&node, &label) in &label {
            let parent = outermost(node).map_or(self.node_parent[node], |group| self.group_parent[group]);
            parts.entry(label).or_insert_with(|| Part { nodes: Vec::new(), groups: Vec::new(), parent }).nodes.push(node);
        }
        for part in parts.values_mut() {
            let inside = part.nodes.iter().flat_map(|node| self.around(self.node_parent[*node])).filter(|group| !occupied[*group]);
            part.groups = inside.collect::<BTreeSet<usize>>().into_iter().collect();
        }
        parts.into_values().collect()
    }

    /// The edges between a part and what has a place: placed node, own node, whether the flow enters the part.
    fn edges_to(&self, part: &Part) -> Vec<(&LayoutEdge, usize, usize, bool)> {
        let own = |node: usize| part.nodes.binary_search(&node).is_ok();
        let placed = |node: usize| self.places[node].is_some();
        let edges = self.request.edges.iter().filter_map(|edge| self.ends(edge).map(|ends| (edge, ends)));
        edges
            .filter_map(|(edge, (a, b))| match (own(a), own(b)) {
                (false, true) if placed(a) => Some((edge, a, b, true)),
                (true, false) if placed(b) => Some((edge, b, a, false)),
                _ => None,
            })
            .collect()
    }

    fn is_connected(&self, part: &Part) -> bool {
        !self.edges_to(part).is_empty()
    }

    fn rect(&self, node: usize) -> Option<Rect> {
        self.places[node].map(|at| Rect::from_min_size(at, self.request.nodes[node].size))
    }

    /// The rectangles of all groups around what has a place.
    fn group_rects(&self) -> Vec<Option<Rect>> {
        let mut rects: Vec<Option<Rect>> = vec![None; self.request.groups.len()];
        let mut deep: Vec<usize> = (0..rects.len()).collect();
        deep.sort_by_key(|group| std::cmp::Reverse(self.around(Some(*group)).count()));
        let grow = |old: Option<Rect>, by: Rect| Some(old.map_or(by, |old| old.union(&by)));
        for node in 0..self.places.len() {
            if let (Some(rect), Some(group)) = (self.rect(node), self.node_parent[node]) {
                rects[group] = grow(rects[group], rect);
            }
        }
        for group in deep {
            let Some(inside) = rects[group] else { continue };
            let rect = padded(&inside);
            rects[group] = Some(rect);
            if let Some(parent) = self.group_parent[group] {
                rects[parent] = grow(rects[parent], rect);
            }
        }
        rects
    }

    fn place(&mut self, part: &Part) {
        let laid = self.laid_out(part);
        let own = part.nodes.iter().zip(&laid.nodes).map(|(node, at)| Rect::from_min_size(at.1, self.request.nodes[*node].size));
        let Some(bounds) = own.chain(laid.groups.iter().map(|group| group.1)).reduce(|a, b| a.union(&b)) else { return };
        let wish = self.wish(part, &laid, &bounds);
        let at = self.free_place(part, wish, &bounds);
        for (node, (_, place)) in part.nodes.iter().zip(&laid.nodes) {
            self.places[*node] = Some(place.offset(at.x - bounds.min.x, at.y - bounds.min.y));
        }
    }

    /// The part by itself.
    fn laid_out(&self, part: &Part) -> LayoutResult {
        let nodes = part.nodes.iter().map(|node| LayoutNode { position: None, pinned: false, ..self.request.nodes[*node].clone() });
        let groups: Vec<LayoutGroup> = part.groups.iter().map(|group| self.request.groups[*group].clone()).collect();
        let own = |id: u32| self.nodes.get(&id).is_some_and(|node| part.nodes.binary_search(node).is_ok());
        let edges = self.request.edges.iter().filter(|edge| own(edge.source) && own(edge.target)).cloned().collect();
        whole(&LayoutRequest { nodes: nodes.collect(), groups, edges })
    }

    /// Where the part's corner would be best: beside its neighbours, its ports at the height of theirs.
    fn wish(&self, part: &Part, laid: &LayoutResult, bounds: &Rect) -> Point {
        let height_of = |given: Option<f32>, node: usize| given.unwrap_or(self.request.nodes[node].size.height / 2.0);
        let (mut after, mut before, mut heights) = (f32::NEG_INFINITY, f32::INFINITY, Vec::new());
        for (edge, other, own, enters) in self.edges_to(part) {
            let (Some(there), Some(here)) = (self.rect(other), laid.node(self.request.nodes[own].id)) else { continue };
            let (from_top, own_from_top) = if enters {
                after = after.max(there.max.x + COLUMN_GAP - (here.x - bounds.min.x));
                (height_of(edge.source_port, other), height_of(edge.target_port, own))
            } else {
                before = before.min(there.min.x - COLUMN_GAP - self.request.nodes[own].size.width - (here.x - bounds.min.x));
                (height_of(edge.target_port, other), height_of(edge.source_port, own))
            };
            heights.push(there.min.y + from_top - own_from_top - (here.y - bounds.min.y));
        }
        heights.sort_by(f32::total_cmp);
        if let Some(&height) = heights.get(heights.len() / 2) {
            let x = if after.is_finite() { after } else { before };
            return Point::new(snap(x), snap(height));
        }
        // Unconnected: below what is there.
        let inside = |node: usize| part.parent.is_none_or(|parent| self.around(self.node_parent[node]).any(|group| group == parent));
        let there = (0..self.places.len()).filter(|node| inside(*node)).filter_map(|node| self.rect(node)).reduce(|a, b| a.union(&b));
        there.map_or(Point::default(), |there| Point::new(snap(there.min.x), snap(there.max.y + GROUP_GAP)))
    }

    /// The free place nearest to the wish; where the groups around the part cannot grow, at least the part itself is free.
    fn free_place(&self, part: &Part, wish: Point, bounds: &Rect) -> Point {
        let rects = self.group_rects();
        let around: Vec<usize> = self.around(part.parent).collect();
        let is_inside = |node: usize, group: usize| self.around(self.node_parent[node]).any(|other| other == group);
        let cards = Cells::new((0..self.places.len()).map(|node| self.rect(node).unwrap_or(FAR)));
        let groups = Cells::new(rects.iter().map(|rect| rect.unwrap_or(FAR)));
        let clear = |rect: &Rect, member_of: Option<usize>, gap: f32| {
            let near = rect.expanded(gap);
            let card = |node: u32| member_of.is_some_and(|group| is_inside(node as usize, group));
            let group = |other: u32| {
                let other = other as usize;
                let within = member_of.is_some_and(|group| self.around(Some(other)).any(|g| g == group));
                within || around.contains(&other)
            };
            !cards.touching(&near).iter().any(|(node, rect)| rect.intersects(&near) && !card(*node))
                && !groups.touching(&near).iter().any(|(number, rect)| rect.intersects(&near) && !group(*number))
        };
        let mut only_itself: Option<(i32, Point)> = None;
        for (ring, at) in rings(wish) {
            if only_itself.is_some_and(|(first, _)| ring > first + FURTHER) {
                break;
            }
            let rect = Rect::from_min_size(at, bounds.size());
            if !clear(&rect, None, if part.groups.is_empty() { CARD_GAP - 1.0 } else { GROUP_GAP - 1.0 }) {
                continue;
            }
            only_itself = only_itself.or(Some((ring, at)));
            let mut grown = rect;
            let fits = around.iter().all(|group| {
                let now = rects[*group].unwrap_or(grown);
                grown = padded(&grown).union(&now);
                grown == now || clear(&grown, Some(*group), GRID)
            });
            if fits {
                return at;
            }
        }
        let below = || {
            let all = (0..self.places.len()).filter_map(|node| self.rect(node)).reduce(|a, b| a.union(&b)).unwrap_or_default();
            Point::new(snap(all.min.x), snap(all.max.y + 2.0 * GROUP_GAP))
        };
        only_itself.map_or_else(below, |(_, at)| at)
    }

    fn result(&self) -> LayoutResult {
        let rects = self.group_rects();
        let nodes = self.request.nodes.iter().zip(&self.places);
        LayoutResult {
            nodes: nodes.map(|(node, place)| (node.id, place.unwrap_or_default())).collect(),
            groups: self.request.groups.iter().zip(rects).map(|(group, rect)| (group.id, rect.unwrap_or_default())).collect(),
        }
    }
}

/// Stands for something without a place.
const FAR: Rect = Rect { min: Point::new(-1e9, -1e9), max: Point::new(-1e9, -1e9) };

/// Places around a wish, nearest rings first, on the grid.
fn rings(wish: Point) -> impl Iterator<Item = (i32, Point)> {
    (0..REACH).flat_map(move |ring| {
        let side = move |n: i32| wish.offset(n as f32 * STEP, 0.0);
        let rows = (-ring..=ring).flat_map(move |n| [side(n).offset(0.0, ring as f32 * STEP), side(n).offset(0.0, -ring as f32 * STEP)]);
        let columns = (1 - ring..ring).flat_map(move |n| {
            let dy = n as f32 * STEP;
            [side(ring).offset(0.0, dy), side(-ring).offset(0.0, dy)]
        });
        rows.chain(columns).map(move |at| (ring, at))
    })
}
