//! Asks the router for the lines of a scene: first the connections, then their further ends, which start at the chips.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::making::Made;
use super::outline;
use super::scene::{LineItem, NodeItem, NoteItem, Scene};
use crate::arrange::route::{LineEnd, RouteCard, RouteGroup, RouteLine, RouteRequest, RouteResult, RoutedLine, Side, Since, reroute};
use crate::catalog::LineStyle;
use crate::design::geometry::{Point, Rect};

/// A line keeps off a changed card by this much, or is routed anew.
const CLEARANCE: f32 = 11.0;

/// Routes the lines of a scene; those that ran the same in `previous` and that nothing happened to stay as they were, those
/// that moved with both their ends move along. Where more than `at_once` need it, those are sketched.
pub(super) fn route_all(scene: &mut Scene, previous: &Scene, at_once: Option<usize>) {
    let before: Vec<Option<usize>> = scene.nodes.iter().map(|node| previous.node(&node.id)).collect();
    let steps = Step::of_all(scene, previous, &before);
    let all: Vec<usize> = (0..scene.lines.len()).collect();
    let relabelled = take_courses(scene, previous, &all);
    let carried = carry_all(scene, &steps, &all);
    let part = Part { nodes: (0..scene.nodes.len()).collect(), groups: (0..scene.groups.len()).collect(), lines: all };
    let notes = new_notes(scene, previous);
    route_part(scene, &part, &steps, &Manner { carried: &carried, relabelled: &relabelled, notes: &notes, dragged: false, at_once });
    scene.route_references(previous, &before, &steps, at_once);
}

/// The same for a scene most of which was taken over from `previous`: only what is near the change is looked at.
pub(super) fn route_made(made: Made, previous: &Scene, at_once: Option<usize>) -> Scene {
    let Made { mut scene, lines, before } = made;
    let steps = Step::of_all(&scene, previous, &before);
    let relabelled = take_courses(&mut scene, previous, &lines);
    let moved = scene.places.lines_at(|card| steps[card] != Step::Still, &scene.lines);
    let carried = carry_all(&mut scene, &steps, &moved);
    let mut open: Vec<usize> = lines.into_iter().filter(|line| is_open(&scene, *line, &relabelled)).collect();
    open.extend(moved);
    open.extend(scene.lines_upon(&steps));
    let notes = new_notes(&scene, previous);
    open.extend(notes.iter().flat_map(|note| scene.lines_over(note)));
    open.sort_unstable();
    open.dedup();
    if let Some(area) = scene.routers_view(&open, &steps) {
        let mut part = scene.within(&area);
        // What has no course yet lies nowhere.
        part.lines.extend(open);
        part.lines.sort_unstable();
        part.lines.dedup();
        let manner = Manner { carried: &carried, relabelled: &relabelled, notes: &notes, dragged: false, at_once };
        route_part(&mut scene, &part, &steps, &manner);
    }
    scene.route_references(previous, &before, &steps, at_once);
    scene
}

/// Whether the router has to look at a line whose cards stand where they stood.
fn is_open(scene: &Scene, number: usize, relabelled: &[u32]) -> bool {
    let (line, ends) = (&scene.lines[number], main_line(scene, number));
    let leads = |to: &LineEnd, point: Option<&Point>| point.is_some_and(|point| point.distance(to.port) < 0.01);
    let fits = leads(&ends.source, line.points.first()) && leads(&ends.target, line.points.last());
    !fits || relabelled.binary_search(&(number as u32)).is_ok() || line.further.iter().any(|end| end.points.is_empty())
}

/// Lets lines run as they ran in `previous`; those that say something else now.
fn take_courses(scene: &mut Scene, previous: &Scene, lines: &[usize]) -> Vec<u32> {
    let mut relabelled = Vec::new();
    for &number in lines {
        let Some(old) = previous.line(&scene.lines[number].id).map(|old| &previous.lines[old]) else { continue };
        let line = Arc::make_mut(&mut scene.lines[number]);
        if old.sketched || old.waypoints != line.waypoints {
            line.forget();
            line.measure();
            scene.places.put_line(number, line);
            continue;
        }
        line.points.clone_from(&old.points);
        line.chip = old.chip;
        for end in &mut line.further {
            if let Some(old) = old.further.iter().find(|old| old.end == end.end) {
                end.points.clone_from(&old.points);
            }
        }
        line.measure();
        scene.places.put_line(number, line);
        if old.label.as_ref().map(|(_, size)| *size) != line.label.as_ref().map(|(_, size)| *size) {
            relabelled.push(number as u32);
        }
    }
    relabelled
}

/// Whether a line was moved along with its ends.
pub(super) fn carried(line: &LineItem, steps: &[Step]) -> bool {
    matches!(steps[line.source], Step::Moved(..)) && steps[line.source] == steps[line.target] && !line.points.is_empty()
}

/// Lets lines take the plainest way, for a picture of a drag that moves more lines than can be routed before it.
pub(super) fn sketch(scene: &mut Scene, lines: &[usize]) {
    let mut cards: Vec<usize> = lines.iter().flat_map(|number| [scene.lines[*number].source, scene.lines[*number].target]).collect();
    cards.sort_unstable();
    cards.dedup();
    let request = RouteRequest {
        cards: cards.into_iter().map(|card| RouteCard { id: card as u32, rect: scene.nodes[card].rect }).collect(),
        groups: Vec::new(),
        notes: Vec::new(),
        lines: lines.iter().map(|number| main_line(scene, *number)).collect(),
    };
    for routed in reroute(&request, &Since { at_once: Some(0), ..Since::default() }).result.lines {
        scene.change_line(routed.id as usize, |line| {
            (line.points, line.chip, line.sketched) = (routed.points, None, true);
            line.further.iter_mut().for_each(|end| end.points.clear());
        });
    }
    let branching: Vec<usize> = lines.iter().copied().filter(|number| !scene.lines[*number].further.is_empty()).collect();
    if !branching.is_empty() {
        let lines = branching.iter().map(|number| main_line(scene, *number)).collect();
        let part = Part { nodes: Vec::new(), groups: Vec::new(), lines: branching };
        route_further(scene, &part, RouteRequest { lines, ..request }, (&[], &[]), Some(0));
    }
}

/// Moves those of the lines along whose ends moved alike; which they are.
pub(super) fn carry_all(scene: &mut Scene, steps: &[Step], lines: &[usize]) -> Vec<u32> {
    let mut along = Vec::new();
    for &number in lines {
        let line = &mut scene.lines[number];
        if carried(line, steps) && carry(Arc::make_mut(line), steps) {
            scene.places.put_line(number, line);
            along.push(number as u32);
        }
    }
    along
}

/// How a part is routed.
pub(super) struct Manner<'a> {
    /// The lines that were moved along with their ends.
    pub(super) carried: &'a [u32],
    /// The lines that say something else than they did.
    pub(super) relabelled: &'a [u32],
    /// The notes that are new, have moved or have another size.
    pub(super) notes: &'a [Rect],
    /// Whether the next picture is only one of a drag.
    pub(super) dragged: bool,
    /// The most lines to route before it.
    pub(super) at_once: Option<usize>,
}

/// What became of a card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step {
    /// It stands where it stood.
    Still,
    /// It was moved by so much.
    Moved(f32, f32),
    /// It is new or has another size.
    Changed,
}

impl Step {
    /// What became of the cards of a scene that stood at those places of the previous one.
    fn of_all(scene: &Scene, previous: &Scene, before: &[Option<usize>]) -> Vec<Self> {
        let cards = scene.nodes.iter().zip(before);
        let old = |place: &Option<usize>| place.and_then(|place| previous.nodes.get(place));
        cards.map(|(card, place)| old(place).map_or(Self::Changed, |old| Self::of(&old.rect, &card.rect))).collect()
    }

    /// What became of a card that covered the one and covers the other.
    pub(super) fn of(before: &Rect, after: &Rect) -> Self {
        let (dx, dy) = (after.min.x - before.min.x, after.min.y - before.min.y);
        if before == after {
            Self::Still
        } else if *after == Rect::from_min_size(before.min.offset(dx, dy), before.size()) {
            Self::Moved(dx, dy)
        } else {
            Self::Changed
        }
    }
}

/// Moves a line along whose ends moved alike; whether it did.
fn carry(line: &mut LineItem, steps: &[Step]) -> bool {
    let (Step::Moved(dx, dy), to) = (steps[line.source], steps[line.target]) else { return false };
    if to != Step::Moved(dx, dy) || line.points.is_empty() {
        return false;
    }
    line.points.iter_mut().for_each(|point| *point = point.offset(dx, dy));
    line.chip = line.chip.map(|chip| chip.translated(dx, dy));
    for end in &mut line.further {
        if steps[end.node] == to {
            end.points.iter_mut().for_each(|point| *point = point.offset(dx, dy));
        } else {
            end.points.clear();
        }
    }
    line.measure();
    true
}

/// What of a scene a routing looks at, by place in the scene.
pub(super) struct Part {
    pub(super) nodes: Vec<usize>,
    pub(super) groups: Vec<usize>,
    pub(super) lines: Vec<usize>,
}

/// Routes those lines of a part that have no course yet or that concern what became of the nodes; where they are too many
/// at once, they are sketched.
pub(super) fn route_part(scene: &mut Scene, part: &Part, steps: &[Step], manner: &Manner<'_>) {
    let changed: Vec<usize> = (0..steps.len()).filter(|node| steps[*node] != Step::Still).collect();
    let changed_cards: Vec<u32> = changed.iter().map(|node| *node as u32).collect();
    let request = RouteRequest {
        cards: part.nodes.iter().map(|n| RouteCard { id: *n as u32, rect: scene.nodes[*n].rect }).collect(),
        groups: part.groups.iter().map(|n| group(scene, *n)).collect(),
        notes: notes(scene),
        lines: part.lines.iter().map(|n| main_line(scene, *n)).collect(),
    };
    let known = |n: &usize| {
        let line = &scene.lines[*n];
        RoutedLine { id: *n as u32, points: line.points.clone(), label: line.chip }
    };
    let as_they_are: BTreeSet<u32> = manner.carried.iter().copied().collect();
    let routed = part.lines.iter().filter(|number| !scene.lines[**number].sketched || as_they_are.contains(&(**number as u32)));
    let previous = RouteResult { lines: routed.map(known).filter(|line| !line.points.is_empty()).collect() };
    let Manner { carried, relabelled, notes, dragged, at_once } = *manner;
    let changed_cards = &changed_cards;
    let since = Since { previous: Some(&previous), changed_cards, changed_notes: notes, carried, relabelled, dragged, at_once };
    let rerouted = reroute(&request, &since);
    let sketched: BTreeSet<u32> = rerouted.sketched.into_iter().collect();
    for routed in rerouted.result.lines {
        let (known, sketched) = (&scene.lines[routed.id as usize], sketched.contains(&routed.id));
        if known.points != routed.points || known.chip != routed.label || known.sketched != sketched {
            scene.change_line(routed.id as usize, |line| {
                (line.points, line.chip, line.sketched) = (routed.points, routed.label, sketched);
            });
        }
    }
    route_further(scene, part, request, (&changed, notes), at_once);
}

pub(super) fn group(scene: &Scene, number: usize) -> RouteGroup {
    let group = &scene.groups[number];
    RouteGroup { id: number as u32, rect: group.rect, title: group.title() }
}

/// Where the notes of a scene stand.
pub(super) fn notes(scene: &Scene) -> Vec<Rect> {
    scene.notes.iter().map(|note| note.rect).collect()
}

/// Where those notes stand that are new, have moved or have another size.
fn new_notes(scene: &Scene, previous: &Scene) -> Vec<Rect> {
    let stood = |note: &NoteItem| previous.notes.iter().any(|old| old.id == note.id && old.rect == note.rect);
    scene.notes.iter().filter(|note| !stood(note)).map(|note| note.rect).collect()
}

pub(super) fn main_line(scene: &Scene, number: usize) -> RouteLine {
    let line = &scene.lines[number];
    let (source, target) = (&scene.nodes[line.source], &scene.nodes[line.target]);
    let (port, side) = match (line.style, &line.entry) {
        (LineStyle::DeadLetters, None) => (source.card.failure_port(), Side::Bottom),
        (LineStyle::Alarm, None) => (source.card.alarm_port(), Side::Bottom),
        (_, entry) => (source.card.out_port(entry.as_ref()), Side::Right),
    };
    RouteLine {
        id: number as u32,
        source: LineEnd { card: line.source as u32, port: port.offset(source.rect.min.x, source.rect.min.y), side },
        target: in_port(target, line.target),
        label: line.label.as_ref().map(|(_, size)| *size),
        waypoints: line.waypoints.clone(),
    }
}

pub(super) fn in_port(node: &NodeItem, number: usize) -> LineEnd {
    let port = node.card.in_port().offset(node.rect.min.x, node.rect.min.y);
    LineEnd { card: number as u32, port, side: Side::Left }
}

/// Routes the further ends once it is known where the chips are; to them, chips are cards.
fn route_further(scene: &mut Scene, part: &Part, mut request: RouteRequest, (changed, notes): (&[usize], &[Rect]), at_once: Option<usize>) {
    let (mut ends, mut kept) = (BTreeMap::new(), Vec::new());
    let moved = changed.iter().map(|n| scene.nodes[*n].rect.expanded(CLEARANCE));
    let moved: Vec<Rect> = moved.chain(notes.iter().copied()).collect();
    for line in &mut request.lines {
        let item = &scene.lines[line.id as usize];
        line.label = None;
        kept.push(RoutedLine { id: line.id, points: item.points.clone(), label: None });
    }
    let chip_id = |line: usize| (scene.nodes.len() + line) as u32;
    let mut next = scene.lines.len() as u32;
    for number in &part.lines {
        let line = &scene.lines[*number];
        request.cards.extend(line.chip.map(|rect| RouteCard { id: chip_id(*number), rect }));
        for (place, end) in line.further.iter().enumerate() {
            let target = in_port(&scene.nodes[end.node], end.node);
            let Some((port, side)) = leaving(line, target.port) else { continue };
            let source = LineEnd { card: chip_id(*number), port, side };
            request.lines.push(RouteLine { id: next, source, target, label: None, waypoints: Vec::new() });
            if !end.points.is_empty() && !moved.iter().any(|rect| runs_through(&end.points, rect)) {
                kept.push(RoutedLine { id: next, points: end.points.clone(), label: None });
            }
            ends.insert(next, (*number, place));
            next += 1;
        }
    }
    if ends.is_empty() {
        return;
    }
    let mut previous = RouteResult { lines: kept };
    let mut rerouted = reroute(&request, &Since { previous: Some(&previous), at_once, ..Since::default() });
    let through = |points: &[Point]| part.nodes.iter().any(|node| runs_through(points, &scene.nodes[*node].rect));
    let shut_in = |line: &RoutedLine| ends.contains_key(&line.id) && !rerouted.sketched.contains(&line.id) && through(&line.points);
    let shut_in: BTreeSet<u32> = rerouted.result.lines.iter().filter(|line| shut_in(line)).map(|line| line.id).collect();
    if !shut_in.is_empty() {
        // Chips that leave no way out are passed under, rather than cards.
        let own: BTreeSet<u32> = request.lines.iter().filter(|line| shut_in.contains(&line.id)).map(|line| line.source.card).collect();
        request.cards.retain(|card| card.id < scene.nodes.len() as u32 || own.contains(&card.id));
        request.lines.retain(|line| !ends.contains_key(&line.id) || shut_in.contains(&line.id));
        previous.lines.retain(|line| !shut_in.contains(&line.id));
        let again = reroute(&request, &Since { previous: Some(&previous), ..Since::default() }).result.lines;
        rerouted.result.lines.retain(|line| !shut_in.contains(&line.id));
        rerouted.result.lines.extend(again.into_iter().filter(|line| shut_in.contains(&line.id)));
    }
    for routed in rerouted.result.lines {
        if let Some((line, place)) = ends.get(&routed.id)
            && scene.lines[*line].further[*place].points != routed.points
        {
            scene.change_line(*line, |line| line.further[*place].points = routed.points);
        }
    }
    for (line, _) in rerouted.sketched.iter().filter_map(|id| ends.get(id)) {
        scene.change_line(*line, |line| line.sketched = true);
    }
}

/// Where a further end leaves its line: across the line, on the side its node is on.
fn leaving(line: &LineItem, towards: Point) -> Option<(Point, Side)> {
    let at = line.chip.map(|chip| chip.center()).or_else(|| outline::middle(&line.points))?;
    let half = line.chip.map_or((0.0, 0.0), |chip| (chip.width() / 2.0, chip.height() / 2.0));
    let near = line.points.windows(2).min_by(|a, b| outline::distance(a, at).total_cmp(&outline::distance(b, at)))?;
    let upright = (near[0].x - near[1].x).abs() < (near[0].y - near[1].y).abs();
    let side = match upright {
        true if towards.x > at.x => Side::Right,
        true => Side::Left,
        false if towards.y > at.y => Side::Bottom,
        false => Side::Top,
    };
    let port = match side {
        Side::Right => at.offset(half.0, 0.0),
        Side::Left => at.offset(-half.0, 0.0),
        Side::Bottom => at.offset(0.0, half.1),
        Side::Top => at.offset(0.0, -half.1),
    };
    Some((port, side))
}

/// Whether a line of flat pieces enters a rectangle.
pub(super) fn runs_through(points: &[Point], rect: &Rect) -> bool {
    let slack = 0.1;
    points.windows(2).any(|pair| {
        let piece = Rect::from_points(pair[0], pair[1]);
        piece.min.x < rect.max.x - slack
            && piece.max.x > rect.min.x + slack
            && piece.min.y < rect.max.y - slack
            && piece.max.y > rect.min.y + slack
    })
}
