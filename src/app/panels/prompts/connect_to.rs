//! The nodes a line from the selected node can lead to: connecting by keyboard.

use egui::Ui;

use super::search::{Item, search_ui};
use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::app::toast::Detour;
use crate::catalog::Graph;
use crate::design::{EntryId, NodeId};

/// The list.
pub(super) fn connect_to_ui(ui: &mut Ui, frame: &Frame<'_>, source: &NodeId, entry: Option<&EntryId>) {
    let Some(document) = frame.document() else { return };
    let design = document.design();
    let graph = Graph::new(design, &REGISTRY);
    let mut items: Vec<Item<(NodeId, Vec<&'static str>)>> = design
        .nodes
        .iter()
        .filter(|(id, _)| *id != source)
        .filter_map(|(id, node)| {
            let ends = graph.ends(source, entry, id)?;
            let (remark, disabled, between) = match REGISTRY.possible(&ends) {
                Ok(kinds) => (kinds.first().map_or("", |k| k.spec().name).to_owned(), None, Vec::new()),
                Err(refusal) if refusal.insert.is_empty() => (String::new(), Some(refusal.reason), Vec::new()),
                Err(refusal) => (format!("puts {} between", crate::app::toast::named(&refusal.insert)), None, refusal.insert),
            };
            let icon = Icon::Service(REGISTRY.service(&node.kind).map_or("resource", |s| s.spec().id));
            Some(Item { icon, title: node.name.clone(), remark, disabled, value: (id.clone(), between) })
        })
        .collect();
    items.sort_by_key(|item| (item.disabled.is_some(), item.value.1.len()));
    let name = design.nodes.get(source).map_or("", |n| n.name.as_str());
    let Some((target, services)) = search_ui(ui, "Connect to", &format!("Connect {name} to…"), items) else { return };
    frame.push(Action::Prompt(None));
    let (source, entry) = (source.clone(), entry.cloned());
    frame.edit(if services.is_empty() {
        changes::connect(document, source, entry, target)
    } else {
        changes::connect_through(document, Detour { source, entry, target, services })
    });
}
