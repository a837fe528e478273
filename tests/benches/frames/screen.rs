//! The window without a screen, as a user of keyboard and pointer sees it.

use std::time::{Duration, Instant};

use egui::accesskit::{Node, Role, TreeUpdate};
use egui::{Context, Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use stackdraft::app::{Settings, Window};

/// The window.
pub struct Screen {
    ctx: Context,
    /// What is measured.
    pub window: Window,
    time: f64,
    /// The accessibility tree of the last frame.
    tree: Option<TreeUpdate>,
}

/// What a frame took, in milliseconds.
#[derive(Clone, Copy)]
pub struct Timed {
    /// From its beginning to its end.
    pub took: f64,
    /// On a processor: other programs, and threads that had the processor meanwhile, do not count.
    pub busy: f64,
}

/// How long this thread has been on a processor so far, where the system tells.
pub fn busy_ms() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).map_or(0.0, |ns| ns / 1e6)
}

/// Where cards are not hidden by panels.
const CANVAS: Rect = Rect { min: pos2(300.0, 100.0), max: pos2(1200.0, 700.0) };

impl Screen {
    /// A window, and nothing in it.
    pub fn new() -> Self {
        let ctx = Context::default();
        ctx.enable_accesskit();
        let window = Window::new(&ctx, Settings::default(), &[]);
        let mut screen = Self { ctx, window, time: 0.0, tree: None };
        screen.settle();
        screen
    }

    /// One frame with these events; how many milliseconds it took.
    pub fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.timed(events).took
    }

    fn timed(&mut self, events: Vec<Event>) -> Timed {
        self.time += 1.0 / 60.0;
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0)));
        let input = RawInput { screen_rect, time: Some(self.time), events, focused: true, ..RawInput::default() };
        let (start, busy) = (Instant::now(), busy_ms());
        let window = &mut self.window;
        let output = self.ctx.run_ui(input, |ui| window.show(ui));
        std::hint::black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
        let took = start.elapsed().as_secs_f64() * 1_000.0;
        let busy = busy_ms() - busy;
        self.tree = output.platform_output.accesskit_update;
        Timed { took, busy }
    }

    /// Frames until template, findings and lines are those of the design.
    pub fn settle(&mut self) {
        self.frames_until_settled(Vec::new());
        self.rest(10);
    }

    /// What every frame took from one with these events until template, findings and lines are those of the design.
    pub fn frames_until_settled(&mut self, events: Vec<Event>) -> Vec<Timed> {
        let deadline = Instant::now() + Duration::from_mins(2);
        let mut took = vec![self.timed(events)];
        while !self.window.is_settled() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(4));
            took.push(self.timed(Vec::new()));
        }
        took
    }

    /// Frames in which nothing happens.
    fn rest(&mut self, frames: usize) {
        for _ in 0..frames {
            self.frame(Vec::new());
        }
    }

    /// Presses and releases a key.
    pub fn keys(&mut self, modifiers: Modifiers, key: Key) {
        for pressed in [true, false] {
            self.frame(vec![press(modifiers, key, pressed)]);
        }
        self.rest(5);
    }

    /// Presses or releases the button of the mouse.
    pub fn button(&mut self, pos: Pos2, pressed: bool) -> f64 {
        self.frame(vec![Event::PointerMoved(pos), button(pos, pressed)])
    }

    /// Releases the button of the mouse where it is.
    pub fn release(&mut self) {
        let at = self.ctx.pointer_latest_pos().unwrap_or_default();
        self.frame(vec![button(at, false)]);
    }

    /// Where the canvas is.
    pub fn canvas(&self) -> Rect {
        let nodes = self.tree.iter().flat_map(|tree| &tree.nodes);
        let bounds = nodes.filter(|(_, node)| node.role() == Role::Canvas).find_map(|(_, node)| node.bounds());
        bounds.map_or(CANVAS, |b| Rect::from_min_max(pos2(b.x0 as f32, b.y0 as f32), pos2(b.x1 as f32, b.y1 as f32)))
    }

    /// Zooms to where about sixty cards are in view, or all where there are fewer; how many are.
    pub fn few(&mut self) -> usize {
        self.keys(Modifiers::SHIFT, Key::Num0);
        let in_view = |screen: &Self| {
            let is_card = |label: &str| ["Queue Node", "Function Node", "Table Node"].iter().any(|kind| label.starts_with(kind));
            screen.tree.iter().flat_map(|tree| &tree.nodes).filter(|(_, node)| node.label().is_some_and(is_card)).count()
        };
        let middle = self.canvas().center();
        self.frame(vec![Event::PointerMoved(middle)]);
        for _ in 0..40 {
            if in_view(self) >= 57 {
                break;
            }
            self.frame(vec![Event::Zoom(0.985)]);
            self.frame(Vec::new());
        }
        in_view(self)
    }

    /// How many things the inspector says are selected.
    pub fn selected(&self) -> usize {
        let told = self.labels(|label| label.ends_with(" things selected"));
        told.first().and_then(|told| told.split(' ').next()?.parse().ok()).unwrap_or_default()
    }

    /// Where a card near the middle can be taken hold of, or a group's name where cards are too small.
    pub fn grip(&self) -> Option<Pos2> {
        let middle = self.canvas().center();
        let near = |called: &str| {
            let places = self.on_canvas(|label| label.starts_with(called));
            places.into_iter().min_by(|a, b| a.distance(middle).total_cmp(&b.distance(middle)))
        };
        near("Function Node").or_else(|| near("Group "))
    }

    /// Clicks.
    pub fn click(&mut self, pos: Pos2) {
        self.frame(vec![Event::PointerMoved(pos)]);
        self.button(pos, true);
        self.button(pos, false);
        self.frame(Vec::new());
    }

    /// The middles of what is called so on the canvas, as the accessibility tree has it.
    pub fn on_canvas(&self, is_called: impl Fn(&str) -> bool) -> Vec<Pos2> {
        let called = |node: &Node| node.label().is_some_and(&is_called);
        self.middles(called).filter(|at| CANVAS.contains(*at)).collect()
    }

    /// What is written in the window.
    pub fn labels(&self, is_it: impl Fn(&str) -> bool) -> Vec<String> {
        let nodes = self.tree.iter().flat_map(|tree| &tree.nodes);
        let texts = nodes.flat_map(|(_, node)| node.label().into_iter().chain(node.value()));
        texts.filter(|text| is_it(text)).map(str::to_owned).collect()
    }

    /// The middle of the first field with a value for that.
    pub fn field(&self, is_it: impl Fn(&Node) -> bool) -> Option<Pos2> {
        self.middles(is_it).next()
    }

    fn middles(&self, is_it: impl Fn(&Node) -> bool) -> impl Iterator<Item = Pos2> {
        let nodes = self.tree.iter().flat_map(|tree| &tree.nodes).filter(move |(_, node)| is_it(node));
        nodes.filter_map(|(_, node)| node.bounds()).map(|b| pos2(f64::midpoint(b.x0, b.x1) as f32, f64::midpoint(b.y0, b.y1) as f32))
    }
}

/// A key pressed or released.
pub fn press(modifiers: Modifiers, key: Key, pressed: bool) -> Event {
    Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }
}

/// The button of the mouse pressed or released.
pub fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

/// The wheel turned.
pub fn wheel(by: f32, modifiers: Modifiers) -> Vec<Event> {
    let (unit, source) = (MouseWheelUnit::Point, egui::MouseWheelSource::Wheel);
    vec![Event::MouseWheel { unit, delta: vec2(0.0, by), phase: egui::TouchPhase::Move, source, modifiers }]
}
