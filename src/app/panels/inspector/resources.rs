//! Exactly what a node or connection becomes: the lines of the template it has a part in.

use egui::{Frame as Fill, Margin, ScrollArea, Stroke, Ui};

use super::origin_of;
use crate::app::code;
use crate::app::document::Document;
use crate::app::selection::Thing;
use crate::app::theme;

/// The resources of a thing.
pub(super) fn resources_ui(ui: &mut Ui, document: &Document, thing: &Thing) {
    let theme = theme::of(ui);
    let Some(origin) = origin_of(thing) else { return };
    let lines: Vec<&str> = document.analysis.yaml.lines().collect();
    let mut any = false;
    for id in document.analysis.synthesis.resources_of(&origin) {
        let Some(range) = document.analysis.lines.get(id) else { continue };
        any = true;
        let own = document.analysis.synthesis.provenance.get(id).is_some_and(|p| p.address.owner == origin);
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            ui.label(theme::strong(id, theme::SMALL, theme.text));
            if !own {
                ui.label(theme::text("shared", theme::SMALL, theme.dim)).on_hover_text("Something else owns it; this has a part in it");
            }
        });
        let text: Vec<&str> = lines.get(range.clone()).unwrap_or_default().iter().map(|l| l.strip_prefix("  ").unwrap_or(l)).collect();
        let fill = Fill::new().fill(theme.raised).stroke(Stroke::new(1.0, theme.border)).corner_radius(6.0);
        fill.inner_margin(Margin::symmetric(10, 8)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::horizontal().id_salt(id).show(ui, |ui| {
                let job = code::yaml(&text.join("\n"), theme, theme::SMALL);
                ui.add(egui::Label::new(job).selectable(true).extend());
            });
        });
    }
    if !any {
        ui.add_space(8.0);
        let text = if document.is_analysed() { "It becomes no resource of its own." } else { "Checking…" };
        ui.label(theme::text(text, theme::BODY, theme.dim));
    }
}
