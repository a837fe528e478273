//! Values that something else supplies: a parameter, the deployment, another node, another stack, a secret.

use egui::{Id, Popup, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::TextField;
use super::field::FieldEvent;
use crate::app::icons::{self, Icon};
use crate::app::theme;
use crate::catalog::field::Field;
use crate::design::{Form, Reference, Value};

/// Something a field can refer to.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The heading it stands under.
    pub section: &'static str,
    /// What it is called.
    pub label: String,
    /// What the field then holds.
    pub value: Value,
}

/// What a field can refer to, listed only when somebody looks: a design has many nodes.
pub type Choices<'a> = &'a dyn Fn() -> Vec<Choice>;

/// Nothing to refer to.
pub fn nothing() -> Vec<Choice> {
    Vec::new()
}

/// What a reference is called.
fn name(value: &Value, choices: Choices<'_>) -> Option<String> {
    let known = || choices().into_iter().find(|choice| choice.value == *value).map(|choice| choice.label);
    match value.form() {
        Form::Literal(_) | Form::Expression(_) => None,
        Form::Reference(reference) => Some(match reference {
            Reference::Parameter(name) => format!("Parameter {name}"),
            Reference::Pseudo(name) => known().unwrap_or_else(|| name.to_owned()),
            Reference::Attribute { node, attribute } => known().unwrap_or_else(|| format!("{attribute} of {node}")),
            Reference::Import(name) => format!("Export {name}"),
            Reference::Dynamic(text) => text.to_owned(),
        }),
    }
}

/// The button beside a label that offers what the field can refer to.
pub(super) fn picker_ui(ui: &Ui, id: Id, field: &Field, label: egui::Rect, choices: Choices<'_>) -> Option<FieldEvent> {
    if !field.takes_references() {
        return None;
    }
    let theme = theme::of(ui);
    let area = egui::Rect::from_center_size(pos2(label.right() + 13.0, label.center().y), vec2(18.0, 18.0));
    let button = ui.interact(area, id.with("refer"), Sense::click());
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Refer from {}", field.label)));
    let color = if button.hovered() || button.has_focus() { theme.accent } else { theme.faint };
    icons::paint(ui.ctx(), ui.painter(), Icon::Command("link"), egui::Rect::from_center_size(area.center(), vec2(12.0, 12.0)), color);
    let button = button.on_hover_text("Take the value from a parameter, another node, another stack or a secret");
    let mut chosen = None;
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(220.0);
        let mut section = "";
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for choice in choices() {
                if choice.section != section {
                    section = choice.section;
                    ui.label(theme::strong(section, theme::TINY, theme.dim));
                }
                if ui.button(&choice.label).clicked() {
                    chosen = Some(FieldEvent::Set(choice.value));
                    ui.close();
                }
            }
        });
    });
    chosen
}

/// The control of a field that holds a reference: what it is, and where it is a name, that name to be written.
pub(super) fn held_ui(ui: &mut Ui, id: Id, field: &Field, value: &Value, choices: Choices<'_>) -> Option<FieldEvent> {
    let theme = theme::of(ui);
    let (what, written, key) = match value.form() {
        Form::Reference(Reference::Import(name)) => ("Export of another stack", name.to_owned(), "$import"),
        Form::Reference(Reference::Dynamic(text)) => ("Looked up when deploying", text.to_owned(), "$dynamic"),
        _ => {
            let shown = name(value, choices)?;
            let frame = egui::Frame::new().fill(theme.selection).corner_radius(6.0).inner_margin(egui::Margin::symmetric(10, 7));
            frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal(|ui| {
                    icons::show(ui, Icon::Command("link"), 14.0, theme.accent);
                    ui.label(theme::text(shown, theme::BODY, theme.text));
                });
            });
            return None;
        }
    };
    ui.label(theme::text(what, theme::SMALL, theme.dim));
    let outcome = TextField::new(id, field.label, &written).mono().show(ui, |text| {
        let text = text.trim();
        let fits = key == "$import" || (text.starts_with("{{resolve:") && text.ends_with("}}"));
        if text.is_empty() || !fits { Err("Written as {{resolve:ssm:/path/name}}".to_owned()) } else { Ok(text.to_owned()) }
    });
    if let Some(error) = outcome.error {
        ui.label(theme::text(error, theme::SMALL, theme.error));
    }
    outcome.committed.map(|text| FieldEvent::Set(Value(serde_json::json!({ key: text }))))
}
