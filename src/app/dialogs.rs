//! Where a file is to be read or written: dialogs of the system where they answer, else a prompt of our own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::prompt::{Answer, Prompt, Purpose};
use super::state::State;
use crate::project;

/// A dialog that answers faster was never shown: there is nothing on this desktop that shows dialogs.
const NOBODY_IS_THAT_FAST: Duration = Duration::from_millis(350);

/// Where the answers of dialogs arrive.
pub struct Dialogs {
    sender: Sender<Answer>,
    receiver: Receiver<Answer>,
    wake: Arc<dyn Fn() + Send + Sync>,
    /// Whether the system's dialogs are asked at all.
    native: bool,
}

impl std::fmt::Debug for Dialogs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dialogs").field("native", &self.native).finish_non_exhaustive()
    }
}

impl Dialogs {
    /// `wake` asks for a frame from another thread.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>, native: bool) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, wake, native }
    }

    /// What asks for a frame from another thread.
    pub fn waker(&self) -> Arc<dyn Fn() + Send + Sync> {
        Arc::clone(&self.wake)
    }

    /// What was answered since the last time.
    pub fn answers(&self) -> Vec<Answer> {
        self.receiver.try_iter().collect()
    }

    /// Asks the system for a path on a thread of its own.
    fn ask(&self, purpose: Purpose, suggestion: &Path) {
        let (sender, wake, suggestion) = (self.sender.clone(), Arc::clone(&self.wake), suggestion.to_path_buf());
        thread::spawn(move || {
            let begun = Instant::now();
            let mut dialog = rfd::FileDialog::new().set_title(purpose.title());
            if let Some(folder) = suggestion.parent().filter(|p| p.is_dir()) {
                dialog = dialog.set_directory(folder);
            }
            if let Some(name) = suggestion.file_name().and_then(|n| n.to_str()) {
                dialog = dialog.set_file_name(name);
            }
            let path = match purpose {
                Purpose::Open => {
                    let all = ["json", "yaml", "yml", "template"];
                    dialog.add_filter("Designs and templates", &all).add_filter("Stackdraft designs", &["json"]).pick_file()
                }
                Purpose::SaveAs(_) => dialog.add_filter("Stackdraft designs", &["json"]).save_file(),
                Purpose::Export(_) => dialog.add_filter("CloudFormation templates", &["yaml", "json"]).save_file(),
            };
            if path.is_some() || begun.elapsed() < NOBODY_IS_THAT_FAST {
                // Without a receiver the window is closed, and nobody waits for the path.
                drop(sender.send(Answer::Path(purpose, path)));
                wake();
            }
        });
    }
}

/// Whether this desktop can have dialogs: everywhere but on a Linux without a session bus.
pub fn has_native_dialogs() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|v| !v.is_empty());
    bus || std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|dir| Path::new(&dir).join("bus").exists())
}

/// Asks for a path.
pub fn ask_path(state: &mut State, purpose: Purpose) {
    let suggestion = suggestion(state, &purpose);
    if state.dialogs.native {
        state.dialogs.ask(purpose, &suggestion);
    } else {
        state.prompt = Some(Prompt::Path(purpose, suggestion.display().to_string()));
    }
}

/// A good path to begin with.
pub fn suggestion(state: &mut State, purpose: &Purpose) -> PathBuf {
    let folder = state.document().and_then(|d| d.path.as_deref()).and_then(Path::parent).map(Path::to_path_buf);
    let folder = folder.or_else(|| state.remembered.recent.first().and_then(|p| p.parent()).map(Path::to_path_buf));
    let folder = folder.or_else(|| std::env::current_dir().ok()).unwrap_or_default();
    let stem = |state: &mut State, id: u64| {
        state.document_by_id(id).map_or_else(|| "design".to_owned(), |d| crate::design::ids::slug(&d.title(), "design"))
    };
    match purpose {
        Purpose::Open => folder.join(""),
        Purpose::SaveAs(id) => folder.join(format!("{}{}", stem(state, *id), project::EXTENSION)),
        Purpose::Export(id) => folder.join(format!("{}.yaml", stem(state, *id))),
    }
}
