//! The window's state, and the one place where what was asked for is done.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use egui::{Context, ViewportCommand};

use super::action::{Action, Change};
use super::actions::Command;
use super::analysis::{Analyst, analysed};
use super::canvas::{self, View};
use super::changes;
use super::document::{Document, UNNAMED};
use super::files::Dialogs;
use super::prompt::{Leaving, Prompt};
use super::recovery::{LeftBehind, Recovery};
use super::routes::{Router, routed};
use super::samples::Gallery;
use super::selection::{Selection, Thing};
use super::settings::Settings;
use super::toast::Toast;
use crate::catalog::Evidence;
use crate::design::geometry::Rect;
use crate::design::{Design, Editor};

/// Which panels are shown, and what they show.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Whether the palette is shown.
    pub palette: bool,
    /// Whether the inspector is shown.
    pub inspector: bool,
    /// Whether the bottom panel is shown.
    pub bottom: bool,
    /// What the bottom panel shows.
    pub bottom_tab: BottomTab,
    /// How the table of nodes is sorted.
    pub node_order: NodeOrder,
    /// What the inspector shows.
    pub inspector_tab: InspectorTab,
    /// What the palette is searched for.
    pub palette_query: String,
}

/// How the table of nodes is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeOrder {
    /// By which column, counted from the left.
    pub column: usize,
    /// Whether the last comes first.
    pub descending: bool,
}

/// The bottom panel's tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BottomTab {
    /// The findings.
    Problems,
    /// The template.
    Template,
    /// Every node, as a table.
    Nodes,
    /// The deployment.
    Deploy,
}

/// The inspector's tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InspectorTab {
    /// The form.
    Settings,
    /// What it becomes.
    Resources,
    /// What it may do.
    Permissions,
    /// What the checks found.
    Findings,
}

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
    /// Light, dark, or as the system has it.
    pub theme: egui::ThemePreference,
    /// Files opened lately, the last first.
    pub recent: Vec<PathBuf>,
    /// What is kept from run to run.
    pub settings: Settings,
    /// How large the canvas is.
    pub canvas: egui::Rect,
    /// What a crash left behind.
    pub left_behind: Vec<LeftBehind>,
    recovery: Option<Recovery>,
    /// The samples as the start page shows them.
    pub gallery: Gallery,
    /// The system's file dialogs.
    pub dialogs: Dialogs,
    /// What is left once what is being saved is saved.
    pub leaving_after_save: Option<Leaving>,
    worker: Analyst,
    router: Router,
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
        let native = settings.are_kept() && super::files::has_native_dialogs();
        Self {
            documents: Vec::new(),
            active: None,
            layout: Layout {
                palette: true,
                inspector: true,
                bottom: true,
                bottom_tab: BottomTab::Problems,
                node_order: NodeOrder::default(),
                inspector_tab: InspectorTab::Settings,
                palette_query: String::new(),
            },
            prompt,
            toasts: Vec::new(),
            left_behind,
            gallery: Gallery::prepare(move || gallery_wake()),
            recovery,
            theme: settings.theme(),
            recent: settings.recent.clone(),
            settings,
            canvas: egui::Rect::ZERO,
            dialogs: Dialogs::new(wake, native),
            leaving_after_save: None,
            worker: Analyst::start(move || worker_wake(), analysed),
            router: Router::start(move || router_wake(), routed),
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
        self.recent.retain(|p| *p != path);
        self.recent.insert(0, path);
        self.recent.truncate(12);
        self.keep_settings();
    }

    /// Chooses light, dark, or as the system has it.
    pub fn set_theme(&mut self, theme: egui::ThemePreference, ctx: &Context) {
        self.theme = theme;
        ctx.set_theme(theme);
        self.keep_settings();
    }

    fn keep_settings(&mut self) {
        self.settings.keep(&self.recent, self.theme);
        if let Err(why) = self.settings.save() {
            self.toast(Toast::refused(format!("The settings could not be kept: {why}"), None));
        }
    }

    fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id - 1
    }

    /// What happens between frames: answers are taken in, scenes and analyses brought up to date.
    pub fn advance(&mut self, ctx: &Context) {
        for answer in self.dialogs.answers() {
            super::files::answer(self, answer, ctx);
        }
        for (id, analysis) in self.worker.answers() {
            if let Some(document) = self.document_by_id(id) {
                document.take_analysis(analysis);
            }
        }
        for (id, routed) in self.router.answers() {
            if let Some(document) = self.document_by_id(id) {
                document.take_routes(&routed);
            }
        }
        #[cfg(feature = "deploy")]
        super::deployment::advance(self, ctx);
        for document in &mut self.documents {
            if document.wants_analysis() {
                self.worker.ask(document.id, (document.editor.revision(), Arc::clone(document.editor.design())));
            }
        }
        let (fit, size) = (std::mem::take(&mut self.fit_soon), self.canvas.size());
        let asked = self.document_mut().and_then(|document| {
            document.refresh();
            document.wants_routes().map(|question| (document.id, question))
        });
        if let Some((id, question)) = asked {
            self.router.ask(id, question);
        }
        if let Some(document) = self.document_mut() {
            if fit {
                document.view = document.scene().bounds().map(|bounds| View::fitting(&bounds, size));
            }
        }
        self.toasts.retain(|toast| toast.since.elapsed() < toast.lifetime());
        if let Some(next) = self.toasts.iter().map(|t| t.lifetime().saturating_sub(t.since.elapsed())).min() {
            ctx.request_repaint_after(next);
        }
        let left = ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::WindowFocused(false))));
        if left || self.recovery.as_ref().is_some_and(Recovery::is_due) {
            self.keep_changes();
        }
        if self.recovery.is_some() && self.documents.iter().any(|d| d.editor.is_dirty()) {
            ctx.request_repaint_after(Duration::from_secs(5));
        }
        self.guard_closing(ctx);
    }

    /// Keeps changes for the case of a crash.
    pub fn keep_changes(&mut self) {
        if let Some(recovery) = &mut self.recovery {
            recovery.keep(&self.documents);
        }
    }

    /// The program ends as it should.
    pub fn end(&mut self) {
        if let Some(recovery) = &mut self.recovery {
            recovery.end();
        }
    }

    /// The window closes at once where nothing would be lost, else after asking.
    fn guard_closing(&mut self, ctx: &Context) {
        if !ctx.input(|i| i.viewport().close_requested()) || self.leaving {
            return;
        }
        if self.documents.iter().any(|d| d.editor.is_dirty()) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.prompt = Some(Prompt::Unsaved(Leaving::Program));
        }
    }

    /// Does what was asked for.
    pub fn perform(&mut self, action: Action, ctx: &Context) {
        match action {
            Action::Edit(change) => self.edit(change),
            Action::Select(selection) => self.select(selection),
            Action::Reveal(selection) => self.reveal(selection),
            Action::Found(query, thing) => {
                self.sought = query;
                self.reveal(Selection::one(thing));
            }
            Action::ShowInTemplate(place) => self.show_in_template(place),
            Action::View(view) => self.set_view(view),
            Action::Interaction(interaction) => {
                if let Some(document) = self.document_mut() {
                    document.interaction = interaction;
                }
            }
            Action::CanvasPlace(rect) => self.canvas = rect,
            Action::Run(command) => self.run(command, ctx),
            Action::Activate(index) => self.active = index.filter(|i| *i < self.documents.len()),
            Action::Close(index) => self.close(index),
            Action::Open(paths) => super::files::open(self, &paths),
            Action::OpenSample(name) => super::files::open_sample(self, name),
            Action::Layout(change) => change(&mut self.layout),
            Action::Prompt(prompt) => self.prompt = prompt,
            Action::Answer(answer) => super::files::answer(self, answer, ctx),
            Action::Dismiss(id) => self.toasts.retain(|t| t.id != id),
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
        let Some(document) = self.document_mut() else { return };
        let offer = change.otherwise.clone();
        let before = change.frees_rows.then(|| Arc::clone(document.design()));
        let toast = match document.change(change) {
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

    /// Selects things and moves the view so that they are seen.
    pub fn reveal(&mut self, selection: Selection) {
        let size = self.canvas.size();
        let Some(document) = self.document_mut() else { return };
        document.selection = selection;
        document.template_place = None;
        let (Some(bounds), Some(view)) = (bounds_of(document, &document.selection), document.view) else { return };
        let seen = view.canvas_rect(egui::Pos2::ZERO, egui::Rect::from_min_size(egui::Pos2::ZERO, size));
        if !seen.expanded(-24.0).contains_rect(&bounds) {
            let fits = bounds.width() < seen.width() && bounds.height() < seen.height();
            document.view = Some(if fits { view.centered(bounds.center(), size) } else { View::fitting(&bounds, size) });
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

/// Where things are on the canvas.
pub fn bounds_of(document: &Document, selection: &Selection) -> Option<Rect> {
    let scene = document.scene();
    let rect = |thing: &Thing| match thing {
        Thing::Node(id) => canvas::card(scene, id).map(|c| c.rect),
        Thing::Group(id) => canvas::group(scene, id).map(|g| g.rect),
        Thing::Note(id) => canvas::note(scene, id).map(|n| n.rect),
        Thing::Connection(id) => scene.lines.get(scene.line(id)?)?.area(),
    };
    selection.iter().filter_map(rect).reduce(|a, b| a.union(&b))
}

/// The sentence with a capital at its beginning.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
