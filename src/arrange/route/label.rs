//! Where labels go: on the longest free straight piece of their line, off cards, ports, names and other lines.

use super::path::{pieces, upright};
use super::request::{RouteRequest, RoutedLine};
use super::router::Concerned;
use super::scene::Scene;
use super::segments::Segments;
use super::spread::Chip;
use crate::arrange::cells::Cells;
use crate::design::geometry::{Point, Rect, Size};

/// Free space around a label: to other labels, and to cards, between which it stands in a narrow gutter.
const AIR: f32 = 4.0;
const CARD_AIR: f32 = 2.0;
/// Free space to other lines.
const LINE_AIR: f32 = 2.0;
/// Half a port with a little air.
const PORT: f32 = 7.0;
/// What stays visible at a port, before an arrow, and at a corner.
const AT_PORT: f32 = 7.0;
const AT_ARROW: f32 = 13.0;
const AT_CORNER: f32 = 6.0;
/// Places tried on one piece.
const TRIES: usize = 24;

/// What one fault costs, in the measure of the length that speaks for a piece.
const OTHER_LINE: f32 = 600.0;
const OWN_CORNER: f32 = 18.0;
const TOO_SHORT: f32 = 30.0;
/// What it costs that another line has to move aside.
const ASIDE: f32 = 15.0;
/// Pieces this close are the same one, of lines that run together.
const SAME: f32 = 0.9;
const UPRIGHT: f32 = 10.0;
const ON_BORDER: f32 = 14.0;
const ON_TITLE: f32 = 400.0;
const ON_NOTE: f32 = 300.0;
const BESIDE: f32 = 45.0;
const LENGTH: f32 = 0.16;
const LENGTH_LIMIT: f32 = 260.0;
const OFF_MIDDLE: f32 = 0.1;

struct Labels<'a> {
    scene: &'a Scene,
    paths: &'a [Vec<Point>],
    /// The lines that may be moved aside; nothing where all stay as they are.
    may_move: Option<&'a [bool]>,
    lines: Segments,
    ports: Cells,
    placed: Cells,
}

/// A place for each label, in the order of the request; `kept` lines keep the label they had while it is free.
pub(super) fn place_labels(
    scene: &Scene,
    request: &RouteRequest,
    paths: &[Vec<Point>],
    kept: &[Option<&RoutedLine>],
    concerned: &Concerned,
) -> Vec<Option<Rect>> {
    let mut labels = Labels::new(scene, request, paths, concerned);
    let mut places: Vec<Option<Rect>> = vec![None; paths.len()];
    let mut open = Vec::new();
    for (line, path) in paths.iter().enumerate() {
        let Some(size) = request.lines[line].label.filter(|size| size.width.is_finite() && size.height.is_finite()) else {
            continue;
        };
        let old = kept.get(line).copied().flatten();
        match old.and_then(|old| old.label) {
            label if old.is_some() && !concerned.touches(path) => places[line] = label,
            Some(old) if same_size(old.size(), size) && labels.is_free(&old) && !labels.is_run_under(&old, kept) => {
                places[line] = Some(old);
                labels.placed.insert(old);
            }
            _ => open.push((longest(path), line, size)),
        }
    }
    // Those with the least choice first.
    open.sort_by(|a, b| a.0.total_cmp(&b.0).then(request.lines[a.1].id.cmp(&request.lines[b.1].id)));
    for (_, line, size) in open {
        places[line] = labels.best(line, size).map(|(_, place)| place);
        if let Some(place) = places[line] {
            labels.placed.insert(place);
        }
    }
    places
}

/// Where the labels of the `wanting` lines would stand on their own lines, if those of the `moving` lines beside them moved
/// aside; all other labels stay in their `places`.
pub(super) fn wished_places(
    scene: &Scene,
    request: &RouteRequest,
    paths: &[Vec<Point>],
    places: &[Option<Rect>],
    wanting: &[usize],
    moving: &[bool],
    concerned: &Concerned,
) -> Vec<(usize, Chip)> {
    let mut labels = Labels { may_move: Some(moving), ..Labels::new(scene, request, paths, concerned) };
    let stay = places.iter().enumerate().filter(|(line, _)| wanting.binary_search(line).is_err());
    for place in stay.filter_map(|(_, place)| *place) {
        labels.placed.insert(place);
    }
    let mut open: Vec<usize> = wanting.to_vec();
    open.sort_by(|a, b| longest(&paths[*a]).total_cmp(&longest(&paths[*b])).then(request.lines[*a].id.cmp(&request.lines[*b].id)));
    let mut wished = Vec::new();
    for line in open {
        let Some((cost, rect)) = request.lines[line].label.and_then(|size| labels.best(line, size)) else { continue };
        let on = pieces(&paths[line]).position(|piece| piece.expanded(0.1).contains(rect.center()));
        if let Some(index) = on.filter(|_| cost < OTHER_LINE) {
            labels.placed.insert(rect);
            wished.push((line, Chip { index, rect }));
        }
    }
    wished
}

fn same_size(a: Size, b: Size) -> bool {
    (a.width - b.width).abs() < 0.1 && (a.height - b.height).abs() < 0.1
}

fn longest(path: &[Point]) -> f32 {
    path.windows(2).map(|pair| pair[0].distance(pair[1])).fold(0.0, f32::max)
}

fn around(center: Point, size: Size) -> Rect {
    Rect::from_min_size(center.offset(-size.width / 2.0, -size.height / 2.0), size)
}

impl<'a> Labels<'a> {
    fn new(scene: &'a Scene, request: &RouteRequest, paths: &'a [Vec<Point>], concerned: &Concerned) -> Self {
        let mut lines = Segments::new(paths.len());
        for (line, points) in paths.iter().enumerate().filter(|(_, points)| concerned.touches(points)) {
            lines.set(line, points);
        }
        let near = request.lines.iter().zip(paths).filter(|(line, path)| line.is_finite() && concerned.touches(path)).map(|(line, _)| line);
        let ends = near.flat_map(|line| [line.source.port, line.target.port]);
        let ports = Cells::new(ends.map(|port| Rect::from_points(port, port).expanded(PORT)));
        Self { scene, paths, may_move: None, lines, ports, placed: Cells::default() }
    }

    /// Off cards, ports and other labels.
    fn is_free(&self, place: &Rect) -> bool {
        let airy = place.expanded(AIR);
        let off = |cells: &Cells, area: &Rect| !cells.touching(area).iter().any(|(_, rect)| rect.intersects(area));
        off(&self.scene.cards, &place.expanded(CARD_AIR)) && off(&self.placed, &airy) && off(&self.ports, place)
    }

    /// Whether a line that was routed just now runs under it.
    fn is_run_under(&self, place: &Rect, kept: &[Option<&RoutedLine>]) -> bool {
        self.lines.touching(&place.expanded(-0.5)).any(|(other, _)| kept.get(other).is_some_and(Option::is_none))
    }

    /// The best place, with what speaks against it.
    fn best(&self, line: usize, size: Size) -> Option<(f32, Rect)> {
        let mut best: Option<(f32, Rect)> = None;
        let mut offer = |place: Rect, cost: f32, on: Option<usize>| {
            if best.as_ref().is_none_or(|(least, _)| cost < *least) && self.is_free(&place) {
                let cost = cost + self.faults(line, &place, on);
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, place));
                }
            }
        };
        let points = &self.paths[line];
        for index in 0..points.len().saturating_sub(1) {
            for (center, cost) in self.places_on(line, index, size) {
                offer(around(center, size), cost, Some(index));
                let (dx, dy) =
                    if upright(points[index], points[index + 1]) { (size.width / 2.0 + AIR, 0.0) } else { (0.0, size.height / 2.0 + AIR) };
                for side in [-1.0, 1.0] {
                    offer(around(center.offset(dx * side, dy * side), size), cost + BESIDE, None);
                }
            }
        }
        best
    }

    /// What speaks against a place of a label, that on its line is on the piece from point `on` to the next one.
    fn faults(&self, line: usize, place: &Rect, on: Option<usize>) -> f32 {
        let others = self.lines.touching(&place.expanded(LINE_AIR - 0.1)).filter(|(other, _)| *other != line);
        let mut under: Vec<(usize, bool)> = others.map(|(other, piece)| (other, self.moves_aside(line, on, other, &piece))).collect();
        // What has one piece that stays, stays.
        under.sort_unstable();
        under.dedup_by_key(|(other, _)| *other);
        let lines = under.iter().map(|(_, aside)| if *aside { ASIDE } else { OTHER_LINE }).sum::<f32>();
        let own_pieces = pieces(&self.paths[line]).filter(|piece| crate::arrange::cells::touch(piece, place)).count();
        let borders = self.scene.groups.touching(place).iter().filter(|(_, group)| !group.contains_rect(place)).count();
        let titles = self.scene.titles.touching(place).len();
        let notes = self.scene.notes.touching(place).len();
        ON_NOTE * notes as f32
            + lines
            + OWN_CORNER * own_pieces.saturating_sub(1) as f32
            + ON_BORDER * borders as f32
            + ON_TITLE * titles as f32
    }

    /// Whether a piece of another line may be moved aside from one it runs along with.
    fn moves_aside(&self, line: usize, on: Option<usize>, other: usize, piece: &Rect) -> bool {
        let (Some(may_move), Some([a, b])) = (self.may_move, on.and_then(|on| self.paths[line].get(on..on + 2))) else { return false };
        let up = upright(*a, *b);
        let off = if up { piece.min.x - a.x } else { piece.min.y - a.y };
        may_move[other] && upright(piece.min, piece.max) == up && off.abs() > SAME
    }

    /// Middles for a label on one piece of a path, with what speaks against each.
    fn places_on(&self, line: usize, index: usize, size: Size) -> Vec<(Point, f32)> {
        let points = &self.paths[line];
        let (a, b) = (points[index], points[index + 1]);
        let up = upright(a, b);
        let along = if up { size.height } else { size.width };
        let whole = a.distance(b);
        let first = if index == 0 { AT_PORT } else { AT_CORNER };
        let last = if index + 2 == points.len() { AT_ARROW } else { AT_CORNER };
        let free = whole - first - last - along;
        let base = if up { UPRIGHT } else { 0.0 } + LENGTH * (LENGTH_LIMIT - (free + along).clamp(0.0, LENGTH_LIMIT));
        let at = |distance: f32| Point::new(a.x + (b.x - a.x) * distance / whole, a.y + (b.y - a.y) * distance / whole);
        let middle = (first + whole - last) / 2.0;
        if free < 0.0 {
            return vec![(at(middle.clamp(0.0, whole)), base + TOO_SHORT)];
        }
        let step = (free / TRIES as f32).max(8.0);
        let steps = (free / 2.0 / step).floor() as usize;
        let mut places = vec![(at(middle), base)];
        let mut offer = |off: f32| places.push((at(middle + off), base + OFF_MIDDLE * off.abs()));
        for n in 1..=steps {
            let off = n as f32 * step;
            offer(off);
            offer(-off);
        }
        // At the ends, and right beside what crosses the piece, there may be room that no step falls into.
        let mut ends = vec![-free / 2.0, free / 2.0];
        for (_, piece) in self.lines.touching(&Rect::from_points(a, b)).filter(|(other, _)| *other != line) {
            let (from, to) = if up { (piece.min.y - a.y, piece.max.y - a.y) } else { (piece.min.x - a.x, piece.max.x - a.x) };
            let forward = if up { b.y > a.y } else { b.x > a.x };
            let (from, to) = if forward { (from, to) } else { (-to, -from) };
            ends.extend([from - LINE_AIR - along / 2.0 - middle, to + LINE_AIR + along / 2.0 - middle]);
        }
        ends.into_iter().filter(|off| off.abs() <= free / 2.0 + 0.01).for_each(offer);
        places
    }
}
