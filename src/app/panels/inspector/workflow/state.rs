//! The form of the selected state: its name, its place, its settings.

use egui::{ComboBox, Frame as Fill, Id, Margin, Role, Ui, WidgetInfo};

use super::Shown;
use crate::app::action::{Action, Change};
use crate::app::theme;
use crate::app::widgets::field::{FieldEvent, FieldState, field_ui};
use crate::app::widgets::{self, TextField, link};
use crate::catalog::Field;
use crate::design::{EntryId, Value};
use crate::services::workflow::definition::{self, NAME_LENGTH, State};
use crate::services::workflow::outline::{self, Row};
use crate::services::workflow::rewrite::{self, Spot};
use crate::services::workflow::state_fields;

pub(super) fn form_ui(ui: &mut Ui, shown: &Shown<'_>, state: State<'_>) {
    Fill::new().inner_margin(Margin { left: 8, right: 2, top: 2, bottom: 6 }).show(ui, |ui| {
        ui.set_width(ui.available_width());
        name_ui(ui, shown, state);
        place_ui(ui, shown, state);
        let states: Vec<String> = outline::beside(shown.definition, state.name).into_iter().map(str::to_owned).collect();
        let own = state.body["QueryLanguage"].as_str().map_or(shown.jsonata, |language| language == "JSONata");
        for field in state_fields::of(state.kind(), own) {
            setting_ui(ui, shown, state, field, &states);
            if field.id == state_fields::RETRY.id && state.body.get("Retry").is_none() {
                usual_retry_ui(ui, shown, state);
            }
        }
        if state.kind() == "Parallel" && link(ui, "Add branch").clicked() {
            let name = state.name.to_owned();
            shown.rewrite(format!("add branch to {}", state.name), move |definition, _| rewrite::add_branch(definition, &name));
        }
    });
}

fn name_ui(ui: &mut Ui, shown: &Shown<'_>, state: State<'_>) {
    let theme = theme::of(ui);
    ui.add_space(4.0);
    ui.label(theme::strong("Name", theme::SMALL, theme.text));
    ui.add_space(2.0);
    let id = Id::unique(("name of state", shown.view.id, state.name));
    let definition = shown.definition;
    let outcome = TextField::new(id, "Name of the state", state.name)
        .show(ui, |text| rewrite::rename(&mut definition.clone(), state.name, text).map(|()| text.trim().to_owned()));
    if let Some(error) = outcome.error {
        ui.label(theme::text(error, theme::SMALL, theme.error));
    }
    if let Some(title) = outcome.committed.filter(|title| title != state.name && title.chars().count() <= NAME_LENGTH) {
        shown.select(ui, Some(&title));
        let name = state.name.to_owned();
        shown.rewrite(format!("rename {name} to {title}"), move |definition, _| rewrite::rename(definition, &name, &title));
    }
}

/// Where else the state can go.
fn place_ui(ui: &mut Ui, shown: &Shown<'_>, state: State<'_>) {
    let own: Vec<&str> = definition::nested(state.body).flat_map(definition::states).map(|inner| inner.name).collect();
    let elsewhere = |name: &str| name != state.name && !own.contains(&name);
    let spots: Vec<(String, Spot)> = outline::rows(shown.definition)
        .into_iter()
        .filter_map(|row| match row {
            Row::State { state: other, .. } => {
                let closed = matches!(other.kind(), "Succeed" | "Fail");
                let spot = if closed { Spot::Before(other.name.to_owned()) } else { Spot::After(other.name.to_owned()) };
                elsewhere(other.name).then(|| (format!("{} {}", if closed { "Before" } else { "After" }, other.name), spot))
            }
            Row::Part { of, index, title, .. } => {
                elsewhere(of).then(|| (format!("Into {title} of {of}"), Spot::Into(of.to_owned(), index)))
            }
        })
        .filter(|(_, spot)| rewrite::move_to(&mut shown.definition.clone(), state.name, spot).is_ok())
        .collect();
    if spots.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    ui.add_space(8.0);
    ui.label(theme::strong("Move", theme::SMALL, theme.text));
    ui.add_space(2.0);
    let combo = ComboBox::from_id_salt(("move state", shown.view.id, state.name))
        .selected_text(theme::text("Elsewhere…", theme::BODY, theme.dim))
        .width(ui.available_width())
        .icon(widgets::chevron);
    let response = combo.show_ui(ui, |ui| {
        for (label, spot) in spots {
            if ui.selectable_label(false, &label).clicked() {
                let name = state.name.to_owned();
                shown.rewrite(format!("move {name}"), move |definition, _| rewrite::move_to(definition, &name, &spot));
            }
        }
    });
    response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("Move {}", state.name)));
}

fn setting_ui(ui: &mut Ui, shown: &Shown<'_>, state: State<'_>, field: &'static Field, states: &[String]) {
    let value = state_fields::get(state.body, field).map(Value);
    let held = FieldState { value: value.as_ref(), finding: None, references: None, remark: None, states };
    let id = Id::unique(("state setting", shown.view.id, state.name, field.id));
    let value = match field_ui(ui, id, field, &held) {
        Some(FieldEvent::Set(value)) => Some(value),
        Some(FieldEvent::Clear) => None,
        Some(FieldEvent::Left) => return shown.frame.push(Action::EndMerge),
        None => return,
    };
    let (node, entry) = (shown.view.id.clone(), EntryId::from(state.name));
    let title = format!("set {} of {}", field.label.to_lowercase(), state.name);
    shown.frame.edit(Change::new(title, move |draft| draft.set_entry_field(&node, &entry, field.id, value)));
}

/// A link that lets a task try again as AWS recommends for what it calls.
fn usual_retry_ui(ui: &mut Ui, shown: &Shown<'_>, state: State<'_>) {
    if state.kind() != "Task" || !link(ui, "Retry as AWS recommends").clicked() {
        return;
    }
    let line = state.connection().and_then(|id| shown.view.outgoing().find(|line| line.id.as_str() == id));
    let integration = match line.map(|line| line.target.node.kind.clone()).as_deref() {
        Some("function") => "lambda:invoke",
        Some("http_endpoint") => "http:invoke",
        _ => "",
    };
    let name = state.name.to_owned();
    shown.rewrite(format!("retry {name}"), move |definition, _| rewrite::retry_as_usual(definition, &name, integration));
}
