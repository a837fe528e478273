//! Trying an event on a pattern: paste one, and see whether it matches or where it first does not.

use egui::{CollapsingHeader, Id, Role, TextEdit, Ui, WidgetInfo, vec2};
use serde_json::{Map, Value as Json};

use crate::app::icons::{self, Icon};
use crate::app::{code, theme, triangles};
use crate::catalog::field::{Field, Kind};
use crate::catalog::{pattern, sample_event};

/// The tester of a field that holds a pattern.
pub(super) fn tester_ui(ui: &mut Ui, id: Id, field: &Field, held: &Json) {
    let Some(held) = held.as_object().filter(|held| !held.is_empty()) else { return };
    let theme = theme::of(ui);
    let what = match field.kind {
        Kind::EventPattern => "Try an event",
        Kind::FilterPolicy => "Try a message",
        _ => return,
    };
    let heading = theme::text(what, theme::SMALL, theme.accent);
    CollapsingHeader::new(heading).id_salt(id.with("tester")).show_unindented(ui, |ui| {
        let key = id.with("tried");
        let mut text = ui.data(|data| data.get_temp::<String>(key)).unwrap_or_else(|| begin(held));
        triangles::shows_text(ui.ctx(), &text);
        let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| {
            let mut job = code::json(text.as_str(), theme::of(ui), theme::SMALL);
            job.wrap.max_width = width;
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let edit = TextEdit::multiline(&mut text).desired_rows(5).margin(vec2(10.0, 7.0)).desired_width(f32::INFINITY);
        let response = ui.add(edit.layouter(&mut layouter));
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::MultilineTextInput, true, format!("{what} for {}", field.label));
            info.current_text_value = Some(text.clone());
            info
        });
        if response.changed() {
            ui.data_mut(|data| data.insert_temp(key, text.clone()));
        }
        let (icon, color, said) = match serde_json::from_str::<Json>(&text) {
            Err(error) => ("warning", theme.warning, no_json(&text, &error)),
            Ok(event) => match pattern::matches(held, &event) {
                Ok(()) => ("ok", theme.good, "It matches".to_owned()),
                Err(mismatch) => ("error", theme.error, mismatch.sentence()),
            },
        };
        ui.add_space(2.0);
        ui.horizontal_top(|ui| {
            icons::show(ui, Icon::Command(icon), 14.0, color);
            ui.add(egui::Label::new(theme::text(said, theme::SMALL, color)).wrap());
        });
    });
}

/// The text to begin with: what the pattern lets through.
fn begin(held: &Map<String, Json>) -> String {
    serde_json::to_string_pretty(&sample_event(held)).unwrap_or_default()
}

/// Why a text is no JSON, and where.
fn no_json(text: &str, error: &serde_json::Error) -> String {
    match crate::cfn::read::json::parse(text) {
        Err(fault) => {
            let (line, column) = crate::cfn::read::line_and_column(text, fault.offset);
            format!("No JSON: line {line}, column {column}: {}", fault.message)
        }
        Ok(_) => format!("No JSON: {error}"),
    }
}
