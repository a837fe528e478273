//! The form, made from the fields that the kind declares.

use std::sync::Arc;

use egui::{ComboBox, Id, Ui};

use super::{entries, references, runs, workflow};
use crate::REGISTRY;
use crate::app::action::{Action, Change};
use crate::app::changes::{self, Owner};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::neighbourhood::neighbourhood;
use crate::app::selection::Thing;
use crate::app::widgets::field::{FieldEvent, FieldState, field_ui};
use crate::app::{theme, widgets};
use crate::catalog::field::Kind;
use crate::catalog::{Field, Graph, Line, Place, Settings, Severity, alarm, conditions, parse};
use crate::design::{Design, NodeId, Value};

/// The settings of a node or connection.
pub(super) fn settings_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, thing: &Thing) {
    match thing {
        Thing::Node(id) => {
            let part = part_of(ui, document, thing, &[id]);
            let graph = Graph::new(&part, &REGISTRY);
            let Some(view) = graph.node(id) else { return unknown_ui(ui) };
            if let Some(line) = view.key_line() {
                let theme = theme::of(ui);
                let text = format!("{} encrypts it, whatever its settings say about encryption.", line.source.node.name);
                ui.add_space(4.0);
                ui.label(theme::text(text, theme::SMALL, theme.dim));
            }
            form_ui(ui, frame, document, &Owner::Node(id.clone()), &view);
            if view.node.kind == crate::services::workflow::SPEC.id {
                workflow::states_ui(ui, frame, &view);
            } else {
                entries::entries_ui(ui, frame, document, &view);
            }
        }
        Thing::Connection(id) => {
            let Some(connection) = document.design().connections.get(id) else { return };
            let part = part_of(ui, document, thing, &connection.nodes().collect::<Vec<_>>());
            let graph = Graph::new(&part, &REGISTRY);
            let Some(line) = graph.line(id) else { return unknown_ui(ui) };
            ends_ui(ui, frame, document, &line);
            form_ui(ui, frame, document, &Owner::Connection(id.clone()), &line);
            if line.specs().is_empty() && line.kind.spec().ends.is_empty() {
                ui.add_space(8.0);
                let theme = theme::of(ui);
                ui.label(theme::text("This connection has no settings.", theme::BODY, theme.dim));
            }
        }
        Thing::Group(_) | Thing::Note(_) => {}
    }
}

/// What the form asks of the design, the thing's nodes with their lines: found once per revision, as a design may have thousands of lines.
pub(super) fn part_of(ui: &Ui, document: &Document, thing: &Thing, nodes: &[&NodeId]) -> Arc<Design> {
    let key = Id::unique((document.id, document.editor.revision(), thing));
    let slot = Id::unique("part of the design in the form");
    if let Some((known, part)) = ui.data(|data| data.get_temp::<(Id, Arc<Design>)>(slot))
        && known == key
    {
        return part;
    }
    let part = Arc::new(neighbourhood(document.design(), nodes.iter().copied()));
    ui.data_mut(|data| data.insert_temp(slot, (key, Arc::clone(&part))));
    part
}

/// From which value on an alarm goes off where its threshold is empty.
fn threshold(document: &Document, owner: &Owner, field: &Field) -> Option<String> {
    let Owner::Entry(node, entry) = owner else { return None };
    if field.id != alarm::THRESHOLD.id {
        return None;
    }
    let node = document.design().nodes.get(node)?;
    let alarm = node.entries(alarm::FACET).iter().find(|alarm| alarm.id == *entry)?;
    alarm::assumed(REGISTRY.service(&node.kind)?.alarms(), &alarm.fields)
}

fn unknown_ui(ui: &mut Ui) {
    let theme = theme::of(ui);
    ui.label(theme::text("A newer version of Stackdraft made this; it is kept as it is.", theme::BODY, theme.dim));
}

/// The fields that apply, in the order the kind declares them.
pub(super) fn form_ui<'g>(ui: &mut Ui, frame: &Frame<'_>, document: &Document, owner: &Owner, settings: &impl Settings<'g>) {
    let references = || references::all(document.design(), std::slice::from_ref(owner));
    for field in settings.specs() {
        // A definition that is data has a section of its own.
        let apart = matches!(field.kind, Kind::StateMachine) && settings.literal(field).is_some();
        if apart || !settings.applies(field) {
            continue;
        }
        let state = FieldState {
            value: settings.set_value(field),
            finding: worst(document, owner, field),
            references: Some(&references),
            remark: runs::remark(settings, field)
                .or_else(|| in_environment(document, field, settings.set_value(field)))
                .or_else(|| threshold(document, owner, field)),
            states: &[],
        };
        let id = Id::unique(("field", owner.key(), field.id));
        match field_ui(ui, id, field, &state) {
            Some(FieldEvent::Set(value)) => set(frame, owner, field, Some(value)),
            Some(FieldEvent::Clear) => set(frame, owner, field, None),
            Some(FieldEvent::Left) => frame.push(Action::EndMerge),
            None => {}
        }
    }
}

/// What a field that takes a parameter is in the environment that is in use.
fn in_environment(document: &Document, field: &Field, value: Option<&Value>) -> Option<String> {
    let environment = document.environment()?;
    let value = conditions::field_in(document.design(), environment, field, value?)?;
    Some(format!("{} in {environment}", parse::display(field, &value)))
}

fn set(frame: &Frame<'_>, owner: &Owner, field: &'static Field, value: Option<Value>) {
    frame.edit(changes::set_field(owner, field.id, field.label, value));
}

/// The worst finding about a field.
pub(super) fn worst(document: &Document, owner: &Owner, field: &Field) -> Option<(Severity, String)> {
    let place = match owner {
        Owner::Node(id) => Place::Node(id.clone()),
        Owner::Entry(id, entry) => Place::Entry(id.clone(), entry.clone()),
        Owner::Connection(id) => Place::Connection(id.clone()),
    };
    let about = Thing::of_place(&place).into_iter().flat_map(|thing| document.analysis.about(&thing));
    let found = about.filter(|f| f.place == place && f.field == Some(field.id));
    found.min_by_key(|f| f.severity).map(|f| (f.severity, f.message.clone()))
}

/// The further ends of a connection: where its dead letters go, and the like.
fn ends_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, line: &Line<'_>) {
    let theme = theme::of(ui);
    for end in line.kind.spec().ends {
        ui.add_space(8.0);
        ui.label(theme::strong(end.label, theme::SMALL, theme.text)).on_hover_text(end.help);
        ui.add_space(2.0);
        let design = document.design();
        let current = line.connection.ends.get(end.id);
        let name = |id: &NodeId| design.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
        let shown = current.map_or_else(|| "None".to_owned(), name);
        let mut chosen: Option<Option<NodeId>> = None;
        let combo = ComboBox::new(("end", line.id, end.id), "").selected_text(shown).width(ui.available_width()).icon(widgets::chevron);
        let response = combo.show_ui(ui, |ui| {
            if ui.selectable_label(current.is_none(), "None").clicked() {
                chosen = Some(None);
            }
            let fitting = design.nodes.iter().filter(|(id, n)| end.to.contains(&n.kind.as_str()) && **id != line.connection.target);
            for (id, node) in fitting {
                if ui.selectable_label(current == Some(id), &node.name).clicked() {
                    chosen = Some(Some(id.clone()));
                }
            }
        });
        response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, end.label));
        if let Some(node) = chosen {
            let (id, end_id) = (line.id.clone(), end.id);
            let title = format!("set {} of {}", end.label.to_lowercase(), line.title());
            frame.edit(Change::new(title, move |draft| draft.set_end(&id, end_id, node.as_ref())));
        }
    }
}
