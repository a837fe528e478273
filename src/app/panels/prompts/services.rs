//! The services that can stand at a place; after a line was let go on the canvas, those it can lead to.

use egui::Ui;

use super::search::{Item, search_ui};
use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::catalog::{LineStyle, alarm};
use crate::design::geometry::Point;
use crate::design::{EntryId, NodeId};

/// The list.
pub(super) fn services_ui(ui: &mut Ui, frame: &Frame<'_>, at: Point, from: Option<&(NodeId, Option<EntryId>)>) {
    let Some(document) = frame.document() else { return };
    let source = from.and_then(|(id, _)| document.design().nodes.get(id));
    let entry = from.and_then(|(_, entry)| entry.as_ref());
    let alarms = source.is_some_and(|node| node.entries(alarm::FACET).iter().any(|alarm| Some(&alarm.id) == entry));
    let mut items: Vec<Item<&'static str>> = REGISTRY
        .services
        .iter()
        .map(|service| {
            let spec = service.spec();
            let disabled = source.and_then(|source| {
                let possible = REGISTRY.between(&source.kind, spec.id).any(|kind| (kind.spec().style == LineStyle::Alarm) == alarms);
                (!possible).then(|| REGISTRY.refusal(&source.kind, spec.id).reason)
            });
            Item { icon: Icon::Service(spec.id), title: spec.name.to_owned(), remark: spec.summary.to_owned(), disabled, value: spec.id }
        })
        .collect();
    items.sort_by_key(|item| item.disabled.is_some());
    let hint = source.map_or_else(|| "Which service?".to_owned(), |node| format!("What does {} lead to?", node.name));
    let Some(kind) = search_ui(ui, "Add a node", &hint, items) else { return };
    frame.push(Action::Prompt(None));
    // A line ends at the middle of a card's left side; a node added by itself has its middle where the pointer is.
    let at = if from.is_some() { at.offset(0.0, -28.0) } else { at };
    let at = frame.state.on_grid(at);
    frame.edit(changes::add_node(&REGISTRY, kind, Some(at), from.cloned()));
}
