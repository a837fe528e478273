//! Messages at the lower edge of the window.

use std::time::Duration;

use egui::{Align2, Area, Frame as Fill, Id, Margin, Order, Stroke, Ui, vec2};

use crate::app::action::Action;
use crate::app::actions;
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::prompt::{Prompt, Section};
use crate::app::toast::{Offer, Tone, named};
use crate::app::{theme, widgets};

/// The messages, the newest at the bottom.
pub fn toasts_ui(ui: &mut Ui, frame: &Frame<'_>) {
    if frame.state.toasts.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    let area = Area::new(Id::unique("toasts")).order(Order::Tooltip).anchor(Align2::CENTER_BOTTOM, vec2(0.0, -40.0));
    let mut held = false;
    let shown = area.show(ui.ctx(), |ui| {
        ui.set_max_width(560.0);
        for toast in &frame.state.toasts {
            let (icon, color) = match toast.tone {
                Tone::Done => ("ok", theme.good),
                Tone::Refused => ("error", theme.error),
            };
            let fill = Fill::new().fill(theme.panel).stroke(Stroke::new(1.0, theme.border)).corner_radius(8.0);
            fill.inner_margin(Margin::symmetric(12, 8)).shadow(ui.visuals().popup_shadow).show(ui, |ui| {
                ui.horizontal(|ui| {
                    icons::show(ui, Icon::Command(icon), 18.0, color);
                    ui.vertical(|ui| {
                        ui.set_max_width(420.0);
                        ui.label(theme::text(&toast.text, theme::BODY, theme.text));
                        if let Some(hint) = &toast.hint {
                            ui.label(theme::text(hint, theme::SMALL, theme.dim));
                        }
                    });
                    if let Some(offer) = &toast.offer {
                        let link = widgets::link(ui, &label(offer));
                        held |= link.has_focus();
                        if link.clicked() {
                            take(offer, frame);
                            frame.push(Action::Dismiss(toast.id));
                        }
                    }
                    let close = widgets::icon_button(ui, "close", "Dismiss");
                    held |= close.has_focus();
                    if close.clicked() {
                        frame.push(Action::Dismiss(toast.id));
                    }
                });
            });
            ui.add_space(6.0);
        }
    });
    // Nobody is hurried who reads a message, or has come to its buttons.
    let soon = frame.state.toasts.iter().any(|toast| toast.lifetime().saturating_sub(toast.since.elapsed()) < HELD);
    if soon && (held || shown.response.contains_pointer()) {
        frame.push(Action::HoldMessages(HELD));
    }
}

/// So long a message stays at least while it is pointed at or has the focus.
const HELD: Duration = Duration::from_secs(2);

/// What the button says.
fn label(offer: &Offer) -> String {
    match offer {
        Offer::Undo | Offer::UndoOf(_) => "Undo".to_owned(),
        Offer::StopImport | Offer::StopExport => "Stop".to_owned(),
        Offer::Settings => "Open the settings".to_owned(),
        Offer::RemoveRows(rows) => if rows.len() == 1 { "Delete it too" } else { "Delete them too" }.to_owned(),
        Offer::Detour(detour) => format!("Put {} between", named(&detour.services)),
        Offer::Setting(possible) => possible.setting.title.clone(),
    }
}

fn take(offer: &Offer, frame: &Frame<'_>) {
    match offer {
        Offer::Undo => {
            if let Some(command) = actions::command("undo") {
                frame.push(Action::Run(command));
            }
        }
        Offer::UndoOf(id) => frame.push(Action::UndoOf(*id)),
        Offer::StopImport => frame.push(Action::StopImport),
        Offer::StopExport => frame.push(Action::StopExport),
        Offer::Settings => frame.push(Action::Prompt(Some(Prompt::Settings(Section::Appearance)))),
        Offer::RemoveRows(rows) => frame.edit(changes::remove_rows(rows.clone())),
        Offer::Detour(detour) => {
            if let Some(document) = frame.document() {
                frame.edit(changes::connect_through(document, detour.clone()));
            }
        }
        Offer::Setting(possible) => {
            if let Some(document) = frame.document() {
                frame.edit(changes::connect_with(document, possible.clone()));
            }
        }
    }
}
