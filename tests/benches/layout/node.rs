//! elkjs and dagre in node.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use stackdraft::design::geometry::Point;

use crate::Outcome;
use crate::graphs::Sample;

const PACKAGES: [&str; 2] = ["elkjs@0.12", "@dagrejs/dagre@3.1"];

/// An engine that is installed.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    /// Larger graphs take it minutes.
    pub(crate) most_nodes: usize,
    folder: PathBuf,
}

/// Those that could be installed; the others are named on standard error.
pub(crate) fn engines() -> Vec<Engine> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/layout-peers");
    let mut found = Vec::new();
    for (name, module, most_nodes) in [("elkjs", "elkjs", 1_000), ("dagre", "@dagrejs/dagre", 500)] {
        let there = || folder.join("node_modules").join(module).join("package.json").is_file();
        if there() || (install(&folder) && there()) {
            found.push(Engine { name, most_nodes, folder: folder.clone() });
        } else {
            eprintln!("SKIPPED: {name} is not there and npm could not install it into {}", folder.display());
        }
    }
    found
}

fn install(folder: &Path) -> bool {
    let made = std::fs::create_dir_all(folder);
    let npm =
        || Command::new("npm").args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"]).arg(folder).args(PACKAGES).status();
    made.is_ok() && npm().is_ok_and(|status| status.success())
}

impl Engine {
    /// Lays a sample out; the time is what the engine says it took in a node that is warm.
    pub(crate) fn run(&self, sample: &Sample) -> Outcome {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/benches/layout/peers.js");
        let mut node = Command::new("node");
        node.arg("--stack-size=60000")
            .arg(script)
            .arg(self.name)
            .current_dir(&self.folder)
            .env("NODE_PATH", self.folder.join("node_modules"));
        let mut child = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node runs");
        child.stdin.take().expect("piped").write_all(written(sample).to_string().as_bytes()).expect("node reads");
        let output = child.wait_with_output().expect("node ends");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{} answers with its layout", self.name));
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let corners = answer["corners"].as_array().into_iter().flatten();
        Outcome { ms: number(&answer["ms"]), corners: corners.map(|at| Point::new(number(&at[0]) as f32, number(&at[1]) as f32)).collect() }
    }
}

fn written(sample: &Sample) -> Value {
    let request = &sample.request;
    let nodes: Vec<Value> = request.nodes.iter().map(|n| json!([n.size.width, n.size.height, n.group])).collect();
    let groups: Vec<Value> = request.groups.iter().map(|group| json!(group.parent)).collect();
    let edges: Vec<Value> = request.edges.iter().map(|edge| json!([edge.source, edge.target])).collect();
    json!({ "nodes": nodes, "groups": groups, "edges": edges })
}
