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
/// Height of a line, in rows of two.
const LINE: f32 = 24.0;

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
            ui.add(egui::Label::new(theme::text(text, theme::BODY, theme.dim)).wrap());
        });
        return;
    }
    let narrow = super::is_narrow(ui);
    let row = theme::row(ui, if narrow { 2.0 * LINE + 6.0 } else { ROW });
    // The rows stand on each other: the space between is part of what is scrolled otherwise.
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, row, findings.len(), |ui, range| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for finding in findings.get(range).unwrap_or_default() {
            problem_ui(ui, frame, document, finding, row, narrow);
        }
    });
}

fn problem_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, finding: &Finding, row: f32, narrow: bool) {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), row), Sense::click());
    let name = format!("{} {}: {}", finding.severity.name(), finding.code, finding.message);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.hover);
    }
    let inside = rect.shrink2(vec2(18.0, if narrow { 3.0 } else { 0.0 }));
    let (first, second) = inside.split_top_bottom_at_fraction(if narrow { 0.5 } else { 1.0 });
    let line = |rect| egui::UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(line(first), |ui| {
        icons::show(ui, icon(finding.severity), 16.0, theme.severity(finding.severity));
        ui.label(theme::text(finding.code, theme::SMALL, theme.faint));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !narrow {
                remedy_ui(ui, frame, document, finding);
            }
            let text = widgets::fitting(ui, &finding.message, &theme::regular(theme::BODY), ui.available_width() - 12.0);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.label(theme::text(text, theme::BODY, theme.text)));
        });
    });
    if narrow {
        let beside = Layout::right_to_left(Align::Center);
        ui.scope_builder(line(second).layout(beside), |ui| remedy_ui(ui, frame, document, finding));
    }
    if response.clicked() {
        reveal(frame, finding);
    }
    response.on_hover_text(&finding.message);
}

/// From the right: the button that mends it, and where it is.
fn remedy_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, finding: &Finding) {
    let theme = theme::of(ui);
    if let Some(fix) = finding.fixes.first() {
        let button = widgets::small_button(ui, &widgets::fitting(ui, &fix.title, &theme::regular(theme::SMALL), 220.0));
        if button.on_hover_text(&fix.title).clicked() {
            frame.edit(changes::fix(fix));
        }
    }
    let place = place_name(document, finding);
    let place = widgets::fitting(ui, &place, &theme::regular(theme::SMALL), ui.available_width().min(260.0));
    ui.label(theme::text(place, theme::SMALL, theme.dim));
}
