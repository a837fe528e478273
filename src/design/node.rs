//! A node, its fields and the entries of its facets.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::geometry::Point;
use super::ids::{EntryId, GroupId};
use super::value::Value;

/// A field's name and what it holds.
pub type Fields = BTreeMap<String, Value>;

/// One thing on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The service it is of, such as `queue`.
    pub kind: String,
    /// What the reader sees.
    pub name: String,
    /// What the template calls its main resource; fixed when the node is made.
    pub logical_id: String,
    /// The upper left corner of its card.
    pub at: Point,
    /// The innermost group it stands in.
    pub group: Option<GroupId>,
    /// Whether it stays where it is and cannot be deleted.
    pub locked: bool,
    /// What lies above what: of two things that overlap, the one with the greater number is seen.
    pub order: i32,
    /// Settings that differ from their defaults.
    pub fields: Fields,
    /// Per facet, its entries in the reader's order.
    pub facets: BTreeMap<String, Vec<Entry>>,
    /// Part → the logical ID of that resource, where it differs from the rule.
    pub logical_ids: BTreeMap<String, String>,
    /// What the settings cannot express.
    pub overrides: Vec<Override>,
    /// Check code → why its findings here are accepted.
    pub suppressions: BTreeMap<String, String>,
    /// The template condition under which the node exists.
    pub condition: Option<String>,
    /// What a newer version wrote here and this one does not know.
    pub unknown: Map<String, Json>,
}

/// One entry of a facet: a route, a rule, an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its identity within the node.
    pub id: EntryId,
    /// Its settings.
    pub fields: Fields,
    /// What a newer version wrote here and this one does not know.
    pub unknown: Map<String, Json>,
}

/// A change to a generated resource: at `path`, `value`, or nothing at all where it is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// The part of the node the resource is (empty for the main one).
    pub part: String,
    /// Steps from the resource inwards; entries of lists by their key (Sid, Key, Name, Id).
    pub path: Vec<String>,
    /// What stands there instead.
    pub value: Option<Json>,
}

impl Node {
    /// A node with nothing set.
    #[must_use]
    pub fn new(kind: &str, name: &str, logical_id: &str, at: Point) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.to_owned(),
            logical_id: logical_id.to_owned(),
            at,
            group: None,
            locked: false,
            order: 0,
            fields: Fields::new(),
            facets: BTreeMap::new(),
            logical_ids: BTreeMap::new(),
            overrides: Vec::new(),
            suppressions: BTreeMap::new(),
            condition: None,
            unknown: Map::new(),
        }
    }

    /// The entries of a facet.
    #[must_use]
    pub fn entries(&self, facet: &str) -> &[Entry] {
        self.facets.get(facet).map_or(&[], Vec::as_slice)
    }

    /// The entry with this id and the facet it is of.
    #[must_use]
    pub fn entry(&self, id: &EntryId) -> Option<(&str, &Entry)> {
        self.facets.iter().find_map(|(facet, entries)| Some((facet.as_str(), entries.iter().find(|e| e.id == *id)?)))
    }

    /// The entry with this id, to be changed.
    pub fn entry_mut(&mut self, id: &EntryId) -> Option<&mut Entry> {
        self.facets.values_mut().flatten().find(|e| e.id == *id)
    }
}

impl Entry {
    /// An entry with these fields.
    #[must_use]
    pub fn new(id: EntryId, fields: Fields) -> Self {
        Self { id, fields, unknown: Map::new() }
    }
}
