//! A frame of the window against one of egui-snarl and one of egui_graphs, on the same graphs in the same run: every card in
//! full detail, about 60 in view.
//!
//! `cargo run --release --manifest-path tests/benches/peers/Cargo.toml`, at the root of the project; `-- 1000` for one size
//! only. It starts the benchmark of frames first, which leaves its graph and its own median in `target/peers`. One line per
//! graph and peer: the medians of a frame (egui run and tessellation) on one core, and how many times as long the peer takes.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::Instant;

use egui::{CentralPanel, Context, Pos2, RawInput, Rect, Ui, pos2, vec2};
use egui_graphs::{DefaultEdgeShape, DefaultNodeShape, Graph, GraphView, LayoutRandom, LayoutStateRandom, SettingsInteraction, SettingsNavigation, SettingsStyle};
use egui_snarl::ui::{PinInfo, SnarlPin, SnarlStyle, SnarlViewer, SnarlWidget};
use egui_snarl::{InPin, InPinId, OutPin, OutPinId, Snarl};
use petgraph::Directed;
use petgraph::stable_graph::{DefaultIx, StableGraph};
use serde_json::Value;

/// The allocator of the window, as both are to have the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A graph as the benchmark of frames left it.
struct Sample {
    nodes: Vec<(String, Pos2)>,
    lines: Vec<(usize, usize)>,
    ms: f64,
}

/// The sizes that are measured where none is asked for.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    for nodes in if asked.is_empty() { SIZES.to_vec() } else { asked } {
        let size = nodes.to_string();
        let frames = ["bench", "--bench", "frames", "--no-default-features", "--features", "window", "--", "peers", &size];
        // The window's bench is built where the project is, whatever was said of where this is built.
        let window = Command::new("cargo").current_dir(&root).args(frames).env_remove("CARGO_TARGET_DIR").status();
        let sample = window.ok().filter(ExitStatus::success).and_then(|_| read(&root.join(format!("target/peers/{size}.json"))));
        let Some(sample) = sample else {
            eprintln!("The benchmark of frames left no graph of {size} nodes.");
            std::process::exit(1);
        };
        for (peer, ms) in [("egui-snarl", snarl(&sample)), ("egui_graphs", graphs(&sample))] {
            let (lines, ours) = (sample.lines.len(), sample.ms);
            let ratio = ms / ours;
            println!("bench=frame_few_against_{peer} n={nodes} connections={lines} median_ms={ours:.3} peer_ms={ms:.3} ratio={ratio:.1}");
        }
    }
}

fn read(path: &Path) -> Option<Sample> {
    let value: Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    let node = |node: &Value| (node[0].as_str().unwrap_or_default().to_owned(), pos2(number(&node[1]) as f32, number(&node[2]) as f32));
    let line = |line: &Value| (number(&line[0]) as usize, number(&line[1]) as usize);
    Some(Sample {
        nodes: value["nodes"].as_array()?.iter().map(node).collect(),
        lines: value["lines"].as_array()?.iter().map(line).collect(),
        ms: value["few_ms"].as_f64()?,
    })
}

/// The median of a frame once the first have settled.
fn median(mut show: impl FnMut(&mut Ui)) -> f64 {
    let ctx = Context::default();
    let mut times = Vec::new();
    for step in 0..23 {
        // At their scale of one, cards stand 280 by 144 apart: seven by eight and a half are in view.
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(1960.0, 1230.0)));
        let input = RawInput { screen_rect, time: Some(f64::from(step) / 60.0), focused: true, ..RawInput::default() };
        let start = Instant::now();
        let output = ctx.run_ui(input, |ui| {
            CentralPanel::default().show(ui, &mut show);
        });
        std::hint::black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    let mut times = times.split_off(8);
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Nodes with one way in and one out.
struct Viewer;

impl SnarlViewer<String> for Viewer {
    fn title(&mut self, node: &String) -> String {
        node.clone()
    }

    fn inputs(&mut self, _: &String) -> usize {
        1
    }

    fn outputs(&mut self, _: &String) -> usize {
        1
    }

    fn show_input(&mut self, _: &InPin, ui: &mut Ui, _: &mut Snarl<String>) -> impl SnarlPin + 'static {
        ui.label("in");
        PinInfo::circle()
    }

    fn show_output(&mut self, _: &OutPin, ui: &mut Ui, _: &mut Snarl<String>) -> impl SnarlPin + 'static {
        ui.label("out");
        PinInfo::circle()
    }
}

fn snarl(sample: &Sample) -> f64 {
    let mut snarl = Snarl::new();
    let nodes: Vec<_> = sample.nodes.iter().map(|(name, at)| snarl.insert_node(*at, name.clone())).collect();
    for &(from, to) in &sample.lines {
        snarl.connect(OutPinId { node: nodes[from], output: 0 }, InPinId { node: nodes[to], input: 0 });
    }
    let style = SnarlStyle { min_scale: Some(1.0), max_scale: Some(1.0), ..SnarlStyle::new() };
    let widget = SnarlWidget::new().style(style);
    median(|ui| {
        widget.show(&mut snarl, &mut Viewer, ui);
    })
}

fn graphs(sample: &Sample) -> f64 {
    let mut plain: StableGraph<String, ()> = StableGraph::new();
    let nodes: Vec<_> = sample.nodes.iter().map(|(name, _)| plain.add_node(name.clone())).collect();
    for &(from, to) in &sample.lines {
        plain.add_edge(nodes[from], nodes[to], ());
    }
    let mut graph: Graph<String, (), Directed, DefaultIx, DefaultNodeShape, DefaultEdgeShape> = Graph::from(&plain);
    let mut placed = 0;
    median(|ui| {
        // Its layout puts them anywhere in the first frame.
        if placed < 2 {
            placed += 1;
            for (node, (name, at)) in nodes.iter().zip(&sample.nodes) {
                if let Some(node) = graph.node_mut(*node) {
                    node.set_location(*at);
                    node.set_label(name.clone());
                }
            }
        }
        let navigation = SettingsNavigation::new().with_fit_to_screen_enabled(false).with_zoom_and_pan_enabled(true);
        let interaction = SettingsInteraction::new().with_dragging_enabled(true).with_hover_enabled(true);
        // What is in view says what it is, as our cards and egui-snarl's nodes do.
        let style = SettingsStyle::new().with_labels_always(true);
        let view = GraphView::<LayoutStateRandom, LayoutRandom>::new();
        view.with_navigations(&navigation).with_interactions(&interaction).with_styles(&style).show(ui, &mut graph);
    })
}
