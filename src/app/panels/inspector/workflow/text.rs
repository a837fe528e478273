//! The definition as text, with what is wrong at its lines.

use egui::{Id, Ui};

use super::Shown;
use crate::app::action::Change;
use crate::app::theme;
use crate::app::widgets::TextField;
use crate::catalog::parse;
use crate::services::workflow::DEFINITION;
use crate::services::workflow::text::{self, Remark};

const ROWS: usize = 16;
/// How many remarks are told; one is often the cause of others.
const MOST: usize = 6;

pub(super) fn text_ui(ui: &mut Ui, shown: &Shown<'_>) {
    let theme = theme::of(ui);
    ui.label(theme::strong("Amazon States Language", theme::SMALL, theme.text)).on_hover_text(DEFINITION.help);
    ui.add_space(2.0);
    let current = serde_json::to_string_pretty(shown.definition).unwrap_or_default();
    let id = Id::unique(("states as text", shown.view.id));
    let jsonata = shown.jsonata;
    let marks = move |text: &str| text::remarks(text, jsonata).into_iter().map(|remark| remark.line).collect();
    let field = TextField::new(id, DEFINITION.label, &current).rows(ROWS).json().marks(&marks);
    let outcome = field.show(ui, |text| parse::parse(&DEFINITION, text));
    let written = TextField::written(ui, id).unwrap_or(current);
    let remarks = text::remarks(&written, jsonata);
    for Remark { line, message } in remarks.iter().take(MOST) {
        ui.label(theme::text(format!("Line {line}: {message}"), theme::SMALL, theme.error));
    }
    if let Some(more) = remarks.len().checked_sub(MOST).filter(|more| *more > 0) {
        ui.label(theme::text(format!("… and {more} more"), theme::SMALL, theme.dim));
    }
    if let Some(value) = outcome.committed {
        let node = shown.view.id.clone();
        let title = format!("set definition of {}", shown.view.node.name);
        shown.frame.edit(Change::new(title, move |draft| draft.set_node_field(&node, DEFINITION.id, Some(value))));
    }
}
