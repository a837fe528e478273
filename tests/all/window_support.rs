//! Driving the window through its accessibility tree.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use stackdraft::app::{Settings, Window};
use stackdraft::catalog::draft::Draft;
use stackdraft::design::Design;

/// The window, made once the context is there.
type Shared = Rc<RefCell<Option<Window>>>;

/// The window under test.
pub struct Driver {
    pub harness: Harness<'static, Shared>,
}

impl Driver {
    /// A window on its start page, with no settings and no dialogs of the system.
    pub fn start() -> Self {
        Self::open(&[])
    }

    /// A window with files open.
    pub fn open(files: &[std::path::PathBuf]) -> Self {
        Self::sized(files, (1600.0, 1000.0), egui::Theme::Dark, 1.0)
    }

    /// A window of a size in points, in a theme, with so many pixels to the point.
    pub fn sized(files: &[std::path::PathBuf], size: (f32, f32), theme: egui::Theme, scale: f32) -> Self {
        Self::begin(Settings::default(), files, size, theme, scale)
    }

    /// A window whose settings are kept in a file.
    pub fn with_settings(file: &std::path::Path, files: &[std::path::PathBuf]) -> Self {
        Self::begin(Settings::load_from(file), files, (1600.0, 1000.0), egui::Theme::Dark, 1.0)
    }

    /// A window on what a script draws.
    pub fn drawn(script: &str) -> Self {
        let design = Design::new("shop");
        let mut draft = Draft::new(&design, &stackdraft::REGISTRY);
        stackdraft::cli::script::run(script, &mut draft).unwrap_or_else(|fault| panic!("{}: {}", fault.line, fault.problem.message));
        let drawn = draft.design().clone();
        let mut driver = Self::start();
        driver.harness.state().borrow_mut().as_mut().expect("the window is there").open_unsaved(drawn);
        driver.run();
        driver.settle();
        driver
    }

    fn begin(settings: Settings, files: &[std::path::PathBuf], (width, height): (f32, f32), theme: egui::Theme, scale: f32) -> Self {
        let files = files.to_vec();
        let window = Shared::default();
        let slot = Rc::clone(&window);
        let show = |ui: &mut egui::Ui, window: &mut Shared| {
            if let Some(window) = window.borrow_mut().as_mut() {
                window.show(ui);
            }
        };
        let harness = Harness::builder()
            .with_size((width, height))
            .with_theme(theme)
            .with_pixels_per_point(scale)
            .with_max_steps(40)
            .with_context_setup(move |ctx| {
                // What is kept of the canvas is compared with what would be painted, and what is painted can be looked at.
                stackdraft::app::show_shapes(ctx, true);
                *slot.borrow_mut() = Some(Window::new(ctx, settings, &files));
            })
            .build_ui_state(show, window);
        let mut driver = Self { harness };
        driver.run();
        driver
    }

    /// Skips the tour, where it is offered.
    pub fn dismiss_tour(&mut self) {
        if self.shows("Skip the tour") {
            self.click("Skip the tour");
        }
    }

    /// Frames until nothing more happens.
    pub fn run(&mut self) {
        self.harness.run_ok();
    }

    /// Clicks what is called so.
    pub fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.run();
    }

    /// Clicks the control of this role that is called so.
    pub fn click_role(&mut self, role: Role, name: &str) {
        self.harness.get_by_role_and_label(role, name).click();
        self.run();
    }

    /// Clicks the first thing whose name holds this.
    pub fn click_containing(&mut self, name: &str) {
        let mut found: Vec<_> = self.harness.query_all_by_label_contains(name).collect();
        assert!(!found.is_empty(), "nothing is called {name}");
        found.remove(0).click();
        self.run();
    }

    /// Where the middle of something is.
    pub fn place(&self, name: &str) -> Pos2 {
        let mut found: Vec<_> = self.harness.query_all_by_label_contains(name).collect();
        assert!(!found.is_empty(), "nothing is called {name}");
        found.remove(0).rect().center()
    }

    /// Drags from one place to another, in steps as a hand would.
    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        let at = |t: f32| from + (to - from) * t;
        self.harness.event(Event::PointerMoved(from));
        self.harness.step();
        self.button(from, true);
        for step in 1..=6_u8 {
            self.harness.event(Event::PointerMoved(at(f32::from(step) / 6.0)));
            self.harness.step();
        }
        self.button(to, false);
        self.run();
    }

    fn button(&mut self, pos: Pos2, pressed: bool) {
        self.harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
        self.harness.step();
    }

    /// Clicks a place with the other button.
    pub fn secondary_click(&mut self, at: Pos2) {
        self.harness.event(Event::PointerMoved(at));
        self.harness.step();
        for pressed in [true, false] {
            self.harness.event(Event::PointerButton { pos: at, button: PointerButton::Secondary, pressed, modifiers: Modifiers::NONE });
            self.harness.step();
        }
        self.run();
    }

    /// Presses keys together.
    pub fn keys(&mut self, modifiers: Modifiers, key: egui::Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    /// Writes text where the focus is.
    pub fn write(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.run();
    }

    /// Runs what the command palette finds first.
    pub fn command(&mut self, words: &str) {
        self.keys(Modifiers::COMMAND, Key::K);
        self.write(words);
        self.keys(Modifiers::NONE, Key::Enter);
    }

    /// The active design.
    pub fn design(&self) -> Design {
        self.window(|window| window.design().cloned()).expect("a design is open")
    }

    /// Asks the window something.
    pub fn window<R>(&self, ask: impl FnOnce(&Window) -> R) -> R {
        ask(self.harness.state().borrow().as_ref().expect("the window is there"))
    }

    /// Waits until template and findings are those of the design.
    pub fn settle(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !self.window(Window::is_settled) {
            assert!(Instant::now() < deadline, "the analysis does not come");
            std::thread::sleep(Duration::from_millis(5));
            self.harness.step();
        }
        self.run();
    }

    /// Ends the program as closing the window does.
    pub fn end(&mut self) {
        self.harness.state().borrow_mut().as_mut().expect("the window is there").end();
    }

    /// Waits until something is so.
    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !holds(self) {
            assert!(Instant::now() < deadline, "never so: {what}");
            std::thread::sleep(Duration::from_millis(20));
            self.harness.step();
        }
        self.run();
    }

    /// Whether something is called so.
    pub fn shows(&self, name: &str) -> bool {
        self.harness.query_all_by_label_contains(name).next().is_some()
    }

    /// The names of the nodes.
    pub fn names(&self) -> Vec<String> {
        self.design().nodes.values().map(|n| n.name.clone()).collect()
    }
}
