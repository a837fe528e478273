//! A small part of a design that answers questions about a few nodes as the whole would.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::design::{Design, NodeId};

/// These nodes with their lines and what the lines lead to.
pub fn neighbourhood<'a>(design: &Design, nodes: impl IntoIterator<Item = &'a NodeId>) -> Design {
    let mut part = Design { parameters: design.parameters.clone(), ..Design::new(&design.name) };
    let nodes: BTreeSet<&NodeId> = nodes.into_iter().collect();
    for (id, connection) in &design.connections {
        if connection.nodes().any(|n| nodes.contains(n)) {
            part.connections.insert(id.clone(), Arc::clone(connection));
        }
    }
    let ends: Vec<NodeId> = part.connections.values().flat_map(|c| c.nodes().cloned().collect::<Vec<_>>()).collect();
    for id in ends.iter().chain(nodes) {
        if let Some(node) = design.nodes.get(id) {
            part.nodes.insert(id.clone(), Arc::clone(node));
        }
    }
    part
}
