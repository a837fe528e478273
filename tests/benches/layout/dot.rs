//! Graphviz `dot` as a process.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use stackdraft::design::geometry::Point;

use crate::Outcome;
use crate::graphs::Sample;

/// Graphviz measures in inches.
const INCH: f32 = 72.0;

pub(crate) fn is_there() -> bool {
    Command::new("dot").arg("-V").stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Lays a sample out. The gaps are those of our layout.
pub(crate) fn run(sample: &Sample) -> Outcome {
    let text = written(sample);
    let start = Instant::now();
    let mut child = Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("dot runs");
    // Its answer begins after it has read all.
    child.stdin.take().expect("piped").write_all(text.as_bytes()).expect("dot reads");
    let output = child.wait_with_output().expect("dot ends");
    let ms = start.elapsed().as_secs_f64() * 1_000.0;
    let mut corners = vec![Point::default(); sample.request.nodes.len()];
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut words = line.split(' ');
        if words.next() != Some("node") {
            continue;
        }
        let number: Option<usize> = words.next().and_then(|name| name.parse().ok());
        let numbers: Vec<f32> = words.take(2).filter_map(|word| word.parse().ok()).collect();
        if let (Some(number), [x, y]) = (number, numbers.as_slice()) {
            let size = sample.request.nodes[number].size;
            corners[number] = Point::new(*x * INCH - size.width / 2.0, -*y * INCH - size.height / 2.0);
        }
    }
    Outcome { ms, corners }
}

fn written(sample: &Sample) -> String {
    let (nodesep, ranksep) = (32.0 / INCH, 88.0 / INCH);
    let mut text = format!(
        "digraph {{ rankdir=LR; splines=false; nodesep={nodesep}; ranksep={ranksep}; node [shape=box fixedsize=true label=\"\"];\n"
    );
    for node in &sample.request.nodes {
        let _ = writeln!(text, "{} [width={} height={}];", node.id, node.size.width / INCH, node.size.height / INCH);
    }
    for group in sample.request.groups.iter().filter(|group| group.parent.is_none()) {
        cluster(&mut text, sample, group.id);
    }
    for edge in &sample.request.edges {
        let _ = writeln!(text, "{} -> {};", edge.source, edge.target);
    }
    text + "}\n"
}

fn cluster(text: &mut String, sample: &Sample, id: u32) {
    let _ = writeln!(text, "subgraph cluster{id} {{ margin=32;");
    for node in sample.request.nodes.iter().filter(|node| node.group == Some(id)) {
        let _ = writeln!(text, "{};", node.id);
    }
    for inner in sample.request.groups.iter().filter(|group| group.parent == Some(id)) {
        cluster(text, sample, inner.id);
    }
    text.push_str("}\n");
}
