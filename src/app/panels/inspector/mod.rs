//! What is selected: its settings, what it becomes, what it may do, what the checks found.

mod conditions;
mod design;
mod entries;
mod findings;
mod heading;
mod outputs;
mod parameters;
mod permissions;
mod proof;
mod references;
mod resources;
mod runs;
mod settings;
mod several;
mod shared;
mod workflow;

use egui::{Margin, ScrollArea, Ui};

use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::selection::Thing;
use crate::app::state::InspectorTab;
use crate::app::{theme, widgets};
use crate::catalog::Origin;

const TABS: [InspectorTab; 4] = [InspectorTab::Settings, InspectorTab::Resources, InspectorTab::Permissions, InspectorTab::Findings];

/// The inspector.
pub fn inspector_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(document) = frame.document() else { return };
    egui::Frame::new().inner_margin(Margin { left: 16, right: 16, top: 14, bottom: 0 }).show(ui, |ui| {
        ui.set_width(ui.available_width());
        match document.selection.single() {
            None if document.selection.is_empty() => design::design_ui(ui, frame, document),
            None => several::several_ui(ui, frame, document),
            Some(thing @ (Thing::Group(_) | Thing::Note(_))) => several::frame_ui(ui, frame, document, thing),
            Some(thing) => thing_ui(ui, frame, document, thing),
        }
    });
}

fn thing_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, thing: &Thing) {
    heading::heading_ui(ui, frame, document, thing);
    ui.add_space(10.0);
    let active = frame.state.layout.inspector_tab;
    let here = findings::of(document, thing).count();
    let labels = [("Settings", 0), ("Resources", 0), ("Permissions", 0), ("Findings", here)];
    let index = TABS.iter().position(|tab| *tab == active).unwrap_or(0);
    let theme = theme::of(ui);
    let line = ui.horizontal(|ui| {
        ui.set_height(30.0);
        widgets::tabs(ui, &labels, index, 18.0)
    });
    let edge = line.response.rect.bottom();
    ui.painter().hline(ui.clip_rect().x_range(), edge, egui::Stroke::new(1.0, theme.border));
    if let Some(chosen) = line.inner {
        frame.layout(move |layout| layout.inspector_tab = TABS[chosen]);
    }
    ScrollArea::vertical().id_salt((thing, index)).auto_shrink([false, false]).show(ui, |ui| {
        // Room for the dots beside labels, and for the scroll bar.
        egui::Frame::new().inner_margin(Margin { left: 0, right: 4, top: 4, bottom: 24 }).show(ui, |ui| match active {
            InspectorTab::Settings => {
                settings::settings_ui(ui, frame, document, thing);
                conditions::only_ui(ui, frame, document, thing);
                proof::proof_ui(ui, frame, document, thing);
            }
            InspectorTab::Resources => resources::resources_ui(ui, document, thing),
            InspectorTab::Permissions => permissions::permissions_ui(ui, document, thing),
            InspectorTab::Findings => findings::findings_ui(ui, frame, document, thing),
        });
    });
}

/// What a thing is as the origin of resources.
fn origin_of(thing: &Thing) -> Option<Origin> {
    match thing {
        Thing::Node(id) => Some(Origin::Node(id.clone())),
        Thing::Connection(id) => Some(Origin::Connection(id.clone())),
        Thing::Group(_) | Thing::Note(_) => None,
    }
}
