//! The inspector where nothing is selected: the design itself, its parameters, its conditions, its outputs and its tags.

use std::collections::BTreeMap;

use egui::{Id, Margin, ScrollArea, Ui};
use serde_json::{Map, Value as Json};

use super::{conditions, outputs, parameters};
use crate::app::action::Change;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::app::widgets::{TextField, switch, table_ui};
use crate::design::Design;
use crate::design::edit::Property;

/// The design's own form.
pub(super) fn design_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    ui.label(theme::strong("Design", theme::HEADING, theme.text));
    ui.add_space(8.0);
    ScrollArea::vertical().id_salt(("design", document.id)).auto_shrink([false, false]).show(ui, |ui| {
        egui::Frame::new().inner_margin(Margin { left: 0, right: 4, top: 0, bottom: 24 }).show(ui, |ui| {
            texts_ui(ui, frame, document);
            parameters::parameters_ui(ui, frame, document);
            conditions::conditions_ui(ui, frame, document);
            outputs::outputs_ui(ui, frame, document);
            tags_ui(ui, frame, document);
            dashboard_ui(ui, frame, document);
            ui.add_space(16.0);
            ui.label(theme::text("Select a node or a connection to see its settings.", theme::SMALL, theme.dim));
        });
    });
}

fn texts_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let (theme, design) = (theme::of(ui), document.design());
    let texts = [("Name", Property::Name, &design.name, 1), ("Description", Property::Description, &design.description, 4)];
    for (label, property, current, rows) in texts {
        ui.label(theme::strong(label, theme::SMALL, theme.text));
        let field = TextField::new(Id::unique(("design", document.id, label)), label, current).rows(rows);
        if let Some(text) = field.show(ui, |text| Ok(text.to_owned())).committed {
            frame.edit(Change::new(format!("change {}", label.to_lowercase()), move |draft| {
                draft.set_property(property, "", Some(text));
                Ok(())
            }));
        }
        ui.add_space(8.0);
    }
}

fn tags_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let (theme, design) = (theme::of(ui), document.design());
    ui.add_space(12.0);
    ui.label(theme::strong("Tags", theme::SMALL, theme.text)).on_hover_text("On every resource that takes tags, in every environment");
    if design.tags.is_empty() {
        let text = "None. Tags say on the bill and in searches whose a resource is.";
        ui.label(theme::text(text, theme::SMALL, theme.dim));
    }
    let tags: Map<String, Json> = design.tags.iter().map(|(key, value)| (key.clone(), Json::from(value.as_str()))).collect();
    if let Some(next) = table_ui(ui, Id::unique(("tags", document.id)), "Tags", &tags) {
        let next = next.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect();
        frame.edit(retag(design, next));
    }
}

fn dashboard_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    let on = document.design().dashboard;
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        ui.label(theme::strong("Dashboard", theme::SMALL, theme.text));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if switch(ui, "Dashboard", on) {
                let title = if on { "remove the dashboard" } else { "add a dashboard" };
                frame.edit(Change::new(title, move |draft| {
                    draft.set_property(Property::Dashboard, "", (!on).then(|| "on".to_owned()));
                    Ok(())
                }));
            }
        });
    });
    let text = "A CloudWatch dashboard with a graph for every node that is measured, and all alarms. CloudWatch charges for it monthly.";
    ui.label(theme::text(text, theme::SMALL, theme.dim));
}

/// One step from the tags there are to these.
fn retag(design: &Design, next: BTreeMap<String, String>) -> Change {
    let before = design.tags.clone();
    Change::new("change tags", move |draft| {
        for key in before.keys().filter(|key| !next.contains_key(*key)) {
            draft.set_property(Property::Tag, key, None);
        }
        for (key, value) in next.iter().filter(|(key, value)| before.get(*key) != Some(value)) {
            draft.set_property(Property::Tag, key, Some(value.clone()));
        }
        Ok(())
    })
}
