//! What a node may do, in words, beside the statements.

use egui::{Frame as Fill, Margin, Stroke, Ui};

use super::origin_of;
use crate::app::code;
use crate::app::document::Document;
use crate::app::selection::Thing;
use crate::app::theme;
use crate::catalog::{Granted, Origin};
use crate::cfn::Text;
use crate::cfn::yaml;

/// The grants of a thing.
pub(super) fn permissions_ui(ui: &mut Ui, document: &Document, thing: &Thing) {
    let theme = theme::of(ui);
    let Some(origin) = origin_of(thing) else { return };
    let has_part = |granted: &&Granted| match &origin {
        Origin::Node(id) => granted.node == *id,
        other => granted.statement.origins.contains(other),
    };
    let granted: Vec<&Granted> = document.analysis.synthesis.granted.iter().filter(has_part).collect();
    if granted.is_empty() {
        ui.add_space(8.0);
        let text = if document.is_analysed() { "It needs no permission." } else { "Checking…" };
        ui.label(theme::text(text, theme::BODY, theme.dim));
    }
    for (index, granted) in granted.into_iter().enumerate() {
        ui.add_space(8.0);
        ui.label(theme::strong(in_words(document, granted), theme::BODY, theme.text));
        let fill = Fill::new().fill(theme.raised).stroke(Stroke::new(1.0, theme.border)).corner_radius(6.0);
        fill.inner_margin(Margin::symmetric(10, 8)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            egui::ScrollArea::horizontal().id_salt(("statement", index)).show(ui, |ui| {
                let text = yaml::write(&granted.statement.to_value(&granted.statement.name));
                ui.add(egui::Label::new(code::yaml(text.trim_end(), theme, theme::SMALL)).selectable(true).extend());
            });
        });
    }
}

/// `May send messages to Orders`; for what a resource policy lets in, who may.
fn in_words(document: &Document, granted: &Granted) -> String {
    let design = document.design();
    let name = |id: &crate::design::NodeId| design.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
    let targets: Vec<String> = granted
        .statement
        .origins
        .iter()
        .filter_map(|origin| match origin {
            Origin::Connection(id) => design.connections.get(id),
            Origin::Design | Origin::Node(_) => None,
        })
        .map(|c| if c.source == granted.node { name(&c.target) } else { name(&c.source) })
        .collect();
    let actions = verbs(granted);
    let may = if granted.statement.allow { "May" } else { "Must not" };
    if granted.resource_policy {
        let who = if targets.is_empty() { "others".to_owned() } else { targets.join(", ") };
        return format!("{}: {} {actions} {}", who, may.to_lowercase(), name(&granted.node));
    }
    if targets.is_empty() { format!("{may} {actions}") } else { format!("{may} {actions}: {}", targets.join(", ")) }
}

/// `send message, get queue url`: the actions' own names taken apart.
fn verbs(granted: &Granted) -> String {
    let words = |action: &Text| {
        let name = action.split_once(':').map_or(action.as_str(), |(_, name)| name);
        let mut out = String::new();
        for c in name.chars() {
            if c.is_uppercase() && !out.is_empty() {
                out.push(' ');
            }
            out.extend(c.to_lowercase());
        }
        if out == "*" { "do anything".to_owned() } else { out }
    };
    let all: Vec<String> = granted.statement.actions.iter().map(words).collect();
    match all.as_slice() {
        [first, second, third, _, ..] => format!("{first}, {second}, {third} and {} more", all.len() - 3),
        few => few.join(", "),
    }
}
