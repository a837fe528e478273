//! Where the line that is being pulled can lead.

use std::collections::{BTreeMap, BTreeSet};

use super::interaction::Interaction;
use crate::REGISTRY;
use crate::app::document::Document;
use crate::app::neighbourhood::neighbourhood;
use crate::catalog::Graph;
use crate::design::NodeId;

/// The nodes the line can lead to, its source among them; `None` while no line is pulled.
pub(super) fn targets(document: &Document, interaction: &Interaction) -> Option<BTreeSet<NodeId>> {
    let Interaction::Pulling { source, entry, .. } = interaction else { return None };
    let design = document.design();
    let graph = Graph::new(design, &REGISTRY);
    let from = design.nodes.get(source)?;
    // Most kinds have no line from here at all: they need no closer look.
    let mut by_kind: BTreeMap<&str, bool> = BTreeMap::new();
    let mut found = BTreeSet::from([source.clone()]);
    for (id, node) in &design.nodes {
        let any = *by_kind.entry(&node.kind).or_insert_with(|| REGISTRY.between(&from.kind, &node.kind).next().is_some());
        if any && graph.ends(source, entry.as_ref(), id).is_some_and(|ends| REGISTRY.possible(&ends).is_ok()) {
            found.insert(id.clone());
        }
    }
    Some(found)
}

/// Why the line that is being pulled cannot lead to a node.
pub(super) fn refusal(document: &Document, interaction: &Interaction, node: &NodeId) -> Option<String> {
    let Interaction::Pulling { source, entry, .. } = interaction else { return None };
    if source == node {
        return None;
    }
    let design = neighbourhood(document.design(), [source, node]);
    let graph = Graph::new(&design, &REGISTRY);
    let ends = graph.ends(source, entry.as_ref(), node)?;
    REGISTRY.possible(&ends).err().map(|refusal| refusal.reason)
}
