//! The nodes an end of a line can be led to: by keyboard what dragging the end does.

use egui::Ui;

use super::search::{Item, search_ui};
use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::catalog::Graph;
use crate::design::{ConnectionId, LineEnd, NodeId};

/// The list.
pub(super) fn lead_to_ui(ui: &mut Ui, frame: &Frame<'_>, line: &ConnectionId, end: LineEnd) {
    let Some(document) = frame.document() else { return };
    let design = document.design();
    let Some(connection) = design.connections.get(line) else { return };
    let mut without = (**design).clone();
    without.connections.remove(line);
    let graph = Graph::new(&without, &REGISTRY);
    let now = if end == LineEnd::Source { &connection.source } else { &connection.target };
    let mut items: Vec<Item<NodeId>> = design
        .nodes
        .iter()
        .filter(|(id, _)| *id != now)
        .filter_map(|(id, node)| {
            let ends = match end {
                LineEnd::Source => graph.ends(id, None, &connection.target),
                LineEnd::Target => graph.ends(&connection.source, connection.entry.as_ref(), id),
            };
            let (remark, disabled) = match REGISTRY.possible(&ends?) {
                Ok(kinds) => {
                    let kept = kinds.iter().find(|kind| kind.spec().id == connection.kind).or(kinds.first());
                    (kept.map_or("", |kind| kind.spec().name).to_owned(), None)
                }
                Err(refusal) => (String::new(), Some(refusal.reason)),
            };
            let icon = Icon::Service(REGISTRY.service(&node.kind).map_or("resource", |s| s.spec().id));
            Some(Item { icon, title: node.name.clone(), remark, also: "", disabled, value: id.clone() })
        })
        .collect();
    items.sort_by_key(|item| item.disabled.is_some());
    let name = changes::line_name(design, line);
    let hint = if end == LineEnd::Source { format!("Where does {name} start?") } else { format!("Where does {name} lead?") };
    let Some(node) = search_ui(ui, "Lead to", &hint, items) else { return };
    frame.push(Action::Prompt(None));
    frame.edit(changes::lead_to(document, line.clone(), end, node, None));
}
