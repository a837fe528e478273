//! What the checks found about the selected thing.

use egui::Ui;

use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::panels::finding::finding_ui;
use crate::app::selection::Thing;
use crate::app::theme;
use crate::catalog::Finding;

/// The findings about a thing.
pub(super) fn of<'a>(document: &'a Document, thing: &Thing) -> impl Iterator<Item = &'a Finding> + use<'a> {
    document.analysis.about(thing)
}

/// The findings with their fixes.
pub(super) fn findings_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, thing: &Thing) {
    let theme = theme::of(ui);
    let mut any = false;
    for finding in of(document, thing) {
        any = true;
        finding_ui(ui, frame, document, finding);
    }
    let accepted = document.analysis.suppressed.iter().filter(|(f, _)| thing.is_at(&f.place));
    for (finding, reason) in accepted {
        any = true;
        ui.add_space(8.0);
        ui.label(theme::text(format!("{} accepted: {reason}", finding.code), theme::SMALL, theme.dim)).on_hover_text(&finding.message);
    }
    if !any {
        ui.add_space(8.0);
        ui.label(theme::text("The checks found nothing here.", theme::BODY, theme.dim));
    }
}
