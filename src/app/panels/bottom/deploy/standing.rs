//! How a stack stands: its status, protection and drift, and what it consists of.

use egui::{Grid, Ui};

use super::outcome::{console_ui, offer_ui, outputs_ui, reveal_link};
use super::when;
use crate::app::action::Action;
use crate::app::deployment::{Purpose, Request};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::{theme, widgets};
use crate::deploy::{Fate, LiveResource, Status};

/// More are not drawn: nobody reads them, and each takes time in every frame.
const SHOWN: usize = 500;

/// The stack as it stands, with what can be done about it.
pub(super) fn standing_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, status: &Status) {
    let theme = theme::of(ui);
    let word = status.stack.status.as_str();
    let is_bad = word.contains("FAILED") || word.contains("ROLLBACK");
    let since = status.changed_at_ms.map(|at| format!(" since {}", when(at))).unwrap_or_default();
    ui.label(theme::strong(format!("{word}{since}"), theme::NAME, if is_bad { theme.error } else { theme.good }));
    if let Some(reason) = &status.reason {
        ui.label(theme::text(reason, theme::BODY, theme.text));
    }
    match word {
        "UPDATE_ROLLBACK_FAILED" => offer_ui(ui, frame, "Take up the rollback again", Purpose::ContinueRollback),
        _ if status.busy => offer_ui(ui, frame, "Watch what is under way", Purpose::Watch),
        _ => {}
    }
    let protection = if status.protected {
        ("Protected against deletion.", "Lift the protection")
    } else {
        ("Not protected against deletion.", "Protect it")
    };
    let (drift, color) = match &status.drift {
        None => ("Drift: never looked for.".to_owned(), theme.dim),
        Some(drift) => {
            let at = drift.at_ms.map(|at| format!(", looked at {}", when(at))).unwrap_or_default();
            let color = if drift.status == "DRIFTED" { theme.warning } else { theme.dim };
            (format!("Drift: {}{at}.", drift.words()), color)
        }
    };
    ui.horizontal_wrapped(|ui| {
        let mut part = |text: &str, color, action: &str, purpose| {
            ui.label(theme::text(text, theme::BODY, color));
            if widgets::link(ui, action).clicked() {
                frame.push(Action::Deployment(Request::Start(purpose)));
            }
            ui.add_space(14.0);
        };
        part(protection.0, theme.dim, protection.1, Purpose::Protect(!status.protected));
        part(&drift, color, "Check for drift", Purpose::DetectDrift);
        if let Some(template) = &status.template {
            ui.label(theme::text("Its template:", theme::BODY, theme.dim));
            compare_link(ui, frame, "Compare with the design", template);
            let hover = "A design of its own, with an environment that leads back here";
            if widgets::link(ui, "Open as a design").on_hover_text(hover).clicked() {
                frame.push(Action::Deployment(Request::OpenDesign));
            }
        }
    });
    outputs_ui(ui, &status.stack.outputs);
    console_ui(ui, status.stack.console_url.as_deref());
    resources_ui(ui, frame, document, &status.resources);
}

/// The way to the comparison of the two templates.
pub(super) fn compare_link(ui: &mut Ui, frame: &Frame<'_>, text: &str, deployed: &str) {
    if widgets::link(ui, text).on_hover_text("Shows line by line what differs from the template that is deployed").clicked() {
        frame.push(Action::Deployment(Request::Compare(deployed.into())));
    }
}

/// The resources, each with what becomes of it when the stack is deleted: what is kept stands on top.
pub(super) fn resources_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, resources: &[LiveResource]) {
    let theme = theme::of(ui);
    ui.add_space(4.0);
    let mut there: Vec<&LiveResource> = resources.iter().filter(|resource| resource.is_there()).collect();
    there.sort_by_key(|resource| resource.at_deletion == Fate::Deleted);
    Grid::new("resources").num_columns(4).min_row_height(theme::row(ui, 18.0)).spacing([18.0, 3.0]).show(ui, |ui| {
        for title in ["Resource", "Type", "Status", "When the stack is deleted"] {
            ui.label(theme::text(title, theme::SMALL, theme.faint));
        }
        ui.end_row();
        for resource in there.iter().take(SHOWN) {
            reveal_link(ui, frame, document, &resource.logical_id);
            ui.label(theme::text(&resource.resource_type, theme::BODY, theme.dim));
            ui.label(theme::text(&resource.status, theme::BODY, theme.dim));
            let (word, color) = fate(resource.at_deletion, theme);
            ui.label(theme::text(word, theme::BODY, color));
            ui.end_row();
        }
    });
    let left = there.len().saturating_sub(SHOWN);
    if left > 0 {
        ui.label(theme::text(format!("{left} more resources"), theme::SMALL, theme.faint));
    }
}

fn fate(fate: Fate, theme: &theme::Theme) -> (&'static str, egui::Color32) {
    match fate {
        Fate::Deleted => ("goes", theme.dim),
        Fate::Kept => ("is kept", theme.good),
        Fate::Snapshot => ("leaves a snapshot", theme.good),
        Fate::Unknown => ("not known", theme.warning),
    }
}
