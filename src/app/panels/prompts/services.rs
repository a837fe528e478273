//! The services that can stand at a place; after a line was let go on the canvas, those it can lead to; on a line, those it can
//! lead through.

use egui::Ui;

use super::search::{Item, search_ui};
use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::actions;
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::app::neighbourhood::neighbourhood;
use crate::catalog::draft::Draft;
use crate::catalog::service::ServiceSpec;
use crate::catalog::{ConnectionKind, LineStyle, alarm};
use crate::design::geometry::Point;
use crate::design::{ConnectionId, EntryId, Node, NodeId};
use crate::draw::outline;

/// The list.
pub(super) fn services_ui(ui: &mut Ui, frame: &Frame<'_>, at: Point, from: Option<&(NodeId, Option<EntryId>)>) {
    let Some(document) = frame.document() else { return };
    let source = from.and_then(|(id, _)| document.design().nodes.get(id));
    let entry = from.and_then(|(_, entry)| entry.as_ref());
    let mut items: Vec<Item<&'static str>> = REGISTRY
        .services
        .iter()
        .map(|service| {
            let spec = service.spec();
            let refused = source.filter(|source| leading(source, entry, spec.id).is_none());
            let disabled = refused.map(|source| REGISTRY.reason(&source.kind, spec.id));
            item(spec, disabled)
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

fn item(spec: &ServiceSpec, disabled: Option<String>) -> Item<&'static str> {
    Item { icon: Icon::Service(spec.id), title: spec.name.to_owned(), remark: spec.summary.to_owned(), also: "", disabled, value: spec.id }
}

/// What a line from a node to a new one of a service would be first.
pub(super) fn leading(source: &Node, entry: Option<&EntryId>, service: &str) -> Option<&'static dyn ConnectionKind> {
    let alarms = source.entries(alarm::FACET).iter().any(|alarm| Some(&alarm.id) == entry);
    REGISTRY.between(&source.kind, service).find(|kind| (kind.spec().style == LineStyle::Alarm) == alarms)
}

/// The services that can become part of a line: by keyboard what dropping one on it does.
pub(super) fn put_into_ui(ui: &mut Ui, frame: &Frame<'_>, line: &ConnectionId) {
    let Some(document) = frame.document() else { return };
    let design = document.design();
    let Some(connection) = design.connections.get(line) else { return };
    let part = neighbourhood(design, [&connection.source, &connection.target]);
    let mut items: Vec<Item<&'static str>> = REGISTRY
        .services
        .iter()
        .map(|service| {
            let spec = service.spec();
            let put = Draft::new(&part, &REGISTRY).insert_on_line(line, spec.id, Point::default());
            let disabled = put.err().map(|problem| crate::app::state::capital(&problem.message));
            item(spec, disabled)
        })
        .collect();
    items.sort_by_key(|item| item.disabled.is_some());
    let hint = format!("What stands between {}?", changes::line_name(design, line));
    let Some(kind) = search_ui(ui, "Put into the line", &hint, items) else { return };
    frame.push(Action::Prompt(None));
    let scene = document.scene();
    let course = scene.line(line).and_then(|place| scene.lines.get(place));
    let middle = course.and_then(|course| outline::middle(&course.points)).unwrap_or_default();
    let at = actions::free_near(frame.state, middle.offset(-88.0, -28.0));
    frame.edit(changes::insert_on_line(document, line.clone(), kind, at));
}
