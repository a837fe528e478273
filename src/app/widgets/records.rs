//! Records: entries with fields of their own, each in a frame.

use egui::{Frame, Id, Margin, Stroke, Ui};
use serde_json::{Map, Value as Json};

use super::field::{FieldEvent, FieldState, add_link, field_ui};
use super::icon_button;
use crate::app::theme;
use crate::catalog::field::{Field, Kind};
use crate::design::Value;

/// The records of a field.
pub(super) fn records_ui(
    ui: &mut Ui,
    id: Id,
    field: &'static Field,
    fields: &'static [Field],
    json: &Json,
    state: &FieldState<'_>,
) -> Option<FieldEvent> {
    let empty = Vec::new();
    let records = json.as_array().unwrap_or(&empty);
    let mut next = None;
    for (index, record) in records.iter().enumerate() {
        let theme = theme::of(ui);
        let frame = Frame::new().fill(theme.raised).stroke(Stroke::new(1.0, theme.border)).corner_radius(6.0);
        frame.inner_margin(Margin { left: 14, right: 10, top: 4, bottom: 8 }).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(theme::text(format!("{} {}", field.label, index + 1), theme::SMALL, theme.dim));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if icon_button(ui, "remove", &format!("Remove {} {}", field.label, index + 1)).clicked() {
                        next = Some(records.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, r)| r.clone()).collect::<Vec<_>>());
                    }
                });
            });
            if let Some(changed) = record_ui(ui, id.with(index), fields, record, state) {
                let mut records = records.clone();
                records[index] = changed;
                next = Some(records);
            }
        });
        ui.add_space(4.0);
    }
    if add_link(ui, &format!("Add to {}", field.label.to_lowercase())) {
        let begin: Map<String, Json> =
            fields.iter().filter(|f| f.required).filter_map(|f| Some((f.id.to_owned(), begin_with(f, state)?))).collect();
        next = Some(records.iter().cloned().chain([Json::Object(begin)]).collect());
    }
    next.map(|list| if list.is_empty() { FieldEvent::Clear } else { FieldEvent::Set(Value(Json::Array(list))) })
}

/// What a field of a new record holds.
fn begin_with(field: &Field, state: &FieldState<'_>) -> Option<Json> {
    let named = || matches!(field.kind, Kind::State(_)).then(|| state.states.first().map(|name| Json::from(name.as_str()))).flatten();
    field.example.to_json().or_else(|| field.default.to_json()).or_else(named)
}

fn record_ui(ui: &mut Ui, id: Id, fields: &'static [Field], record: &Json, owner: &FieldState<'_>) -> Option<Json> {
    let object = record.as_object().cloned().unwrap_or_default();
    let mut changed = None;
    for field in fields.iter().filter(|field| applies(field, fields, &object)) {
        let value = object.get(field.id).map(|json| Value(json.clone()));
        let state = FieldState { value: value.as_ref(), finding: None, references: owner.references, remark: None, states: owner.states };
        let mut object = object.clone();
        match field_ui(ui, id.with(field.id), field, &state) {
            Some(FieldEvent::Set(value)) => {
                object.insert(field.id.to_owned(), value.0);
                changed = Some(Json::Object(object));
            }
            Some(FieldEvent::Clear) => {
                object.shift_remove(field.id);
                changed = Some(Json::Object(object));
            }
            Some(FieldEvent::Left) | None => {}
        }
    }
    changed
}

/// Whether a field of a record has a meaning, as the record's others are.
fn applies(field: &Field, fields: &[Field], record: &Map<String, Json>) -> bool {
    field.applies.iter().all(|when| {
        let default = || fields.iter().find(|other| other.id == when.field).and_then(|other| other.default.to_json());
        let value = record.get(when.field).cloned().or_else(default);
        match when.is {
            [] => value.is_some_and(|value| !value.is_null() && value != ""),
            is => is.iter().any(|literal| literal.to_json() == value),
        }
    })
}
