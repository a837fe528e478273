//! The inspector's heading: icon, name, kind, logical ID.

use egui::{Rect, Sense, Ui, vec2};

use crate::REGISTRY;
use crate::app::action::Change;
use crate::app::actions;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::selection::Thing;
use crate::app::widgets::TextField;
use crate::app::{changes, theme};
use crate::design::NodeId;

/// The heading of a node or connection.
pub(super) fn heading_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, thing: &Thing) {
    ui.horizontal(|ui| match thing {
        Thing::Node(id) => node_ui(ui, frame, document, id),
        Thing::Connection(id) => {
            let theme = theme::of(ui);
            tile(ui, Icon::Command("connect"), theme.line);
            let kind = document.design().connections.get(id).and_then(|c| REGISTRY.connection(&c.kind));
            ui.vertical(|ui| {
                ui.label(theme::strong(changes::line_name(document.design(), id), theme::HEADING, theme.text));
                ui.label(theme::text(kind.map_or("Unknown connection", |k| k.spec().name), theme::SMALL, theme.dim));
            });
        }
        Thing::Group(_) | Thing::Note(_) => {}
    });
}

fn tile(ui: &mut Ui, icon: Icon, color: egui::Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(36.0, 36.0), Sense::hover());
    ui.painter().rect_filled(rect, 7.0, color);
    let inner = Rect::from_center_size(rect.center(), vec2(24.0, 24.0));
    icons::paint(ui.ctx(), ui.painter(), icon, inner, egui::Color32::WHITE);
    ui.add_space(4.0);
}

fn node_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, id: &NodeId) {
    let Some(node) = document.design().nodes.get(id) else { return };
    let theme = theme::of(ui);
    let service = REGISTRY.service(&node.kind);
    let tint = service.map_or(theme.line, |s| theme.tint(s.tint()));
    tile(ui, Icon::Service(service.map_or("resource", |s| s.spec().id)), tint);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let field = TextField::new(actions::name_field(id), "Name", &node.name).heading();
        let outcome = field.show(ui, |text| {
            let text = text.trim();
            if text.is_empty() { Err("A node needs a name".to_owned()) } else { Ok(text.to_owned()) }
        });
        if let Some(name) = outcome.committed {
            let id = id.clone();
            frame.edit(Change::new(format!("rename {} to {name}", node.name), move |draft| draft.rename_node(&id, &name)));
        }
        let kind = service.map_or("Unknown service", |s| s.spec().name);
        ui.label(theme::text(format!("{kind} · {}", node.logical_id), theme::SMALL, theme.dim))
            .on_hover_text("Its logical ID in the template");
        if let Some(error) = outcome.error {
            ui.label(theme::text(error, theme::SMALL, theme.error));
        }
    });
}
