//! Where the settings that are looked for stand in the design.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::design::{ConnectionId, Design, EntryId, NodeId, Value};

/// What has the fields.
#[derive(Clone, Debug)]
pub(super) enum Owner {
    Node(NodeId),
    Entry(NodeId, EntryId),
    Line(ConnectionId),
}

/// Where a field stands: with its owner, or in records of its fields.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub owner: Owner,
    pub records: Vec<(&'static str, usize)>,
}

impl Slot {
    pub(super) fn value<'d>(&self, design: &'d Design, field: &str) -> Option<&'d Json> {
        let fields = match &self.owner {
            Owner::Node(id) => &design.nodes.get(id)?.fields,
            Owner::Entry(node, id) => &design.nodes.get(node)?.entry(id)?.1.fields,
            Owner::Line(id) => &design.connections.get(id)?.fields,
        };
        let Some(((first, index), rest)) = self.records.split_first() else { return fields.get(field).map(|v| &v.0) };
        let record = fields.get(*first)?.0.get(*index)?;
        rest.iter().try_fold(record, |record, (name, index)| record.get(*name)?.get(*index))?.get(field)
    }

    pub(super) fn set(&self, design: &mut Design, field: &str, value: Option<Json>) {
        let fields = match &self.owner {
            Owner::Node(id) => design.nodes.get_mut(id).map(|n| &mut Arc::make_mut(n).fields),
            Owner::Entry(node, id) => {
                design.nodes.get_mut(node).and_then(|n| Arc::make_mut(n).entry_mut(id)).map(|entry| &mut entry.fields)
            }
            Owner::Line(id) => design.connections.get_mut(id).map(|c| &mut Arc::make_mut(c).fields),
        };
        let Some(fields) = fields else { return };
        let Some(((first, index), rest)) = self.records.split_first() else {
            match value {
                Some(value) => drop(fields.insert(field.to_owned(), Value(value))),
                None => drop(fields.remove(field)),
            }
            return;
        };
        let record = fields.get_mut(*first).and_then(|list| list.0.get_mut(*index));
        let record = rest.iter().try_fold(record, |record, (name, index)| Some(record?.get_mut(*name)?.get_mut(*index))).flatten();
        if let Some(Json::Object(record)) = record {
            match value {
                Some(value) => drop(record.insert(field.to_owned(), value)),
                None => drop(record.shift_remove(field)),
            }
        }
    }
}
