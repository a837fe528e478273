//! A connection: from a node (or one of its entries) to a node, with further ends.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::geometry::Point;
use super::ids::{EntryId, NodeId};
use super::node::{Fields, Override};

/// One line of the design.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// What the line means, such as `queue_triggers_function`.
    pub kind: String,
    /// Where it starts.
    pub source: NodeId,
    /// The entry of the source it starts at (a route, a rule, a state).
    pub entry: Option<EntryId>,
    /// Where it leads.
    pub target: NodeId,
    /// Further ends by name, such as `dead_letters`.
    pub ends: BTreeMap<String, NodeId>,
    /// Settings that differ from their defaults.
    pub fields: Fields,
    /// Names of environment variables where they differ from the rule: attribute → name, empty where the variable is dropped.
    pub variables: BTreeMap<String, String>,
    /// Part → the logical ID of that resource, where it differs from the rule.
    pub logical_ids: BTreeMap<String, String>,
    /// What the settings cannot express.
    pub overrides: Vec<Override>,
    /// Check code → why its findings here are accepted.
    pub suppressions: BTreeMap<String, String>,
    /// The template condition under which the connection exists.
    pub condition: Option<String>,
    /// Corners set by hand.
    pub waypoints: Vec<Point>,
    /// What a newer version wrote here and this one does not know.
    pub unknown: Map<String, Json>,
}

/// One of the two ends of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// Where it starts.
    Source,
    /// Where it leads.
    Target,
}

impl Connection {
    /// A connection with nothing set.
    #[must_use]
    pub fn new(kind: &str, source: NodeId, entry: Option<EntryId>, target: NodeId) -> Self {
        Self {
            kind: kind.to_owned(),
            source,
            entry,
            target,
            ends: BTreeMap::new(),
            fields: Fields::new(),
            variables: BTreeMap::new(),
            logical_ids: BTreeMap::new(),
            overrides: Vec::new(),
            suppressions: BTreeMap::new(),
            condition: None,
            waypoints: Vec::new(),
            unknown: Map::new(),
        }
    }

    /// Every node the connection touches: source, target and further ends.
    pub fn nodes(&self) -> impl Iterator<Item = &NodeId> {
        [&self.source, &self.target].into_iter().chain(self.ends.values())
    }
}
