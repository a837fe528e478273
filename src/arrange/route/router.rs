//! Routes all lines, or again those that a change concerns.

use super::dogleg::{dogleg, plain};
use super::grid::Grid;
use super::label::place_labels;
use super::measures::{CARD_MARGIN, GUTTER_REACH, SPREAD_REACH, TIGHT_MARGINS};
use super::path::{pieces, tidied, upright};
use super::request::{LineEnd, Rerouted, RouteLine, RouteRequest, RouteResult, RoutedLine, Side, Since};
use super::scene::{Scene, is_foreign, piece_meets};
use super::search::{Leg, Search};
use super::segments::Segments;
use super::spread::spread;
use super::yielding::Routed;
use crate::design::geometry::{Point, Rect};

/// How far around its ends a line is searched first, and then.
const WINDOWS: [f32; 2] = [140.0, 900.0];
/// And where neither leads anywhere.
const BETWEEN: f32 = 420.0;
/// So far around the ends and the earlier course of a line, and around changed cards, lies all that the router looks at, groups
/// aside, beyond which it looks half as far.
pub const VIEW: f32 = WINDOWS[1] + 4.0 * SPREAD_REACH + GUTTER_REACH;
/// A path is fair up to this many times the straight way and so much more.
const FAIR: f32 = 1.6;
const FAIR_EXTRA: f32 = 480.0;
/// Crossing points of one grid before a line is not searched at all.
const GRID_LIMIT: usize = 60_000;

/// Routes every line of the request. The same request always gives the same result.
#[must_use]
pub fn route(request: &RouteRequest) -> RouteResult {
    reroute(request, &Since::default()).result
}

/// Routes again only the lines that need it: new ones, those with an end that moved, a changed card at an end, or a path
/// through a changed card. All others stay exactly as they are known; to route one anew, leave it out there. Where more
/// lines need it than are wanted at once, those are only sketched.
#[must_use]
pub fn reroute(request: &RouteRequest, since: &Since<'_>) -> Rerouted {
    let scene = Scene::new(request);
    let kept = kept_lines(request, &scene, since);
    let postponed = postponed(request, &kept, since.at_once);
    let sketches: Vec<(usize, RoutedLine)> = postponed.iter().map(|line| (*line, sketch(&scene, &request.lines[*line]))).collect();
    let mut kept = kept;
    for (line, sketch) in &sketches {
        kept[*line] = Some(sketch);
    }
    if !postponed.is_empty() && kept.iter().all(Option::is_some) {
        let lines = kept.into_iter().flatten().cloned().collect();
        return Rerouted { result: RouteResult { lines }, sketched: postponed.iter().map(|line| request.lines[*line].id).collect() };
    }
    let mut router = Router::new(request, &scene);
    let concerned = concerned(request, &kept, since);
    for (line, kept) in kept.iter().enumerate() {
        if let Some(kept) = kept {
            router.put(line, &kept.points, concerned.touches(&kept.points) && postponed.binary_search(&line).is_err());
        }
    }
    let moving: Vec<bool> = kept.iter().map(Option::is_none).collect();
    router.find_paths(&moving, since.dragged);
    spread(&scene, request, &mut router.paths, &moving, &router.pieces, &[]);
    if !since.dragged {
        router.thin_out(&moving);
    }
    let labels = place_labels(&scene, request, &router.paths, &kept, &concerned);
    let mut routed = Routed { request, scene: &scene, paths: router.paths, labels };
    if !since.dragged {
        routed.give_way(&moving, &concerned);
        routed.make_room(&moving, &concerned);
    }
    for line in &postponed {
        routed.labels[*line] = None;
    }
    let lines = request.lines.iter().zip(routed.paths).zip(routed.labels);
    let result = RouteResult { lines: lines.map(|((line, points), label)| RoutedLine { id: line.id, points, label }).collect() };
    Rerouted { result, sketched: postponed.iter().map(|line| request.lines[*line].id).collect() }
}

/// The plainest way, without a look at what is there.
fn sketch(scene: &Scene, line: &RouteLine) -> RoutedLine {
    let stub = |end: &LineEnd| [end.port, end.out(scene.stub(end))];
    let points = if line.is_finite() { plain(stub(&line.source), stub(&line.target)) } else { Vec::new() };
    RoutedLine { id: line.id, points, label: None }
}

/// The lines that are only sketched for now, in their order: all that have no course where these are too many, else those
/// that take the longest to find.
fn postponed(request: &RouteRequest, kept: &[Option<&RoutedLine>], at_once: Option<usize>) -> Vec<usize> {
    let mut open: Vec<usize> = (0..kept.len()).filter(|line| kept[*line].is_none()).collect();
    let Some(most) = at_once else { return Vec::new() };
    if open.len() > most {
        return open;
    }
    open.sort_by(|a, b| request.lines[*a].effort().total_cmp(&request.lines[*b].effort()).then(a.cmp(b)));
    let mut effort = 0.0;
    let at_once = open.iter().take_while(|line| {
        effort += request.lines[**line].effort();
        effort <= most as f32
    });
    let mut postponed = open.split_off(at_once.count());
    postponed.sort_unstable();
    postponed
}

/// The part of the canvas where anything may change.
pub(super) struct Concerned(Option<Rect>);

impl Concerned {
    /// Whether a path may matter there.
    pub(super) fn touches(&self, points: &[Point]) -> bool {
        let Some(first) = points.first() else { return false };
        let bounds = points.iter().fold(Rect::from_points(*first, *first), |all, p| all.union(&Rect::from_points(*p, *p)));
        self.0.is_some_and(|area| crate::arrange::cells::touch(&area, &bounds))
    }
}

fn concerned(request: &RouteRequest, kept: &[Option<&RoutedLine>], since: &Since<'_>) -> Concerned {
    let moving = request.lines.iter().zip(kept).filter(|(line, kept)| kept.is_none() && line.is_finite()).map(|(line, _)| line);
    let ends = moving.flat_map(|line| [line.source.port, line.target.port].into_iter().chain(line.waypoints.iter().copied()));
    let (relabelled_ids, changed_ids) = (sorted(since.relabelled), sorted(since.changed_cards));
    let relabelled = kept.iter().flatten().filter(|line| relabelled_ids.binary_search(&line.id).is_ok());
    let relabelled = relabelled.flat_map(|line| line.points.iter().copied());
    let changed = request.cards.iter().filter(|card| changed_ids.binary_search(&card.id).is_ok()).map(|card| card.rect);
    let points = ends.chain(relabelled).map(|point| Rect::from_points(point, point));
    let all = points.chain(changed).reduce(|a, b| a.union(&b));
    Concerned(all.map(|all| all.expanded(WINDOWS[1] + 2.0 * SPREAD_REACH)))
}

/// For each line of the request its previous path, where that still holds.
fn kept_lines<'a>(request: &RouteRequest, scene: &Scene, since: &Since<'a>) -> Vec<Option<&'a RoutedLine>> {
    let mut by_id: Vec<&RoutedLine> = since.previous.iter().flat_map(|previous| &previous.lines).collect();
    by_id.sort_by_key(|line| line.id);
    let (changed_ids, carried_ids) = (sorted(since.changed_cards), sorted(since.carried));
    let is_changed = |card: u32| changed_ids.binary_search(&card).is_ok();
    let is_carried = |line: &RouteLine| carried_ids.binary_search(&line.id).is_ok();
    let changed_cards = request.cards.iter().filter(|card| is_changed(card.id));
    let changed = crate::arrange::cells::Cells::new(changed_cards.map(|card| card.rect.expanded(CARD_MARGIN - 1.0)));
    let holds = |line: &RouteLine, old: &RoutedLine| {
        let ([first, second, ..], [.., before, last]) = (&old.points[..], &old.points[..]) else {
            return false;
        };
        let ends_hold = || {
            if is_carried(line) {
                // It came with its cards: what it may now run through is any other card.
                since.dragged || pieces(&old.points).all(|piece| scene.is_clear(&piece, [line.source.card, line.target.card]))
            } else {
                let free = |piece: &Rect| !changed.touching(piece).iter().any(|(_, card)| piece_meets(piece, card));
                !is_changed(line.source.card) && !is_changed(line.target.card) && pieces(&old.points).all(|piece| free(&piece))
            }
        };
        leaves(&line.source, *first, *second)
            && leaves(&line.target, *last, *before)
            && line.waypoints.iter().all(|point| pieces(&old.points).any(|piece| piece.expanded(0.1).contains(*point)))
            && ends_hold()
            && !since.changed_notes.iter().any(|note| {
                is_foreign(note, [line.source.port, line.target.port]) && pieces(&old.points).any(|piece| piece_meets(&piece, note))
            })
    };
    let find = |line: &RouteLine| by_id.binary_search_by_key(&line.id, |old| old.id).ok().map(|at| by_id[at]);
    request.lines.iter().map(|line| find(line).filter(|old| holds(line, old))).collect()
}

fn sorted(ids: &[u32]) -> Vec<u32> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids
}

/// Whether a path that starts with these two points starts at this end.
fn leaves(end: &LineEnd, first: Point, second: Point) -> bool {
    let (dx, dy) = end.side.outward();
    end.port.distance(first) < 0.01 && (second.x - first.x) * dx + (second.y - first.y) * dy > 0.0
}

/// Finds the paths of lines, one after the other.
pub(super) struct Router<'a> {
    pub(super) request: &'a RouteRequest,
    pub(super) scene: &'a Scene,
    pub(super) pieces: Segments,
    pub(super) paths: Vec<Vec<Point>>,
    /// Whether lines keep away from where others run, as there is no room left beside them.
    pub(super) search_wide: bool,
    search: Search,
}

impl<'a> Router<'a> {
    pub(super) fn new(request: &'a RouteRequest, scene: &'a Scene) -> Self {
        let lines = request.lines.len();
        Self { request, scene, pieces: Segments::new(lines), paths: vec![Vec::new(); lines], search_wide: false, search: Search::default() }
    }

    /// Takes a path as it is; whether the others are to mind it.
    pub(super) fn put(&mut self, line: usize, points: &[Point], minded: bool) {
        self.paths[line] = points.to_vec();
        if minded {
            self.pieces.set(line, points);
        }
    }

    /// The paths, and their pieces by place.
    pub(super) fn into_parts(self) -> (Vec<Vec<Point>>, Segments) {
        (self.paths, self.pieces)
    }

    /// Short lines first, so that long ones go around them; then, unless each is searched only `once`, those that still cross
    /// others once more.
    pub(super) fn find_paths(&mut self, moving: &[bool], once: bool) {
        let mut order: Vec<usize> = (0..moving.len()).filter(|line| moving[*line]).collect();
        let reach = |line: usize| {
            let line = &self.request.lines[line];
            (line.source.port.x - line.target.port.x).abs() + (line.source.port.y - line.target.port.y).abs()
        };
        order.sort_by(|a, b| reach(*a).total_cmp(&reach(*b)).then(self.request.lines[*a].id.cmp(&self.request.lines[*b].id)));
        for &line in &order {
            self.find_path(line);
        }
        for &line in order.iter().rev().filter(|_| !once) {
            if self.crosses(line) {
                self.find_path(line);
            }
        }
    }

    fn crosses(&self, line: usize) -> bool {
        pieces(&self.paths[line]).any(|piece| {
            let up = upright(piece.min, piece.max);
            self.pieces.touching(&piece).any(|(other, rect)| {
                other != line && upright(rect.min, rect.max) != up && !self.request.lines[line].shares_port(&self.request.lines[other])
            })
        })
    }

    pub(super) fn find_path(&mut self, number: usize) {
        self.pieces.set(number, &[]);
        let line = &self.request.lines[number];
        let path = self.direct(line).or_else(|| self.searched(number)).unwrap_or_else(|| {
            let stub = |end: &LineEnd| [end.port, end.out(self.scene.stub(end))];
            if line.is_finite() { dogleg(self.scene, stub(&line.source), stub(&line.target)) } else { Vec::new() }
        });
        self.pieces.set(number, &path);
        self.paths[number] = path;
    }

    /// The straight line between ports that face each other at the same height, where nothing is between.
    fn direct(&self, line: &RouteLine) -> Option<Vec<Point>> {
        let (source, target) = (line.source.port, line.target.port);
        let ahead = match line.source.side {
            Side::Right | Side::Left => (source.y - target.y).abs() < 0.01,
            Side::Top | Side::Bottom => (source.x - target.x).abs() < 0.01,
        };
        let facing = leaves(&line.source, source, target) && leaves(&line.target, target, source);
        if !ahead || !facing || !line.waypoints.is_empty() {
            return None;
        }
        let between = [line.source.out(self.scene.stub(&line.source)), line.target.out(self.scene.stub(&line.target))];
        let free = self.scene.hits(&between, CARD_MARGIN - 1.0) == 0
            && self.scene.foreign_notes(&Rect::from_points(source, target), [source, target]).next().is_none();
        free.then(|| vec![source, target])
    }

    fn searched(&mut self, number: usize) -> Option<Vec<Point>> {
        let line = &self.request.lines[number];
        if !line.is_finite() {
            return None;
        }
        let mut through = vec![line.source.out(self.scene.stub(&line.source))];
        through.extend_from_slice(&line.waypoints);
        through.push(line.target.out(self.scene.stub(&line.target)));
        let bounds = through.iter().fold(Rect::from_points(through[0], through[0]), |all, p| all.union(&Rect::from_points(*p, *p)));
        for margin in [CARD_MARGIN].into_iter().chain(TIGHT_MARGINS) {
            let mut best: Option<(f32, Vec<Point>)> = None;
            for window in WINDOWS {
                let found = self.on_grid(number, &through, &bounds.expanded(window), margin);
                best = best.into_iter().chain(found).min_by(|a, b| a.0.total_cmp(&b.0));
                // What goes far out of its way, or where it should not, may do better outside the window.
                if best.as_ref().is_some_and(|(cost, _)| *cost <= FAIR * (bounds.width() + bounds.height()) + FAIR_EXTRA) {
                    break;
                }
            }
            // The larger one may hold more than is searched.
            let best = best.or_else(|| self.on_grid(number, &through, &bounds.expanded(BETWEEN), margin));
            if let Some((_, points)) = best {
                let mut path = vec![line.source.port];
                path.extend(points);
                path.push(line.target.port);
                return Some(tidied(&path));
            }
        }
        None
    }

    /// Searches leg by leg on the grid of one window.
    fn on_grid(&mut self, number: usize, through: &[Point], window: &Rect, margin: f32) -> Option<(f32, Vec<Point>)> {
        let line = &self.request.lines[number];
        let mut grid = Grid::new(self.scene, window, margin, through);
        if grid.len() > GRID_LIMIT {
            return None;
        }
        let ends = [line.source.port, line.target.port];
        grid.weigh_groups(self.scene, window, ends);
        grid.weigh_notes(self.scene, window, ends);
        for (other, piece) in self.pieces.touching(window) {
            if !line.shares_port(&self.request.lines[other]) {
                grid.weigh_piece(&piece, self.search_wide);
            }
        }
        let (mut cost, mut points, mut heading) = (0.0, Vec::new(), Some(line.source.side));
        for (place, pair) in through.windows(2).enumerate() {
            let arriving = (place + 2 == through.len()).then(|| line.target.side.opposite());
            let found = self.search.run(&grid, &Leg { from: pair[0], heading, to: pair[1], arriving })?;
            heading = Some(found.heading);
            cost += found.cost;
            points.extend(found.points);
        }
        Some((cost, points))
    }
}
