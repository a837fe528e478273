//! How long it takes to draw: from a design to its scene, one card dragged on it, the scene after an edit, SVG.
//!
//! `cargo bench --bench drawing`; one line per case, the median of several runs on one core.

#![expect(clippy::print_stdout, reason = "the lines of a benchmark are its result")]

use std::sync::Arc;
use std::time::Instant;

use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::design::geometry::Point;
use stackdraft::design::{Connection, ConnectionId, Design, Node, NodeId};
use stackdraft::draw::{Moves, Scene, Theme, svg};

/// A design of so many nodes and half as many connections again: queues to functions to tables, dead letters beside them.
fn design(nodes: usize) -> Design {
    let mut design = Design::new("bench");
    let kinds = ["queue", "function", "table", "queue"];
    for index in 0..nodes {
        let kind = kinds[index % 4];
        let at = Point::new((index % 40) as f32 * 280.0, (index / 40) as f32 * 144.0);
        let node = Node::new(kind, &format!("Node {index}"), &format!("Node{index}"), at);
        design.nodes.insert(NodeId::new(format!("{kind}-{index:05}")), node.into());
    }
    let id = |index: usize| NodeId::new(format!("{}-{index:05}", kinds[index % 4]));
    let mut connect = |kind: &str, from: usize, to: usize| {
        let connection = Connection::new(kind, id(from), None, id(to));
        design.connections.insert(ConnectionId::new(format!("line-{from:05}-{to:05}")), connection.into());
    };
    for first in (0..nodes.saturating_sub(3)).step_by(4) {
        connect("queue_triggers_function", first, first + 1);
        connect("function_uses_table", first + 1, first + 2);
        connect("queue_moves_dead_letters", first, first + 3);
        for (step, kind) in [(4, "function_sends_queue"), (8, "function_sends_queue"), (6, "function_uses_table")] {
            if first + step < nodes {
                connect(kind, first + 1, first + step);
            }
        }
    }
    design
}

/// The median time of a run in milliseconds.
fn median<T>(runs: usize, mut run: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let result = run();
            let time = start.elapsed().as_secs_f64() * 1_000.0;
            drop(result);
            time
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    for nodes in [100, 1_000, 10_000] {
        let before = design(nodes);
        let lines = before.connections.len();
        let runs = if nodes > 1_000 { 3 } else { 11 };
        let whole = median(runs, || Scene::new(&Graph::new(&before, &REGISTRY)));
        println!("bench=scene n={nodes} connections={lines} median_ms={whole:.2}");

        let scene = Scene::new(&Graph::new(&before, &REGISTRY));
        let mut after = before.clone();
        let moved = after.nodes.iter().nth(nodes / 2).map(|(id, node)| (id.clone(), Arc::clone(node)));
        if let Some((id, mut node)) = moved {
            Arc::make_mut(&mut node).at = node.at.offset(20.0, 30.0);
            after.nodes.insert(id, node);
        }
        let edited = median(runs, || Scene::after(&Graph::new(&after, &REGISTRY), &scene));
        println!("bench=scene_after_edit n={nodes} median_ms={edited:.2}");

        let mut dragged = scene.clone();
        let home = dragged.nodes[nodes / 2].rect.min;
        let mut step = 0_u8;
        let place = median(31, || {
            step = (step + 1) % 20;
            dragged.place(&Moves { nodes: vec![(nodes / 2, home.offset(f32::from(step), 8.0))], ..Moves::default() });
        });
        println!("bench=drag_one_card n={nodes} median_ms={place:.2}");

        let written = median(runs, || svg::write(&scene, Theme::Dark, "bench"));
        println!("bench=svg n={nodes} median_ms={written:.2}");
    }
}
