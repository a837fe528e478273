//! Properties every routed picture has, and single cases.

use proptest::prelude::*;

use super::path::{pieces, upright};
use super::*;
use crate::design::geometry::{Point, Rect, Size};

const WIDTH: f32 = 160.0;
const HEIGHT: f32 = 64.0;

fn card(id: u32, x: f32, y: f32) -> RouteCard {
    RouteCard { id, rect: Rect::from_min_size(Point::new(x, y), Size::new(WIDTH, HEIGHT)) }
}

fn end(request: &RouteRequest, card: u32, side: Side) -> LineEnd {
    let rect = request.cards.iter().find(|c| c.id == card).unwrap().rect;
    let middle = rect.center();
    let port = match side {
        Side::Left => Point::new(rect.min.x, middle.y),
        Side::Right => Point::new(rect.max.x, middle.y),
        Side::Top => Point::new(middle.x, rect.min.y),
        Side::Bottom => Point::new(middle.x, rect.max.y),
    };
    LineEnd { card, port, side }
}

fn connect(request: &mut RouteRequest, from: u32, to: u32, label: Option<f32>) {
    let line = RouteLine {
        id: request.lines.len() as u32,
        source: end(request, from, Side::Right),
        target: end(request, to, Side::Left),
        label: label.map(|width| Size::new(width, 18.0)),
        waypoints: Vec::new(),
    };
    request.lines.push(line);
}

fn scene(cards: &[(f32, f32)], lines: &[(u32, u32)]) -> RouteRequest {
    let cards = cards.iter().enumerate().map(|(id, (x, y))| card(id as u32, *x, *y)).collect();
    let mut request = RouteRequest { cards, ..RouteRequest::default() };
    for (from, to) in lines {
        connect(&mut request, *from, *to, None);
    }
    request
}

/// Cards on a grid with gaps, shifted at random, some places empty; lines between any two of them.
fn random_scene() -> impl Strategy<Value = RouteRequest> {
    let place = (prop::bool::weighted(0.8), 0.0..40.0_f32, 0.0..30.0_f32);
    let line = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::option::of(24.0..90.0_f32), 0..8_u8);
    (prop::collection::vec(place, 2..30), prop::collection::vec(line, 1..30)).prop_map(|(places, lines)| {
        let mut request = RouteRequest::default();
        for (n, (there, dx, dy)) in places.iter().enumerate() {
            if *there || n < 2 {
                let (column, row) = (n % 5, n / 5);
                request.cards.push(card(n as u32, column as f32 * (WIDTH + 90.0) + dx.round(), row as f32 * (HEIGHT + 70.0) + dy.round()));
            }
        }
        for (from, to, label, kind) in lines {
            let (from, to) = (from.get(&request.cards).id, to.get(&request.cards).id);
            connect(&mut request, from, to, label);
            if kind == 0 {
                let bottom = end(&request, from, Side::Bottom);
                request.lines.last_mut().unwrap().source = bottom;
            }
        }
        request
    })
}

fn through_card(request: &RouteRequest, points: &[Point], margin: f32) -> bool {
    pieces(points).enumerate().any(|(n, piece)| {
        // The ends touch their own cards' margins.
        let at_end = n == 0 || n + 2 == points.len();
        let margin = if at_end { -0.5 } else { margin };
        request.cards.iter().any(|card| super::scene::piece_meets(&piece, &card.rect.expanded(margin)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_are_sound(request in random_scene()) {
        let result = route(&request);
        prop_assert_eq!(result.lines.len(), request.lines.len());
        for (line, routed) in request.lines.iter().zip(&result.lines) {
            let points = &routed.points;
            prop_assert_eq!(routed.id, line.id);
            prop_assert_eq!(points.first(), Some(&line.source.port));
            prop_assert_eq!(points.last(), Some(&line.target.port));
            prop_assert!(points.windows(2).all(|p| (p[0].x == p[1].x) != (p[0].y == p[1].y)), "not orthogonal: {points:?}");
            prop_assert!(points.windows(3).all(|p| upright(p[0], p[1]) != upright(p[1], p[2])), "corner missing: {points:?}");
            prop_assert!(!through_card(&request, points, 11.0), "line {} through a card: {points:?}", line.id);
            for (end, first, second) in [(&line.source, 0, 1), (&line.target, points.len() - 1, points.len() - 2)] {
                let (dx, dy) = end.side.outward();
                let straight = (points[second].x - points[first].x) * dx + (points[second].y - points[first].y) * dy;
                prop_assert!(straight >= 15.9, "leaves by {straight}: {points:?}");
            }
        }
    }

    #[test]
    fn labels_are_free(request in random_scene()) {
        let result = route(&request);
        let labels: Vec<Rect> = result.lines.iter().filter_map(|line| line.label).collect();
        for (n, label) in labels.iter().enumerate() {
            prop_assert!(request.cards.iter().all(|card| !card.rect.intersects(label)));
            prop_assert!(labels[n + 1..].iter().all(|other| !other.intersects(label)));
            prop_assert!(request.lines.iter().flat_map(|line| [line.source.port, line.target.port]).all(|port| !label.contains(port)));
        }
    }

    #[test]
    fn same_request_same_result(request in random_scene()) {
        prop_assert_eq!(route(&request), route(&request));
    }

    #[test]
    fn only_lines_concerned_change(request in random_scene(), which in any::<prop::sample::Index>()) {
        let before = route(&request);
        prop_assert_eq!(&reroute(&request, &Since { previous: Some(&before), ..Since::default() }).result, &before);
        let moved = which.get(&request.cards).id;
        let mut after = request.clone();
        for card in after.cards.iter_mut().filter(|card| card.id == moved) {
            card.rect = card.rect.translated(0.0, 8.0);
        }
        for line in &mut after.lines {
            for end in [&mut line.source, &mut line.target] {
                if end.card == moved {
                    end.port = end.port.offset(0.0, 8.0);
                }
            }
        }
        let place = after.cards.iter().find(|card| card.id == moved).unwrap().rect.expanded(11.0);
        let again = reroute(&after, &Since { previous: Some(&before), changed_cards: &[moved], ..Since::default() }).result;
        for ((line, old), new) in after.lines.iter().zip(&before.lines).zip(&again.lines) {
            let met = pieces(&old.points).any(|piece| super::scene::piece_meets(&piece, &place));
            if line.source.card != moved && line.target.card != moved && !met {
                prop_assert_eq!(&old.points, &new.points);
            }
            prop_assert!(!through_card(&after, &new.points, 3.0), "line {} through a card: {:?}", line.id, new.points);
        }
    }
}

#[test]
fn facing_ports_make_a_straight_line() {
    let request = scene(&[(0.0, 0.0), (300.0, 0.0)], &[(0, 1)]);
    assert_eq!(route(&request).lines[0].points, [Point::new(160.0, 32.0), Point::new(300.0, 32.0)]);
}

#[test]
fn shifted_ports_make_one_z_in_the_middle() {
    let request = scene(&[(0.0, 0.0), (260.0, 100.0)], &[(0, 1)]);
    let expected = [(160.0, 32.0), (210.0, 32.0), (210.0, 132.0), (260.0, 132.0)].map(|(x, y)| Point::new(x, y));
    assert_eq!(route(&request).lines[0].points, expected);
}

#[test]
fn a_target_on_the_left_is_reached_around() {
    let request = scene(&[(300.0, 0.0), (0.0, 120.0)], &[(0, 1)]);
    let points = &route(&request).lines[0].points;
    assert_eq!(points.len(), 6);
    assert_eq!(points[2].y, 92.0, "between the two cards: {points:?}");
}

#[test]
fn lines_in_one_gutter_keep_apart_and_do_not_cross() {
    let request =
        scene(&[(0.0, 0.0), (0.0, 100.0), (0.0, 200.0), (280.0, 60.0), (280.0, 160.0), (280.0, 260.0)], &[(0, 3), (1, 4), (2, 5), (0, 5)]);
    let result = route(&request);
    let trunk = |n: usize| result.lines[n].points[1].x;
    for (a, b) in [(0, 1), (1, 2), (1, 3), (0, 3)] {
        let near = (trunk(a) - trunk(b)).abs();
        let overlap = result.lines[a].points[2].y > result.lines[b].points[1].y;
        assert!(near >= 7.9 || near == 0.0 || !overlap, "{a} and {b} are {near} apart");
    }
}

#[test]
fn lines_across_a_crowd_keep_off_cards() {
    let places: Vec<(f32, f32)> =
        (0..36).map(|n| ((n % 6) as f32 * 240.0 + (n * 7 % 5) as f32 * 8.0, (n / 6) as f32 * 130.0 + (n * 3 % 4) as f32 * 8.0)).collect();
    let lines: Vec<(u32, u32)> = (0..48).map(|n| (n * 5 % 36, (n * 11 + 17) % 36)).collect();
    let request = scene(&places, &lines);
    for (line, routed) in request.lines.iter().zip(route(&request).lines) {
        assert!(!through_card(&request, &routed.points, 11.0), "line {} through a card: {:?}", line.id, routed.points);
    }
}

#[test]
fn waypoints_are_passed() {
    let mut request = scene(&[(0.0, 0.0), (500.0, 0.0)], &[(0, 1)]);
    let through = Point::new(300.0, -150.0);
    request.lines[0].waypoints.push(through);
    let points = &route(&request).lines[0].points;
    assert!(pieces(points).any(|piece| piece.contains(through)), "{points:?}");
}

#[test]
fn a_line_passes_beside_a_group_it_has_no_end_in() {
    let mut request = scene(&[(0.0, 0.0), (300.0, 0.0), (600.0, 0.0)], &[(0, 2)]);
    let rect = request.cards[1].rect.expanded(40.0);
    request.groups.push(RouteGroup { id: 0, rect, title: None });
    let points = &route(&request).lines[0].points;
    assert!(pieces(points).all(|piece| !super::scene::piece_meets(&piece, &rect)), "{points:?}");
}

#[test]
fn overlapping_cards_still_get_a_line() {
    let request = scene(&[(0.0, 0.0), (80.0, 20.0), (40.0, 10.0)], &[(0, 1), (1, 0), (2, 2)]);
    for (line, routed) in request.lines.iter().zip(route(&request).lines) {
        assert_eq!(routed.points.first(), Some(&line.source.port));
        assert_eq!(routed.points.last(), Some(&line.target.port));
    }
}

#[test]
fn places_off_the_canvas_do_no_harm() {
    let mut request =
        scene(&[(0.0, 0.0), (300.0, 0.0), (f32::NAN, 0.0), (f32::INFINITY, 3.0), (1e30, 0.0)], &[(0, 1), (0, 2), (0, 3), (0, 4)]);
    request.groups.push(RouteGroup { id: 0, rect: Rect { min: Point::new(-1e30, -1e30), max: Point::new(1e30, 1e30) }, title: None });
    assert_eq!(route(&request).lines.len(), 4);
}
