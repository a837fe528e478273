//! What happens between frames: answers come in, scenes, analyses and files are brought up to date, and what is to be kept is
//! kept.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui::{Context, ViewportCommand};

use super::State;
use crate::app::canvas::View;
#[cfg(feature = "deploy")]
use crate::app::deployment;
use crate::app::prompt::{Leaving, Prompt};
use crate::app::recovery::Recovery;
use crate::app::remembered::Place;
use crate::app::toast::Toast;
use crate::app::{exporting, files, importing, outside, theme};

impl State {
    /// What happens between frames: answers are taken in, scenes and analyses brought up to date.
    pub fn advance(&mut self, ctx: &Context) {
        self.take_answers(ctx);
        let (fit, size) = (std::mem::take(&mut self.fit_soon), self.canvas.size());
        let asked = self.document_mut().and_then(|document| {
            document.refresh();
            document.wants_routes().map(|question| (document.id, question))
        });
        if let Some((id, question)) = asked {
            self.router.ask(id, question);
        }
        if let Some(document) = self.document_mut()
            && fit
        {
            document.view = document.scene().bounds().map(|bounds| View::fitting(&bounds, size, document.overlays(false)));
        }
        if let Some(document) = self.document_mut() {
            document.motion = document.motion.take().filter(|motion| motion.left(ctx).is_some());
            if document.motion.is_some() {
                ctx.request_repaint();
            }
        }
        self.toasts.retain(|toast| toast.since.elapsed() < toast.lifetime());
        if let Some(next) = self.toasts.iter().map(|t| t.lifetime().saturating_sub(t.since.elapsed())).min() {
            ctx.request_repaint_after(next);
        }
        let focus = |gained: bool| ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::WindowFocused(has) if *has == gained)));
        let (left, came_back) = (focus(false), focus(true));
        for (file, sight) in self.watch.sights() {
            outside::notice(self, &file, &sight, ctx);
        }
        outside::ask(self);
        importing::ask(self);
        theme::size(ctx, &self.settings);
        self.note_place(ctx);
        if left {
            self.remember_window();
        }
        let watched = outside::watched(self);
        self.watch.follow(watched, came_back);
        files::autosave(self, left, ctx);
        if left || self.recovery.as_ref().is_some_and(Recovery::is_due) {
            self.keep_changes();
        }
        if self.recovery.is_some() && self.documents.iter().any(|d| d.editor.is_dirty()) {
            ctx.request_repaint_after(Duration::from_secs(5));
        }
        self.guard_closing(ctx);
    }

    /// Takes in what dialogs, imports, analyses, routes and deployments have come to, and asks for analyses.
    fn take_answers(&mut self, ctx: &Context) {
        for answer in self.dialogs.answers() {
            files::answer(self, answer, ctx);
        }
        importing::advance(self, ctx);
        exporting::advance(self, ctx);
        for (id, analysis) in self.worker.answers() {
            if let Some(document) = self.documents.iter_mut().find(|document| document.id == id) {
                let before = document.take_analysis(analysis);
                self.worker.let_go(before);
            }
        }
        for (id, routed) in self.router.answers() {
            if let Some(document) = self.document_by_id(id) {
                document.take_routes(&routed);
            }
        }
        #[cfg(feature = "deploy")]
        deployment::advance(self, ctx);
        for document in &mut self.documents {
            if document.wants_analysis() {
                self.worker.ask(document.id, (document.editor.revision(), Arc::clone(document.editor.design())));
            }
        }
    }

    /// Keeps changes for the case of a crash.
    pub fn keep_changes(&mut self) {
        let failed = self.recovery.as_mut().and_then(|recovery| recovery.keep(&self.documents));
        if let Some(why) = failed {
            let hint = "What is not saved would be lost in a crash: save it, on another disk where this one is full.";
            let text = format!("No copy can be kept for the case of a crash: {}", outside::cause(&why));
            self.toast(Toast::refused(text, Some(hint.to_owned())));
        }
    }

    /// Offers the tour at the first start, and never again.
    pub fn offer_tour(&mut self) {
        if self.settings.are_kept() && !self.remembered.toured && self.prompt.is_none() && self.documents.is_empty() {
            self.prompt = Some(Prompt::Tour);
            self.remembering(|remembered| remembered.toured = true);
        }
    }

    /// Remembers the panels, the open files and where the window stands.
    pub fn remember_window(&mut self) {
        let open: Vec<PathBuf> = self.documents.iter().filter_map(|d| d.path.clone()).collect();
        let shown = self.document().and_then(|d| d.path.clone());
        let (layout, place) = (self.layout.clone(), self.place);
        self.remembering(move |remembered| {
            remembered.open.clone_from(&open);
            remembered.shown.clone_from(&shown);
            remembered.layout = layout.clone();
            remembered.place = place.or(remembered.place);
        });
    }

    /// Notes where the window stands, in points that do not depend on the size of text.
    fn note_place(&mut self, ctx: &Context) {
        let zoom = ctx.zoom_factor();
        ctx.input(|i| {
            let viewport = i.viewport();
            let maximized = viewport.maximized.unwrap_or(false);
            let Some(inner) = viewport.inner_rect.filter(egui::Rect::is_positive) else { return };
            let before = self.place.filter(|_| maximized);
            let size = before.map_or((inner.width() * zoom, inner.height() * zoom), |place| place.size);
            let at = viewport.outer_rect.map(|rect| (rect.min.x * zoom, rect.min.y * zoom));
            self.place = Some(Place { at: before.map_or(at, |place| place.at), size, maximized });
        });
    }

    /// The program ends as it should.
    pub fn end(&mut self) {
        exporting::end(self);
        self.remember_window();
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
}
