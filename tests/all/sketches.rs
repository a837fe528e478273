//! Many lines at once are sketched first and routed beside the window; what moves as a whole takes its lines along.

use std::sync::Arc;

use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::design::geometry::Point;
use stackdraft::design::{Connection, ConnectionId, Design, Node, NodeId};
use stackdraft::draw::{Moves, Scene};

/// Functions and queues in turn, in rows of ten; every function sends to the queues of the next three rows.
fn crowd() -> Design {
    let mut design = Design::new("crowd");
    let kind = |index: usize| if index.is_multiple_of(2) { "function" } else { "queue" };
    let id = |index: usize| NodeId::new(format!("{}-{index:03}", kind(index)));
    for index in 0..120 {
        let at = Point::new((index % 10) as f32 * 300.0, (index / 10) as f32 * 160.0);
        design.nodes.insert(id(index), Node::new(kind(index), &format!("Node {index}"), &format!("Node{index}"), at).into());
    }
    for (from, to) in (0..120).step_by(2).flat_map(|from| [11, 21, 31].map(|step| (from, from + step))).filter(|(_, to)| *to < 120) {
        let line = Connection::new("function_sends_queue", id(from), None, id(to));
        design.connections.insert(ConnectionId::new(format!("line-{from:03}-{to:03}")), line.into());
    }
    design
}

fn courses(scene: &Scene) -> Vec<&[Point]> {
    scene.lines.iter().map(|line| &line.points[..]).collect()
}

#[test]
fn many_lines_are_sketched_from_port_to_port_and_finished_as_if_routed_at_once() {
    let design = crowd();
    let graph = Graph::new(&design, &REGISTRY);
    let whole = Scene::new(&graph);
    let mut soon = Scene::soon(&graph, &Scene::default());
    assert!(whole.lines.len() > 120 && !whole.is_sketched());
    assert!(soon.lines.iter().all(|line| line.sketched));
    for (sketch, line) in soon.lines.iter().zip(&whole.lines) {
        assert_eq!((sketch.points.first(), sketch.points.last()), (line.points.first(), line.points.last()));
        assert!(sketch.points.windows(2).all(|pair| pair[0].x == pair[1].x || pair[0].y == pair[1].y), "{:?}", sketch.points);
    }
    soon.finish();
    assert!(!soon.is_sketched());
    assert_eq!(courses(&soon), courses(&whole));
}

#[test]
fn a_small_change_is_routed_at_once_and_only_where_it_concerns() {
    let mut design = crowd();
    let before = Scene::new(&Graph::new(&design, &REGISTRY));
    let id = NodeId::new("queue-011");
    let node = design.nodes.get_mut(&id).expect("it is there");
    Arc::make_mut(node).at = Point::new(330.0, 190.0);
    let after = Scene::soon(&Graph::new(&design, &REGISTRY), &before);
    assert!(!after.is_sketched());
    let same = courses(&before).iter().zip(courses(&after)).filter(|(old, new)| **old == *new).count();
    assert!(same > before.lines.len() / 2 && same < before.lines.len(), "{same} stayed");
}

#[test]
fn lines_between_cards_that_move_alike_move_along() {
    let mut design = crowd();
    let before = Scene::new(&Graph::new(&design, &REGISTRY));
    for node in design.nodes.values_mut() {
        let node = Arc::make_mut(node);
        node.at = node.at.offset(40.0, 24.0);
    }
    let after = Scene::soon(&Graph::new(&design, &REGISTRY), &before);
    assert!(!after.is_sketched());
    let mut dragged = before.clone();
    dragged.drag(&Moves {
        nodes: (0..dragged.nodes.len()).map(|n| (n, dragged.nodes[n].rect.min.offset(40.0, 24.0))).collect(),
        ..Moves::default()
    });
    for ((old, new), dragged) in before.lines.iter().zip(&after.lines).zip(&dragged.lines) {
        let moved: Vec<Point> = old.points.iter().map(|point| point.offset(40.0, 24.0)).collect();
        assert_eq!(moved, new.points);
        assert_eq!(moved, dragged.points);
        assert_eq!(old.chip.map(|chip| chip.translated(40.0, 24.0)), dragged.chip);
    }
}

#[cfg(feature = "window")]
#[test]
fn the_window_shows_the_sketches_first_and_then_the_lines() -> Result<(), Box<dyn std::error::Error>> {
    let design = crowd();
    let mut driver = crate::window_support::Driver::start();
    driver.harness.state().borrow_mut().as_mut().ok_or("the window is there")?.open_unsaved(design.clone());
    driver.harness.step();
    assert!(driver.window(|window| window.scene().is_some_and(Scene::is_sketched)));
    assert!(driver.shows("Routing lines"));
    driver.settle();
    let whole = Scene::new(&Graph::new(&design, &REGISTRY));
    assert!(driver.window(|window| window.scene().is_some_and(|scene| courses(scene) == courses(&whole))));
    Ok(())
}
