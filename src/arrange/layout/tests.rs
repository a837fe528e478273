//! Properties of every layout, and single cases.

use proptest::prelude::*;

use super::measures::{CARD_GAP, PADDING, TITLE_PADDING};
use super::separate::{Rule, Rules};
use super::simplex::{Pull, shorten};
use super::*;
use crate::design::geometry::{Point, Rect, Size};

fn node(id: u32, group: Option<u32>) -> LayoutNode {
    LayoutNode { id, size: Size::new(196.0, 64.0), group, position: None, pinned: false }
}

fn edge(source: u32, target: u32) -> LayoutEdge {
    LayoutEdge { source, target, source_port: None, target_port: None, label_width: 0.0 }
}

fn request(nodes: u32, edges: &[(u32, u32)]) -> LayoutRequest {
    LayoutRequest {
        nodes: (0..nodes).map(|id| node(id, None)).collect(),
        groups: Vec::new(),
        edges: edges.iter().map(|(a, b)| edge(*a, *b)).collect(),
    }
}

fn rects(request: &LayoutRequest, result: &LayoutResult) -> Vec<Rect> {
    request.nodes.iter().zip(&result.nodes).map(|(node, (_, at))| Rect::from_min_size(*at, node.size)).collect()
}

/// Whether `group` is `other` or lies in it.
fn within(request: &LayoutRequest, group: Option<u32>, other: u32) -> bool {
    let parent = |id: u32| request.groups.iter().find(|group| group.id == id).and_then(|group| group.parent);
    std::iter::successors(group, |id| parent(*id)).any(|id| id == other)
}

fn random_request() -> impl Strategy<Value = LayoutRequest> {
    let node = (0..9_u32, 8..20_u16, 4..20_u16, -50..50_i16, -50..50_i16);
    let edge = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0.0..80.0_f32);
    (prop::collection::vec(node, 1..50), prop::collection::vec(0..6_u32, 0..6), prop::collection::vec(edge, 0..80)).prop_map(
        |(nodes, parents, edges)| {
            let groups: Vec<LayoutGroup> = parents
                .iter()
                .enumerate()
                .map(|(n, parent)| LayoutGroup { id: n as u32, parent: (*parent < n as u32).then_some(*parent) })
                .collect();
            let nodes: Vec<LayoutNode> = nodes
                .into_iter()
                .enumerate()
                .map(|(n, (group, width, height, x, y))| LayoutNode {
                    id: n as u32,
                    size: Size::new(f32::from(width) * 12.0, f32::from(height) * 10.0),
                    group: (group < groups.len() as u32).then_some(group),
                    position: Some(Point::new(f32::from(x) * 40.0, f32::from(y) * 40.0)),
                    pinned: false,
                })
                .collect();
            let edges = edges.into_iter().map(|(a, b, label_width)| LayoutEdge {
                source: a.index(nodes.len()) as u32,
                target: b.index(nodes.len()) as u32,
                source_port: Some(label_width),
                target_port: None,
                label_width,
            });
            LayoutRequest { edges: edges.collect(), nodes, groups }
        },
    )
}

fn check_apart(request: &LayoutRequest, result: &LayoutResult) -> Result<(), TestCaseError> {
    let cards = rects(request, result);
    for (n, rect) in cards.iter().enumerate() {
        let apart = cards[n + 1..].iter().all(|other| !other.intersects(&rect.expanded(CARD_GAP - 0.5)));
        prop_assert!(apart, "card {n} too near to another: {rect:?}");
    }
    for (id, group) in &result.groups {
        for (node, rect) in request.nodes.iter().zip(&cards) {
            if within(request, node.group, *id) {
                let inside = Rect { min: group.min.offset(PADDING, TITLE_PADDING), max: group.max.offset(-PADDING, -PADDING) };
                prop_assert!(inside.expanded(0.5).contains_rect(rect), "card {} not in its group {id}", node.id);
            } else {
                prop_assert!(!group.expanded(8.0).intersects(rect), "card {} in group {id} it is not of", node.id);
            }
        }
        for (other, rect) in result.groups.iter().filter(|(other, _)| other != id) {
            match (within(request, Some(*other), *id), within(request, Some(*id), *other)) {
                (true, _) => prop_assert!(group.contains_rect(rect)),
                (_, true) => prop_assert!(rect.contains_rect(group)),
                _ => prop_assert!(!group.expanded(8.0).intersects(rect), "groups {id} and {other} overlap: {group:?} {rect:?}"),
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_overlaps(request in random_request()) {
        let result = layout(&request);
        prop_assert_eq!(result.nodes.len(), request.nodes.len());
        prop_assert_eq!(result.groups.len(), request.groups.len());
        check_apart(&request, &result)?;
    }

    #[test]
    fn same_request_same_result(request in random_request()) {
        prop_assert_eq!(layout(&request), layout(&request));
    }

    #[test]
    fn old_places_only_move_the_whole(request in random_request()) {
        let mut without = request.clone();
        without.nodes.iter_mut().for_each(|node| node.position = None);
        let (here, there) = (layout(&request), layout(&without));
        let by = (here.nodes[0].1.x - there.nodes[0].1.x, here.nodes[0].1.y - there.nodes[0].1.y);
        for (a, b) in here.nodes.iter().zip(&there.nodes) {
            prop_assert!(a.1.distance(b.1.offset(by.0, by.1)) < 0.1);
        }
    }

    #[test]
    fn pinned_nodes_stay_and_new_ones_find_room(request in random_request(), new in prop::collection::btree_set(0..50_usize, 1..6)) {
        let mut request = request;
        let first = layout(&request);
        for (n, (node, (_, at))) in request.nodes.iter_mut().zip(&first.nodes).enumerate() {
            node.position = Some(*at);
            node.pinned = !new.contains(&n);
        }
        let result = layout(&request);
        for (n, (node, (_, at))) in request.nodes.iter().zip(&result.nodes).enumerate() {
            prop_assert!(!node.pinned || node.position == Some(*at), "pinned card {} moved", n);
        }
        let cards = rects(&request, &result);
        for (n, rect) in cards.iter().enumerate() {
            prop_assert!(cards[n + 1..].iter().all(|other| !other.intersects(rect)), "card {} overlaps", n);
        }
        prop_assert_eq!(&layout(&request), &result);
    }
}

/// Edges of a small graph without cycles: from the smaller to the larger number.
fn small_flow() -> impl Strategy<Value = Vec<Pull>> {
    prop::collection::vec((0..5_usize, 0..5_usize, 1..3_i64, 1..4_u8), 1..8).prop_map(|edges| {
        let flows = edges.into_iter().filter(|(a, b, ..)| a != b);
        flows.map(|(a, b, span, weight)| Pull { from: a.min(b), to: a.max(b), span, weight: f64::from(weight) }).collect()
    })
}

fn whole_length(columns: &[i64], edges: &[Pull]) -> Option<f64> {
    let lengths = edges.iter().map(|edge| {
        let length = columns[edge.to] - columns[edge.from];
        (length >= edge.span).then_some(length as f64 * edge.weight)
    });
    lengths.sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_columns_are_shorter(edges in small_flow()) {
        let mut columns: Vec<i64> = (0..5).map(|n| n * 3).collect();
        shorten(&mut columns, &edges);
        let found = whole_length(&columns, &edges);
        let all = (0..9_i64.pow(5)).map(|code| (0..5).map(|n| code / 9_i64.pow(n) % 9).collect::<Vec<i64>>());
        let best = all.filter_map(|columns| whole_length(&columns, &edges)).reduce(f64::min);
        prop_assert_eq!(found, best);
    }

    #[test]
    fn rules_hold_and_wishes_without_rules_are_met(wishes in prop::collection::vec(-50.0..50.0_f64, 8), pairs in prop::collection::vec((0..7_usize, 0..7_usize), 0..12)) {
        let rules: Vec<Rule> = pairs.into_iter().filter(|(a, b)| a != b).map(|(a, b)| Rule { above: a.min(b), below: a.max(b), gap: 16.0 }).collect();
        let weighted: Vec<(f64, f64)> = wishes.iter().map(|wish| (*wish, 1.0)).collect();
        let places = Rules::new(8, rules.clone()).unwrap().settle(&weighted);
        for rule in &rules {
            prop_assert!(places[rule.below] - places[rule.above] >= rule.gap - 0.01, "{places:?} {rules:?}");
        }
        prop_assert_eq!(places[7], wishes[7]);
    }
}

#[test]
fn rules_that_contradict_each_other_are_refused() {
    let rule = |above, below| Rule { above, below, gap: 8.0 };
    assert!(Rules::new(2, vec![rule(0, 1), rule(1, 0)]).is_none());
}

#[test]
fn a_chain_is_one_straight_row() {
    let result = layout(&request(4, &[(2, 0), (0, 3), (3, 1)]));
    let at: Vec<Point> = [2, 0, 3, 1].iter().map(|id| result.node(*id).unwrap()).collect();
    assert!(
        at.windows(2).all(|pair| pair[0].y == pair[1].y && pair[1].x - pair[0].x == 196.0_f32.next_multiple_of_grid() + 88.0),
        "{at:?}"
    );
}

trait Grid {
    fn next_multiple_of_grid(self) -> f32;
}

impl Grid for f32 {
    fn next_multiple_of_grid(self) -> f32 {
        super::measures::ceil_to_grid(self)
    }
}

#[test]
fn a_cycle_is_broken_once() {
    let result = layout(&request(3, &[(0, 1), (1, 2), (2, 0)]));
    let at: Vec<f32> = (0..3).map(|id| result.node(id).unwrap().x).collect();
    assert_eq!(at.windows(2).filter(|pair| pair[1] > pair[0]).count(), 2, "{at:?}");
}

#[test]
fn ports_are_aligned() {
    let mut request = request(2, &[]);
    request.edges.push(LayoutEdge { source: 0, target: 1, source_port: Some(60.0), target_port: Some(20.0), label_width: 0.0 });
    let result = layout(&request);
    assert_eq!(result.node(0).unwrap().y + 60.0, result.node(1).unwrap().y + 20.0);
}

#[test]
fn a_fan_of_targets_does_not_cross() {
    let result = layout(&request(6, &[(0, 3), (0, 4), (1, 5), (2, 3)]));
    let y = |id: u32| result.node(id).unwrap().y;
    for (a, b) in [((0, 3), (1, 5)), ((0, 4), (1, 5)), ((1, 5), (2, 3)), ((0, 4), (2, 3))] {
        let crossing = (y(a.0) - y(b.0)) * (y(a.1) - y(b.1)) < 0.0;
        assert!(!crossing, "{a:?} and {b:?} cross");
    }
}

#[test]
fn unconnected_cards_make_a_block_not_a_tower() {
    let result = layout(&request(60, &[]));
    let bounds = rects(&request(60, &[]), &result).into_iter().reduce(|a, b| a.union(&b)).unwrap();
    let aspect = bounds.width() / bounds.height();
    assert!((1.0..3.0).contains(&aspect), "{bounds:?}");
}

#[test]
fn empty_groups_have_room_and_broken_nesting_does_no_harm() {
    let mut request = request(2, &[(0, 1)]);
    request.groups =
        vec![LayoutGroup { id: 5, parent: Some(6) }, LayoutGroup { id: 6, parent: Some(5) }, LayoutGroup { id: 7, parent: Some(99) }];
    request.nodes[0].group = Some(7);
    request.edges.push(edge(0, 77));
    let result = layout(&request);
    assert!(result.groups.iter().all(|(_, rect)| rect.width() > 40.0 && rect.height() > 40.0), "{result:?}");
    assert_eq!(layout(&LayoutRequest::default()), LayoutResult::default());
}

#[test]
fn a_new_card_goes_beside_its_neighbour() {
    let mut request = request(2, &[(0, 1)]);
    request.nodes[0] = LayoutNode { position: Some(Point::new(80.0, 40.0)), pinned: true, ..request.nodes[0].clone() };
    let result = layout(&request);
    assert_eq!(result.node(0), Some(Point::new(80.0, 40.0)));
    assert_eq!(result.node(1), Some(Point::new(368.0, 40.0)));
}

fn groups(count: u32) -> Vec<LayoutGroup> {
    (0..count).map(|id| LayoutGroup { id, parent: None }).collect()
}

#[test]
fn groups_change_places_where_lines_cross_less() {
    // Two groups left, two right; each card of the upper left leads to the lower right one.
    let mut request = request(8, &[(0, 6), (1, 7), (2, 4), (3, 5), (0, 7), (2, 5)]);
    request.groups = groups(4);
    request.nodes.iter_mut().for_each(|node| node.group = Some(node.id / 2));
    let result = layout(&request);
    let middle = |group: u32| result.group(group).unwrap().center();
    assert!(middle(0).x < middle(3).x && middle(1).x < middle(2).x);
    assert!((middle(0).y < middle(1).y) == (middle(3).y < middle(2).y), "{:?}", result.groups);
}

#[test]
fn groups_share_columns_where_their_lines_leave_early() {
    // A chain of three in the one group; its first card leads to the other group.
    let mut request = request(5, &[(0, 1), (1, 2), (0, 3), (3, 4)]);
    request.groups = groups(2);
    request.nodes.iter_mut().for_each(|node| node.group = Some(u32::from(node.id > 2)));
    let result = layout(&request);
    let x = |node: u32| result.node(node).unwrap().x;
    assert_eq!(x(3), x(1), "right of the first card, below the others");
}
