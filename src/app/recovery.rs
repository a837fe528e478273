//! Designs with changes are kept beside the settings every few seconds, and offered again after a crash.
//!
//! Each run of the program holds a lock as long as it lives: what lies beside a lock that can be taken was left by a run
//! that ended badly.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::document::Document;
use crate::design::Design;
use crate::project;

/// How often changes are kept.
const EVERY: Duration = Duration::from_secs(5);

/// What a run of the program keeps for the case that it ends badly.
#[derive(Debug)]
pub struct Recovery {
    folder: PathBuf,
    session: String,
    /// Held as long as the program runs.
    _lock: File,
    kept: Vec<(u64, u64)>,
    last: Instant,
    /// Whether the last try failed.
    fails: bool,
}

/// A design that a run left behind.
#[derive(Debug)]
pub struct LeftBehind {
    /// The design as it was.
    pub design: Design,
    /// The file it is of.
    pub path: Option<PathBuf>,
    files: Vec<PathBuf>,
}

impl LeftBehind {
    /// Forgets it for good.
    pub fn forget(&self) {
        for file in &self.files {
            // What cannot be removed is offered once more: no harm in that.
            drop(fs::remove_file(file));
        }
    }
}

impl Recovery {
    /// Begins a run; what earlier ones left behind. Without a folder that can be written, nothing is kept.
    pub fn begin(folder: &Path) -> Option<(Self, Vec<LeftBehind>)> {
        fs::create_dir_all(folder).ok()?;
        let left = left_behind(folder);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis());
        // Two runs of one process may begin within a millisecond.
        static BEGUN: AtomicU64 = AtomicU64::new(0);
        let session = format!("{}-{since}-{}", std::process::id(), BEGUN.fetch_add(1, Ordering::Relaxed));
        let lock = File::create(folder.join(format!("{session}.lock"))).ok()?;
        lock.try_lock().ok()?;
        Some((Self { folder: folder.to_path_buf(), session, _lock: lock, kept: Vec::new(), last: Instant::now(), fails: false }, left))
    }

    /// Whether it is time to keep changes again.
    pub fn is_due(&self) -> bool {
        self.last.elapsed() >= EVERY
    }

    /// Keeps every design with changes, and lets go of those without; why that cannot be, where it could before.
    pub fn keep(&mut self, documents: &[Document]) -> Option<project::Error> {
        self.last = Instant::now();
        let mut failed = None;
        let gone = self.kept.iter().filter(|(id, _)| !documents.iter().any(|d| d.id == *id && d.editor.is_dirty())).map(|(id, _)| *id);
        for id in gone.collect::<Vec<_>>() {
            self.forget(id);
        }
        for document in documents.iter().filter(|d| d.editor.is_dirty()) {
            let state = (document.id, document.editor.revision());
            if self.kept.contains(&state) {
                continue;
            }
            let [design, path] = self.files(document.id);
            let original = document.path.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
            match project::save(document.design(), &design).and_then(|()| project::replace(&path, original.as_bytes())) {
                Ok(()) => {
                    self.kept.retain(|(id, _)| *id != document.id);
                    self.kept.push(state);
                }
                Err(why) => failed = Some(why),
            }
        }
        let failed_before = std::mem::replace(&mut self.fails, failed.is_some());
        failed.filter(|_| !failed_before)
    }

    fn files(&self, id: u64) -> [PathBuf; 2] {
        ["json", "path"].map(|kind| self.folder.join(format!("{}.{id}.{kind}", self.session)))
    }

    fn forget(&mut self, id: u64) {
        self.kept.retain(|(kept, _)| *kept != id);
        for file in self.files(id) {
            drop(fs::remove_file(file));
        }
    }

    /// Ends the run well: nothing is left behind.
    pub fn end(&mut self) {
        for (id, _) in std::mem::take(&mut self.kept) {
            self.forget(id);
        }
        drop(fs::remove_file(self.folder.join(format!("{}.lock", self.session))));
    }
}

/// What runs left behind that do not run any more.
fn left_behind(folder: &Path) -> Vec<LeftBehind> {
    let entries = fs::read_dir(folder).map(|entries| entries.filter_map(Result::ok).map(|e| e.path()).collect::<Vec<_>>());
    let mut files = entries.unwrap_or_default();
    files.sort();
    let has_kind = |file: &Path, kind: &str| file.extension().is_some_and(|e| e == kind);
    for lock in files.iter().filter(|f| has_kind(f, "lock")) {
        if !is_running(lock) {
            drop(fs::remove_file(lock));
        }
    }
    let mut found = Vec::new();
    for file in files.iter().filter(|f| has_kind(f, "json")) {
        let session = file.file_name().and_then(|n| n.to_str()).and_then(|n| n.split_once('.')).map_or("", |(session, _)| session);
        if is_running(&folder.join(format!("{session}.lock"))) {
            continue;
        }
        let beside = file.with_extension("path");
        let path = fs::read_to_string(&beside).ok().filter(|text| !text.is_empty()).map(PathBuf::from);
        if let Ok(design) = project::load(file) {
            found.push(LeftBehind { design, path, files: vec![file.clone(), beside] });
        }
    }
    found
}

fn is_running(lock: &Path) -> bool {
    File::open(lock).is_ok_and(|file| file.try_lock().is_err())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Editor;

    #[test]
    fn what_a_crash_left_behind_comes_back_and_what_was_saved_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let documents = [
            Document::new(1, Editor::unsaved(Design::new("lost")), Some(PathBuf::from("/tmp/lost.stackdraft.json"))),
            Document::new(2, Editor::new(Design::new("saved")), None),
        ];
        let (mut first, left) = Recovery::begin(folder.path()).unwrap();
        assert!(left.is_empty());
        assert!(first.keep(&documents).is_none());
        let (_second, left) = Recovery::begin(folder.path()).unwrap();
        assert!(left.is_empty(), "the first run still lives");
        drop(first);
        let (_third, left) = Recovery::begin(folder.path()).unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!((left[0].design.name.as_str(), left[0].path.as_deref()), ("lost", Some(Path::new("/tmp/lost.stackdraft.json"))));
        left[0].forget();
        assert!(Recovery::begin(folder.path()).unwrap().1.is_empty());
    }

    #[test]
    fn ending_well_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (mut run, _) = Recovery::begin(folder.path()).unwrap();
        assert!(run.keep(&[Document::new(1, Editor::unsaved(Design::new("a")), None)]).is_none());
        assert!(fs::read_dir(folder.path()).unwrap().count() >= 3);
        run.end();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_cannot_be_kept_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("recovery");
        let (mut run, _) = Recovery::begin(&inside).unwrap();
        fs::remove_dir_all(&inside).unwrap();
        let documents = [Document::new(1, Editor::unsaved(Design::new("a")), None)];
        assert!(run.keep(&documents).is_some() && run.keep(&documents).is_none());
        fs::create_dir(&inside).unwrap();
        assert!(run.keep(&documents).is_none() && run.kept.len() == 1, "it is tried again");
    }
}
