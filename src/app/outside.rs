//! Files of open designs that something else wrote, such as a pull: taken in where nothing would be lost, else asked about.

use std::path::Path;

use super::document::Document;
use super::prompt::Prompt;
use super::state::{State, capital};
use super::toast::{Offer, Toast};
use super::watch::{Sight, Stamp, Watched};
use crate::design::difference::{between, counted};
use crate::design::{Design, Editor, Transaction};
use crate::project;

/// The settings, among what is watched.
const SETTINGS: u64 = 0;

/// What a file holds that is not what its document was read from, while the document has changes of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    stamp: Stamp,
    design: Design,
    /// How it differs from the document: `2 nodes, 1 connection`.
    pub differences: String,
}

/// What is to be watched.
pub fn watched(state: &State) -> Vec<Watched> {
    let documents = state.documents.iter().filter_map(|d| Some(Watched { id: d.id, path: d.path.clone()?, stamp: d.on_disk }));
    let settings = state.settings.file().map(|file| Watched { id: SETTINGS, path: file.to_path_buf(), stamp: state.settings_stamp });
    documents.chain(settings).collect()
}

/// Something was seen of a watched file.
pub fn notice(state: &mut State, file: &Watched, sight: &Sight, ctx: &egui::Context) {
    if file.id == SETTINGS {
        return notice_settings(state, ctx);
    }
    let Some(document) = state.document_by_id(file.id).filter(|d| d.path.as_ref() == Some(&file.path) && d.on_disk == file.stamp) else {
        // It was saved or closed since.
        return;
    };
    match sight {
        Sight::Changed(stamp) => take_in(state, file.id, &file.path, *stamp),
        Sight::Gone => {
            document.on_disk = None;
            document.editor.mark_unsaved();
            let text = format!("The file of {} is gone", document.title());
            let hint = format!("The design is still open; saving writes it again: {}", file.path.display());
            state.toast(Toast::refused(text, Some(hint)));
        }
    }
}

fn notice_settings(state: &mut State, ctx: &egui::Context) {
    state.settings_stamp = state.settings.file().and_then(Stamp::of);
    if state.settings.refresh() {
        state.apply_settings(ctx);
        state.tell_settings_problems();
    }
}

/// A document's file holds something else than it did.
fn take_in(state: &mut State, id: u64, path: &Path, stamp: Stamp) {
    let loaded = project::load(path);
    let Some(document) = state.document_by_id(id) else { return };
    let title = document.title();
    let design = match loaded {
        Ok(design) => design,
        Err(why) => {
            // Half of it may be written: the next state of the file is looked at again.
            document.on_disk = Some(stamp);
            document.editor.mark_unsaved();
            let text = format!("The file of {title} was changed and cannot be read: {why}");
            return state.toast(Toast::refused(text, Some("What is open stays as it is; saving it replaces the file.".to_owned())));
        }
    };
    let edits = between(document.design(), &design);
    if edits.is_empty() && document.design().unknown == design.unknown {
        document.on_disk = Some(stamp);
        document.editor.mark_saved();
    } else if document.editor.is_dirty() {
        document.other = Some(Other { stamp, design, differences: counted(&edits) });
    } else {
        let told = counted(&edits);
        replace(document, design, stamp);
        state.toast(Toast::done(format!("{title} was changed on disk and is read again: {told}")).offering(Some(Offer::UndoOf(id))));
    }
}

/// The document becomes what its file holds, as a step that can be taken back.
fn replace(document: &mut Document, design: Design, stamp: Stamp) {
    let edits = between(document.design(), &design);
    if document.design().unknown == design.unknown {
        document.editor.end_merge();
        document.editor.commit(Transaction::new("read the file again", edits));
        document.editor.mark_saved();
    } else {
        document.editor = Editor::new(design);
    }
    document.selection.prune(&document.editor.design().clone());
    document.on_disk = Some(stamp);
    document.other = None;
}

/// Asks about a file that was changed, where nothing else is asked.
pub fn ask(state: &mut State) {
    if state.prompt.is_some() {
        return;
    }
    if let Some(document) = state.documents.iter().find(|d| d.other.is_some()) {
        state.prompt = Some(Prompt::ChangedOnDisk(document.id));
    }
}

/// Whether a document may be written over its file; asks where something else wrote that.
pub fn may_save(state: &mut State, id: u64, path: &Path) -> bool {
    let Some(document) = state.document_by_id(id) else { return false };
    if document.path.as_deref() != Some(path) || !document.on_disk.is_some_and(|stamp| stamp.differs(path)) {
        return true;
    }
    let Some(stamp) = Stamp::of(path) else { return true };
    // What cannot be read as a design is told, and the next saving replaces it.
    take_in(state, id, path, stamp);
    ask(state);
    false
}

/// The document becomes what its file holds.
pub fn reload(state: &mut State, id: u64) {
    let Some(document) = state.document_by_id(id) else { return };
    let Some(other) = document.other.take() else { return };
    replace(document, other.design, other.stamp);
    let text = format!("{} is as its file has it", document.title());
    state.toast(Toast::done(text).offering(Some(Offer::UndoOf(id))));
}

/// The document stays; saving it replaces what the file holds.
pub fn keep(state: &mut State, id: u64) {
    let Some(document) = state.document_by_id(id) else { return };
    if let Some(other) = document.other.take() {
        document.on_disk = Some(other.stamp);
        document.editor.mark_unsaved();
    }
}

/// What to do about a file that could not be written.
pub fn advice(why: &project::Error) -> &'static str {
    use std::io::ErrorKind as Kind;
    let project::Error::File { source, .. } = why else { return "Save it under another name." };
    match source.kind() {
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge | Kind::WriteZero => {
            "The disk is full. Free some space and try again, or save it on another disk."
        }
        Kind::ReadOnlyFilesystem => "The disk cannot be written. Save it on another disk.",
        Kind::PermissionDenied => "The file or its folder may not be written. Allow that and try again, or save it elsewhere.",
        Kind::NotFound | Kind::NotADirectory => {
            "Its folder is gone, as when a disk was taken out. Bring it back and try again, or save it elsewhere."
        }
        _ => "Try again, or save it elsewhere.",
    }
}

/// What the system says of it.
pub fn cause(why: &project::Error) -> String {
    if let project::Error::File { source, .. } = why { source.to_string() } else { why.to_string() }
}

/// Why a file could not be written, as the heading of the question says it.
pub fn reason(why: &project::Error) -> String {
    capital(&why.to_string())
}
