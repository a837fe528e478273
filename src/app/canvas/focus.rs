//! What stays in front while the window is focused on the selection: what is selected, and what it touches.

use std::collections::BTreeSet;

use crate::app::document::Document;
use crate::app::selection::Thing;
use crate::design::{ConnectionId, NodeId};

/// What stays in front.
pub(super) struct Focus {
    /// The nodes.
    pub(super) nodes: BTreeSet<NodeId>,
    /// The lines.
    pub(super) lines: BTreeSet<ConnectionId>,
}

impl Focus {
    /// What the selection touches; `None` where nothing steps back.
    pub(super) fn of(document: &Document) -> Option<Self> {
        if !document.focused || document.selection.is_empty() {
            return None;
        }
        let design = document.design();
        let inside = |node: &NodeId| {
            let group = design.nodes.get(node).and_then(|n| n.group.as_ref());
            group.is_some_and(|group| document.selection.groups().iter().any(|outer| design.group_within(group, outer)))
        };
        let selected: BTreeSet<NodeId> =
            design.nodes.keys().filter(|id| document.selection.contains(&Thing::Node((*id).clone())) || inside(id)).cloned().collect();
        let mut focus = Self { nodes: selected.clone(), lines: BTreeSet::new() };
        for (id, line) in &design.connections {
            if line.nodes().any(|node| selected.contains(node)) || document.selection.contains(&Thing::Connection(id.clone())) {
                focus.nodes.extend(line.nodes().cloned());
                focus.lines.insert(id.clone());
            }
        }
        Some(focus)
    }
}
