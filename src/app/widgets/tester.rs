//! Trying an event on a pattern: paste one, and see whether it matches or where it first does not.

use egui::{CollapsingHeader, Id, Role, TextEdit, Ui, WidgetInfo, vec2};
use serde_json::Value as Json;

use crate::app::icons::{self, Icon};
use crate::app::{theme, triangles};
use crate::catalog::field::{Field, Kind};
use crate::catalog::pattern;

/// An event to begin with.
const EVENT: &str = "{\n  \"source\": \"shop\",\n  \"detail-type\": \"Order placed\",\n  \"detail\": {}\n}";

/// The tester of a field that holds a pattern.
pub(super) fn tester_ui(ui: &mut Ui, id: Id, field: &Field, held: &Json) {
    let Some(held) = held.as_object().filter(|held| !held.is_empty()) else { return };
    let theme = theme::of(ui);
    let (what, begin) = match field.kind {
        Kind::EventPattern => ("Try an event", EVENT),
        Kind::FilterPolicy => ("Try a message", "{\n}"),
        _ => return,
    };
    let heading = theme::text(what, theme::SMALL, theme.accent);
    CollapsingHeader::new(heading).id_salt(id.with("tester")).show_unindented(ui, |ui| {
        let key = id.with("tried");
        let mut text = ui.data(|data| data.get_temp::<String>(key)).unwrap_or_else(|| begin.to_owned());
        triangles::shows_text(ui.ctx(), &text);
        let edit = TextEdit::multiline(&mut text).font(theme::mono(theme::SMALL)).desired_rows(5).margin(vec2(10.0, 7.0));
        let response = ui.add(edit.desired_width(f32::INFINITY));
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::MultilineTextInput, true, format!("{what} for {}", field.label));
            info.current_text_value = Some(text.clone());
            info
        });
        if response.changed() {
            ui.data_mut(|data| data.insert_temp(key, text.clone()));
        }
        let (icon, color, said) = match serde_json::from_str::<Json>(&text) {
            Err(error) => ("warning", theme.warning, format!("No JSON: {error}")),
            Ok(event) => match pattern::matches(held, &event) {
                Ok(()) => ("ok", theme.good, "It matches".to_owned()),
                Err(mismatch) => ("error", theme.error, mismatch.sentence()),
            },
        };
        ui.horizontal_wrapped(|ui| {
            icons::show(ui, Icon::Command(icon), 14.0, color);
            ui.label(theme::text(said, theme::SMALL, color));
        });
    });
}
