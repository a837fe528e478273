//! An open design: its history, what is selected, what is seen, what follows from it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::action::Change;
use super::analysis::Analysis;
use super::canvas::{Interaction, Motion, Overlays, Site, View};
use super::exported::Exported;
use super::outside::Other;
use super::routes::Routed;
use super::selection::{Selection, Thing};
use super::settings::Settings;
use super::shown::{Moving, Shown};
use super::watch::Stamp;
use crate::REGISTRY;
use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Evidence, conditions};
use crate::design::edit::Property;
use crate::design::{Design, Editor, GroupId, NodeId};
use crate::draw::Scene;

/// What a new design is called until it has a name.
pub const UNNAMED: &str = "Untitled";

/// An open design.
#[expect(clippy::struct_excessive_bools, reason = "each is a state of the window by itself, none excludes another")]
#[derive(Debug)]
pub struct Document {
    /// Which it is among all that were opened.
    pub id: u64,
    /// The design with its history.
    pub editor: Editor,
    /// Its file.
    pub path: Option<PathBuf>,
    /// What is selected.
    pub selection: Selection,
    /// What the template shows besides the selection, until something else is selected.
    pub template_place: Option<Evidence>,
    /// What is seen; until it was drawn once, everything.
    pub view: Option<View>,
    /// Where the canvas was when it was last seen.
    pub site: Option<Site>,
    /// Whether what the selection does not touch steps back.
    pub focused: bool,
    /// Whether it is shown as it is in the environment in use.
    pub in_environment: bool,
    /// Cards on their way to where a command moved them.
    pub motion: Option<Motion>,
    /// Whether what the selection becomes is listed beneath it.
    pub unfolded: bool,
    /// What is written in place.
    pub editing: Option<Thing>,
    /// The group that was entered, as long as it is there.
    entered: Option<GroupId>,
    /// What the pointer is doing.
    pub interaction: Interaction,
    /// What follows from the design, of a revision that may be behind.
    pub analysis: Arc<Analysis>,
    /// When it was last saved.
    pub saved_at: Option<Instant>,
    /// Where its template was exported to last.
    pub exported: Option<Exported>,
    /// How its file was when it was last read or written.
    pub on_disk: Option<Stamp>,
    /// What its file holds instead, where something else wrote that while there are changes here.
    pub other: Option<Other>,
    /// The last revision and when it came about.
    pub touched: (u64, Instant),
    /// Whether it was told that it cannot be saved by itself.
    pub stuck: bool,
    /// Where it is deployed to, and how that goes.
    #[cfg(feature = "deploy")]
    pub deployment: super::deployment::Deployment,
    /// The revision the analysis was last asked for.
    asked: u64,
    /// What is drawn.
    shown: Shown,
}

impl Document {
    /// A document on a design.
    pub fn new(id: u64, editor: Editor, path: Option<PathBuf>) -> Self {
        let on_disk = path.as_deref().and_then(Stamp::of);
        Self {
            id,
            editor,
            path,
            selection: Selection::default(),
            template_place: None,
            view: None,
            site: None,
            focused: false,
            in_environment: false,
            motion: None,
            unfolded: false,
            editing: None,
            entered: None,
            interaction: Interaction::Idle,
            analysis: Arc::new(Analysis::default()),
            saved_at: None,
            exported: None,
            on_disk,
            other: None,
            touched: (0, Instant::now()),
            stuck: false,
            #[cfg(feature = "deploy")]
            deployment: super::deployment::Deployment::default(),
            asked: 0,
            shown: Shown::default(),
        }
    }

    /// The design as it is now.
    pub fn design(&self) -> &Arc<Design> {
        self.editor.design()
    }

    /// The group that was entered: what is not in it steps back and is not selected.
    pub fn entered(&self) -> Option<&GroupId> {
        let design = self.design();
        self.entered.as_ref().filter(|id| design.groups.contains_key(*id) && design.folded_into(Some(id)).is_none())
    }

    /// What lies in front of its canvas; the minimap where less than everything is to be shown.
    pub fn overlays(&self, minimap: bool) -> Overlays {
        Overlays { minimap, breadcrumbs: self.entered().is_some() }
    }

    /// Enters a group, or leaves to the whole design; what is not inside is no longer selected.
    pub fn enter(&mut self, group: Option<GroupId>) {
        self.entered = group;
        self.selection = Selection::of(self.selection.iter().filter(|thing| self.is_inside(thing)).cloned());
    }

    /// Whether a thing is in the group that was entered; everything is where none was.
    pub fn is_inside(&self, thing: &Thing) -> bool {
        let Some(entered) = self.entered() else { return true };
        let design = self.design();
        let within = |group: Option<&GroupId>| group.is_some_and(|group| design.group_within(group, entered));
        let node = |id: &NodeId| within(design.nodes.get(id).and_then(|node| node.group.as_ref()));
        match thing {
            Thing::Node(id) => node(id),
            Thing::Group(id) => id != entered && within(Some(id)),
            Thing::Note(id) => within(design.notes.get(id).and_then(|note| note.group.as_ref())),
            Thing::Connection(id) => design.connections.get(id).is_some_and(|line| line.nodes().any(node)),
        }
    }

    /// The environment in use: the chosen one, else the first.
    pub fn environment(&self) -> Option<&str> {
        #[cfg(feature = "deploy")]
        return self.deployment.environment(self.design());
        #[cfg(not(feature = "deploy"))]
        self.design().environments.first_key_value().map(|(name, _)| name.as_str())
    }

    /// The environment it is shown in.
    pub fn shown_in(&self) -> Option<&str> {
        self.environment().filter(|_| self.in_environment)
    }

    /// What its tab says.
    pub fn title(&self) -> String {
        let file = self.path.as_ref().and_then(|p| p.file_name()).and_then(|n| n.to_str());
        let stem = file.map(|name| name.strip_suffix(".stackdraft.json").unwrap_or(name).to_owned());
        stem.unwrap_or_else(|| if self.design().name.is_empty() { UNNAMED.to_owned() } else { self.design().name.clone() })
    }

    /// A design that nobody has named is called as the file it is first saved to: stacks are named after it.
    pub fn take_name(&mut self, path: &Path) {
        let file = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let stem = file.strip_suffix(crate::project::EXTENSION).or_else(|| file.strip_suffix(".json")).unwrap_or(file);
        if self.path.is_some() || !self.design().name.starts_with(UNNAMED) || stem.is_empty() {
            return;
        }
        let mut draft = Draft::new(self.editor.design(), &REGISTRY);
        draft.set_property(Property::Name, "", Some(stem.to_owned()));
        self.editor.commit(draft.finish(format!("name the design {stem}")));
    }

    /// Whether the analysis is of the design as it is now.
    pub fn is_analysed(&self) -> bool {
        self.analysis.revision == self.editor.revision()
    }

    /// Whether an analysis has to be asked for, once per revision.
    pub fn wants_analysis(&mut self) -> bool {
        std::mem::replace(&mut self.asked, self.editor.revision()) != self.editor.revision()
    }

    /// Makes a change as one step; the reason where it is refused, with nothing changed.
    pub fn change(&mut self, change: Change, settings: &Settings) -> Result<(), Problem> {
        let mut draft = Draft::new(self.editor.design(), &REGISTRY);
        let selection = (change.apply)(&mut draft)?;
        if change.makes_new {
            let before = self.design().nodes.keys().cloned().collect();
            super::defaults::begin(&mut draft, &before, settings);
        }
        let mut transaction = draft.finish(change.title);
        transaction.merge = change.merge;
        self.editor.commit(transaction);
        if let Some(selection) = selection {
            self.selection = selection;
        }
        self.selection.prune(self.editor.design());
        Ok(())
    }

    /// Takes the last step back.
    pub fn undo(&mut self) -> Option<String> {
        let title = self.editor.undo();
        self.selection.prune(self.editor.design());
        title
    }

    /// Takes the last undone step again.
    pub fn redo(&mut self) -> Option<String> {
        let title = self.editor.redo();
        self.selection.prune(self.editor.design());
        title
    }

    /// What is drawn: the design, with what is being moved where it would be.
    pub fn scene(&self) -> &Arc<Scene> {
        self.shown.scene()
    }

    /// The scene of the design as it is, whatever is being moved, with a number that changes with it.
    pub fn settled(&self) -> (&Arc<Scene>, u64) {
        self.shown.settled()
    }

    /// Another number for every scene that is drawn.
    pub fn picture(&self) -> u64 {
        self.shown.picture()
    }

    /// What is being moved.
    pub fn moving(&self) -> Option<&Moving> {
        self.shown.moving()
    }

    /// Brings the scene up to date: the design's, with what is being moved where it would be.
    pub fn refresh(&mut self) {
        let moved = match (&self.interaction, self.interaction.moved()) {
            (Interaction::Moving { things, .. }, Some(by)) => Some((things, by)),
            _ => None,
        };
        let (environment, revision) = (self.shown_in().map(str::to_owned), self.editor.revision());
        let stale = !self.shown.is_of(revision, environment.as_deref());
        let resolved = environment.as_deref().filter(|_| stale);
        let resolved = resolved.map(|name| Arc::new(conditions::resolved_in(self.editor.design(), name, &REGISTRY)));
        if stale {
            self.shown.be_in(environment);
        }
        let design = resolved.as_ref().unwrap_or(self.editor.design());
        self.shown.refresh(design, revision, &self.analysis.badges, moved);
    }

    /// Whether lines are still to be routed.
    pub fn is_routing(&self) -> bool {
        self.shown.is_sketched()
    }

    /// The scene whose lines have to be routed, with its revision, once per revision.
    pub fn wants_routes(&mut self) -> Option<(u64, Arc<Scene>)> {
        self.shown.wants_routes()
    }

    /// Takes over routed lines; where the design has changed meanwhile, those that still hold.
    pub fn take_routes(&mut self, routed: &Routed) {
        self.shown.take_routes(routed, &self.analysis.badges);
    }

    /// Takes over what follows from the design; what followed before.
    pub fn take_analysis(&mut self, analysis: Arc<Analysis>) -> Arc<Analysis> {
        let before = std::mem::replace(&mut self.analysis, analysis);
        self.shown.set_badges(&self.analysis.badges);
        before
    }
}
