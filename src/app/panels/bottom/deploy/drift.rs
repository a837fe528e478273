//! What was changed in a stack by other means than CloudFormation, as a table.

use egui::{Grid, Ui};

use super::changes::short;
use super::outcome::reveal_link;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::deploy::Drift;

/// The table; the cards are marked as well.
pub(super) fn drift_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, drifts: &[Drift]) {
    let theme = theme::of(ui);
    let (text, color) = match drifts.len() {
        0 => ("No drift: every resource that can be compared is as the stack's template says".to_owned(), theme.good),
        1 => ("1 resource was changed by other means than CloudFormation".to_owned(), theme.warning),
        n => (format!("{n} resources were changed by other means than CloudFormation"), theme.warning),
    };
    ui.label(theme::strong(text, theme::NAME, color));
    if drifts.is_empty() {
        return;
    }
    let text = "Deploying does not mend what the template has not changed: take the change back where it was made, or into the design.";
    ui.label(theme::text(text, theme::BODY, theme.dim));
    ui.add_space(2.0);
    Grid::new("drift").num_columns(4).min_row_height(theme::row(ui, 18.0)).spacing([18.0, 4.0]).show(ui, |ui| {
        for title in ["State", "Resource", "Type", "What differs"] {
            ui.label(theme::text(title, theme::SMALL, theme.faint));
        }
        ui.end_row();
        for drift in drifts {
            let (word, color) = if drift.deleted { ("Gone", theme.error) } else { ("Changed", theme.warning) };
            ui.label(theme::strong(word, theme::BODY, color));
            reveal_link(ui, frame, document, &drift.logical_id);
            ui.label(theme::text(&drift.resource_type, theme::BODY, theme.dim));
            ui.vertical(|ui| {
                for difference in &drift.differences {
                    let shown = |value: &Option<String>| value.as_deref().map_or_else(|| "nothing".to_owned(), short);
                    let text = format!("{}: {} → {}", difference.property, shown(&difference.expected), shown(&difference.actual));
                    ui.label(theme::text(text, theme::BODY, theme.dim));
                }
            });
            ui.end_row();
        }
    });
}
