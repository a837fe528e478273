//! How long the window takes for a frame: what egui runs, and turning its shapes into triangles.
//!
//! `cargo bench --bench frames`; one line per case, the median of many frames on one core, the accessibility tree
//! included. "few" has about 60 cards in view, in full detail, "all" has everything in view; panning, zooming, and dragging
//! one card, a thousand or all. Then the slowest frame from an edit to the end of the analysis that follows it on another
//! thread, how long it takes to open a design and to come from an edit to its findings, and what the process occupies.
//! `-- 1000` measures one size only, `-- views` (or `edits`, `findings`, `drags`) one sort of case only, and `-- long` ten times as many
//! frames, for a profiler.

#![expect(clippy::print_stdout, reason = "the lines of a benchmark are its result")]

#[path = "../common.rs"]
mod common;
mod edits;
mod screen;

use std::time::{Duration, Instant};

use egui::{Event, Key, Modifiers, Pos2, pos2, vec2};
use screen::{Screen, busy_ms, press, wheel};

/// The sizes that are measured where none is asked for.
const SIZES: [usize; 5] = [100, 1_000, 5_000, 10_000, 50_000];
/// The sorts of cases.
const SORTS: [&str; 4] = ["views", "edits", "findings", "drags"];
/// How many cards "many" are.
const MANY: usize = 1_000;

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let for_peers = std::env::args().any(|argument| argument == "peers");
    let sorts: Vec<String> = std::env::args().filter(|argument| SORTS.contains(&argument.as_str())).collect();
    let is_wanted = |sort: &str| sorts.is_empty() || sorts.iter().any(|wanted| wanted == sort);
    for nodes in if asked.is_empty() { SIZES.to_vec() } else { asked } {
        let mut screen = Screen::new();
        open(&mut screen, nodes);
        if for_peers {
            leave_to_peers(&mut screen, nodes);
            continue;
        }
        at_rest(&mut screen);
        occupied("after_opening", nodes);
        if is_wanted("views") {
            views(&mut screen, nodes);
        }
        if is_wanted("edits") {
            screen.few();
            edits::measure(&mut screen, nodes);
        }
        if is_wanted("findings") {
            screen.few();
            to_findings(&mut screen, nodes);
        }
        if is_wanted("drags") {
            drags(&mut screen, nodes);
        }
        at_rest(&mut screen);
        occupied("at_the_end", nodes);
    }
}

/// Opens a design as a file holds it: from its text to the first frame that shows it.
fn open(screen: &mut Screen, nodes: usize) {
    let text = stackdraft::project::print(&common::design(nodes));
    let start = Instant::now();
    if let Ok(design) = stackdraft::project::parse(&text) {
        screen.window.open_unsaved(design);
    }
    // The first places the canvas, the second shows all of the design.
    let first = screen.frame(Vec::new());
    screen.frame(Vec::new());
    let all = start.elapsed().as_secs_f64() * 1_000.0;
    occupied("as_first_drawn", nodes);
    println!("bench=frame_open n={nodes} connections={} ms={all:.1} first_frame_ms={first:.1}", nodes * 3 / 2);
    edits::report("opening", nodes, &[screen.frames_until_settled(Vec::new())]);
    screen.settle();
}

fn views(screen: &mut Screen, nodes: usize) {
    let middle = pos2(700.0, 400.0);
    for view in ["all", "few"] {
        show(screen, view, nodes);
        screen.frame(vec![Event::PointerMoved(middle)]);
        measure(screen, &format!("{view}_still"), nodes, |_| Vec::new());
        measure(screen, &format!("{view}_hover"), nodes, |step| vec![Event::PointerMoved(middle + vec2(step as f32, 0.0))]);
        measure(screen, &format!("{view}_pan"), nodes, |step| wheel(40.0 * to_and_fro(step), Modifiers::NONE));
        measure(screen, &format!("{view}_zoom"), nodes, |step| wheel(10.0 * to_and_fro(step), Modifiers::COMMAND));
    }
}

/// Brings everything into view, or few cards.
fn show(screen: &mut Screen, view: &str, nodes: usize) {
    if view == "all" {
        screen.keys(Modifiers::SHIFT, Key::Num1);
    } else {
        let cards = screen.few();
        println!("bench=cards_in_view n={nodes} cards={cards}");
    }
}

/// Drags with all and with few cards in view: one, a thousand, all. Where cards are too small to be taken hold of, a group
/// of twenty stands for one.
fn drags(screen: &mut Screen, nodes: usize) {
    for view in ["all", "few"] {
        screen.keys(Modifiers::NONE, Key::Escape);
        show(screen, view, nodes);
        let Some(grip) = screen.grip() else { continue };
        drag(screen, &format!("{view}_drag_one"), nodes, grip);
        if nodes > MANY {
            screen.keys(Modifiers::NONE, Key::Escape);
            let selected = select_many(screen);
            println!("bench=selection n={nodes} selected={selected}");
            show(screen, view, nodes);
            let grip = screen.grip().unwrap_or(grip);
            drag(screen, &format!("{view}_drag_many"), nodes, grip);
        }
        screen.keys(Modifiers::COMMAND, Key::A);
        drag(screen, &format!("{view}_drag_every"), nodes, grip);
        screen.keys(Modifiers::NONE, Key::Escape);
    }
}

/// Draws a box around a thousand cards in the middle, from a place where none lies; how many things it holds.
fn select_many(screen: &mut Screen) -> usize {
    screen.keys(Modifiers::SHIFT, Key::Num1);
    let canvas = screen.canvas();
    for off in 0_u8..60 {
        let from = canvas.center() - canvas.size() * 0.15 - vec2(f32::from(off % 8), f32::from(off / 8)) * 1.5;
        screen.frame(vec![Event::PointerMoved(from)]);
        screen.button(from, true);
        let mut selected = 0;
        for step in 4_u8..200 {
            let to = from + (canvas.max - from) * (f32::from(step) / 200.0);
            screen.frame(vec![Event::PointerMoved(to)]);
            selected = screen.selected();
            if selected >= MANY || (step > 10 && selected == 0) {
                break;
            }
        }
        screen.frame(Vec::new());
        let end = from + vec2(1.0, 1.0);
        if selected >= MANY {
            screen.release();
            return selected;
        }
        screen.keys(Modifiers::NONE, Key::Escape);
        screen.button(end, false);
    }
    0
}

fn drag(screen: &mut Screen, case: &str, nodes: usize, card: Pos2) {
    screen.frame(vec![Event::PointerMoved(card)]);
    screen.button(card, true);
    let first = screen.frame(vec![Event::PointerMoved(card + vec2(16.0, 16.0))]);
    // By a step of the grid each frame, so that every frame has a drag to show.
    measure(screen, case, nodes, |step| vec![Event::PointerMoved(card + vec2(24.0 + (step % 16) as f32 * 8.0, 24.0))]);
    println!("bench=frame_{case}_begins n={nodes} ms={first:.3}");
    screen.frame(vec![Event::PointerMoved(card)]);
    screen.frame(vec![press(Modifiers::NONE, Key::Escape, true), press(Modifiers::NONE, Key::Escape, false)]);
    screen.button(card, false);
}

/// From an edit to its findings, through the thread that analyses.
fn to_findings(screen: &mut Screen, nodes: usize) {
    let Some(card) = screen.on_canvas(|label| label.starts_with("Function Node")).first().copied() else { return };
    screen.click(card);
    let mut took: Vec<f64> = (0..11)
        .map(|_| {
            let start = Instant::now();
            screen.frame(vec![press(Modifiers::NONE, Key::ArrowRight, true)]);
            while !screen.window.is_settled() && start.elapsed() < Duration::from_mins(1) {
                std::thread::sleep(Duration::from_millis(1));
                screen.frame(Vec::new());
            }
            start.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    println!("bench=edit_to_findings n={nodes} connections={} median_ms={:.1}", nodes * 3 / 2, took[took.len() / 2]);
}

/// A second in which nothing is done: what an edit left behind is let go of on another thread.
fn at_rest(screen: &mut Screen) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(1) {
        std::thread::sleep(Duration::from_millis(16));
        screen.frame(Vec::new());
    }
}

/// What the process occupies in memory, where the system tells.
fn occupied(when: &str, nodes: usize) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse::<f64>().ok());
        line.map_or(0.0, |kib| kib / 1024.0)
    };
    println!("bench=memory_{when} n={nodes} resident_mib={:.0} most_mib={:.0}", mib("VmRSS:"), mib("VmHWM:"));
}

/// The median of frames with these events.
fn measure(screen: &mut Screen, case: &str, nodes: usize, mut events: impl FnMut(usize) -> Vec<Event>) -> f64 {
    let runs = if nodes > 10_000 { 31 } else { 61 } * if std::env::args().any(|argument| argument == "long") { 10 } else { 1 };
    let busy = busy_ms();
    let mut step = 0;
    let median = common::median(runs, || {
        step += 1;
        screen.frame(events(step))
    });
    let busy = (busy_ms() - busy) / runs as f64;
    println!("bench=frame_{case} n={nodes} connections={} median_ms={median:.3} mean_processor_ms={busy:.3}", nodes * 3 / 2);
    median
}

/// There and back again.
fn to_and_fro(step: usize) -> f32 {
    if step.is_multiple_of(2) { 1.0 } else { -1.0 }
}

/// Leaves the graph and the median of a frame with few nodes in view to the benchmark of peers, which starts this one with
/// `-- peers`.
fn leave_to_peers(screen: &mut Screen, nodes: usize) {
    screen.few();
    screen.frame(vec![Event::PointerMoved(pos2(700.0, 400.0))]);
    let few_ms = measure(screen, "few_still", nodes, |_| Vec::new());
    let design = common::design(nodes);
    let places: std::collections::BTreeMap<_, usize> = design.nodes.keys().enumerate().map(|(place, id)| (id, place)).collect();
    let place = |id| places.get(id).copied();
    let cards: Vec<_> = design.nodes.values().map(|node| serde_json::json!([node.name, node.at.x, node.at.y])).collect();
    let lines: Vec<_> = design.connections.values().map(|line| serde_json::json!([place(&line.source), place(&line.target)])).collect();
    let graph = serde_json::json!({ "nodes": cards, "lines": lines, "few_ms": few_ms });
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers");
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(folder.join(format!("{nodes}.json")), graph.to_string()));
    if let Err(error) = written {
        println!("no graph for the benchmark of peers: {error}");
    }
}
