//! Every finding, the worst first; a click shows where, a button mends it.

use egui::{Align, Layout, ScrollArea, Sense, Ui, vec2};

use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons;
use crate::app::panels::finding::{icon, place_name, reveal};
use crate::app::{changes, theme, widgets};
use crate::catalog::Finding;

/// Height of a row.
const ROW: f32 = 30.0;

/// The problems.
pub(super) fn problems_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    let findings = &document.analysis.findings;
    if findings.is_empty() {
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            ui.add_space(18.0);
            let text = match (&document.analysis.failure, document.analysis.revision) {
                (Some(why), _) => format!("The checks failed inside Stackdraft: {why}"),
                (None, 0) => "Checking…".to_owned(),
                (None, _) => "No findings. The template can be exported as it is.".to_owned(),
            };
            ui.label(theme::text(text, theme::BODY, theme.dim));
        });
        return;
    }
    ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, ROW, findings.len(), |ui, range| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for finding in findings.get(range).unwrap_or_default() {
            problem_ui(ui, frame, document, finding);
        }
    });
}

fn problem_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, finding: &Finding) {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = format!("{} {}: {}", finding.severity.name(), finding.code, finding.message);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.hover);
    }
    let builder = egui::UiBuilder::new().max_rect(rect.shrink2(vec2(18.0, 0.0))).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        icons::show(ui, icon(finding.severity), 16.0, theme.severity(finding.severity));
        ui.label(theme::text(finding.code, theme::SMALL, theme.faint));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(fix) = finding.fixes.first()
                && widgets::small_button(ui, &fix.title).clicked()
            {
                frame.edit(changes::fix(fix));
            }
            ui.label(theme::text(place_name(document, finding), theme::SMALL, theme.dim));
            let room = ui.available_width() - 12.0;
            let text = widgets::fitting(ui, &finding.message, &theme::regular(theme::BODY), room);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.label(theme::text(text, theme::BODY, theme.text)));
        });
    });
    if response.clicked() {
        reveal(frame, finding);
    }
    response.on_hover_text(&finding.message);
}
