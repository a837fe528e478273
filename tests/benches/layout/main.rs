//! The automatic layout against graphviz `dot`, elkjs and dagre on the same graphs: time, crossings, overlaps.
//!
//! `cargo bench --bench layout`; ten seeded graphs of every size, flat and in groups; each line of the output has the
//! medians of one size. Crossings are counted in the same way for all, on straight lines between the middles of the
//! cards. `dot` runs as a process and draws no lines (`splines=false`), which is its fastest. elkjs and dagre run in
//! node on the first graphs of each size, from `target/layout-peers`, where this installs them with npm.
//! `-- 500` measures one size only, `-- dot` leaves the peers in node out, `-- all` runs `dot` on all ten of the flat graphs that
//! take it a quarter of an hour each.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the lines of a benchmark are its result")]
#![expect(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot go on stops")]

mod dot;
mod graphs;
mod node;
mod quality;

use std::time::Instant;

use graphs::Sample;
use quality::{crossings, overlaps};
use stackdraft::arrange::layout::layout;
use stackdraft::design::geometry::{Point, Rect};

const SIZES: [usize; 5] = [50, 200, 500, 1_000, 2_000];
const SEEDS: u64 = 10;
/// From here on `dot` takes a quarter of an hour for each graph without groups: the first only, unless all are asked for.
const SLOW_FOR_DOT: usize = 2_000;
/// Graphs of each size for the engines that take long.
const SEEDS_IN_NODE: usize = 3;

/// What an engine made of a graph.
struct Outcome {
    ms: f64,
    /// The upper left corners of the cards.
    corners: Vec<Point>,
}

/// Times and crossings of one engine over the graphs of one size.
#[derive(Default)]
struct Figures {
    ms: Vec<f64>,
    crossings: Vec<f64>,
}

impl Figures {
    fn add(&mut self, sample: &Sample, outcome: &Outcome) {
        self.ms.push(outcome.ms);
        self.crossings.push(crossings(sample, &outcome.corners) as f64);
    }

    /// The first of them only.
    fn first(&self, count: usize) -> (f64, f64) {
        (median(&self.ms[..count.min(self.ms.len())]), median(&self.crossings[..count.min(self.crossings.len())]))
    }
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let asked: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let peers = if arguments.iter().any(|argument| argument == "dot") { Vec::new() } else { node::engines() };
    let all = arguments.iter().any(|argument| argument == "all");
    let has_dot = dot::is_there();
    if !has_dot {
        eprintln!("SKIPPED: no `dot` here (Debian: graphviz); the layout is measured alone");
    }
    for nodes in if asked.is_empty() { SIZES.to_vec() } else { asked } {
        for (form, grouped) in [("flat", false), ("grouped", true)] {
            let samples: Vec<Sample> = (0..SEEDS).map(|seed| graphs::sample(nodes, seed, grouped)).collect();
            let ours = measure_ours(&samples, form);
            if has_dot {
                let mut figures = Figures::default();
                let count = if all || grouped || nodes < SLOW_FOR_DOT { samples.len() } else { 1 };
                for sample in &samples[..count] {
                    figures.add(sample, &dot::run(sample));
                }
                report(form, &samples[..count], ours.first(count), "dot", figures.first(count));
            }
            for peer in peers.iter().filter(|peer| nodes <= peer.most_nodes) {
                let mut figures = Figures::default();
                for sample in samples.iter().take(SEEDS_IN_NODE) {
                    figures.add(sample, &peer.run(sample));
                }
                report(form, &samples[..SEEDS_IN_NODE], ours.first(SEEDS_IN_NODE), peer.name, figures.first(SEEDS_IN_NODE));
            }
        }
    }
}

/// Lays out every sample twice: the second result must be the first.
fn measure_ours(samples: &[Sample], form: &str) -> Figures {
    let mut figures = Figures::default();
    let (mut overlapping, mut same) = (0, true);
    for sample in samples {
        let start = Instant::now();
        let result = layout(&sample.request);
        let first = start.elapsed().as_secs_f64() * 1_000.0;
        let start = Instant::now();
        same &= layout(&sample.request) == result;
        let ms = first.min(start.elapsed().as_secs_f64() * 1_000.0);
        let corners: Vec<Point> = result.nodes.iter().map(|node| node.1).collect();
        let frames: Vec<(u32, Rect)> = result.groups.clone();
        overlapping += overlaps(sample, &corners, &frames);
        figures.add(sample, &Outcome { ms, corners });
    }
    let (ms, crossed) = figures.first(samples.len());
    let worst = figures.ms.iter().copied().fold(0.0, f64::max);
    println!(
        "bench=layout_{form} n={} connections={} median_ms={ms:.1} worst_ms={worst:.1} crossings={crossed:.0} overlaps={overlapping} deterministic={same}",
        samples[0].request.nodes.len(),
        connections(samples),
    );
    figures
}

fn report(form: &str, samples: &[Sample], (ms, crossed): (f64, f64), peer: &str, (peer_ms, peer_crossed): (f64, f64)) {
    println!(
        "bench=layout_{form}_against_{peer} n={} connections={} median_ms={ms:.1} crossings={crossed:.0} peer={peer} peer_ms={peer_ms:.1} peer_crossings={peer_crossed:.0} ratio={:.1} crossings_ratio={:.2}",
        samples[0].request.nodes.len(),
        connections(samples),
        peer_ms / ms,
        peer_crossed / crossed.max(1.0),
    );
}

fn connections(samples: &[Sample]) -> f64 {
    median(&samples.iter().map(|sample| sample.request.edges.len() as f64).collect::<Vec<_>>())
}
