//! How long the window takes for a frame: what egui runs, and turning its shapes into triangles.
//!
//! `cargo bench --bench frames`; one line per case, the median of many frames on one core, the accessibility tree
//! included. "few" is the view at 100 %, "all" is everything in view; panning, zooming, and dragging one card or a
//! thousand; and the slowest frame while an edit is analysed. `-- 1000` measures one size only.

#![expect(clippy::print_stdout, reason = "the lines of a benchmark are its result")]

mod common;

use std::time::{Duration, Instant};

use egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use stackdraft::app::{Settings, Window};

/// The window without a screen.
struct Screen {
    ctx: Context,
    window: Window,
    time: f64,
    /// The middle of a card in view, as the accessibility tree has it.
    card: Option<Pos2>,
}

impl Screen {
    fn new(nodes: usize) -> Self {
        let ctx = Context::default();
        ctx.enable_accesskit();
        let mut window = Window::new(&ctx, Settings::default(), &[]);
        window.open_unsaved(common::design(nodes));
        let mut screen = Self { ctx, window, time: 0.0, card: None };
        let deadline = Instant::now() + Duration::from_mins(2);
        while !screen.window.is_settled() && Instant::now() < deadline {
            screen.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(20));
        }
        (0..10).for_each(|_| screen.frame(Vec::new()));
        screen
    }

    /// One frame with these events.
    fn frame(&mut self, events: Vec<Event>) {
        self.time += 1.0 / 60.0;
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0)));
        let input = RawInput { screen_rect, time: Some(self.time), events, focused: true, ..RawInput::default() };
        let window = &mut self.window;
        let output = self.ctx.run_ui(input, |ui| window.show(ui));
        self.card = output.platform_output.accesskit_update.as_ref().and_then(card);
        std::hint::black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        for pressed in [true, false] {
            self.frame(vec![Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }]);
        }
        (0..5).for_each(|_| self.frame(Vec::new()));
    }

    fn button(&mut self, pos: Pos2, pressed: bool) {
        self.frame(vec![Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }]);
    }

    /// The slowest frame from an edit to the end of the analysis, the routing and the template that follow it on other threads.
    fn measure_edit(&mut self, nodes: usize, card: Pos2) {
        self.frame(vec![Event::PointerMoved(card)]);
        self.button(card, true);
        self.button(card, false);
        let mut slowest = Vec::new();
        for _ in 0..5 {
            let deadline = Instant::now() + Duration::from_mins(1);
            let mut worst = 0.0_f64;
            let mut key = Some(Key::ArrowRight);
            while key.is_some() || (!self.window.is_settled() && Instant::now() < deadline) {
                let event = |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
                let events = key.take().map(event).into_iter().collect();
                let start = Instant::now();
                self.frame(events);
                worst = worst.max(start.elapsed().as_secs_f64() * 1_000.0);
                std::thread::sleep(Duration::from_millis(4));
            }
            slowest.push(worst);
        }
        slowest.sort_by(f64::total_cmp);
        let (middle, most) = (slowest[slowest.len() / 2], slowest[slowest.len() - 1]);
        println!("bench=frame_slowest_after_edit n={nodes} connections={} median_ms={middle:.3} worst_ms={most:.3}", nodes * 3 / 2);
    }

    /// The median of frames with these events.
    fn measure(&mut self, case: &str, nodes: usize, mut events: impl FnMut(usize) -> Vec<Event>) {
        let mut step = 0;
        let runs = if nodes > 10_000 { 31 } else { 61 };
        let median = common::median(runs, || {
            step += 1;
            self.frame(events(step));
        });
        println!("bench=frame_{case} n={nodes} connections={} median_ms={median:.3}", nodes * 3 / 2);
    }
}

fn card(tree: &egui::accesskit::TreeUpdate) -> Option<Pos2> {
    let canvas = Rect::from_min_max(pos2(300.0, 100.0), pos2(1200.0, 700.0));
    let cards = tree.nodes.iter().filter(|(_, node)| node.label().is_some_and(|label| label.starts_with("Function Node")));
    let mut middles =
        cards.filter_map(|(_, node)| node.bounds()).map(|b| pos2(f64::midpoint(b.x0, b.x1) as f32, f64::midpoint(b.y0, b.y1) as f32));
    middles.find(|at| canvas.contains(*at))
}

fn wheel(by: f32, modifiers: Modifiers) -> Vec<Event> {
    let (unit, source) = (egui::MouseWheelUnit::Point, egui::MouseWheelSource::Wheel);
    vec![Event::MouseWheel { unit, delta: vec2(0.0, by), phase: egui::TouchPhase::Move, source, modifiers }]
}

/// There and back again.
fn to_and_fro(step: usize) -> f32 {
    if step.is_multiple_of(2) { 1.0 } else { -1.0 }
}

fn main() {
    let middle = pos2(700.0, 400.0);
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    for nodes in if asked.is_empty() { vec![100, 1_000, 5_000, 10_000, 50_000] } else { asked } {
        let mut screen = Screen::new(nodes);
        for (view, key) in [("all", Key::Num1), ("few", Key::Num0)] {
            screen.keys(Modifiers::SHIFT, key);
            screen.frame(vec![Event::PointerMoved(middle)]);
            screen.measure(&format!("{view}_still"), nodes, |_| Vec::new());
            screen.measure(&format!("{view}_hover"), nodes, |step| vec![Event::PointerMoved(middle + vec2(step as f32, 0.0))]);
            screen.measure(&format!("{view}_pan"), nodes, |step| wheel(40.0 * to_and_fro(step), Modifiers::NONE));
            screen.measure(&format!("{view}_zoom"), nodes, |step| wheel(10.0 * to_and_fro(step), Modifiers::COMMAND));
        }
        let card = screen.card.unwrap_or(middle);
        for (case, keys) in [("drag_one", None), ("drag_all", Some(Key::A))] {
            if let Some(key) = keys {
                screen.keys(Modifiers::COMMAND, key);
            }
            screen.frame(vec![Event::PointerMoved(card)]);
            screen.button(card, true);
            // By a step of the grid each frame, so that every frame has a drag to show.
            screen.measure(case, nodes, |step| vec![Event::PointerMoved(card + vec2(24.0 + (step % 16) as f32 * 8.0, 24.0))]);
            screen.frame(vec![Event::PointerMoved(card)]);
            screen.keys(Modifiers::NONE, Key::Escape);
            screen.button(card, false);
        }
        screen.keys(Modifiers::NONE, Key::Escape);
        screen.measure_edit(nodes, card);
    }
}
