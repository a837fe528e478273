//! A finding as a row: how bad, what, where, and what can be done.

use egui::{Ui, WidgetText};

use crate::app::action::Action;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::panels::help;
use crate::app::selection::{Selection, Thing};
use crate::app::theme::Theme;
use crate::app::widgets::small_button;
use crate::app::{changes, theme};
use crate::catalog::{Finding, Severity};

/// The icon of a severity, so that colour is not all that tells.
pub fn icon(severity: Severity) -> Icon {
    Icon::Command(match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    })
}

/// A finding with its fixes.
pub fn finding_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, finding: &Finding) {
    let theme = theme::of(ui);
    ui.add_space(6.0);
    ui.horizontal_top(|ui| {
        icons::show(ui, icon(finding.severity), 16.0, theme.severity(finding.severity)).on_hover_text(finding.severity.name());
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let message = ui.add(egui::Button::new(wrapped(&finding.message, theme)).frame(false).wrap());
            if message.on_hover_text("Show where").clicked() {
                reveal(frame, finding);
            }
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.spacing_mut().interact_size.y = 0.0;
                let code = egui::Link::new(theme::text(finding.code, theme::SMALL, theme.accent));
                if ui.add(code).on_hover_text("Read about this check").clicked() {
                    help::open_check(frame, finding.code);
                }
                ui.label(theme::text(place_name(document, finding), theme::SMALL, theme.faint));
            });
            ui.horizontal_wrapped(|ui| {
                for fix in &finding.fixes {
                    if small_button(ui, &fix.title).clicked() {
                        frame.edit(changes::fix(fix));
                    }
                }
            });
        });
    });
}

fn wrapped(text: &str, theme: &Theme) -> WidgetText {
    theme::text(text, theme::BODY, theme.text).into()
}

/// Selects what a finding is about, with what else is part of it.
pub fn reveal(frame: &Frame<'_>, finding: &Finding) {
    let things = std::iter::once(&finding.place).chain(&finding.related).filter_map(Thing::of_place);
    let selection = Selection::of(things);
    if !selection.is_empty() {
        frame.push(Action::Frame(selection));
    }
}

/// The name of what a finding is about.
pub fn place_name(document: &Document, finding: &Finding) -> String {
    let thing = Thing::of_place(&finding.place);
    thing.map_or_else(|| "the design".to_owned(), |t| changes::name_of(document.design(), &Selection::one(t)))
}
