//! Opening and saving.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::{Context, ViewportCommand};

use super::canvas::Interaction;
use super::dialogs::{ask_path, suggestion};
use super::document::Document;
use super::exported::Exported;
use super::exporting;
use super::importing;
use super::outside;
use super::prompt::{Answer, Leaving, NotSaved, Prompt, Purpose};
use super::settings::{AUTOSAVE, REOPEN};
use super::state::{State, capital};
use super::toast::Toast;
use super::watch::Stamp;
use crate::design::Editor;
use crate::project;

/// Opens files, each in a tab of its own.
pub fn open(state: &mut State, paths: &[PathBuf]) {
    for path in paths {
        if let Err(why) = open_one(state, path) {
            state.toast(Toast::refused(format!("{}: {}", capital(&why.0), path.display()), why.1));
        }
    }
}

/// Opens the files that were open last, where the user wants that; what is gone since is left out.
pub fn reopen(state: &mut State) {
    if !state.settings.is_on(&REOPEN) {
        return;
    }
    let paths: Vec<PathBuf> = state.remembered.open.iter().filter(|path| path.is_file()).cloned().collect();
    for path in &paths {
        if let Err(why) = open_one(state, path) {
            state.toast(Toast::refused(format!("{}: {}", capital(&why.0), path.display()), why.1));
        }
    }
    let shown = state.remembered.shown.clone();
    let shown = state.documents.iter().position(|d| d.path.is_some() && d.path == shown);
    state.active = shown.or(state.active);
}

/// Opens a copy of a sample; no file holds it yet.
pub fn open_sample(state: &mut State, name: &str) {
    let Some(sample) = project::samples::find(name) else { return };
    match project::parse(sample.text) {
        Ok(design) => state.open(Editor::new(design), None),
        Err(why) => state.toast(Toast::refused(format!("The sample {name} cannot be opened: {why}"), None)),
    }
}

fn open_one(state: &mut State, path: &Path) -> Result<(), (String, Option<String>)> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if let Some(index) = state.documents.iter().position(|d| d.path.as_deref() == Some(path.as_path())) {
        state.active = Some(index);
        return Ok(());
    }
    if project::is_template(&path) {
        return importing::offer(state, &path).map_err(|e| (e.to_string(), None));
    }
    let design = project::load(&path).map_err(|e| (e.to_string(), None))?;
    state.open(Editor::new(design), Some(path.clone()));
    let exported = state.remembered.export_of(&path).map(|template| Exported { path: template.to_path_buf(), compared: None });
    if let Some(document) = state.document_mut() {
        document.exported = exported;
    }
    state.remember(&path);
    Ok(())
}

/// Saves a document to its file; asks where it has none.
pub fn save(state: &mut State, id: u64) {
    match state.document_by_id(id).and_then(|d| d.path.clone()) {
        Some(path) => drop(save_to(state, id, &path)),
        None => ask_path(state, Purpose::SaveAs(id)),
    }
}

/// Saves a document to a file; whether it could.
fn save_to(state: &mut State, id: u64, path: &Path) -> bool {
    if !outside::may_save(state, id, path) {
        return false;
    }
    match write(state, id, path) {
        Ok(()) => {
            state.remember(path);
            let exported = state.document_by_id(id).and_then(|document| Some((document.path.clone()?, document.exported.clone()?.path)));
            if let Some((design, template)) = exported {
                state.remembering(move |remembered| remembered.put_export(&design, Some(&template)));
            }
            true
        }
        Err(why) => {
            state.keep_changes();
            let (reason, advice) = (outside::reason(&why), outside::advice(&why));
            state.prompt = Some(Prompt::NotSaved(NotSaved { id, path: path.to_path_buf(), reason, advice }));
            false
        }
    }
}

fn write(state: &mut State, id: u64, path: &Path) -> Result<(), project::Error> {
    let Some(document) = state.document_by_id(id) else { return Ok(()) };
    document.take_name(path);
    project::save(document.design(), path)?;
    document.editor.mark_saved();
    document.path = Some(std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()));
    document.on_disk = document.path.as_deref().and_then(Stamp::of);
    document.other = None;
    document.stuck = false;
    document.saved_at = Some(Instant::now());
    Ok(())
}

/// Saves what has a file and was not touched for a while, or all of it when the window loses the focus; only where the
/// user wants that.
pub fn autosave(state: &mut State, now: bool, ctx: &Context) {
    const QUIET: Duration = Duration::from_secs(3);
    if !state.settings.is_on(&AUTOSAVE) || state.prompt.is_some() {
        return;
    }
    let mut due = Vec::new();
    for document in &mut state.documents {
        if document.touched.0 != document.editor.revision() {
            document.touched = (document.editor.revision(), Instant::now());
        }
        let waits = document.editor.is_dirty() && document.other.is_none() && document.interaction == Interaction::Idle;
        let Some(path) = document.path.clone().filter(|_| waits) else { continue };
        let quiet = document.touched.1.elapsed();
        if now || quiet >= QUIET {
            due.push((document.id, path));
        } else {
            ctx.request_repaint_after(QUIET.saturating_sub(quiet));
        }
    }
    for (id, path) in due {
        if !outside::may_save(state, id, &path) {
            continue;
        }
        if let Err(why) = write(state, id, &path) {
            // The next try comes after the next change.
            let Some(document) = state.document_by_id(id) else { continue };
            document.touched.1 = Instant::now() + Duration::from_mins(1);
            if !std::mem::replace(&mut document.stuck, true) {
                let text = format!("{} could not be saved by itself: {why}", document.title());
                state.toast(Toast::refused(text, Some(outside::advice(&why).to_owned())));
            }
        }
    }
}

/// The file that is restored may have been opened as it was last saved: two tabs of one file would overwrite each other.
fn close_unchanged(state: &mut State, path: Option<&Path>) {
    let Some(path) = path else { return };
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let is_same = |d: &&Document| d.path.as_deref() == Some(path.as_path()) && !d.editor.is_dirty();
    if let Some(id) = state.documents.iter().find(is_same).map(|d| d.id) {
        state.close_now(id);
    }
}

/// Goes on after a prompt or a dialog was answered.
pub fn answer(state: &mut State, answer: Answer, ctx: &Context) {
    match answer {
        Answer::Path(purpose, None) => {
            let suggestion = suggestion(state, &purpose);
            state.prompt = Some(Prompt::Path(purpose, suggestion.display().to_string()));
        }
        Answer::Path(purpose, Some(path)) => {
            state.prompt = None;
            match purpose {
                Purpose::Open => open(state, &[path]),
                Purpose::SaveAs(id) => drop(save_to(state, id, &with_extension(path))),
                Purpose::Export(id) => exporting::begin(state, id, &path),
            }
            if let Some(leaving) = state.leaving_after_save.take() {
                leave(state, leaving, ctx);
            }
        }
        Answer::Save(leaving) => {
            state.prompt = None;
            let dirty: Vec<u64> = state.documents.iter().filter(|d| d.editor.is_dirty()).map(|d| d.id).collect();
            let wanted = dirty.into_iter().filter(|id| leaving == Leaving::Program || leaving == Leaving::Document(*id));
            for id in wanted.collect::<Vec<_>>() {
                save(state, id);
            }
            leave(state, leaving, ctx);
        }
        Answer::Import(path) => {
            state.prompt = None;
            importing::begin(state, &path);
        }
        Answer::Reload(id) => {
            state.prompt = None;
            outside::reload(state, id);
        }
        Answer::KeepMine(id) => {
            state.prompt = None;
            outside::keep(state, id);
        }
        Answer::SaveElsewhere(id) => {
            state.prompt = None;
            outside::keep(state, id);
            ask_path(state, Purpose::SaveAs(id));
        }
        Answer::SaveAgain(id, path) => {
            state.prompt = None;
            save_to(state, id, &path);
        }
        Answer::Restore => {
            state.prompt = None;
            for left in std::mem::take(&mut state.left_behind) {
                close_unchanged(state, left.path.as_deref());
                state.open(Editor::unsaved(left.design.clone()), left.path.clone());
                left.forget();
            }
            state.keep_changes();
        }
        Answer::DiscardLeftBehind => {
            state.prompt = None;
            std::mem::take(&mut state.left_behind).iter().for_each(super::recovery::LeftBehind::forget);
        }
        Answer::Discard(leaving) => {
            state.prompt = None;
            match leaving {
                Leaving::Document(id) => state.close_now(id),
                Leaving::Program => {
                    state.leaving = true;
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
        }
    }
}

/// Closes what can be closed without loss; waits where a path is still being asked for.
fn leave(state: &mut State, leaving: Leaving, ctx: &Context) {
    let is_dirty = |state: &State, id: u64| state.documents.iter().any(|d| d.id == id && d.editor.is_dirty());
    match leaving {
        Leaving::Document(id) if !is_dirty(state, id) => state.close_now(id),
        Leaving::Program if !state.documents.iter().any(|d| d.editor.is_dirty()) => {
            state.leaving = true;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        // A path is asked for; what could not be saved is asked about instead.
        waiting => {
            let asked = matches!(state.prompt, Some(Prompt::NotSaved(_) | Prompt::ChangedOnDisk(_)));
            state.leaving_after_save = (!asked).then_some(waiting);
        }
    }
}

/// A design's file is called so that it is found again.
fn with_extension(path: PathBuf) -> PathBuf {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    if name.to_ascii_lowercase().ends_with(".json") {
        return path;
    }
    let name = format!("{name}{}", project::EXTENSION);
    path.with_file_name(name)
}
