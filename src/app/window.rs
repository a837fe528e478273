//! The window itself: frames are drawn from shared state, and what they ask for is done after.

use std::path::PathBuf;

use egui::{Context, Ui};

use super::action::{Action, Actions};
use super::actions;
use super::frame::Frame;
use super::naming::Names;
use super::settings::Settings;
use super::state::State;
use super::{canvas, files, panels, theme, triangles};
use crate::design::{Design, Editor};

const PROGRAM: &str = "Stackdraft";

/// The program's window.
pub struct Window {
    state: State,
    /// What the title bar was last told to say.
    title: String,
}

impl Window {
    /// A window with these files open.
    pub fn new(ctx: &Context, settings: Settings, paths: &[PathBuf]) -> Self {
        let waker = ctx.clone();
        let mut state = State::new(move || waker.request_repaint(), settings);
        theme::install(ctx);
        ctx.add_plugin(Names);
        state.apply_settings(ctx);
        state.tell_settings_problems();
        if paths.is_empty() {
            files::reopen(&mut state);
        } else {
            files::open(&mut state, paths);
        }
        state.offer_tour();
        Self { state, title: String::new() }
    }

    /// Opens a design that no file holds yet.
    pub fn open_unsaved(&mut self, design: Design) {
        self.state.open(Editor::unsaved(design), None);
    }

    /// The active design.
    pub fn design(&self) -> Option<&Design> {
        self.state.document().map(|d| &**d.design())
    }

    /// What is drawn of the active design.
    pub fn scene(&self) -> Option<&crate::draw::Scene> {
        self.state.document().map(|d| &**d.scene())
    }

    /// The program ends as it should: what is to be remembered is written.
    pub fn end(&mut self) {
        self.state.end();
    }

    /// Whether template, findings and lines are those of the active design as it is now.
    pub fn is_settled(&self) -> bool {
        let settled = self
            .state
            .document()
            .map_or_else(|| self.state.gallery.is_ready(), |document| document.is_analysed() && !document.is_routing());
        settled && self.state.importing.is_empty() && self.state.exporting.is_empty()
    }

    /// What the messages in front of the window say.
    pub fn messages(&self) -> Vec<String> {
        self.state.toasts.iter().map(|t| t.text.clone()).collect()
    }

    /// What the title bar, the task list and a screen reader call the window: the active design first.
    pub fn title(&self) -> String {
        self.state.document().map_or_else(|| PROGRAM.to_owned(), |document| format!("{} – {PROGRAM}", document.title()))
    }

    fn keyboard(&mut self, ctx: &Context) {
        let modal = self.state.prompt.is_some() || self.state.tour.is_some();
        let shown = self.state.active;
        for command in actions::pressed(ctx, &self.state.keymap, modal) {
            self.state.run(command, ctx);
        }
        if self.state.active != shown
            && let Some(document) = self.state.document_mut()
        {
            // It is drawn in this very frame, and what is seen of it follows from what it holds.
            document.refresh();
        }
        if !modal && !ctx.text_edit_focused() {
            let pasted =
                ctx.input(|i| i.events.iter().find_map(|e| if let egui::Event::Paste(text) = e { Some(text.clone()) } else { None }));
            if let Some(text) = pasted {
                let pointer = ctx.pointer_latest_pos();
                actions::edit::paste(&mut self.state, &text, pointer);
            }
        }
        let dropped: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_path_buf()).collect());
        if !dropped.is_empty() {
            self.state.perform(Action::Open(dropped), ctx);
        }
    }
}

impl Window {
    /// One frame: what happened since the last, the keyboard, the panels, and what was asked for.
    pub fn show(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.state.advance(&ctx);
        self.keyboard(&ctx);
        let actions = Actions::default();
        panels::window_ui(ui, &Frame::new(&self.state, &actions));
        canvas::finish(&ctx);
        triangles::choose(&ctx);
        for action in actions.into_vec() {
            self.state.perform(action, &ctx);
        }
        let title = self.title();
        if self.title != title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.end();
    }
}
