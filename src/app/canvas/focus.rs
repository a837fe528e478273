//! What stays in front while the rest steps back: what is selected and what it touches, or the group that was entered.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Context, Id};

use crate::app::document::Document;
use crate::app::selection::{Selection, Thing};
use crate::design::{ConnectionId, GroupId, NodeId};
use crate::draw::NodeItem;

/// What it depends on.
type Key = (u64, u64, Option<GroupId>, Selection);

/// What stays in front.
pub(super) struct Focus {
    /// The nodes.
    pub(super) nodes: BTreeSet<NodeId>,
    /// The cards of collapsed groups with something inside that stays in front.
    groups: BTreeSet<NodeId>,
    /// The lines.
    pub(super) lines: BTreeSet<ConnectionId>,
}

impl Focus {
    /// What is in front; `None` where nothing steps back. It is found once, and kept until something changes.
    pub(super) fn of(ctx: &Context, document: &Document) -> Option<Arc<Self>> {
        let on_selection = document.focused && !document.selection.is_empty();
        if !on_selection && document.entered().is_none() {
            return None;
        }
        let entered = document.entered().filter(|_| !on_selection).cloned();
        let selection = if on_selection { document.selection.clone() } else { Selection::default() };
        let key = (document.id, document.editor.revision(), entered, selection);
        let place = Id::unique("what stays in front");
        if let Some((kept, focus)) = ctx.data(|data| data.get_temp::<(Key, Arc<Self>)>(place))
            && kept == key
        {
            return Some(focus);
        }
        let focus = Arc::new(Self::find(document, on_selection));
        ctx.data_mut(|data| data.insert_temp(place, (key, Arc::clone(&focus))));
        Some(focus)
    }

    /// What the selection touches, or what is in the group that was entered, with its lines.
    fn find(document: &Document, on_selection: bool) -> Self {
        let design = document.design();
        let groups = document.selection.groups();
        let selected = |node: &NodeId| {
            let group = design.nodes.get(node).and_then(|n| n.group.as_ref());
            let inside = || group.is_some_and(|group| groups.iter().any(|outer| design.group_within(group, outer)));
            document.selection.contains(&Thing::Node(node.clone())) || inside()
        };
        let in_front = |node: &NodeId| if on_selection { selected(node) } else { document.is_inside(&Thing::Node(node.clone())) };
        let nodes: BTreeSet<NodeId> = design.nodes.keys().filter(|id| in_front(id)).cloned().collect();
        let mut focus = Self { nodes: nodes.clone(), groups: BTreeSet::new(), lines: BTreeSet::new() };
        for (id, line) in &design.connections {
            let chosen = on_selection && document.selection.contains(&Thing::Connection(id.clone()));
            if chosen || line.nodes().any(|node| nodes.contains(node)) {
                if on_selection {
                    focus.nodes.extend(line.nodes().cloned());
                }
                focus.lines.insert(id.clone());
            }
        }
        let scene = document.scene();
        for reference in scene.references.iter().filter(|_| on_selection) {
            let (Some(from), Some(to)) = (scene.nodes.get(reference.from), scene.nodes.get(reference.to)) else { continue };
            if nodes.contains(&from.id) || nodes.contains(&to.id) {
                focus.nodes.extend([from.id.clone(), to.id.clone()]);
            }
        }
        let hidden = focus.nodes.iter().filter_map(|node| scene.nodes.get(*scene.folded.nodes.get(node)?));
        focus.groups = hidden.map(|card| card.id.clone()).collect();
        focus
    }

    /// Whether a card stays in front.
    pub(super) fn holds(&self, card: &NodeItem) -> bool {
        if card.group.is_some() { self.groups.contains(&card.id) } else { self.nodes.contains(&card.id) }
    }
}
