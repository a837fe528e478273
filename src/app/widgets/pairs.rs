//! Names with values, and lists of texts: one row each.

use egui::{Id, Ui};
use serde_json::{Map, Value as Json};

use super::field::{FieldEvent, add_link};
use super::{TextField, icon_button};
use crate::catalog::field::Field;
use crate::design::{Form, Value, value};

/// How much of a row its name takes; values are longer.
const NAMES: f32 = 0.42;
/// Width of the button at a row's end.
const BUTTON: f32 = 32.0;

fn shown(json: &Json) -> String {
    match value::form(json) {
        Form::Literal(Json::String(text)) => text.clone(),
        Form::Reference(crate::design::Reference::Parameter(name) | crate::design::Reference::Pseudo(name)) => format!("!Ref {name}"),
        _ => json.to_string(),
    }
}

/// What a text in a row stands for: a reference where it says so, else itself.
fn read(text: &str) -> Json {
    match text.strip_prefix("!Ref ") {
        Some(name) if name.contains("::") => serde_json::json!({ "$pseudo": name.trim() }),
        Some(name) => serde_json::json!({ "$parameter": name.trim() }),
        None => Json::from(text),
    }
}

/// A field of names with values.
pub(super) fn pairs_ui(ui: &mut Ui, id: Id, field: &Field, json: &Json) -> Option<FieldEvent> {
    let empty = Map::new();
    let next = table_ui(ui, id, field.label, json.as_object().unwrap_or(&empty));
    next.map(|map| if map.is_empty() { FieldEvent::Clear } else { FieldEvent::Set(Value(Json::Object(map))) })
}

/// Names with values, and what they are after a change.
pub fn table_ui(ui: &mut Ui, id: Id, label_of_all: &str, pairs: &Map<String, Json>) -> Option<Map<String, Json>> {
    let mut next = None;
    for (index, (name, held)) in pairs.iter().enumerate() {
        ui.horizontal(|ui| {
            let room = ui.available_width() - BUTTON - 16.0;
            let width = room * NAMES;
            let label = format!("{label_of_all} name {}", index + 1);
            let renamed = sized(ui, width, |ui| text(ui, id.with((index, "name")), &label, name));
            let label = format!("{label_of_all} value of {name}");
            let changed = sized(ui, room - width, |ui| text(ui, id.with((index, "value")), &label, &shown(held)));
            let removed = icon_button(ui, "remove", &format!("Remove {name}")).clicked();
            if renamed.is_some() || changed.is_some() || removed {
                let edit = |(at, (key, value)): (usize, (&String, &Json))| {
                    if at != index {
                        return Some((key.clone(), value.clone()));
                    }
                    let key = renamed.clone().filter(|r| !r.is_empty()).unwrap_or_else(|| key.clone());
                    (!removed).then(|| (key, changed.as_deref().map_or_else(|| value.clone(), read)))
                };
                next = Some(pairs.iter().enumerate().filter_map(edit).collect::<Map<_, _>>());
            }
        });
    }
    if add_link(ui, &format!("Add to {}", label_of_all.to_lowercase())) {
        let name = crate::design::ids::unused("NAME", "_", |name| pairs.contains_key(name));
        let mut more = pairs.clone();
        more.insert(name, Json::from("value"));
        next = Some(more);
    }
    next
}

/// Texts in an order.
pub(super) fn list_ui(ui: &mut Ui, id: Id, field: &Field, json: &Json) -> Option<FieldEvent> {
    let empty = Vec::new();
    let items = json.as_array().unwrap_or(&empty);
    let mut next = None;
    for (index, item) in items.iter().enumerate() {
        ui.horizontal(|ui| {
            let width = ui.available_width() - BUTTON - 8.0;
            let label = format!("{} {}", field.label, index + 1);
            let changed = sized(ui, width, |ui| text(ui, id.with(index), &label, &shown(item)));
            if icon_button(ui, "remove", &format!("Remove {label}")).clicked() {
                let kept = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| item.clone());
                next = Some(kept.collect::<Vec<_>>());
            } else if let Some(changed) = changed {
                let mut items = items.clone();
                items[index] = read(&changed);
                next = Some(items);
            }
        });
    }
    if add_link(ui, &format!("Add to {}", field.label.to_lowercase())) {
        let example = field.example.to_json().and_then(|e| e.get(0).cloned()).unwrap_or_else(|| Json::from("value"));
        next = Some(items.iter().cloned().chain([example]).collect());
    }
    next.map(|list| if list.is_empty() { FieldEvent::Clear } else { FieldEvent::Set(Value(Json::Array(list))) })
}

fn sized<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.allocate_ui(egui::vec2(width, 30.0), |ui| {
        ui.set_width(width);
        add(ui)
    })
    .inner
}

fn text(ui: &mut Ui, id: Id, name: &str, current: &str) -> Option<String> {
    TextField::new(id, name, current).show(ui, |text| Ok(text.to_owned())).committed
}
