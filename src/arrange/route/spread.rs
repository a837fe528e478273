//! Puts lines that share a gutter side by side: ordered so that they cross least, a fixed distance apart, in its middle.

use std::collections::BTreeMap;

use super::measures::LINE_GAP;
use super::order::{PieceRef, left_of};
use super::path::{pieces, tidied, transpose, upright};
use super::request::{LineEnd, RouteLine, RouteRequest};
use super::room::{Course, Room, room};
use super::scene::Scene;
use super::segments::Segments;
use super::tracks::{Cluster, Entry};
use crate::arrange::cells::Cells;
use crate::design::geometry::{Point, Rect};

/// Pieces of lines at the same port join where the search drew them this close.
const JOINED: f32 = 80.0;
/// Lines that turn back into the same gutter within this length are kept apart too.
const SPAN_GAP: f32 = LINE_GAP - 1.0;

/// Pieces that move as one: one piece, or those of lines that leave (or reach) the same port together.
struct Item {
    members: Vec<PieceRef>,
    at: f32,
    span: (f32, f32),
    room: Room,
    still: bool,
}

/// Moves the inner pieces of the `moving` lines; the others stand where they are.
pub(super) fn spread(scene: &Scene, request: &RouteRequest, paths: &mut [Vec<Point>], moving: &[bool], near: &Segments) {
    let mut involved: Vec<usize> = Vec::new();
    for line in (0..paths.len()).filter(|line| moving[*line]) {
        involved.push(line);
        for piece in pieces(&paths[line]) {
            involved.extend(near.touching(&piece.expanded(2.0 * super::measures::SPREAD_REACH)).map(|(other, _)| other));
        }
    }
    involved.sort_unstable();
    involved.dedup();
    let lines: Vec<&RouteLine> = involved.iter().map(|line| &request.lines[*line]).collect();
    let may_move: Vec<bool> = involved.iter().map(|line| moving[*line]).collect();
    let mut local: Vec<Vec<Point>> = involved.iter().map(|line| paths[*line].clone()).collect();
    let shared = shared_ports(&lines);
    for round in 0..4 {
        let mut pass = Pass { scene, lines: &lines, paths: &mut local, moving: &may_move, shared: &shared, transposed: round % 2 == 1 };
        pass.run();
    }
    for (line, points) in involved.iter().zip(local) {
        if moving[*line] {
            paths[*line] = tidied(&points);
        }
    }
}

/// For each line how many start at its source port, and how many end at its target port.
fn shared_ports(lines: &[&RouteLine]) -> Vec<(usize, usize)> {
    let key = |end: &LineEnd| (end.card, end.side, end.port.x.to_bits(), end.port.y.to_bits());
    let (mut from, mut into) = (BTreeMap::new(), BTreeMap::new());
    for line in lines {
        *from.entry(key(&line.source)).or_insert(0) += 1;
        *into.entry(key(&line.target)).or_insert(0) += 1;
    }
    let count = |known: &BTreeMap<_, usize>, end: &LineEnd| known.get(&key(end)).copied().unwrap_or(1);
    lines.iter().map(|line| (count(&from, &line.source), count(&into, &line.target))).collect()
}

/// One pass over the upright pieces; for the horizontal ones everything is seen transposed.
struct Pass<'a> {
    scene: &'a Scene,
    lines: &'a [&'a RouteLine],
    paths: &'a mut [Vec<Point>],
    moving: &'a [bool],
    /// How many lines start at each line's source port, and end at its target port.
    shared: &'a [(usize, usize)],
    transposed: bool,
}

impl Pass<'_> {
    fn run(&mut self) {
        self.turn();
        let items = self.items();
        let index = Cells::new(items.iter().map(|item| Rect {
            min: Point::new(item.room.low - LINE_GAP / 2.0, item.span.0 - SPAN_GAP / 2.0),
            max: Point::new(item.room.high + LINE_GAP / 2.0, item.span.1 + SPAN_GAP / 2.0),
        }));
        let mut pairs: Vec<(usize, usize, i32)> = Vec::new();
        for (a, item) in items.iter().enumerate().filter(|(_, item)| !item.still) {
            let Some(area) = index.get(a as u32) else {
                continue;
            };
            for (b, _) in index.touching(&area) {
                let b = b as usize;
                if b != a && (items[b].still || a < b) {
                    pairs.push((a, b, self.weight(item, &items[b])));
                }
            }
        }
        let entries: Vec<Entry> = items
            .iter()
            .map(|item| Entry { at: item.at, low: item.room.low, high: item.room.high, wish: item.room.wish, still: item.still })
            .collect();
        for (number, at) in Cluster::solve(&entries, &pairs) {
            for member in &items[number].members {
                self.paths[member.line][member.index].x = at;
                self.paths[member.line][member.index + 1].x = at;
            }
        }
        self.turn();
    }

    fn turn(&mut self) {
        if self.transposed {
            for points in self.paths.iter_mut() {
                transpose(points);
            }
        }
    }

    /// How much it matters that `a` is left of `b`.
    fn weight(&self, a: &Item, b: &Item) -> i32 {
        let mut sum = 0;
        for &x in &a.members {
            for &y in &b.members {
                sum += if x.line == y.line { if a.at < b.at { 6 } else { -6 } } else { left_of(self.paths, x, y) };
            }
        }
        // Where only one order is possible at all, it is the one.
        match (a.room.low + LINE_GAP > b.room.high, b.room.low + LINE_GAP > a.room.high) {
            (true, false) => -1000,
            (false, true) => 1000,
            _ => sum.clamp(-100, 100),
        }
    }

    fn items(&self) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for (line, points) in self.paths.iter().enumerate() {
            for index in 0..points.len().saturating_sub(1) {
                let (a, b) = (points[index], points[index + 1]);
                if upright(a, b) {
                    items.push(self.item(PieceRef { line, index }, a, b));
                }
            }
        }
        let mut joined = vec![false; items.len()];
        self.join(&mut items, &mut joined, true);
        self.join(&mut items, &mut joined, false);
        items.retain(|item| !item.members.is_empty());
        items
    }

    fn item(&self, piece: PieceRef, a: Point, b: Point) -> Item {
        let points = &self.paths[piece.line];
        let line = self.lines[piece.line];
        let through = |p: &Point| {
            let place = if self.transposed { Point::new(p.y, p.x) } else { *p };
            Rect::from_points(a, b).expanded(0.1).contains(place)
        };
        let at_end = piece.index == 0 || piece.index + 2 == points.len();
        let still = at_end || !self.moving[piece.line] || line.waypoints.iter().any(through);
        let room = if still {
            Room { low: a.x, high: a.x, wish: a.x }
        } else {
            room(
                self.scene,
                line,
                &Course {
                    points,
                    index: piece.index,
                    turned: self.transposed,
                    into_crowd: self.shared[piece.line].1 > self.shared[piece.line].0,
                },
            )
        };
        Item { members: vec![piece], at: a.x, span: (a.y.min(b.y), a.y.max(b.y)), room, still }
    }

    /// Joins the pieces that lines of one port have in common, counted from the source or from the target.
    fn join(&self, items: &mut [Item], joined: &mut [bool], from_source: bool) {
        let end = |line: usize| {
            if from_source { &self.lines[line].source } else { &self.lines[line].target }
        };
        let steps = |piece: PieceRef| {
            if from_source { piece.index } else { self.paths[piece.line].len() - 2 - piece.index }
        };
        let point = |piece: PieceRef, n: usize| {
            let points = &self.paths[piece.line];
            if from_source { points[n] } else { points[points.len() - 1 - n] }
        };
        // The larger crowd joins: at the source, or at the target.
        let here = |line: usize| (self.shared[line].0 >= self.shared[line].1) == from_source;
        let movable = (0..items.len()).filter(|n| !items[*n].still && !joined[*n]);
        let mut candidates: Vec<usize> = movable.filter(|n| here(items[*n].members[0].line)).collect();
        let key = |items: &[Item], n: usize| {
            let piece = items[n].members[0];
            let port = end(piece.line);
            (port.card, port.port.x.to_bits(), port.port.y.to_bits(), steps(piece))
        };
        candidates.sort_by(|a, b| key(items, *a).cmp(&key(items, *b)).then(items[*a].at.total_cmp(&items[*b].at)).then(a.cmp(b)));
        for at in 1..candidates.len() {
            let (into, from) = (candidates[at - 1], candidates[at]);
            let (first, second) = (items[into].members[0], items[from].members[0]);
            let common = steps(first);
            let together = key(items, into) == key(items, from)
                && first.line != second.line
                && (0..common).all(|n| point(first, n).distance(point(second, n)) < 0.1)
                && (items[from].at - items[into].at).abs() <= JOINED;
            let room = Room {
                low: items[into].room.low.max(items[from].room.low),
                high: items[into].room.high.min(items[from].room.high),
                wish: f32::midpoint(items[into].room.wish, items[from].room.wish),
            };
            if !together || room.low > room.high {
                continue;
            }
            let mut members = std::mem::take(&mut items[into].members);
            members.append(&mut items[from].members);
            let (a, b) = (items[into].span, items[from].span);
            items[from] = Item { members, at: items[into].at, span: (a.0.min(b.0), a.1.max(b.1)), room, still: false };
            (joined[into], joined[from]) = (true, true);
        }
    }
}
