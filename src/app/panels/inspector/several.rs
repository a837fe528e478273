//! The inspector where several things, a group or a note are selected.

use egui::{Button, Id, Ui, vec2};

use crate::app::action::{Action, Change};
use crate::app::actions;
use crate::app::changes;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::selection::Thing;
use crate::app::theme;
use crate::app::widgets::{TextField, quiet_button};
use crate::design::geometry::Rect;

/// Several things are selected.
pub(super) fn several_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    ui.label(theme::strong(format!("{} things selected", document.selection.len()), theme::HEADING, theme.text));
    ui.add_space(8.0);
    for thing in document.selection.iter().take(30) {
        let name = changes::name_of(document.design(), &crate::app::selection::Selection::one(thing.clone()));
        ui.label(theme::text(name, theme::BODY, theme.dim));
    }
    ui.add_space(12.0);
    for id in ["group", "align-left", "align-top", "distribute-horizontally", "distribute-vertically", "duplicate", "delete"] {
        let Some(command) = actions::command(id) else { continue };
        let enabled = (command.enabled)(frame.state).is_ok();
        let button = Button::new(theme::text(command.name, theme::BODY, theme.text)).min_size(vec2(ui.available_width(), 28.0));
        if ui.add_enabled(enabled, button).clicked() {
            frame.push(Action::Run(command));
        }
    }
}

/// A group or a note.
pub(super) fn frame_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, thing: &Thing) {
    let theme = theme::of(ui);
    let design = document.design();
    match thing {
        Thing::Group(id) => {
            let Some(group) = design.groups.get(id) else { return };
            ui.label(theme::strong("Group", theme::HEADING, theme.text));
            ui.add_space(8.0);
            ui.label(theme::strong("Name", theme::SMALL, theme.text));
            let field = TextField::new(Id::unique(("group", id)), "Group name", &group.name);
            if let Some(name) = field.show(ui, |text| Ok(text.trim().to_owned())).committed {
                let id = id.clone();
                frame.edit(Change::new(format!("rename group to {name}"), move |draft| draft.change_group(&id, |g| g.name = name)));
            }
            ui.add_space(12.0);
            let members = design.nodes.values().filter(|n| n.group.as_ref() == Some(id)).count();
            ui.label(theme::text(format!("{members} nodes"), theme::SMALL, theme.dim));
            if quiet_button(ui, "Fit to its nodes", 0.0).clicked() {
                fit(frame, document, id);
            }
        }
        Thing::Note(id) => {
            let Some(note) = design.notes.get(id) else { return };
            ui.label(theme::strong("Note", theme::HEADING, theme.text));
            ui.add_space(8.0);
            let field = TextField::new(Id::unique(("note", id)), "Note text", &note.text).rows(8);
            if let Some(text) = field.show(ui, |text| Ok(text.to_owned())).committed {
                let id = id.clone();
                frame.edit(Change::new("change note", move |draft| draft.change_note(&id, |n| n.text = text)));
            }
        }
        Thing::Node(_) | Thing::Connection(_) => {}
    }
}

/// Draws a group's frame around what is in it.
fn fit(frame: &Frame<'_>, document: &Document, id: &crate::design::GroupId) {
    let design = document.design();
    let inside = |card: &&crate::draw::NodeItem| design.nodes.get(&card.id).is_some_and(|n| n.group.as_ref() == Some(id));
    let rects: Vec<Rect> = document.scene().nodes.iter().filter(inside).map(|c| c.rect).collect();
    let Some(around) = crate::anatomy::frame::around(rects) else { return };
    let id = id.clone();
    frame.edit(Change::new("fit group", move |draft| {
        draft.change_group(&id, |g| {
            g.at = around.min.rounded();
            g.size = around.size();
        })
    }));
}
