//! The entries of a node's facets: routes, rules, events, each a row that opens to its form.

use egui::{Frame as Fill, Id, Margin, Stroke, Ui};

use super::settings::form_ui;
use crate::app::action::{Action, Change};
use crate::app::changes::Owner;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::prompt::Prompt;
use crate::app::theme;
use crate::app::widgets::{icon_button, link};
use crate::catalog::service::Facet;
use crate::catalog::{LineStyle, NodeView, Row, alarm};
use crate::design::Fields;

/// The facets of a node.
pub(super) fn entries_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, view: &NodeView<'_>) {
    let rows = view.rows();
    for facet in view.service.spec().facets {
        ui.add_space(12.0);
        let theme = theme::of(ui);
        ui.horizontal(|ui| {
            ui.label(theme::strong(facet.label, theme::SMALL, theme.text));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if link(ui, &format!("Add {}", facet.entry)).clicked() {
                    add(frame, view, facet);
                }
                let first = rows.iter().find(|row| row.facet == alarm::FACET && facet.id == alarm::FACET);
                if let Some(first) = first
                    && link(ui, "Lead to…").on_hover_text("Tell a topic or a function when one goes off").clicked()
                {
                    frame.push(Action::Prompt(Some(Prompt::ConnectTo(view.id.clone(), Some(first.entry.clone())))));
                }
            });
        });
        let of_facet: Vec<&Row> = rows.iter().filter(|row| row.facet == facet.id).collect();
        if of_facet.is_empty() {
            ui.label(theme::text(none(facet), theme::SMALL, theme.dim));
            continue;
        }
        if facet.id == alarm::FACET {
            ui.label(theme::text(told(view), theme::SMALL, theme.dim));
        }
        let fill = Fill::new().fill(theme.raised).stroke(Stroke::new(1.0, theme.border)).corner_radius(6.0);
        fill.inner_margin(Margin::symmetric(12, 6)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            for row in of_facet {
                row_ui(ui, frame, document, view, facet, row);
            }
        });
    }
}

/// Whom a node's alarms tell.
fn told(view: &NodeView<'_>) -> String {
    let alarms = view.outgoing().filter(|line| line.kind.spec().style == LineStyle::Alarm);
    let receivers: Vec<&str> = alarms.map(|line| line.target.node.name.as_str()).collect();
    if receivers.is_empty() { "Nobody is told yet.".to_owned() } else { format!("They are told to {}.", receivers.join(", ")) }
}

/// What stands where a facet has no entries.
fn none(facet: &Facet) -> String {
    let how = if facet.port { "; drawing a line from the node adds one" } else { "" };
    format!("No {} yet{how}.", facet.entry)
}

fn add(frame: &Frame<'_>, view: &NodeView<'_>, facet: &'static Facet) {
    let id = view.id.clone();
    let begin: Fields = facet
        .fields
        .iter()
        .filter(|f| f.required)
        .filter_map(|f| Some((f.id.to_owned(), f.example.to_json().or_else(|| f.default.to_json())?.into())))
        .collect();
    let title = format!("New {}", facet.entry);
    frame.edit(Change::new(format!("add {}", facet.entry), move |draft| draft.add_entry(&id, facet.id, &title, begin).map(drop)));
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, view: &NodeView<'_>, facet: &'static Facet, row: &Row) {
    let theme = theme::of(ui);
    let open_id = Id::unique(("entry is open", view.id, &row.entry));
    let open = ui.data(|data| data.get_temp::<bool>(open_id)).unwrap_or(false);
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(ui.available_width() - 68.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.label(theme::text(&row.title, theme::BODY, theme.text));
            let targets: Vec<String> = view
                .outgoing()
                .filter(|l| l.connection.entry.as_ref() == Some(&row.entry))
                .map(|l| format!("{} {}", l.kind.spec().verb, l.target.node.name))
                .collect();
            let second = if row.remark.is_empty() { targets.join(", ") } else { row.remark.clone() };
            if !second.is_empty() {
                ui.label(theme::text(second, theme::SMALL, theme.dim));
            }
        });
        let (icon, verb) = if open { ("chevron_up", "Close") } else { ("chevron_down", "Open") };
        if !facet.fields.is_empty() && icon_button(ui, icon, &format!("{verb} {}", row.title)).clicked() {
            ui.data_mut(|data| data.insert_temp(open_id, !open));
        }
        if icon_button(ui, "delete", &format!("Delete {}", row.title)).clicked() {
            let (node, entry) = (view.id.clone(), row.entry.clone());
            let title = format!("delete {} {}", facet.entry, row.title);
            frame.edit(Change::new(title, move |draft| draft.remove_entry(&node, &entry)));
        }
    });
    if open && let Some(entry) = view.entry(&row.entry) {
        Fill::new().inner_margin(Margin { left: 8, right: 0, top: 0, bottom: 8 }).show(ui, |ui| {
            form_ui(ui, frame, document, &Owner::Entry(view.id.clone(), row.entry.clone()), &entry);
        });
    }
}
