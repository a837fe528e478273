//! The nodes a line from the selected node can lead to: connecting by keyboard.

use egui::Ui;

use super::search::{Item, search_ui};
use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::catalog::Graph;
use crate::design::{EntryId, NodeId};

/// The list.
pub(super) fn connect_to_ui(ui: &mut Ui, frame: &Frame<'_>, source: &NodeId, entry: Option<&EntryId>) {
    let Some(document) = frame.document() else { return };
    let design = document.design();
    let graph = Graph::new(design, &REGISTRY);
    let mut items: Vec<Item<NodeId>> = design
        .nodes
        .iter()
        .filter(|(id, _)| *id != source)
        .filter_map(|(id, node)| {
            let ends = graph.ends(source, entry, id)?;
            let (remark, disabled) = match REGISTRY.possible(&ends) {
                Ok(kinds) => (kinds.first().map_or("", |k| k.spec().name).to_owned(), None),
                Err(refusal) => (String::new(), Some(refusal.reason)),
            };
            let icon = Icon::Service(REGISTRY.service(&node.kind).map_or("resource", |s| s.spec().id));
            Some(Item { icon, title: node.name.clone(), remark, disabled, value: id.clone() })
        })
        .collect();
    items.sort_by_key(|item| item.disabled.is_some());
    let name = design.nodes.get(source).map_or("", |n| n.name.as_str());
    let Some(target) = search_ui(ui, "Connect to", &format!("Connect {name} to…"), items) else { return };
    frame.push(Action::Prompt(None));
    frame.edit(changes::connect(document, source.clone(), entry.cloned(), target));
}
