//! Any of a few, each a mark that is set or not.

use egui::{Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use serde_json::Value as Json;

use super::field::FieldEvent;
use crate::app::theme;
use crate::catalog::field::{Choice, Field};
use crate::design::Value;

/// A field of which several choices may hold.
pub(super) fn several_ui(ui: &mut Ui, field: &Field, choices: &'static [Choice], json: &Json) -> Option<FieldEvent> {
    let holds = |choice: &Choice| json.as_array().is_some_and(|list| list.iter().any(|item| item.as_str() == Some(choice.id)));
    let mut changed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        for choice in choices {
            if chip(ui, choice.label, holds(choice)) {
                changed = Some(choice.id);
            }
        }
    })
    .response
    .on_hover_text(field.help);
    let changed = changed?;
    // In the order the kind lists them, whatever the order of clicks.
    let next: Vec<Json> = choices.iter().filter(|c| holds(c) != (c.id == changed)).map(|c| c.id.into()).collect();
    Some(if next.is_empty() { FieldEvent::Clear } else { FieldEvent::Set(Value(Json::Array(next))) })
}

/// A mark with a name; whether it was clicked.
fn chip(ui: &mut Ui, name: &str, on: bool) -> bool {
    let theme = theme::of(ui);
    let color = if on { theme.on_accent } else { theme.text };
    let text = ui.painter().layout_no_wrap(name.to_owned(), egui::FontId::proportional(theme::SMALL), color);
    let (rect, response) = ui.allocate_exact_size(text.size() + vec2(16.0, 8.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, name));
    let fill = if on {
        theme.accent
    } else if response.hovered() {
        theme.hover
    } else {
        theme.raised
    };
    let edge = if response.has_focus() || on { theme.accent } else { theme.border };
    ui.painter().rect(rect, rect.height() / 2.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    ui.painter().galley(rect.center() - text.size() / 2.0, text, color);
    response.clicked()
}
