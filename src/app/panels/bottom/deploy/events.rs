//! What happened to the stack, the newest first.

use egui::{Grid, Ui};

use super::outcome::reveal_link;
use crate::app::deployment::Told;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::deploy::Progression;

/// More are not drawn: nobody reads them, and each takes time in every frame.
const SHOWN: usize = 200;

/// The events.
pub(super) fn events_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, told: &Told) {
    if told.events.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    ui.add_space(4.0);
    Grid::new("events").num_columns(4).min_row_height(theme::row(ui, 18.0)).spacing([18.0, 3.0]).show(ui, |ui| {
        for event in told.events.iter().rev().take(SHOWN) {
            let color = match event.progression() {
                Progression::Failed => theme.error,
                Progression::Done => theme.good,
                Progression::Removed | Progression::Kept => theme.warning,
                Progression::InProgress => theme.accent,
            };
            ui.label(egui::RichText::new(time(event.at_ms)).font(theme::mono(theme::SMALL)).color(theme.faint));
            ui.label(theme::text(&event.status, theme::BODY, color));
            reveal_link(ui, frame, document, &event.logical_id);
            let reason = event.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            ui.label(theme::text(format!("{}{reason}", event.resource_type), theme::BODY, theme.dim));
            ui.end_row();
        }
    });
    let left = told.events.len().saturating_sub(SHOWN);
    if left > 0 {
        ui.label(theme::text(format!("{left} earlier events"), theme::SMALL, theme.faint));
    }
}

/// Hours, minutes and seconds of a moment, in UTC.
fn time(at_ms: i64) -> String {
    let seconds = at_ms.div_euclid(1000).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
