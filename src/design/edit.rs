//! A change is a value: applied, it gives back its inverse.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::{Condition, Connection, ConnectionId, Design, Environment, Group, GroupId, Node, NodeId, Note, NoteId, Parameter};

/// The primitive changes: each puts a value in a place, or nothing where it is `None`.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A node.
    Node(NodeId, Option<Arc<Node>>),
    /// A connection.
    Connection(ConnectionId, Option<Arc<Connection>>),
    /// A group.
    Group(GroupId, Option<Arc<Group>>),
    /// A note.
    Note(NoteId, Option<Arc<Note>>),
    /// A parameter.
    Parameter(String, Option<Arc<Parameter>>),
    /// A condition.
    Condition(String, Option<Arc<Condition>>),
    /// An environment.
    Environment(String, Option<Arc<Environment>>),
    /// One of the design's own texts or tables.
    Property(Property, String, Option<String>),
    /// A template section no node owns.
    Section(String, Option<Json>),
}

/// Which of the design's own texts or tables an [`Edit::Property`] writes; its key is empty for the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// The design's name.
    Name,
    /// The design's description.
    Description,
    /// A tag.
    Tag,
    /// A check's severity.
    Severity,
    /// A suppression for the design as a whole.
    Suppression,
    /// Whether there is a dashboard: any text, or none.
    Dashboard,
    /// Whether the key is a text that the template has without quotes: any text, or none.
    Unquoted,
}

fn put<K: Ord + Clone, V>(map: &mut BTreeMap<K, V>, key: &K, value: Option<V>) -> Option<V> {
    match value {
        Some(value) => map.insert(key.clone(), value),
        None => map.remove(key),
    }
}

impl Edit {
    /// Changes the design and returns what changes it back.
    #[must_use]
    pub fn apply(self, design: &mut Design) -> Self {
        match self {
            Self::Node(id, value) => {
                let old = put(&mut design.nodes, &id, value);
                Self::Node(id, old)
            }
            Self::Connection(id, value) => {
                let old = put(&mut design.connections, &id, value);
                Self::Connection(id, old)
            }
            Self::Group(id, value) => {
                let old = put(&mut design.groups, &id, value);
                Self::Group(id, old)
            }
            Self::Note(id, value) => {
                let old = put(&mut design.notes, &id, value);
                Self::Note(id, old)
            }
            Self::Parameter(name, value) => {
                let old = put(&mut design.parameters, &name, value);
                Self::Parameter(name, old)
            }
            Self::Condition(name, value) => {
                let old = put(&mut design.conditions, &name, value);
                Self::Condition(name, old)
            }
            Self::Environment(name, value) => {
                let old = put(&mut design.environments, &name, value);
                Self::Environment(name, old)
            }
            Self::Section(name, value) => {
                let old = put(&mut design.sections, &name, value);
                Self::Section(name, old)
            }
            Self::Property(property, key, value) => {
                let old = match property {
                    Property::Name => Some(std::mem::replace(&mut design.name, value.unwrap_or_default())),
                    Property::Description => Some(std::mem::replace(&mut design.description, value.unwrap_or_default())),
                    Property::Tag => put(&mut design.tags, &key, value),
                    Property::Severity => put(&mut design.severities, &key, value),
                    Property::Suppression => put(&mut design.suppressions, &key, value),
                    Property::Unquoted if value.is_some() => (!design.unquoted.insert(key.clone())).then(|| "on".to_owned()),
                    Property::Unquoted => design.unquoted.remove(&key).then(|| "on".to_owned()),
                    Property::Dashboard => std::mem::replace(&mut design.dashboard, value.is_some()).then(|| "on".to_owned()),
                };
                Self::Property(property, key, old)
            }
        }
    }
}

/// Edits that belong together: one gesture, one undo step.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// What was done, in the words of the menu: `connect Orders → Worker`.
    pub title: String,
    /// The edits, in order.
    pub edits: Vec<Edit>,
    /// Successive transactions with the same key fold into one step (a slider being dragged).
    pub merge: Option<String>,
}

impl Transaction {
    /// A transaction that does not merge with its neighbours.
    #[must_use]
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), edits, merge: None }
    }

    /// Applies every edit and returns the transaction that undoes them all.
    #[must_use]
    pub fn apply(self, design: &mut Design) -> Self {
        let mut inverse: Vec<Edit> = self.edits.into_iter().map(|edit| edit.apply(design)).collect();
        inverse.reverse();
        Self { title: self.title, edits: inverse, merge: self.merge }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::geometry::Point;

    #[test]
    fn a_transaction_undone_leaves_the_design_equal() {
        let mut design = Design::new("shop");
        let before = design.clone();
        let node = Arc::new(Node::new("queue", "Orders", "OrdersQueue", Point::new(8.0, 8.0)));
        let edits = vec![
            Edit::Node("queue-orders".into(), Some(node)),
            Edit::Property(Property::Tag, "team".to_owned(), Some("orders".to_owned())),
            Edit::Property(Property::Name, String::new(), Some("store".to_owned())),
            Edit::Node("queue-orders".into(), None),
        ];
        let undo = Transaction::new("test", edits).apply(&mut design);
        assert_eq!(design.name, "store");
        let redo = undo.apply(&mut design);
        assert_eq!(design, before);
        let _ = redo.apply(&mut design);
        assert_eq!(design.tags["team"], "orders");
    }
}
