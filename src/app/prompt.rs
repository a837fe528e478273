//! What the window asks in front of everything else, one at a time.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::design::geometry::Point;
use crate::design::{ConnectionId, EntryId, LineEnd, NodeId};

/// A question or a list in front of the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Prompt {
    /// Every command, service and node, to search.
    Commands,
    /// The services that can stand at a place, to search.
    Services {
        /// Where it is put.
        at: Point,
        /// What it is connected from.
        from: Option<(NodeId, Option<EntryId>)>,
    },
    /// The nodes a line from here can lead to.
    ConnectTo(NodeId, Option<EntryId>),
    /// The nodes an end of a line can be led to.
    LeadTo(ConnectionId, LineEnd),
    /// The services that can become part of a line.
    PutInto(ConnectionId),
    /// Everything in the design, to be found.
    Find,
    /// Changes would be lost.
    Unsaved(Leaving),
    /// Something else wrote the file of a document that has changes.
    ChangedOnDisk(u64),
    /// A file could not be written.
    NotSaved(NotSaved),
    /// A file's path, where no dialog of the system answers.
    Path(Purpose, String),
    /// Designs that a crash left behind.
    Recover,
    /// Whether to make a design of a template.
    Import(Template),
    /// The environments, to choose one.
    #[cfg(feature = "deploy")]
    ChooseEnvironment,
    /// An environment's form; a new one's without a name.
    #[cfg(feature = "deploy")]
    Environment(Option<String>),
    /// Which running stack to open.
    #[cfg(feature = "deploy")]
    Stack,
    /// Whether to show how it works.
    Tour,
    /// The settings.
    Settings(Section),
    /// The keyboard shortcuts.
    Shortcuts,
    /// What the program is.
    About,
}

/// A template that was opened, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its file.
    pub path: PathBuf,
    /// How many resources of which type it has.
    pub types: BTreeMap<String, usize>,
}

/// A document that could not be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSaved {
    /// Which.
    pub id: u64,
    /// Where it was to go.
    pub path: PathBuf,
    /// Why it could not.
    pub reason: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// A part of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// How it looks.
    Appearance,
    /// Grid and snapping.
    Canvas,
    /// Saving and opening.
    Files,
    /// What new nodes begin with.
    Defaults,
    /// The keys.
    Keyboard,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Appearance, Self::Canvas, Self::Files, Self::Defaults, Self::Keyboard];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Appearance => "Appearance",
            Self::Canvas => "Canvas",
            Self::Files => "Files",
            Self::Defaults => "New nodes",
            Self::Keyboard => "Keyboard",
        }
    }
}

/// What is about to be left with unsaved changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// A document.
    Document(u64),
    /// The program.
    Program,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Save the changes first.
    Save(Leaving),
    /// Lose the changes.
    Discard(Leaving),
    /// Make a design of a template.
    Import(PathBuf),
    /// Read the file of a document that has changes.
    Reload(u64),
    /// Keep a document as it is, though its file was changed.
    KeepMine(u64),
    /// Save a document to another file.
    SaveElsewhere(u64),
    /// Save a document again to a file that could not be written.
    SaveAgain(u64, PathBuf),
    /// Open what a crash left behind.
    Restore,
    /// Forget what a crash left behind.
    DiscardLeftBehind,
    /// A path; none where there was no dialog to choose it in.
    Path(Purpose, Option<PathBuf>),
}

/// What a path is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opening a design.
    Open,
    /// Saving a document.
    SaveAs(u64),
    /// Exporting its template.
    Export(u64),
}

impl Purpose {
    /// The prompt's heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Open => "Open a design or a template",
            Self::SaveAs(_) => "Save the design as",
            Self::Export(_) => "Export the template to",
        }
    }

    /// What its button says.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::SaveAs(_) => "Save",
            Self::Export(_) => "Export",
        }
    }
}

/// A path a user typed, with `~` for the home directory.
pub fn typed_path(text: &str) -> PathBuf {
    let text = text.trim();
    match (text.strip_prefix("~/"), directories::UserDirs::new()) {
        (Some(rest), Some(dirs)) => dirs.home_dir().join(rest),
        _ => PathBuf::from(text),
    }
}
