//! What is selected: part of the window, not of the design.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::Place;
use crate::design::{ConnectionId, Design, GroupId, NodeId, NoteId};

/// Something on the canvas that can be selected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// A node.
    Node(NodeId),
    /// A connection.
    Connection(ConnectionId),
    /// A group.
    Group(GroupId),
    /// A note.
    Note(NoteId),
}

/// The selected things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Shared: it is copied into every gesture and compared in every frame.
    things: Arc<BTreeSet<Thing>>,
}

impl Thing {
    /// Whether the design still has it.
    pub fn exists(&self, design: &Design) -> bool {
        match self {
            Self::Node(id) => design.nodes.contains_key(id),
            Self::Connection(id) => design.connections.contains_key(id),
            Self::Group(id) => design.groups.contains_key(id),
            Self::Note(id) => design.notes.contains_key(id),
        }
    }

    /// Whether a finding there is about it.
    pub fn is_at(&self, place: &Place) -> bool {
        match (self, place) {
            (Self::Node(own), Place::Node(id) | Place::Entry(id, _)) => own == id,
            (Self::Connection(own), Place::Connection(id)) => own == id,
            (Self::Group(own), Place::Group(id)) => own == id,
            _ => false,
        }
    }

    /// The thing a finding is about.
    pub fn of_place(place: &Place) -> Option<Self> {
        match place {
            Place::Design => None,
            Place::Node(id) | Place::Entry(id, _) => Some(Self::Node(id.clone())),
            Place::Connection(id) => Some(Self::Connection(id.clone())),
            Place::Group(id) => Some(Self::Group(id.clone())),
        }
    }
}

impl Selection {
    /// These things.
    pub fn of(things: impl IntoIterator<Item = Thing>) -> Self {
        Self { things: Arc::new(things.into_iter().collect()) }
    }

    /// One thing.
    pub fn one(thing: Thing) -> Self {
        Self::of([thing])
    }

    /// Whether it is selected.
    pub fn contains(&self, thing: &Thing) -> bool {
        self.things.contains(thing)
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// How many things are.
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// The one thing, where it is one.
    pub fn single(&self) -> Option<&Thing> {
        if self.things.len() == 1 { self.things.first() } else { None }
    }

    /// All of it.
    pub fn iter(&self) -> impl Iterator<Item = &Thing> {
        self.things.iter()
    }

    /// Adds the thing, or takes it out where it is in.
    #[must_use]
    pub fn toggled(&self, thing: &Thing) -> Self {
        let mut things = BTreeSet::clone(&self.things);
        if !things.remove(thing) {
            things.insert(thing.clone());
        }
        Self { things: Arc::new(things) }
    }

    /// Both together.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { things: Arc::new(self.things.union(&other.things).cloned().collect()) }
    }

    /// Drops what the design has no more.
    pub fn prune(&mut self, design: &Design) {
        if !self.things.iter().all(|thing| thing.exists(design)) {
            Arc::make_mut(&mut self.things).retain(|thing| thing.exists(design));
        }
    }

    /// The nodes.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.things.iter().filter_map(|t| if let Thing::Node(id) = t { Some(id.clone()) } else { None }).collect()
    }

    /// The groups.
    pub fn groups(&self) -> Vec<GroupId> {
        self.things.iter().filter_map(|t| if let Thing::Group(id) = t { Some(id.clone()) } else { None }).collect()
    }

    /// The notes.
    pub fn notes(&self) -> Vec<NoteId> {
        self.things.iter().filter_map(|t| if let Thing::Note(id) = t { Some(id.clone()) } else { None }).collect()
    }

    /// The connections.
    pub fn connections(&self) -> Vec<ConnectionId> {
        self.things.iter().filter_map(|t| if let Thing::Connection(id) = t { Some(id.clone()) } else { None }).collect()
    }
}
