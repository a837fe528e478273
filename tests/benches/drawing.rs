//! How long it takes to draw: from a design to its scene, one card dragged on it, the scene after an edit, SVG.
//!
//! `cargo bench --bench drawing`; one line per case, the median of several runs on one core.

#![expect(clippy::print_stdout, reason = "the lines of a benchmark are its result")]

mod common;

use std::sync::Arc;

use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::draw::{Moves, Scene, Theme, svg};

fn main() {
    for nodes in [100, 1_000, 10_000] {
        let before = common::design(nodes);
        let lines = before.connections.len();
        let runs = if nodes > 1_000 { 3 } else { 11 };
        let whole = common::median(runs, || Scene::new(&Graph::new(&before, &REGISTRY)));
        println!("bench=scene n={nodes} connections={lines} median_ms={whole:.2}");

        let scene = Scene::new(&Graph::new(&before, &REGISTRY));
        let mut after = before.clone();
        let moved = after.nodes.iter().nth(nodes / 2).map(|(id, node)| (id.clone(), Arc::clone(node)));
        if let Some((id, mut node)) = moved {
            Arc::make_mut(&mut node).at = node.at.offset(20.0, 30.0);
            after.nodes.insert(id, node);
        }
        let edited = common::median(runs, || Scene::after(&Graph::new(&after, &REGISTRY), &scene));
        println!("bench=scene_after_edit n={nodes} median_ms={edited:.2}");

        let mut dragged = scene.clone();
        let home = dragged.nodes[nodes / 2].rect.min;
        let mut step = 0_u8;
        let place = common::median(31, || {
            step = (step + 1) % 20;
            dragged.drag(&Moves { nodes: vec![(nodes / 2, home.offset(f32::from(step), 8.0))], ..Moves::default() });
        });
        println!("bench=drag_one_card n={nodes} median_ms={place:.2}");

        let written = common::median(runs, || svg::write(&scene, Theme::Dark, "bench"));
        println!("bench=svg n={nodes} median_ms={written:.2}");
    }
}
