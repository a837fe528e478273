//! The window's state, and the one place where what was asked for is done.

mod between;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;

use super::action::{Action, Change};
use super::actions::Command;
use super::analysis::{Analyst, analysed};
use super::canvas::{self, Motion, View};
use super::changes;
use super::dialogs::Dialogs;
use super::document::{Document, UNNAMED};
use super::exporting::Exporting;
use super::help::Help;
use super::importing::Importing;
use super::keys::{KeyMap, Platform};
use super::prompt::{Leaving, Prompt, Template};
use super::recovery::{LeftBehind, Recovery};
use super::remembered::{Place, Remembered};
use super::routes::{Router, routed};
use super::samples::Gallery;
use super::selection::Selection;
use super::settings::{GRID_STEP, REDUCED_MOTION, SNAPPING, Settings};
use super::toast::{Offer, Toast};
use super::watch::{Stamp, Watch};
use crate::catalog::Evidence;
use crate::design::geometry::Point;
use crate::design::{Design, Editor};

pub use super::layout::{BottomTab, InspectorTab, Layout, NodeOrder};

/// Everything the window holds.
#[derive(Debug)]
pub struct State {
    /// The open designs.
    pub documents: Vec<Document>,
    /// Which is shown; the start page where none is.
    pub active: Option<usize>,
    /// The panels.
    pub layout: Layout,
    /// What is asked in front of everything.
    pub prompt: Option<Prompt>,
    /// Messages.
    pub toasts: Vec<Toast>,
    /// What the user has settled.
    pub settings: Settings,
    /// The keys of commands, as the settings have them.
    pub keymap: KeyMap,
    /// What is remembered from run to run.
    pub remembered: Remembered,
    /// Where the window stands.
    place: Option<Place>,
    /// The step of the tour that is shown.
    pub tour: Option<usize>,
    /// The pages of the help, where it is open.
    pub help: Option<Help>,
    /// How large the canvas is.
    pub canvas: egui::Rect,
    /// What a crash left behind.
    pub left_behind: Vec<LeftBehind>,
    recovery: Option<Recovery>,
    /// The samples as the start page shows them.
    pub gallery: Gallery,
    /// The templates that were opened and are still to be asked about.
    pub offered: VecDeque<Template>,
    /// The templates that are being imported.
    pub importing: Vec<Importing>,
    /// The templates that are being written.
    pub exporting: Vec<Exporting>,
    /// The system's file dialogs.
    pub dialogs: Dialogs,
    /// What is left once what is being saved is saved.
    pub leaving_after_save: Option<Leaving>,
    worker: Analyst,
    router: Router,
    watch: Watch,
    /// How the settings file was when it was last read or written.
    pub settings_stamp: Option<Stamp>,
    next_id: u64,
    /// Whether all of the design is to be shown once the scene is up to date.
    pub fit_soon: bool,
    /// Whether closing was confirmed.
    pub leaving: bool,
    /// What was looked for last.
    pub sought: String,
}

impl State {
    /// An empty window; `wake` asks for a frame from another thread.
    pub fn new(wake: impl Fn() + Send + Sync + 'static, settings: Settings) -> Self {
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(wake);
        let begun = settings.recovery_folder().and_then(|folder| Recovery::begin(&folder));
        let (recovery, left_behind) = begun.map_or((None, Vec::new()), |(recovery, left)| (Some(recovery), left));
        let prompt = (!left_behind.is_empty()).then_some(Prompt::Recover);
        let gallery_wake = Arc::clone(&wake);
        let worker_wake = Arc::clone(&wake);
        let router_wake = Arc::clone(&wake);
        let watch_wake = Arc::clone(&wake);
        let settings_stamp = settings.file().and_then(Stamp::of);
        let remembered = settings.memory().map(|file| Remembered::load(&file)).unwrap_or_default();
        let native = settings.are_kept() && super::dialogs::has_native_dialogs();
        Self {
            documents: Vec::new(),
            active: None,
            layout: remembered.layout.clone(),
            prompt,
            toasts: Vec::new(),
            left_behind,
            gallery: Gallery::prepare(move || gallery_wake()),
            recovery,
            keymap: KeyMap::new(Platform::here(), &settings),
            settings,
            remembered,
            place: None,
            tour: None,
            help: None,
            canvas: egui::Rect::ZERO,
            offered: VecDeque::new(),
            importing: Vec::new(),
            exporting: Vec::new(),
            dialogs: Dialogs::new(wake, native),
            leaving_after_save: None,
            worker: Analyst::start(move || worker_wake(), analysed),
            router: Router::start(move || router_wake(), routed),
            watch: Watch::start(move || watch_wake()),
            settings_stamp,
            next_id: 1,
            fit_soon: false,
            leaving: false,
            sought: String::new(),
        }
    }

    /// The active document.
    pub fn document(&self) -> Option<&Document> {
        self.documents.get(self.active?)
    }

    /// The active document, to be changed.
    pub fn document_mut(&mut self) -> Option<&mut Document> {
        self.documents.get_mut(self.active?)
    }

    /// The document with an id.
    pub fn document_by_id(&mut self, id: u64) -> Option<&mut Document> {
        self.documents.iter_mut().find(|d| d.id == id)
    }

    /// Opens a design in a tab of its own.
    pub fn open(&mut self, editor: Editor, path: Option<PathBuf>) {
        let id = self.fresh_id();
        self.documents.push(Document::new(id, editor, path));
        self.active = Some(self.documents.len() - 1);
    }

    /// Opens an empty design.
    pub fn open_new(&mut self) {
        let name = crate::design::ids::unused(UNNAMED, " ", |name| self.documents.iter().any(|d| d.title() == name));
        self.open(Editor::new(Design::new(&name)), None);
    }

    /// Says something.
    pub fn toast(&mut self, toast: Toast) {
        let id = self.fresh_id();
        self.toasts.push(Toast { id, ..toast });
    }

    /// Puts a file at the head of those opened lately.
    pub fn remember(&mut self, path: &Path) {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        self.remembering(move |remembered| remembered.put_first(&path));
    }

    /// Remembers something for the next run.
    pub fn remembering(&mut self, change: impl Fn(&mut Remembered)) {
        change(&mut self.remembered);
        let Some(file) = self.settings.memory() else { return };
        match Remembered::change(&file, change) {
            // What another window opened is offered here as well.
            Ok(remembered) => self.remembered.recent = remembered.recent,
            Err(why) => self.toast(Toast::refused(format!("What was opened could not be remembered: {why}"), None)),
        }
    }

    /// Changes a setting, which holds from now on.
    pub fn settle(&mut self, change: impl FnOnce(&mut Settings) -> Result<(), String>, ctx: &Context) {
        let settled = change(&mut self.settings);
        self.settings_stamp = self.settings.file().and_then(Stamp::of);
        if let Err(why) = settled {
            self.toast(Toast::refused("The setting holds until the window is closed, and is not kept", Some(capital(&why))));
        }
        self.apply_settings(ctx);
    }

    /// The nearest place on the grid; the place itself where things move freely.
    pub fn on_grid(&self, at: Point) -> Point {
        if !self.settings.is_on(&SNAPPING) {
            return at.rounded();
        }
        let step = self.settings.number(&GRID_STEP);
        Point::new(canvas::to_grid(at.x, step), canvas::to_grid(at.y, step))
    }

    /// What is wrong in the settings file.
    pub fn settings_problems(&self) -> Vec<super::settings::Problem> {
        let mut found = self.settings.problems().to_vec();
        found.extend(self.keymap.problems().iter().cloned());
        found.extend(super::defaults::problems(&self.settings));
        found.sort_by_key(|problem| problem.line);
        found
    }

    /// Says once what is wrong in the settings file.
    pub fn tell_settings_problems(&mut self) {
        let problems = self.settings_problems();
        let Some(first) = problems.first() else { return };
        let more = if problems.len() > 1 { format!(", and {} more", problems.len() - 1) } else { String::new() };
        let text = format!("settings.toml, line {}: {}{more}", first.line, first.message);
        let hint = self.settings.file().map(|file| format!("The file is not changed: {}", file.display()));
        self.toast(Toast::refused(text, hint).offering(Some(Offer::Settings)));
    }

    /// Brings the window to what the settings say.
    pub fn apply_settings(&mut self, ctx: &Context) {
        self.keymap = KeyMap::new(Platform::here(), &self.settings);
        super::theme::apply(ctx, &self.settings);
    }

    fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id - 1
    }

    /// Does what was asked for.
    pub fn perform(&mut self, action: Action, ctx: &Context) {
        match action {
            Action::Edit(change) => self.edit(change),
            Action::Select(selection) => self.select(selection),
            Action::Reveal(selection) => self.reveal(selection),
            Action::Frame(selection) => self.frame(selection),
            Action::Found(query, thing) => {
                self.sought = query;
                self.frame(Selection::one(thing));
            }
            Action::ShowInTemplate(place) => self.show_in_template(place),
            Action::Enter(group) => self.enter(group),
            Action::WriteInPlace(thing) => self.write_in_place(thing, ctx),
            Action::View(view) => self.set_view(view),
            Action::Interaction(interaction) => {
                if let Some(document) = self.document_mut() {
                    document.interaction = interaction;
                }
            }
            Action::CanvasPlace(site) => {
                self.canvas = site.canvas;
                if let Some(document) = self.document_mut() {
                    document.site = Some(site);
                }
            }
            Action::Run(command) => self.run(command, ctx),
            Action::Activate(index) => self.active = index.filter(|i| *i < self.documents.len()),
            Action::Close(index) => self.close(index),
            Action::Open(paths) => super::files::open(self, &paths),
            Action::OpenSample(name) => super::files::open_sample(self, name),
            Action::Layout(change) => change(&mut self.layout),
            Action::Settle(change) => self.settle(change, ctx),
            Action::Prompt(prompt) => {
                // Who closes the question does not leave either.
                if prompt.is_none() {
                    self.leaving_after_save = None;
                }
                self.prompt = prompt;
            }
            Action::Answer(answer) => super::files::answer(self, answer, ctx),
            Action::Help(change) => change(&mut self.help),
            Action::Tour(Some(0)) if self.tour.is_none() => super::tour::begin(self),
            Action::Tour(step) => self.tour = step,
            Action::StopImport => super::importing::stop(self),
            Action::StopExport => super::exporting::stop(self),
            Action::UndoOf(id) => {
                if let Some(document) = self.document_by_id(id) {
                    document.undo();
                }
            }
            Action::Dismiss(id) => self.toasts.retain(|t| t.id != id),
            Action::HoldMessages(least) => self.toasts.iter_mut().for_each(|toast| toast.stay(least)),
            #[cfg(feature = "deploy")]
            Action::Deployment(request) => super::deployment::perform(self, request, ctx),
            Action::EndMerge => {
                if let Some(document) = self.document_mut() {
                    document.editor.end_merge();
                }
            }
        }
        ctx.request_repaint();
    }

    /// Makes a change, or says why not.
    pub fn edit(&mut self, change: Change) {
        let Some(document) = self.active.and_then(|index| self.documents.get_mut(index)) else { return };
        let (offer, is_new) = (change.otherwise.clone(), change.makes_new);
        let before = change.frees_rows.then(|| Arc::clone(document.design()));
        let toast = match document.change(change, &self.settings) {
            Ok(()) => before.and_then(|before| changes::ask_about_rows(&before, document.design())),
            Err(problem) => {
                // The button says what the hint would.
                let hint = problem.hint.filter(|_| offer.is_none());
                Some(Toast::refused(capital(&problem.message), hint).offering(offer))
            }
        };
        if let Some(toast) = toast {
            self.toast(toast);
        }
        if is_new {
            self.show_new();
        }
    }

    /// Makes a change that moves cards, which glide to their places unless motion is reduced.
    pub fn edit_moving(&mut self, change: Change, ctx: &Context) {
        let reduced = self.settings.is_on(&REDUCED_MOTION);
        if let Some(document) = self.document_mut() {
            document.motion = (!reduced).then(|| Motion::begin(document.scene(), ctx));
        }
        self.edit(change);
    }

    fn select(&mut self, selection: Selection) {
        if let Some(document) = self.document_mut()
            && document.selection != selection
        {
            document.editor.end_merge();
            document.selection = selection;
            document.template_place = None;
        }
    }

    fn show_in_template(&mut self, place: Evidence) {
        self.layout.bottom = true;
        self.layout.bottom_tab = BottomTab::Template;
        if let Some(document) = self.document_mut() {
            document.template_place = Some(place);
        }
    }

    /// Runs a command if it can run now; says why where it cannot.
    pub fn run(&mut self, command: &'static Command, ctx: &Context) {
        match (command.enabled)(self) {
            Ok(()) => (command.run)(self, ctx),
            Err(reason) => self.toast(Toast::refused(reason, None)),
        }
    }

    fn set_view(&mut self, view: View) {
        if let Some(document) = self.document_mut() {
            document.view = Some(view);
        }
    }

    fn close(&mut self, index: usize) {
        let Some(document) = self.documents.get(index) else { return };
        if document.editor.is_dirty() {
            self.prompt = Some(Prompt::Unsaved(Leaving::Document(document.id)));
        } else {
            self.close_now(document.id);
        }
    }

    /// Closes a document whatever it holds.
    pub fn close_now(&mut self, id: u64) {
        let shown = self.document().map(|d| d.id);
        if let Some(index) = self.documents.iter().position(|d| d.id == id) {
            #[cfg_attr(not(feature = "deploy"), expect(unused_variables, reason = "only a deployment has to be let go of"))]
            let document = self.documents.remove(index);
            #[cfg(feature = "deploy")]
            document.deployment.abandon();
        }
        self.active = self.documents.iter().position(|d| Some(d.id) == shown).or_else(|| self.documents.len().checked_sub(1));
    }
}

/// The sentence with a capital at its beginning.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
