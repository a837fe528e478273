//! A field of a form, made from its spec: the control its kind asks for, its unit, range and help, what is wrong with it, and
//! a way back to the default.

use egui::{Color32, ComboBox, Id, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use serde_json::Value as Json;

use super::{TextField, amount, link, reference, segmented, switch, tester};
use crate::app::theme;
use crate::catalog::field::{Change, Choice, Field, Kind, Unit};
use crate::catalog::{Severity, parse};
use crate::design::{Form, Value};

/// What a field asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldEvent {
    /// Hold this.
    Set(Value),
    /// Go back to the default.
    Clear,
    /// Nothing more for now: what follows is a step of its own.
    Left,
}

/// What is known of a field besides its spec.
pub struct FieldState<'a> {
    /// What is set.
    pub value: Option<&'a Value>,
    /// What the checks found about it.
    pub finding: Option<(Severity, String)>,
    /// What it can refer to.
    pub references: Option<reference::Choices<'a>>,
    /// What follows from its value, such as the next runs of a schedule.
    pub remark: Option<String>,
    /// The states it can name.
    pub states: &'a [String],
}

/// Text fields whose content is code are this many rows high.
const CODE_ROWS: usize = 6;

/// A field with its label.
pub fn field_ui(ui: &mut Ui, id: Id, field: &'static Field, state: &FieldState<'_>) -> Option<FieldEvent> {
    ui.add_space(8.0);
    let is_set = state.value.is_some();
    if matches!(field.kind, Kind::Switch) && literal(field, state).is_some() {
        return switch_ui(ui, id, field, state);
    }
    let mut event = label_ui(ui, id, field, is_set, state.references);
    ui.add_space(2.0);
    let mut error = None;
    if let Some(value) = state.value.filter(|value| matches!(value.form(), Form::Reference(_))) {
        event = event.or(reference::held_ui(ui, id.with("held"), field, value, state.references.unwrap_or(&reference::nothing)));
        notes_ui(ui, field, None, state);
        return event;
    }
    let change = control_ui(ui, id.with("control"), field, state, &mut error);
    event = event.or(change);
    notes_ui(ui, field, error, state);
    if let Some(json) = literal(field, state) {
        tester::tester_ui(ui, id, field, &json);
    }
    event
}

/// What the field holds, where it is no reference.
fn literal(field: &Field, state: &FieldState<'_>) -> Option<Json> {
    match state.value {
        Some(value) => value.literal().cloned(),
        None => Some(field.default.to_json().unwrap_or(Json::Null)),
    }
}

/// The label; a dot before it says that the field is not as it is by default, and takes it back.
fn label_ui(ui: &mut Ui, id: Id, field: &Field, is_set: bool, references: Option<reference::Choices<'_>>) -> Option<FieldEvent> {
    let theme = theme::of(ui);
    let response = ui.add(egui::Label::new(theme::strong(field.label, theme::SMALL, theme.text)).sense(Sense::hover()));
    if !field.help.is_empty() {
        response.clone().on_hover_text(field.help);
    }
    change_ui(ui, id, field, response.rect);
    let referred = references.and_then(|choices| reference::picker_ui(ui, id, field, response.rect, choices));
    if !is_set || referred.is_some() {
        return referred;
    }
    let at = pos2(response.rect.left() - 9.0, response.rect.center().y);
    let area = egui::Rect::from_center_size(at, vec2(14.0, 16.0));
    let reset = ui.interact(area, id.with("reset"), Sense::click());
    reset.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Reset {}", field.label)));
    let radius = if reset.hovered() || reset.has_focus() { 4.5 } else { 2.5 };
    ui.painter().circle_filled(at, radius, theme.accent);
    let clicked = reset.clicked();
    reset.on_hover_text(default_text(field));
    clicked.then_some(FieldEvent::Clear)
}

/// At the label's right: what changing the field does to a resource that is deployed.
fn change_ui(ui: &mut Ui, id: Id, field: &Field, label: egui::Rect) {
    let (short, long) = match field.change {
        Change::Update => return,
        Change::Interruption => ("interrupts", "Changing this interrupts the resource"),
        Change::Replacement => ("replaces", "Changing this replaces the resource"),
    };
    let theme = theme::of(ui);
    let galley = ui.painter().layout_no_wrap(short.to_owned(), theme::regular(theme::SMALL), theme.dim);
    let right = pos2(ui.max_rect().right() - galley.size().x, label.center().y - galley.size().y / 2.0);
    let place = egui::Rect::from_min_size(right, galley.size());
    ui.painter().galley(right, galley, theme.dim);
    let response = ui.interact(place, id.with("change"), Sense::hover()).on_hover_text(long);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, long));
}

fn default_text(field: &Field) -> String {
    match field.default.to_json() {
        Some(json) => format!("Changed. Click for the default, {}", parse::display(field, &Value(json))),
        None => "Set. Click to clear".to_owned(),
    }
}

/// Range, and what is wrong.
fn notes_ui(ui: &mut Ui, field: &Field, error: Option<String>, state: &FieldState<'_>) {
    let theme = theme::of(ui);
    let mut note = |text: String, color: Color32| {
        ui.add_space(1.0);
        ui.label(theme::text(text, theme::SMALL, color));
    };
    if let Some(error) = error {
        note(error, theme.error);
    } else if let Some((severity, message)) = &state.finding {
        note(message.clone(), theme.severity(*severity));
    } else if let Some(remark) = &state.remark {
        note(remark.clone(), theme.dim);
    } else if let Some(range) = range(field) {
        note(range, theme.dim);
    }
}

fn range(field: &Field) -> Option<String> {
    let (Kind::Integer(min, max) | Kind::Duration(min, max) | Kind::Size(min, max)) = field.kind else { return None };
    Some(format!("From {} to {}", parse::with_unit(min, field.unit), parse::with_unit(max, field.unit)))
}

fn switch_ui(ui: &mut Ui, id: Id, field: &'static Field, state: &FieldState<'_>) -> Option<FieldEvent> {
    let theme = theme::of(ui);
    let on = literal(field, state).and_then(|v| v.as_bool()).unwrap_or(false);
    let mut event = None;
    ui.horizontal_top(|ui| {
        let width = ui.available_width() - 48.0;
        ui.vertical(|ui| {
            ui.set_width(width);
            event = label_ui(ui, id, field, state.value.is_some(), state.references);
            let first = field.help.split_inclusive(['.', ':', ';']).next().unwrap_or_default().trim_end_matches(['.', ':', ';']);
            ui.label(theme::text(first, theme::SMALL, theme.dim)).on_hover_text(field.help);
            notes_ui(ui, field, None, state);
        });
        ui.add_space(2.0);
        if switch(ui, field.label, on) {
            event = Some(FieldEvent::Set((!on).into()));
        }
    });
    event
}

fn control_ui(ui: &mut Ui, id: Id, field: &'static Field, state: &FieldState<'_>, error: &mut Option<String>) -> Option<FieldEvent> {
    let Some(json) = literal(field, state) else {
        return text_ui(ui, id, field, state, error);
    };
    match field.kind {
        Kind::Choice(choices) => choice_ui(ui, id, field, choices, &json),
        Kind::Duration(..) | Kind::Size(..) if amount::has_units(field) => amount::amount_ui(ui, id, field, &json, error),
        Kind::Several(choices) => super::several::several_ui(ui, field, choices, &json),
        Kind::KeyValues => super::pairs::pairs_ui(ui, id, field, &json),
        Kind::List(_) => super::pairs::list_ui(ui, id, field, &json),
        Kind::Records(fields) => super::records::records_ui(ui, id, field, fields, &json, state),
        Kind::State(_) => state_ui(ui, id, field, &json, state.states),
        _ => text_ui(ui, id, field, state, error),
    }
}

/// Few short choices stand side by side, others in a list.
fn choice_ui(ui: &mut Ui, id: Id, field: &Field, choices: &'static [Choice], json: &Json) -> Option<FieldEvent> {
    let chosen = choices.iter().position(|c| json.as_str() == Some(c.id));
    let letters: usize = choices.iter().map(|c| c.label.len()).sum();
    if choices.len() <= 3 && letters <= 33 {
        let labels: Vec<&str> = choices.iter().map(|c| c.label).collect();
        let index = segmented(ui, field.label, &labels, chosen)?;
        return Some(FieldEvent::Set(choices[index].id.into()));
    }
    let theme = theme::of(ui);
    let label = chosen.map_or("", |index| choices[index].label);
    let mut event = None;
    let combo = ComboBox::from_id_salt(id)
        .selected_text(theme::text(label, theme::BODY, theme.text))
        .width(ui.available_width())
        .icon(super::chevron);
    let response = combo
        .show_ui(ui, |ui| {
            for (index, choice) in choices.iter().enumerate() {
                if ui.selectable_label(chosen == Some(index), choice.label).clicked() {
                    event = Some(FieldEvent::Set(choice.id.into()));
                }
            }
        })
        .response;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, field.label);
        info.current_text_value = Some(label.to_owned());
        info
    });
    event
}

/// One of the workflow's states, or none.
fn state_ui(ui: &mut Ui, id: Id, field: &Field, json: &Json, states: &[String]) -> Option<FieldEvent> {
    let theme = theme::of(ui);
    let chosen = json.as_str().unwrap_or_default();
    let mut event = None;
    let label = |name: &str| if name.is_empty() { "None".to_owned() } else { name.to_owned() };
    let combo = ComboBox::from_id_salt(id)
        .selected_text(theme::text(label(chosen), theme::BODY, theme.text))
        .width(ui.available_width())
        .icon(super::chevron);
    let response = combo.show_ui(ui, |ui| {
        let none = (!field.required).then_some("").into_iter();
        for name in none.chain(states.iter().map(String::as_str)) {
            if ui.selectable_label(chosen == name, label(name)).clicked() && chosen != name {
                event = Some(if name.is_empty() { FieldEvent::Clear } else { FieldEvent::Set(name.into()) });
            }
        }
    });
    response.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, field.label);
        info.current_text_value = Some(label(chosen));
        info
    });
    event
}

/// A value as it is written into a text field.
fn written(field: &Field, state: &FieldState<'_>) -> String {
    let shown = |value: &Value| match value.form() {
        Form::Literal(Json::String(text)) => text.clone(),
        Form::Literal(Json::Number(number)) => number.to_string(),
        Form::Literal(Json::Null) => String::new(),
        Form::Literal(other) => serde_json::to_string_pretty(other).unwrap_or_default(),
        Form::Reference(crate::design::Reference::Parameter(name) | crate::design::Reference::Pseudo(name)) => format!("!Ref {name}"),
        Form::Reference(_) | Form::Expression(_) => value.0.to_string(),
    };
    match state.value {
        Some(value) => shown(value),
        None => field.default.to_json().map_or_else(String::new, |json| shown(&Value(json))),
    }
}

fn text_ui(ui: &mut Ui, id: Id, field: &'static Field, state: &FieldState<'_>, error: &mut Option<String>) -> Option<FieldEvent> {
    let current = written(field, state);
    let code = matches!(field.kind, Kind::Json | Kind::EventPattern | Kind::FilterPolicy | Kind::StateMachine);
    let rows = match field.kind {
        Kind::StateMachine => 14,
        Kind::Lines => 4,
        _ if code => CODE_ROWS,
        _ => 1,
    };
    let hint = field.example.to_json().map_or_else(String::new, |json| parse::display(field, &Value(json)));
    let unit = if field.unit == Unit::None { "" } else { field.unit.name() };
    let mut edit = TextField::new(id, field.label, &current).hint(&hint).unit(unit).rows(rows).secret(field.secret);
    if code {
        edit = edit.json();
    }
    let outcome = edit.show(ui, |text| {
        if text.trim().is_empty() && !matches!(field.kind, Kind::Text(_) | Kind::Lines) {
            return Ok(None);
        }
        if text.is_empty() {
            return Ok(None);
        }
        parse::parse(field, text).map(Some)
    });
    *error = outcome.error;
    match outcome.committed {
        Some(Some(value)) => Some(FieldEvent::Set(value)),
        Some(None) => Some(FieldEvent::Clear),
        None => outcome.left.then_some(FieldEvent::Left),
    }
}

/// A link that adds one more to a list.
pub(super) fn add_link(ui: &mut Ui, what: &str) -> bool {
    link(ui, what).clicked()
}
