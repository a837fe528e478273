//! The menu of what is selected or under the pointer: of the right mouse button, and of its own key.

use egui::{Context, Id, Key, Memory, Popup, Pos2, Rect, Response};

use super::hit::hit;
use super::interaction::thing_of;
use super::view::View;
use crate::app::action::Action;
use crate::app::actions;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::panels::menus;
use crate::app::prompt::Prompt;
use crate::app::selection::Selection;
use crate::app::whereabouts::bounds_of;

/// The commands, in groups.
const ITEMS: [&[&str]; 4] = [
    &["connect", "insert", "straighten", "select-connected"],
    &["cut", "copy", "paste", "duplicate", "delete"],
    &["group", "ungroup", "fold", "enter", "rename"],
    &["to-front", "to-back", "lock", "add-note"],
];

/// A menu opened by key stays so far within the canvas.
const EDGE: f32 = 24.0;

/// A menu that was opened by key: where it stands, and what had the focus before.
#[derive(Clone, Copy)]
struct ByKey {
    at: Pos2,
    before: Option<Id>,
}

fn asked() -> Id {
    Id::unique("the menu was asked for by key")
}

/// Asks for the menu beside what is selected.
pub fn open_by_key(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(asked(), ()));
}

/// Offers what can be done with what the pointer is on, or with what is selected.
pub(super) fn show(response: &Response, view: View, document: &Document, frame: &Frame<'_>) {
    let ctx = &response.ctx;
    let id = Popup::default_response_id(response);
    let place = id.with("by key");
    if response.secondary_clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        ctx.data_mut(|data| data.remove::<ByKey>(place));
        let at = view.canvas_from_screen(response.rect.min, pointer);
        if let Some(thing) = thing_of(&hit(document.scene(), at, 5.0 / view.zoom))
            && !document.selection.contains(&thing)
        {
            frame.push(Action::Select(Selection::one(thing)));
        }
    }
    let opens = ctx.data_mut(|data| data.remove_temp::<()>(asked())).is_some();
    if opens {
        let by_key = ByKey { at: beside_selection(response.rect, view, document), before: ctx.memory(Memory::focused) };
        ctx.data_mut(|data| data.insert_temp(place, by_key));
        Popup::open_id(ctx, id);
    }
    let by_key = ctx.data(|data| data.get_temp::<ByKey>(place));
    let menu = Popup::context_menu(response).accessible_name("What can be done here");
    let menu = if let Some(ByKey { at, .. }) = by_key { menu.at_position(at) } else { menu };
    let shown = menu.show(|ui| {
        ui.set_min_width(220.0);
        let first = menus::entry(ui, "add", "Add a node…");
        if opens {
            first.request_focus();
        }
        if first.clicked() {
            let at = view.canvas_from_screen(response.rect.min, ui.min_rect().min);
            frame.push(Action::Prompt(Some(Prompt::Services { at, from: None })));
        }
        for group in ITEMS {
            ui.separator();
            for command in group.iter().filter_map(|id| actions::command(id)) {
                menus::command_item(ui, command, frame);
            }
        }
    });
    if let (Some(ByKey { before, .. }), false) = (by_key, Popup::is_id_open(ctx, id)) {
        ctx.data_mut(|data| data.remove::<ByKey>(place));
        // Who leaves it without a choice is where they were.
        if let Some(before) = before.filter(|_| shown.is_some() && ctx.input(|i| i.key_pressed(Key::Escape))) {
            ctx.memory_mut(|memory| memory.request_focus(before));
        }
    }
}

/// At the lower right of what is selected, as far as that is in view; in the middle of the canvas where nothing is.
fn beside_selection(canvas: Rect, view: View, document: &Document) -> Pos2 {
    let selected = bounds_of(document, &document.selection).map(|bounds| view.screen_rect(canvas.min, &bounds));
    let at = selected.map_or(canvas.center(), |place| place.center() + place.size() / 4.0);
    canvas.shrink(EDGE).clamp(at)
}
