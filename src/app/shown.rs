//! What is drawn of a document: the scene of its design, and while something is being moved, the scene with it where it
//! would be.

use std::sync::Arc;

use super::canvas::Overview;
use super::routes::Routed;
use super::selection::{Selection, Thing};
use crate::REGISTRY;
use crate::catalog::{Finding, Graph};
use crate::design::geometry::Point;
use crate::design::{Design, GroupId};
use crate::draw::{Moves, Scene};

/// The scenes of a document.
#[derive(Debug, Default)]
pub struct Shown {
    /// The scene of the design as it is.
    settled: Arc<Scene>,
    /// Another number for every settled scene, its findings aside.
    version: u64,
    /// The revision that scene is of.
    settled_of: Option<u64>,
    /// The environment it is shown in, where it is in one.
    settled_in: Option<String>,
    /// Whether lines of it are still to be routed.
    sketched: bool,
    /// The revision whose lines were last asked to be routed.
    routing_of: Option<u64>,
    /// The scene while something is being moved.
    preview: Option<Preview>,
    /// Where things lie in the scene that is drawn.
    overview: Overview,
}

#[derive(Debug)]
struct Preview {
    scene: Arc<Scene>,
    /// Where what moves stood before.
    homes: Moves,
    by: (f32, f32),
}

impl Shown {
    /// What is drawn.
    pub fn scene(&self) -> &Arc<Scene> {
        self.preview.as_ref().map_or(&self.settled, |preview| &preview.scene)
    }

    /// The design as it is, whatever is being moved, with a number that changes with it.
    pub fn settled(&self) -> (&Arc<Scene>, u64) {
        (&self.settled, self.version)
    }

    /// Where things lie in it.
    pub fn overview(&self) -> &Overview {
        &self.overview
    }

    /// Whether lines are still to be routed.
    pub fn is_sketched(&self) -> bool {
        self.sketched
    }

    /// Whether it is of this revision of the design, in this environment.
    pub fn is_of(&self, revision: u64, environment: Option<&str>) -> bool {
        self.settled_of == Some(revision) && self.settled_in.as_deref() == environment
    }

    /// Shows the design as it is in an environment, or as it is in all; what was drawn of another is out of date.
    pub fn be_in(&mut self, environment: Option<String>) {
        if self.settled_in != environment {
            (self.settled_in, self.settled_of, self.routing_of) = (environment, None, None);
        }
    }

    /// Brings it up to date with a revision of the design, and with what is being moved, by how much.
    pub fn refresh(&mut self, design: &Design, revision: u64, findings: &[Finding], moved: Option<(&Selection, (f32, f32))>) {
        let mut changed = false;
        if self.settled_of != Some(revision) {
            let mut scene = Scene::soon(&Graph::new(design, &REGISTRY), &self.settled);
            scene.set_findings(findings);
            self.settled_of = Some(revision);
            self.settle(Arc::new(scene));
            changed = true;
        }
        match moved {
            Some((things, by)) => {
                let settled = &self.settled;
                let preview = self.preview.get_or_insert_with(|| {
                    changed = true;
                    Preview { scene: Arc::clone(settled), homes: homes(design, settled, things), by: (0.0, 0.0) }
                });
                if preview.by != by {
                    preview.by = by;
                    Arc::make_mut(&mut preview.scene).place(&away(&preview.homes, by));
                    changed = true;
                }
            }
            None => changed |= self.preview.take().is_some(),
        }
        if changed {
            self.survey();
        }
    }

    /// The scene whose lines have to be routed, with its revision, once per revision.
    pub fn wants_routes(&mut self) -> Option<(u64, Arc<Scene>)> {
        let revision = self.settled_of?;
        let asked = self.routing_of.replace(revision) == Some(revision);
        (!asked && self.sketched).then(|| (revision, Arc::clone(&self.settled)))
    }

    /// Takes over routed lines; where the design has changed meanwhile, those that still hold.
    pub fn take_routes(&mut self, routed: &Routed, findings: &[Finding]) {
        if self.settled_of != Some(routed.revision) {
            self.settled_of = None;
        }
        self.settle(Arc::clone(&routed.scene));
        self.set_findings(findings);
    }

    /// Puts the findings' badges on what they are about.
    pub fn set_findings(&mut self, findings: &[Finding]) {
        Arc::make_mut(&mut self.settled).set_findings(findings);
        self.preview = None;
        self.survey();
    }

    fn settle(&mut self, scene: Arc<Scene>) {
        self.version += 1;
        self.sketched = scene.is_sketched();
        self.settled = scene;
        self.preview = None;
    }

    fn survey(&mut self) {
        self.overview = Overview::new(self.scene());
    }
}

/// Where the things that move stand, groups with everything in them.
fn homes(design: &Design, scene: &Scene, things: &Selection) -> Moves {
    let groups = things.groups();
    let inside = |group: Option<&GroupId>| group.is_some_and(|g| groups.iter().any(|outer| design.group_within(g, outer)));
    let node_moves = scene.nodes.iter().enumerate().filter(|(_, item)| {
        let node = design.nodes.get(&item.id);
        let group = item.group.as_ref().map_or_else(|| node.and_then(|n| n.group.as_ref()), |group| Some(&group.id));
        things.contains(&Thing::Node(item.id.clone())) || inside(group)
    });
    let group_moves = scene.groups.iter().enumerate().filter(|(_, item)| inside(Some(&item.id)));
    let note_moves = scene.notes.iter().enumerate().filter(|(_, item)| {
        let note = design.notes.get(&item.id);
        things.contains(&Thing::Note(item.id.clone())) || note.is_some_and(|n| inside(n.group.as_ref()))
    });
    Moves {
        nodes: node_moves.map(|(index, item)| (index, item.rect.min)).collect(),
        groups: group_moves.map(|(index, item)| (index, item.rect.min)).collect(),
        notes: note_moves.map(|(index, item)| (index, item.rect.min)).collect(),
    }
}

/// The places at a distance from these.
fn away(homes: &Moves, (dx, dy): (f32, f32)) -> Moves {
    let moved = |places: &[(usize, Point)]| places.iter().map(|(index, at)| (*index, at.offset(dx, dy))).collect();
    Moves { nodes: moved(&homes.nodes), groups: moved(&homes.groups), notes: moved(&homes.notes) }
}
