//! How long a design takes from its file to its template: load, check and synthesise, write, save.
//!
//! `cargo bench --bench pipeline`; one line per case, the median of several runs on one core.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark that cannot go on stops, and its lines are its result")]

use std::time::Instant;

use stackdraft::REGISTRY;
use stackdraft::catalog::{Context, Date, Graph};
use stackdraft::design::geometry::Point;
use stackdraft::design::{Connection, ConnectionId, Design, Node, NodeId};
use stackdraft::{checks, project, synth};

const TODAY: Date = Date::new(2026, 11, 23);

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
        if first + 4 < nodes {
            connect("function_sends_queue", first + 1, first + 4);
        }
        if first + 8 < nodes {
            connect("function_sends_queue", first + 1, first + 8);
        }
        if first + 6 < nodes {
            connect("function_uses_table", first + 1, first + 6);
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
    for nodes in [100, 1_000, 5_000] {
        let design = design(nodes);
        let runs = if nodes > 1_000 { 11 } else { 31 };
        let analysed = median(runs, || {
            let graph = Graph::new(&design, &REGISTRY);
            let synthesis = synth::synthesize(&graph);
            let report = checks::run(&Context { graph: &graph, synthesis: &synthesis, today: TODAY });
            (synthesis.yaml().len(), synthesis, report)
        });
        println!("bench=check_synth_yaml n={nodes} connections={} median_ms={analysed:.2}", design.connections.len());
        let synthesised = median(runs, || synth::synthesize(&Graph::new(&design, &REGISTRY)));
        println!("bench=synth n={nodes} median_ms={synthesised:.2}");
        let text = project::print(&design);
        let loaded = median(runs, || project::parse(&text).unwrap());
        println!("bench=load n={nodes} bytes={} median_ms={loaded:.2}", text.len());
        let saved = median(runs, || project::print(&design));
        println!("bench=save n={nodes} median_ms={saved:.2}");
    }
}
