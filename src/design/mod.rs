//! The document: nodes, facet entries, connections, groups, notes, environments, and the changes made to them. Knows no AWS.

pub mod condition;
pub mod connection;
pub mod difference;
pub mod edit;
pub mod editor;
pub mod geometry;
pub mod group;
pub mod ids;
pub mod node;
pub mod stack;
pub mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value as Json};

pub use condition::Condition;
pub use connection::{Connection, LineEnd};
pub use edit::{Edit, Transaction};
pub use editor::Editor;
pub use group::{Group, Note};
pub use ids::{ConnectionId, EntryId, GroupId, NodeId, NoteId};
pub use node::{Entry, Fields, Node, Override};
pub use stack::{Environment, Parameter};
pub use value::{Form, Reference, Value};

/// How many groups may stand in each other; what stands deeper counts as if the outermost of them were not there.
pub const DEEPEST_GROUP: usize = 100;

/// A whole design: plain, ordered, comparable data, cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Design {
    /// What the reader sees.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The nodes.
    pub nodes: BTreeMap<NodeId, Arc<Node>>,
    /// The connections.
    pub connections: BTreeMap<ConnectionId, Arc<Connection>>,
    /// The groups.
    pub groups: BTreeMap<GroupId, Arc<Group>>,
    /// The notes.
    pub notes: BTreeMap<NoteId, Arc<Note>>,
    /// The template's parameters.
    pub parameters: BTreeMap<String, Arc<Parameter>>,
    /// Tests of parameters by name, under which nodes and connections are part of the stack.
    pub conditions: BTreeMap<String, Arc<Condition>>,
    /// Where it is deployed.
    pub environments: BTreeMap<String, Arc<Environment>>,
    /// Tags on everything that takes tags.
    pub tags: BTreeMap<String, String>,
    /// Check code → severity (`error`, `warning`, `advice`) or `off`.
    pub severities: BTreeMap<String, String>,
    /// Check code → why its findings about the design as a whole are accepted.
    pub suppressions: BTreeMap<String, String>,
    /// Whether it has a dashboard.
    pub dashboard: bool,
    /// Template sections no node owns, by their name (`Conditions`, `Mappings`, `Outputs` …).
    pub sections: BTreeMap<String, Json>,
    /// Texts that the template has without quotes, as the one it was made of had them, dates above all; where the same text also
    /// stands in quotes, the places without, such as `/Resources/Role/Properties/Version`.
    pub unquoted: BTreeSet<String>,
    /// What a newer version wrote here and this one does not know.
    pub unknown: Map<String, Json>,
}

impl Design {
    /// An empty design.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The connections that start or end at a node, further ends included.
    pub fn connections_of<'a>(&'a self, node: &'a NodeId) -> impl Iterator<Item = (&'a ConnectionId, &'a Arc<Connection>)> {
        self.connections.iter().filter(move |(_, c)| c.nodes().any(|n| n == node))
    }

    /// The groups from this one outwards, itself first.
    pub fn groups_around<'d>(&'d self, inner: Option<&'d GroupId>) -> impl Iterator<Item = (&'d GroupId, &'d Group)> {
        let find = |id: &'d GroupId| Some((id, &**self.groups.get(id)?));
        // A file may hold a cycle of parents, or more groups in each other than anybody would draw.
        let most = self.groups.len().min(DEEPEST_GROUP);
        std::iter::successors(inner.and_then(find), move |(_, group)| group.parent.as_ref().and_then(find)).take(most)
    }

    /// The collapsed group whose card stands for what is in this group: the outermost one.
    #[must_use]
    pub fn folded_into<'d>(&'d self, inner: Option<&'d GroupId>) -> Option<&'d GroupId> {
        self.groups_around(inner).filter(|(_, group)| group.collapsed).last().map(|(id, _)| id)
    }

    /// Whether what stands in this group is locked by a group around it.
    #[must_use]
    pub fn locked_by<'d>(&'d self, inner: Option<&'d GroupId>) -> Option<&'d Group> {
        self.groups_around(inner).find(|(_, group)| group.locked).map(|(_, group)| group)
    }

    /// These groups with all that stand somewhere inside them.
    #[must_use]
    pub fn groups_within<'d>(&'d self, outer: &[GroupId]) -> BTreeSet<&'d GroupId> {
        let outer: BTreeSet<&GroupId> = outer.iter().collect();
        self.groups.keys().filter(|id| self.groups_around(Some(id)).any(|(around, _)| outer.contains(around))).collect()
    }

    /// Whether `inner` is `outer` or stands somewhere inside it.
    #[must_use]
    pub fn group_within(&self, inner: &GroupId, outer: &GroupId) -> bool {
        self.groups_around(Some(inner)).any(|(id, _)| id == outer)
    }
}
