//! The inspector where several things, a group or a note are selected.

use egui::{Button, Id, Margin, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::shared;
use crate::app::action::{Action, Change};
use crate::app::actions;
use crate::app::changes;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::placing;
use crate::app::selection::{Selection, Thing};
use crate::app::widgets::{TextField, quiet_button, switch};
use crate::app::{theme, widgets};
use crate::design::GroupId;
use crate::design::geometry::Rect;
use crate::draw::Token;
use crate::draw::theme::GroupColor;

/// Several things are selected.
pub(super) fn several_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    ui.label(theme::strong(format!("{} things selected", document.selection.len()), theme::HEADING, theme.text));
    ui.add_space(8.0);
    ScrollArea::vertical().id_salt("several").auto_shrink([false, false]).show(ui, |ui| {
        egui::Frame::new().inner_margin(Margin { left: 0, right: 4, top: 0, bottom: 24 }).show(ui, |ui| {
            for thing in document.selection.iter().take(12) {
                let one = Selection::one(thing.clone());
                let name = changes::name_of(document.design(), &one);
                if widgets::link(ui, &name).on_hover_text("Select only this").clicked() {
                    frame.push(Action::Select(one));
                }
            }
            if document.selection.len() > 12 {
                ui.label(theme::text(format!("and {} more", document.selection.len() - 12), theme::BODY, theme.dim));
            }
            ui.add_space(12.0);
            shared::shared_ui(ui, frame, document);
            ui.add_space(16.0);
            for id in ["group", "align-left", "align-top", "distribute-horizontally", "distribute-vertically", "duplicate", "delete"] {
                let Some(command) = actions::command(id) else { continue };
                let enabled = (command.enabled)(frame.state).is_ok();
                let button = Button::new(theme::text(command.name, theme::BODY, theme.text)).min_size(vec2(ui.available_width(), 28.0));
                if ui.add_enabled(enabled, button).clicked() {
                    frame.push(Action::Run(command));
                }
            }
        });
    });
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
            let members = members(ui, document, id);
            ui.label(theme::strong("Colour", theme::SMALL, theme.text));
            colors_ui(ui, frame, id, GroupColor::from_name(group.color.as_deref()));
            ui.add_space(8.0);
            let one = Selection::one(thing.clone());
            for (name, on, change) in [
                ("Collapsed", group.collapsed, placing::toggle_fold(document, std::slice::from_ref(id))),
                ("Locked", group.locked, placing::toggle_lock(document, &one)),
            ] {
                ui.horizontal(|ui| {
                    let width = ui.available_width();
                    ui.label(theme::strong(name, theme::SMALL, theme.text));
                    ui.add_space((width - ui.min_rect().width() - 44.0).max(0.0));
                    if switch(ui, name, on) {
                        frame.edit(change);
                    }
                });
                ui.add_space(4.0);
            }
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

/// How many nodes stand in a group: counted once per revision, as a design may have thousands.
fn members(ui: &Ui, document: &Document, group: &GroupId) -> usize {
    let key = Id::unique((document.id, document.editor.revision(), group));
    let slot = Id::unique("members of the group in the form");
    if let Some((known, count)) = ui.data(|data| data.get_temp::<(Id, usize)>(slot))
        && known == key
    {
        return count;
    }
    let count = document.design().nodes.values().filter(|node| node.group.as_ref() == Some(group)).count();
    ui.data_mut(|data| data.insert_temp(slot, (key, count)));
    count
}

/// The colours a group can have.
fn colors_ui(ui: &mut Ui, frame: &Frame<'_>, id: &GroupId, current: GroupColor) {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for color in GroupColor::ALL {
            let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::click());
            let name = format!("Colour {}", color.name());
            let info = name.clone();
            response.widget_info(move || WidgetInfo::selected(Role::RadioButton, true, color == current, &info));
            let fill = theme::color(theme.table, Token::GroupTile(color));
            ui.painter().circle_filled(rect.center(), 8.0, fill);
            if color == current || response.has_focus() || response.hovered() {
                let ring = if color == current { theme.text } else { theme.border };
                ui.painter().circle_stroke(rect.center(), 11.0, Stroke::new(1.5, ring));
            }
            if response.on_hover_text(name).clicked() {
                frame.edit(placing::color(vec![id.clone()], color));
            }
        }
    });
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
