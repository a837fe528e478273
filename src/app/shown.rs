//! What is drawn of a document: the scene of its design, and while something is being moved, the scene with it where it
//! would be.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::routes::Routed;
use super::selection::{Selection, Thing};
use crate::REGISTRY;
use crate::catalog::Graph;
use crate::design::geometry::Point;
use crate::design::{Design, GroupId};
use crate::draw::{Badges, Courses, Moves, NodeItem, Scene};

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
    /// The design that scene is of.
    drawn: Option<Arc<Design>>,
    /// The revisions whose lines were asked to be routed and have not come, with their designs: the one that is being routed
    /// and the last.
    routing: Vec<(u64, Option<Arc<Design>>)>,
    /// How the lines of the last revisions ran, for steps that are taken back.
    earlier: VecDeque<(u64, Courses)>,
    /// The scene while something is being moved.
    preview: Option<Preview>,
    /// Another number for every scene that is drawn.
    picture: u64,
}

/// What is being moved, by places in the scene.
#[derive(Debug)]
pub struct Moving {
    /// Another one for every drag, and each time it comes to rest.
    pub id: (u64, u64),
    /// How far.
    pub by: (f32, f32),
    /// Whether cards move that stand in no group.
    pub free: bool,
    nodes: Vec<bool>,
    /// The groups.
    pub groups: BTreeSet<usize>,
    /// The notes.
    pub notes: BTreeSet<usize>,
}

impl Moving {
    /// Whether a card moves.
    pub fn carries(&self, node: usize) -> bool {
        self.nodes.get(node).copied().unwrap_or_default()
    }
}

/// Of so many revisions it is remembered how their lines ran.
const EARLIER: usize = 16;

#[derive(Debug)]
struct Preview {
    scene: Arc<Scene>,
    /// Where what moves stood before.
    homes: Moves,
    moving: Moving,
    /// For how many frames it has not moved.
    rested: u8,
}

impl Preview {
    /// Of a drag that begins.
    fn new(scene: Arc<Scene>, homes: Moves, picture: u64) -> Self {
        let mut nodes = vec![false; scene.nodes.len()];
        for (place, _) in &homes.nodes {
            if let Some(node) = nodes.get_mut(*place) {
                *node = true;
            }
        }
        let free = homes.nodes.iter().any(|(place, _)| scene.nodes.get(*place).is_some_and(|node| node.home.is_none()));
        let groups = homes.groups.iter().map(|(place, _)| *place).collect();
        let notes = homes.notes.iter().map(|(place, _)| *place).collect();
        let moving = Moving { id: (picture, 0), by: (0.0, 0.0), free, nodes, groups, notes };
        Self { scene, homes, moving, rested: REST }
    }
}

/// Where a drag rests for so many frames, its lines are routed.
const REST: u8 = 4;

impl Shown {
    /// What is drawn.
    pub fn scene(&self) -> &Arc<Scene> {
        self.preview.as_ref().map_or(&self.settled, |preview| &preview.scene)
    }

    /// Another number for every scene that is drawn.
    pub fn picture(&self) -> u64 {
        self.picture
    }

    /// What is being moved.
    pub fn moving(&self) -> Option<&Moving> {
        self.preview.as_ref().map(|preview| &preview.moving)
    }

    /// The design as it is, whatever is being moved, with a number that changes with it.
    pub fn settled(&self) -> (&Arc<Scene>, u64) {
        (&self.settled, self.version)
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
            (self.settled_in, self.settled_of, self.routing) = (environment, None, Vec::new());
        }
    }

    /// Brings it up to date with a revision of the design, and with what is being moved, by how much.
    pub fn refresh(&mut self, design: &Arc<Design>, revision: u64, badges: &Badges, moved: Option<(&Selection, (f32, f32))>) {
        if self.settled_of != Some(revision) {
            let mut scene = match &self.drawn {
                Some(drawn) => self.settled.follow(drawn, design, &REGISTRY),
                None => Scene::soon(&Graph::new(design, &REGISTRY), &self.settled),
            };
            scene.set_badges(badges);
            if let Some(before) = self.settled_of.filter(|_| !self.sketched) {
                self.earlier.retain(|(known, _)| *known != before);
                self.earlier.push_back((before, self.settled.courses()));
                self.earlier.drain(..self.earlier.len().saturating_sub(EARLIER));
            }
            if let Some((_, courses)) = self.earlier.iter().find(|(known, _)| *known == revision) {
                scene.resume(courses);
            }
            self.settled_of = Some(revision);
            self.drawn = Some(Arc::clone(design));
            self.settle(Arc::new(scene));
        }
        let Some((things, by)) = moved else {
            self.leave_preview();
            return;
        };
        let settled = &self.settled;
        let picture = &mut self.picture;
        let preview = self.preview.get_or_insert_with(|| {
            *picture += 1;
            Preview::new(Arc::clone(settled), homes(design, settled, things), *picture)
        });
        if preview.moving.by != by {
            (preview.moving.by, preview.rested) = (by, 0);
            *picture += 1;
            Arc::make_mut(&mut preview.scene).drag(&away(&preview.homes, by));
        } else if preview.rested < REST {
            preview.rested += 1;
            if preview.rested == REST {
                *picture += 1;
                preview.moving.id.1 += 1;
                Arc::make_mut(&mut preview.scene).come_to_rest(&preview.homes);
            }
        }
    }

    /// The scene whose lines have to be routed, with its revision, once per revision.
    pub fn wants_routes(&mut self) -> Option<(u64, Arc<Scene>)> {
        let revision = self.settled_of?;
        if !self.sketched || self.routing.iter().any(|(asked, _)| *asked == revision) {
            return None;
        }
        self.routing.truncate(1);
        self.routing.push((revision, self.drawn.clone()));
        Some((revision, Arc::clone(&self.settled)))
    }

    /// Takes over routed lines; where the design has changed meanwhile, those that still hold.
    pub fn take_routes(&mut self, routed: &Routed, badges: &Badges) {
        let asked = self.routing.iter().position(|(asked, _)| *asked == routed.revision);
        let design = asked.and_then(|asked| self.routing.drain(..=asked).next_back()).and_then(|(_, design)| design);
        if self.settled_of != Some(routed.revision) {
            (self.settled_of, self.drawn) = (None, design);
        }
        self.settle(Arc::clone(&routed.scene));
        self.set_badges(badges);
    }

    /// Puts the findings' badges on what they are about.
    pub fn set_badges(&mut self, badges: &Badges) {
        Arc::make_mut(&mut self.settled).set_badges(badges);
        self.picture += 1;
        self.preview = None;
    }

    fn leave_preview(&mut self) {
        self.picture += u64::from(self.preview.take().is_some());
    }

    fn settle(&mut self, scene: Arc<Scene>) {
        self.version += 1;
        self.picture += 1;
        self.sketched = scene.is_sketched();
        self.settled = scene;
        self.preview = None;
    }
}

/// Where the things that move stand, groups with everything in them.
fn homes(design: &Design, scene: &Scene, things: &Selection) -> Moves {
    let within = design.groups_within(&things.groups());
    let inside = |group: Option<&GroupId>| group.is_some_and(|group| within.contains(group));
    let is_moved = |(_, item): &(usize, &NodeItem)| match &item.group {
        Some(group) => inside(Some(&group.id)),
        None => {
            things.contains(&Thing::Node(item.id.clone()))
                || (!within.is_empty() && inside(design.nodes.get(&item.id).and_then(|node| node.group.as_ref())))
        }
    };
    let node_moves = scene.nodes.iter().enumerate().filter(is_moved);
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
