//! The canvas: what is drawn, and what the pointer and the keyboard do with it.

mod access;
mod afar;
mod becomes;
mod bend;
mod breadcrumbs;
mod brush;
mod clusters;
mod drop;
mod empty;
mod focus;
mod gesture;
mod grasp;
mod hint;
mod hit;
mod ink;
mod inplace;
mod interaction;
mod kept;
mod label;
mod live;
mod menu;
mod minimap;
mod motion;
mod overlay;
mod paint;
mod part;
mod pointer;
mod possible;
mod references;
mod resize;
mod snap;
mod spacing;
mod view;

use egui::{PopupAnchor, Sense, Tooltip, Ui};

pub use drop::DraggedService;
pub use hit::{card, group_rect, note};
pub use inplace::{field, has_place, select_text};
pub use interaction::Interaction;
pub use kept::{finish, show_shapes};
pub use menu::open_by_key as open_menu;
pub use minimap::thumbnail;
pub use motion::Motion;
pub use overlay::{EDGE, Overlays, WHOLE_CONTROL};
pub use paint::BLOCKS as READABLE;
pub use resize::Site;
pub use snap::to_grid;
pub use view::View;

use super::action::Action;
use super::document::Document;
use super::frame::Frame;
use super::selection::Thing;
use super::settings::{GRID, GRID_STEP};
use super::theme;

/// The canvas of the active document.
pub fn canvas_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(document) = frame.document() else { return };
    let rect = ui.available_rect_before_wrap();
    let response = ui.interact(rect, ui.scope_id().with("canvas"), Sense::click_and_drag());
    ui.advance_cursor_after_rect(rect);
    let overlays = document.overlays(false);
    let fitting = || document.scene().bounds().map_or_else(View::default, |bounds| View::fitting(&bounds, rect.size(), overlays));
    let site = Site::now(ui, rect);
    let before = match (document.view, &document.site) {
        (Some(view), Some(before)) if *before != site => {
            resize::followed(view, document.scene().bounds().as_ref(), (before, &site), overlays)
        }
        (view, _) => view.unwrap_or_else(fitting),
    };
    let view = pointer::look(ui, &response, before);
    if document.view != Some(view) {
        frame.push(Action::View(view));
    }
    if frame.state.canvas != rect || document.site != Some(site) {
        frame.push(Action::CanvasPlace(site));
    }
    let (interaction, over) = pointer::interact(ui, &response, view, document, frame);
    let painter = ui.painter_at(rect);
    let lights = live::lights(document, frame);
    let settings = &frame.state.settings;
    let grid = settings.is_on(&GRID).then(|| settings.number(&GRID_STEP));
    let motion = document.motion.as_ref().and_then(|motion| Some((motion, motion.left(ui.ctx())?)));
    let theme = theme::of(ui);
    let pointed = over.clone();
    let picture = paint::Picture {
        ui,
        painter,
        theme,
        rect,
        margin: 0.0,
        part: part::Part::All,
        view,
        document,
        interaction: &interaction,
        over,
        grid,
        motion,
        lights: &lights,
        selected_lines: document
            .selection
            .iter()
            .filter_map(|thing| if let Thing::Connection(id) = thing { Some(id) } else { None })
            .collect(),
    };
    picture.show();
    say_why_not(ui, document, &interaction);
    if interaction == Interaction::Idle
        && frame.state.prompt.is_none()
        && let Some(over) = &pointed
    {
        hint::show(&response, document, view, over);
    }
    access::describe(ui, &response, view, document, frame, &lights);
    drop::accept(ui, &response, view, document, frame);
    menu::show(&response, view, document, frame);
    empty::show(ui, rect, document, frame);
    minimap::show(ui, rect, view, document, frame);
    becomes::show(ui, rect, view, document, frame);
    breadcrumbs::show(ui, rect, document, frame);
    inplace::show(ui, rect, view, document, frame);
    if interaction != document.interaction {
        frame.push(Action::Interaction(interaction));
    }
}

/// Beside the pointer, why the line cannot lead to what is under it.
fn say_why_not(ui: &Ui, document: &Document, interaction: &Interaction) {
    let (Interaction::Pulling { over: Some(over), .. } | Interaction::Leading { over: Some(over), .. }) = interaction else { return };
    if let Some(reason) = possible::refusal(document, interaction, over) {
        let id = ui.scope_id().with("why not");
        Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), id, PopupAnchor::Pointer).gap(16.0).show(|ui| {
            ui.set_max_width(280.0);
            ui.label(reason);
        });
    }
}

/// Paints shapes in a panel: the point (0, 0) of theirs at a corner of the screen, at a zoom.
pub fn paint_shapes(ui: &egui::Ui, corner: egui::Pos2, zoom: f32, shapes: &[crate::draw::Shape]) {
    let view = View { origin: crate::design::geometry::Point::default(), zoom };
    let brush = brush::Brush::new(ui.ctx(), ui.painter().clone(), super::theme::of(ui).table, view, corner);
    for shape in shapes {
        // Lines are gathered: what follows them lies above them only once they are on the screen.
        if !matches!(shape, crate::draw::Shape::Path { .. }) {
            brush.flush();
        }
        brush.shapes(std::slice::from_ref(shape), crate::design::geometry::Point::default());
    }
    brush.flush();
}
