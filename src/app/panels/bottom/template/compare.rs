//! The template beside its last export or the one that is deployed: what came, what went, and the lines around it.

use std::path::Path;
use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{Align2, Id, ScrollArea, Sense, Ui, pos2, vec2};

use super::{NUMBERS, line_height, thing_at};
use crate::app::action::Action;
use crate::app::analysis::Text;
use crate::app::document::Document;
use crate::app::exported::{self, Row};
use crate::app::frame::Frame;
use crate::app::selection::Selection;
use crate::app::{code, theme};

/// What the template is compared with.
pub(super) struct Other<'a> {
    text: &'a Arc<str>,
    /// The file it is in; none where it is deployed.
    path: Option<&'a Path>,
}

impl<'a> Other<'a> {
    /// The one to compare with; none where the template is shown alone.
    pub(super) fn of(document: &'a Document) -> Option<Self> {
        #[cfg(feature = "deploy")]
        if let Some(text) = &document.deployment.compared {
            return Some(Self { text, path: None });
        }
        let exported = document.exported.as_ref()?;
        Some(Self { text: exported.compared.as_ref()?, path: Some(&exported.path) })
    }

    fn is_json(&self) -> bool {
        self.path.map_or_else(|| self.text.trim_start().starts_with('{'), exported::is_json)
    }

    /// What has changed since, in a sentence.
    fn said(&self, added: usize, removed: usize) -> String {
        let lines = |n: usize| if n == 1 { "1 line".to_owned() } else { format!("{n} lines") };
        let counted = format!("{} came, {} went", lines(added), lines(removed));
        let name = self.path.map(|path| path.file_name().and_then(|name| name.to_str()).unwrap_or_default());
        match (name, added + removed) {
            (Some(name), 0) => format!("Nothing has changed since {name} was exported."),
            (Some(name), _) => format!("Since {name} was exported: {counted}."),
            (None, 0) => "The template that is deployed is the design's.".to_owned(),
            (None, _) => format!("Against the template that is deployed: {counted}."),
        }
    }
}

/// The comparison, made anew only when one of the two has changed.
fn rows(ui: &Ui, document: &Document, other: &Other<'_>) -> Arc<Vec<Row>> {
    let key = Id::unique((document.id, document.analysis.revision, other.text.as_ptr().addr()));
    let slot = Id::unique("template compared");
    // The text is kept as well: another one could come to stand where it stood.
    if let Some((known, _, rows)) = ui.data(|data| data.get_temp::<(Id, Arc<str>, Arc<Vec<Row>>)>(slot))
        && known == key
    {
        return rows;
    }
    let rows = Arc::new(exported::rows(other.text, document.analysis.text(other.is_json()).content));
    ui.data_mut(|data| data.insert_temp(slot, (key, Arc::clone(other.text), Arc::clone(&rows))));
    rows
}

/// Shows it.
pub(super) fn compare_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, other: &Other<'_>) {
    let theme = theme::of(ui);
    let rows = rows(ui, document, other);
    let count = |is: fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
    let (added, removed) = (count(|row| matches!(row, Row::Added(..))), count(|row| matches!(row, Row::Removed(_))));
    ui.horizontal(|ui| {
        ui.add_space(18.0);
        let label = ui.label(theme::text(other.said(added, removed), theme::SMALL, theme.dim));
        match other.path {
            Some(path) => drop(label.on_hover_text(path.display().to_string())),
            None => end_ui(ui, frame),
        }
    });
    ui.add_space(2.0);
    let (height, now) = (line_height(ui), document.analysis.text(other.is_json()));
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::both().auto_shrink([false, false]).id_salt("template compared").show_rows(ui, height, rows.len(), |ui, range| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for row in rows.get(range).unwrap_or_default() {
            row_ui(ui, frame, (document, now), row, height);
        }
    });
}

/// Back to the design's template alone.
#[cfg(feature = "deploy")]
fn end_ui(ui: &mut Ui, frame: &Frame<'_>) {
    if crate::app::widgets::link(ui, "Show the design's alone").clicked() {
        frame.push(Action::Deployment(crate::app::deployment::Request::EndComparison));
    }
}

/// Nothing is deployed from this program.
#[cfg(not(feature = "deploy"))]
fn end_ui(_: &mut Ui, _: &Frame<'_>) {}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, (document, now): (&Document, Text<'_>), row: &Row, height: f32) {
    let theme = theme::of(ui);
    let (sign, number, text, color) = match row {
        Row::Same(count) => ("", None, format!("{count} lines as they were"), theme.dim),
        Row::Beside(number, text) => (" ", Some(*number), text.clone(), theme.text),
        Row::Added(number, text) => ("+", Some(*number), text.clone(), theme.good),
        Row::Removed(text) => ("−", None, text.clone(), theme.error),
    };
    let mut job = LayoutJob::default();
    if matches!(row, Row::Beside(..)) {
        let colour = if now.is_json { code::json_line } else { code::yaml_line };
        colour(&mut job, &text, theme, theme::BODY);
    } else {
        job.append(&text, 0.0, egui::TextFormat { font_id: theme::mono(theme::BODY), color, ..egui::TextFormat::default() });
    }
    let galley = ui.painter().layout_job(job);
    let width = (NUMBERS + 36.0 + galley.size().x).max(ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| {
        let label = match row {
            Row::Added(..) => format!("Added: {}", text.trim()),
            Row::Removed(_) => format!("Removed: {}", text.trim()),
            Row::Same(_) | Row::Beside(..) => text.trim().to_owned(),
        };
        egui::WidgetInfo::labeled(egui::Role::ListItem, true, label)
    });
    let full = egui::Rect::from_x_y_ranges(ui.clip_rect().x_range(), rect.y_range());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(full, 0.0, theme.hover);
    } else if matches!(row, Row::Added(..) | Row::Removed(_)) {
        ui.painter().rect_filled(full, 0.0, theme.raised);
    }
    let font = theme::mono(theme::SMALL);
    if let Some(number) = number {
        let at = pos2(rect.left() + NUMBERS - 16.0, rect.center().y);
        ui.painter().text(at, Align2::RIGHT_CENTER, (number + 1).to_string(), font.clone(), theme.dim);
    }
    ui.painter().text(pos2(rect.left() + NUMBERS, rect.center().y), Align2::LEFT_CENTER, sign, font, color);
    let left = if matches!(row, Row::Same(_)) { NUMBERS } else { NUMBERS + 16.0 };
    ui.painter().galley(pos2(rect.left() + left, rect.center().y - galley.size().y / 2.0), galley, theme.text);
    if response.clicked()
        && let Some(thing) = number.and_then(|number| thing_at(document, now, number))
    {
        frame.push(Action::Reveal(Selection::one(thing)));
    }
}
