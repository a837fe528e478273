//! Asks the router for the lines of a scene: first the connections, then their further ends, which start at the chips.

use std::collections::BTreeMap;

use super::outline;
use super::scene::{LineItem, NodeItem, Scene};
use crate::arrange::route::{LineEnd, RouteCard, RouteGroup, RouteLine, RouteRequest, RouteResult, RoutedLine, Side, Since, reroute};
use crate::catalog::LineStyle;
use crate::design::geometry::{Point, Rect};

/// A line keeps off a changed card by this much, or is routed anew.
const CLEARANCE: f32 = 11.0;

/// Routes the lines of a scene; those that ran the same in `previous` and that nothing happened to stay as they were, those
/// that moved with both their ends move along. Where more than `at_once` need it, those are sketched.
pub(super) fn route_all(scene: &mut Scene, previous: &Scene, at_once: Option<usize>) {
    let before: Vec<Option<&NodeItem>> =
        scene.nodes.iter().map(|node| previous.node(&node.id).map(|number| &previous.nodes[number])).collect();
    let nodes = scene.nodes.iter().zip(&before);
    let steps: Vec<Step> = nodes.map(|(node, old)| old.map_or(Step::Changed, |old| Step::of(&old.rect, &node.rect))).collect();
    for line in &mut scene.lines {
        let Some(number) = previous.line(&line.id) else { continue };
        let old = &previous.lines[number];
        if old.sketched || old.waypoints != line.waypoints {
            continue;
        }
        line.points.clone_from(&old.points);
        line.chip = old.chip;
        for end in &mut line.further {
            if let Some(old) = old.further.iter().find(|old| old.end == end.end) {
                end.points.clone_from(&old.points);
            }
        }
    }
    let part = Part {
        nodes: (0..scene.nodes.len()).collect(),
        groups: (0..scene.groups.len()).collect(),
        lines: (0..scene.lines.len()).collect(),
    };
    let carried: Vec<u32> =
        part.lines.iter().filter(|number| carry(&mut scene.lines[**number], &steps)).map(|number| *number as u32).collect();
    route_part(scene, &part, &steps, &Manner { carried: &carried, dragged: false, at_once });
}

/// How a part is routed.
pub(super) struct Manner<'a> {
    /// The lines that were moved along with their ends.
    pub(super) carried: &'a [u32],
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
pub(super) fn carry(line: &mut LineItem, steps: &[Step]) -> bool {
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
        lines: part.lines.iter().map(|n| main_line(scene, *n)).collect(),
    };
    let known = |n: &usize| {
        let line = &scene.lines[*n];
        RoutedLine { id: *n as u32, points: line.points.clone(), label: line.chip }
    };
    let routed = part.lines.iter().filter(|number| !scene.lines[**number].sketched);
    let previous = RouteResult { lines: routed.map(known).filter(|line| !line.points.is_empty()).collect() };
    let Manner { carried, dragged, at_once } = *manner;
    let since = Since { previous: Some(&previous), changed_cards: &changed_cards, carried, dragged, at_once };
    let rerouted = reroute(&request, &since);
    for routed in rerouted.result.lines {
        let line = &mut scene.lines[routed.id as usize];
        line.points = routed.points;
        line.chip = routed.label;
        line.sketched = false;
    }
    for line in &rerouted.sketched {
        scene.lines[*line as usize].sketched = true;
    }
    route_further(scene, part, request, &changed, at_once);
    for line in &part.lines {
        scene.lines[*line].measure();
    }
}

fn group(scene: &Scene, number: usize) -> RouteGroup {
    let group = &scene.groups[number];
    RouteGroup { id: number as u32, rect: group.rect, title: group.title() }
}

fn main_line(scene: &Scene, number: usize) -> RouteLine {
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

fn in_port(node: &NodeItem, number: usize) -> LineEnd {
    let port = node.card.in_port().offset(node.rect.min.x, node.rect.min.y);
    LineEnd { card: number as u32, port, side: Side::Left }
}

/// Routes the further ends once it is known where the chips are; to them, chips are cards.
fn route_further(scene: &mut Scene, part: &Part, mut request: RouteRequest, changed: &[usize], at_once: Option<usize>) {
    let (mut ends, mut kept) = (BTreeMap::new(), Vec::new());
    let moved: Vec<Rect> = changed.iter().map(|n| scene.nodes[*n].rect.expanded(CLEARANCE)).collect();
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
    let previous = RouteResult { lines: kept };
    let rerouted = reroute(&request, &Since { previous: Some(&previous), at_once, ..Since::default() });
    for routed in rerouted.result.lines {
        if let Some((line, place)) = ends.get(&routed.id) {
            scene.lines[*line].further[*place].points = routed.points;
        }
    }
    for (line, _) in rerouted.sketched.iter().filter_map(|id| ends.get(id)) {
        scene.lines[*line].sketched = true;
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
