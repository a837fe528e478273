//! How long a design takes from its file to its template: load, check and synthesise, write, save.
//!
//! `cargo bench --bench pipeline`, with `-- 1000` for designs of so many nodes alone; one line per case, the median of
//! several runs on one core.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark that cannot go on stops, and its lines are its result")]

mod common;

use stackdraft::REGISTRY;
use stackdraft::catalog::{Context, Date, Graph};
use stackdraft::design::Design;
use stackdraft::{checks, project, prove, synth};

const TODAY: Date = Date::new(2026, 11, 23);

fn main() {
    let wanted: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    for nodes in [100, 1_000, 5_000].into_iter().filter(|nodes| wanted.is_empty() || wanted.contains(nodes)) {
        let design = common::design(nodes);
        let runs = if nodes > 1_000 { 11 } else { 31 };
        let analyse = |design: &Design| {
            common::median(runs, || {
                let graph = Graph::new(design, &REGISTRY);
                let synthesis = synth::synthesize(&graph);
                let proofs = prove::prove(&graph, &synthesis);
                let report = checks::run(&Context { graph: &graph, synthesis: &synthesis, proofs: &proofs, today: TODAY });
                (synthesis.yaml().len(), synthesis, report)
            })
        };
        let analysed = analyse(&design);
        println!("bench=check_synth_yaml n={nodes} connections={} median_ms={analysed:.2}", design.connections.len());
        // What a stack may hold at most is told by dividing the template, which a design of a size to measure always is.
        let mut unlimited = design.clone();
        unlimited.severities.extend(["LIM001", "LIM002"].map(|code| (code.to_owned(), "off".to_owned())));
        let analysed = analyse(&unlimited);
        println!("bench=check_synth_yaml_without_quotas n={nodes} connections={} median_ms={analysed:.2}", design.connections.len());
        let synthesised = common::median(runs, || synth::synthesize(&Graph::new(&design, &REGISTRY)));
        println!("bench=synth n={nodes} median_ms={synthesised:.2}");
        let graph = Graph::new(&design, &REGISTRY);
        let synthesis = synth::synthesize(&graph);
        let proven = common::median(runs, || prove::prove(&graph, &synthesis));
        println!("bench=prove n={nodes} median_ms={proven:.2}");
        let text = project::print(&design);
        let loaded = common::median(runs, || project::parse(&text).unwrap());
        println!("bench=load n={nodes} bytes={} median_ms={loaded:.2}", text.len());
        let saved = common::median(runs, || project::print(&design));
        println!("bench=save n={nodes} median_ms={saved:.2}");
    }
}
