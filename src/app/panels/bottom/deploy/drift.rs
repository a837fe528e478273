//! What was changed past CloudFormation, the worst first.

use egui::{Grid, Ui};

use super::changes::short;
use super::outcome::{console_ui, reveal_link};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::deploy::{Drift, DriftState};

/// The result of a drift detection.
pub(super) fn drift_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, drift: &Drift) {
    let theme = theme::of(ui);
    let has_drifted = drift.drifted().next().is_some();
    let summary = drift.summary();
    let mut letters = summary.chars();
    let summary = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    ui.label(theme::strong(summary, theme::NAME, if has_drifted { theme.warning } else { theme.good }));
    for why in &drift.unread {
        ui.label(theme::text(format!("Not everything could be read: {why}"), theme::BODY, theme.warning));
    }
    if has_drifted {
        let text = "A deployment does not put this right by itself: CloudFormation changes only what differs between two templates.";
        ui.label(theme::text(text, theme::BODY, theme.dim));
        Grid::new(("drift", &drift.stack_id)).num_columns(4).min_row_height(theme::row(ui, 18.0)).spacing([18.0, 4.0]).show(ui, |ui| {
            for title in ["Drift", "Resource", "Type", "The template says → what is there"] {
                ui.label(theme::text(title, theme::SMALL, theme.faint));
            }
            ui.end_row();
            for resource in drift.drifted() {
                let color = if resource.state == DriftState::Gone { theme.error } else { theme.warning };
                ui.label(theme::strong(resource.state.words(), theme::BODY, color));
                reveal_link(ui, frame, document, &resource.logical_id);
                ui.label(theme::text(&resource.resource_type, theme::BODY, theme.dim));
                ui.vertical(|ui| {
                    for difference in &resource.differences {
                        let line = |value: &dyn Fn(&str) -> String| {
                            let shown = |side: &Option<String>| side.as_deref().map_or_else(|| "nothing".to_owned(), value);
                            format!("{}: {} → {}", difference.property, shown(&difference.expected), shown(&difference.actual))
                        };
                        let (cut, whole) = (line(&|value| short(value)), line(&|value| value.to_owned()));
                        ui.label(theme::text(&cut, theme::BODY, theme.dim)).on_hover_text(whole);
                    }
                });
                ui.end_row();
            }
        });
    }
    console_ui(ui, drift.console_url.as_deref());
}
