//! Names and notes written where they stand.

use egui::text::{CCursor, CCursorRange};
use egui::widgets::text_edit::TextEditState;
use egui::{Frame as Fill, Id, Pos2, Rect, Stroke, Ui, UiBuilder, vec2};

use super::hit;
use super::paint::BLOCKS;
use super::view::View;
use crate::app::action::{Action, Change};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::selection::Thing;
use crate::app::theme;
use crate::app::widgets::TextField;

/// A name's field is never narrower on the screen, nor a note's.
const NARROWEST: f32 = 200.0;
/// Rows of a note's field.
const ROWS: usize = 4;

/// The field of a thing, by its id.
pub fn field(thing: &Thing) -> Id {
    Id::unique(("in place", thing))
}

/// Whether there is a place on the screen to write a thing's name or text.
pub fn has_place(document: &Document, canvas: Rect, thing: &Thing) -> bool {
    let view = document.view.unwrap_or_default();
    let large = matches!(thing, Thing::Group(_)) || view.zoom >= BLOCKS;
    large && place(document, view, canvas, thing).is_some_and(|place| canvas.contains_rect(place))
}

/// Where on the screen a thing's name or text is written.
fn place(document: &Document, view: View, canvas: Rect, thing: &Thing) -> Option<Rect> {
    let scene = document.scene();
    let card = |at: crate::design::geometry::Rect| {
        let card = view.screen_rect(canvas.min, &at);
        Rect::from_min_size(card.min + vec2(48.0, 4.0) * view.zoom, vec2((card.width() - 52.0 * view.zoom).max(NARROWEST), 30.0))
    };
    Some(match thing {
        Thing::Node(id) => card(hit::card(scene, id)?.rect),
        Thing::Group(id) => match hit::group(scene, id) {
            Some(group) => {
                let frame = view.screen_rect(canvas.min, &group.rect);
                Rect::from_min_size(frame.min + vec2(14.0, 4.0) * view.zoom, vec2(NARROWEST, 30.0))
            }
            None => card(hit::group_rect(scene, id)?),
        },
        Thing::Note(id) => {
            let note = view.screen_rect(canvas.min, &hit::note(scene, id)?.rect);
            Rect::from_min_size(note.min, vec2(note.width().max(NARROWEST), note.height()))
        }
        Thing::Connection(_) => return None,
    })
}

/// Where the field was drawn last.
fn covered() -> Id {
    Id::unique("covered by what is written in place")
}

/// Whether a place on the screen is in the field: it is not the canvas's.
pub(super) fn covers(ui: &Ui, document: &Document, at: Pos2) -> bool {
    let field = ui.data(|data| data.get_temp::<Rect>(covered()));
    document.editing.is_some() && field.is_some_and(|field| field.expand(6.0).contains(at))
}

/// Selects the whole text of a field that is about to be shown, so that what is typed takes its place.
pub fn select_text(ctx: &egui::Context, thing: &Thing, letters: usize) {
    let mut state = TextEditState::load(ctx, field(thing)).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(letters))));
    state.store(ctx, field(thing));
}

/// The field, while something is written in place.
pub(super) fn show(ui: &mut Ui, canvas: Rect, view: View, document: &Document, frame: &Frame<'_>) {
    let Some(thing) = document.editing.as_ref() else { return };
    let Some(place) = place(document, view, canvas, thing) else {
        frame.push(Action::WriteInPlace(None));
        return;
    };
    let theme = theme::of(ui);
    let design = document.design();
    let (name, current) = match thing {
        Thing::Node(id) => ("Name of the node", design.nodes.get(id).map(|node| node.name.as_str())),
        Thing::Group(id) => ("Name of the group", design.groups.get(id).map(|group| group.name.as_str())),
        Thing::Note(id) => ("Text of the note", design.notes.get(id).map(|note| note.text.as_str())),
        Thing::Connection(_) => ("", None),
    };
    let Some(current) = current else { return };
    let id = field(thing);
    let fill = Fill::new().fill(theme.panel).stroke(Stroke::new(1.0, theme.accent)).corner_radius(6.0);
    let mut left = false;
    ui.data_mut(|data| data.insert_temp(covered(), place));
    // Beside the canvas in its own layer: an area of its own would not take the keys in its first frame.
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        fill.show(ui, |ui| {
            ui.set_width(place.width());
            let field = TextField::new(id, name, current);
            let is_note = matches!(thing, Thing::Note(_));
            let field = if is_note { field.rows(ROWS) } else { field };
            let read = |text: &str| match text.trim() {
                "" if !is_note => Err("A name is needed.".to_owned()),
                trimmed => Ok(if is_note { text.to_owned() } else { trimmed.to_owned() }),
            };
            let outcome = field.show(ui, read);
            left = outcome.left;
            if let Some(text) = outcome.committed {
                frame.edit(change(thing.clone(), text));
            }
        });
    });
    if left {
        frame.push(Action::WriteInPlace(None));
    }
}

fn change(thing: Thing, text: String) -> Change {
    match thing {
        Thing::Node(id) => Change::new(format!("rename to {text}"), move |draft| draft.rename_node(&id, &text)),
        Thing::Group(id) => Change::new(format!("rename group to {text}"), move |draft| draft.change_group(&id, |group| group.name = text)),
        Thing::Note(id) => Change::new("change note", move |draft| draft.change_note(&id, |note| note.text = text)),
        Thing::Connection(_) => Change::new("rename", |_| Ok(())),
    }
}
