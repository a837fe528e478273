//! Puts lines that share a gutter side by side: ordered so that they cross least, a fixed distance apart, in its middle.

use std::collections::BTreeMap;

use super::measures::{CARD_MARGIN, LINE_GAP};
use super::order::{PieceRef, left_of};
use super::path::{pieces, tidied, transpose, transposed, upright};
use super::request::{LineEnd, RouteLine, RouteRequest};
use super::room::{Course, Room, room};
use super::scene::Scene;
use super::segments::Segments;
use super::tracks::{Cluster, Entry, Pair};
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
    labels: Vec<Label>,
}

/// A label on a piece: where along it, and how far it reaches to either side.
#[derive(Clone, Copy)]
struct Label {
    span: (f32, f32),
    half: f32,
}

/// A label that is to have room on a piece of its line: from point `index` to the next one.
pub(super) struct Chip {
    pub(super) index: usize,
    pub(super) rect: Rect,
}

/// Between a label and a line beside it, another label, and a card.
const LABEL_TO_LINE: f32 = 2.5;
const LABEL_TO_LABEL: f32 = 4.5;
const LABEL_TO_CARD: f32 = 2.5;

/// Moves the inner pieces of the `moving` lines; the others stand where they are. `chips` has the labels that are to have room
/// on their lines, by line.
pub(super) fn spread(
    scene: &Scene,
    request: &RouteRequest,
    paths: &mut [Vec<Point>],
    moving: &[bool],
    near: &Segments,
    chips: &[Option<Chip>],
) {
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
    let chips: Vec<Option<&Chip>> = involved.iter().map(|line| chips.get(*line).and_then(Option::as_ref)).collect();
    for round in 0..4 {
        let transposed = round % 2 == 1;
        Pass { scene, lines: &lines, paths: &mut local, moving: &may_move, shared: &shared, chips: &chips, transposed }.run();
    }
    for (line, points) in involved.iter().zip(local) {
        if moving[*line] {
            paths[*line] = tidied(&points);
        }
    }
}

impl Item {
    /// Takes a label on, where the room is wide enough for it.
    fn take_label(&mut self, label: Label) {
        let narrower = (label.half + LABEL_TO_CARD - CARD_MARGIN).max(0.0);
        let room = Room { low: self.room.low + narrower, high: self.room.high - narrower, ..self.room };
        if self.still {
            self.labels.push(label);
        } else if room.low <= room.high {
            self.room = Room { wish: room.wish.clamp(room.low, room.high), ..room };
            self.labels.push(label);
        }
    }

    /// How far apart the two should be: as lines are, or as far as a label on one of them reaches.
    fn apart(&self, other: &Self) -> f32 {
        let beside = |a: (f32, f32), b: (f32, f32), air: f32| a.0 - air < b.1 && a.1 + air > b.0;
        let of_label = |label: &Label, item: &Self| {
            let to_line = beside(label.span, item.span, LABEL_TO_LINE).then_some(label.half + LABEL_TO_LINE);
            let labels = item.labels.iter().filter(|other| beside(label.span, other.span, LABEL_TO_LABEL));
            labels.map(|other| label.half + other.half + LABEL_TO_LABEL).chain(to_line).fold(0.0, f32::max)
        };
        let own = self.labels.iter().map(|label| of_label(label, other));
        own.chain(other.labels.iter().map(|label| of_label(label, self))).fold(LINE_GAP, f32::max)
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
    chips: &'a [Option<&'a Chip>],
    transposed: bool,
}

impl Pass<'_> {
    fn run(&mut self) {
        self.turn();
        let items = self.items();
        let index = Cells::new(items.iter().map(|item| {
            let aside = item.labels.iter().map(|label| label.half + LABEL_TO_LABEL).fold(LINE_GAP / 2.0, f32::max);
            Rect {
                min: Point::new(item.room.low - aside, item.span.0 - SPAN_GAP / 2.0),
                max: Point::new(item.room.high + aside, item.span.1 + SPAN_GAP / 2.0),
            }
        }));
        let mut pairs: Vec<Pair> = Vec::new();
        for (a, item) in items.iter().enumerate().filter(|(_, item)| !item.still) {
            let Some(area) = index.get(a as u32) else {
                continue;
            };
            for (b, _) in index.touching(&area) {
                let b = b as usize;
                if b != a && (items[b].still || a < b) {
                    let (other, apart) = (&items[b], item.apart(&items[b]));
                    if other.room.low - item.room.high <= apart && item.room.low - other.room.high <= apart {
                        pairs.push(Pair { a, b, weight: self.weight(item, other), apart });
                    }
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
        let mut item = Item { members: vec![piece], at: a.x, span: (a.y.min(b.y), a.y.max(b.y)), room, still, labels: Vec::new() };
        if let Some(chip) = self.chips[piece.line].filter(|chip| chip.index == piece.index) {
            let rect = if self.transposed { transposed(&chip.rect) } else { chip.rect };
            item.take_label(Label { span: (rect.min.y, rect.max.y), half: rect.width() / 2.0 });
        }
        item
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
            let mut labels = std::mem::take(&mut items[into].labels);
            labels.append(&mut items[from].labels);
            let (a, b) = (items[into].span, items[from].span);
            items[from] = Item { members, at: items[into].at, span: (a.0.min(b.0), a.1.max(b.1)), room, still: false, labels };
            (joined[into], joined[from]) = (true, true);
        }
    }
}
