//! What panels ask for while they draw: collected, and done once the frame is drawn. Drawing itself changes nothing.

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

use super::actions::Command;
use super::canvas::{Interaction, Site, View};
use super::help::Help;
use super::layout::Layout;
use super::prompt::{Answer, Prompt};
use super::selection::{Selection, Thing};
use super::settings::Settings;
use super::toast::Offer;
use crate::catalog::Evidence;
use crate::catalog::draft::{Draft, Problem};
use crate::design::GroupId;

/// What a change does to a draft; what it answers becomes the selection.
pub type ChangeFn = dyn FnOnce(&mut Draft<'_>) -> Result<Option<Selection>, Problem>;

/// What is done with the help.
pub type HelpFn = dyn FnOnce(&mut Option<Help>);

/// What a change does to the settings.
pub type SettleFn = dyn FnOnce(&mut Settings) -> Result<(), String>;

/// A change to the active design: one undo step.
pub struct Change {
    /// In the words of the menu: `connect Orders → Worker`.
    pub title: String,
    /// Successive changes with the same key fold into one step.
    pub merge: Option<String>,
    /// Makes it.
    pub apply: Box<ChangeFn>,
    /// What to offer where it is refused.
    pub otherwise: Option<Offer>,
    /// Whether it may leave rows without their line, about which the user is asked.
    pub frees_rows: bool,
    /// Whether the nodes it makes are new ones, which begin with what the user has settled.
    pub makes_new: bool,
}

impl Change {
    /// A change that leaves the selection as it is.
    pub fn new(title: impl Into<String>, apply: impl FnOnce(&mut Draft<'_>) -> Result<(), Problem> + 'static) -> Self {
        Self {
            title: title.into(),
            merge: None,
            apply: Box::new(|draft| apply(draft).map(|()| None)),
            otherwise: None,
            frees_rows: false,
            makes_new: false,
        }
    }

    /// A change that answers what is selected after it.
    pub fn selecting(title: impl Into<String>, apply: impl FnOnce(&mut Draft<'_>) -> Result<Selection, Problem> + 'static) -> Self {
        Self {
            title: title.into(),
            merge: None,
            apply: Box::new(|draft| apply(draft).map(Some)),
            otherwise: None,
            frees_rows: false,
            makes_new: false,
        }
    }

    /// Folds into the step before it, where that has the same key.
    #[must_use]
    pub fn merging(mut self, key: impl Into<String>) -> Self {
        self.merge = Some(key.into());
        self
    }

    /// It may leave rows without their line: whether these go too is asked.
    #[must_use]
    pub fn freeing_rows(self) -> Self {
        Self { frees_rows: true, ..self }
    }

    /// The nodes it makes are new ones, and begin with what the user has settled.
    #[must_use]
    pub fn making_new(self) -> Self {
        Self { makes_new: true, ..self }
    }

    /// What to offer where it is refused.
    #[must_use]
    pub fn otherwise(self, offer: Option<Offer>) -> Self {
        Self { otherwise: offer, ..self }
    }
}

/// What a panel asks for.
pub enum Action {
    /// Change the active design.
    Edit(Change),
    /// Select.
    Select(Selection),
    /// Select, and bring it into view.
    Reveal(Selection),
    /// Select, and bring it into view so near that it can be read.
    Frame(Selection),
    /// Frame what was found for a query.
    Found(String, Thing),
    /// Go into a group, or out to the whole design.
    Enter(Option<GroupId>),
    /// Write a name or a note where it stands; none ends that.
    WriteInPlace(Option<Thing>),
    /// Look elsewhere.
    View(View),
    /// Show a place in the template.
    ShowInTemplate(Evidence),
    /// What the pointer is doing on the canvas.
    Interaction(Interaction),
    /// Where the canvas is drawn.
    CanvasPlace(Site),
    /// The answer to a prompt.
    Answer(Answer),
    /// Run a command.
    Run(&'static Command),
    /// Show a document, or the start page.
    Activate(Option<usize>),
    /// Close a document, asking where it has changes.
    Close(usize),
    /// Open files.
    Open(Vec<PathBuf>),
    /// Open a copy of a sample.
    OpenSample(&'static str),
    /// Arrange the panels.
    Layout(Box<dyn FnOnce(&mut Layout)>),
    /// Change a setting.
    Settle(Box<SettleFn>),
    /// Show a prompt; none closes it.
    Prompt(Option<Prompt>),
    /// Open, close or turn the help.
    Help(Box<HelpFn>),
    /// Go to a step of the tour; none ends it.
    Tour(Option<usize>),
    /// Take the last step of a document back.
    UndoOf(u64),
    /// Import no template after all.
    StopImport,
    /// Write no template after all.
    StopExport,
    /// Dismiss a toast.
    Dismiss(u64),
    /// Let the toasts stay at least so long.
    HoldMessages(Duration),
    /// Something about the deployment.
    #[cfg(feature = "deploy")]
    Deployment(super::deployment::Request),
    /// A text field lost the focus: what follows is a step of its own.
    EndMerge,
}

/// The actions of one frame, in the order they were asked for.
#[derive(Default)]
pub struct Actions(RefCell<Vec<Action>>);

impl Actions {
    /// Asks for one.
    pub fn push(&self, action: Action) {
        self.0.borrow_mut().push(action);
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Action> {
        self.0.into_inner()
    }
}
