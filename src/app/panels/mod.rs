//! The parts of the window, one file each; they see a [`Frame`] and ask for actions.

mod bottom;
mod dropping;
#[cfg(feature = "deploy")]
mod environment;
mod finding;
mod focus;
mod help;
mod inspector;
pub mod menus;
#[cfg(test)]
#[path = "../../../tests/all/window_names.rs"]
mod names;
mod palette;
mod prompts;
mod start_page;
mod status_bar;
#[cfg(test)]
mod tests;
mod toasts;
mod top_bar;
mod tour;
mod zoom_control;

use std::ops::RangeInclusive;
use std::sync::Arc;

use egui::{CentralPanel, Frame as Fill, Id, InnerResponse, Key, Margin, Panel, Stroke, Ui, UiBuilder};

use super::canvas;
use super::frame::Frame;
use super::layout::{Dock, Side};
use super::theme;
use super::tour::Target;

/// Height of the top bar.
const TOP_BAR: f32 = 44.0;
/// How wide the palette may be.
const PALETTE: RangeInclusive<f32> = 160.0..=400.0;
/// How wide the inspector may be.
const INSPECTOR: RangeInclusive<f32> = 260.0..=640.0;
/// How high the bottom panel may be.
const BOTTOM: RangeInclusive<f32> = 120.0..=640.0;
/// How wide it may be at a side.
const BOTTOM_BESIDE: RangeInclusive<f32> = 260.0..=900.0;
/// What a panel at a side leaves the canvas at least.
const CANVAS: f32 = 160.0;
/// Height of the status bar.
const STATUS_BAR: f32 = 24.0;

/// The whole window.
pub fn window_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let fill = Fill::new().fill(theme.panel);
    Panel::top("top bar").exact_size(TOP_BAR).resizable(false).frame(fill).show(ui, |ui| top_bar::top_bar_ui(ui, frame));
    if frame.document().is_some() {
        Panel::bottom("status bar").exact_size(STATUS_BAR).resizable(false).frame(fill).show(ui, |ui| status_bar::status_bar_ui(ui, frame));
        let inspector_side = frame.state.layout.inspector_side;
        // What stands at the left comes first, so that the tab order follows the eye.
        for side in [Side::Left, Side::Right] {
            if side == inspector_side {
                inspector_panel_ui(ui, frame, side, fill);
            } else {
                palette_panel_ui(ui, frame, side, fill.inner_margin(Margin::symmetric(12, 12)));
            }
            let here = if side == Side::Left { Dock::Left } else { Dock::Right };
            if frame.state.layout.bottom_dock == here {
                docked_panel_ui(ui, frame, side, fill);
            }
        }
        if frame.state.layout.bottom_dock == Dock::Below {
            bottom_panel_ui(ui, frame, fill);
        }
        CentralPanel::default().frame(Fill::new().fill(theme.canvas)).show(ui, |ui| {
            tour::mark(ui, Target::Canvas, ui.max_rect());
            canvas::canvas_ui(ui, frame);
            zoom_control::zoom_control_ui(ui, frame);
        });
    } else {
        CentralPanel::default().frame(Fill::new().fill(theme.canvas)).show(ui, |ui| start_page::start_page_ui(ui, frame));
    }
    help::help_ui(ui, frame);
    prompts::prompt_ui(ui, frame);
    tour::tour_ui(ui, frame);
    toasts::toasts_ui(ui, frame);
    focus::ring_ui(ui);
    dropping::dropping_ui(ui);
}

/// The edge that a panel is made wider or higher at.
struct Edge {
    /// What tells the panel from others.
    salt: Id,
    /// What screen readers call the edge.
    name: &'static str,
    /// The arrow keys that make the panel smaller and larger.
    keys: [Key; 2],
}

/// A panel at a side, whose id tells the sides apart: each keeps its own size.
fn panel_at(side: Side, id: &'static str, name: &'static str) -> (Panel, Edge) {
    match side {
        Side::Left => {
            let salt = Id::unique((id, "left"));
            (Panel::left(salt), Edge { salt, name, keys: [Key::ArrowLeft, Key::ArrowRight] })
        }
        Side::Right => {
            let salt = Id::unique((id, "right"));
            (Panel::right(salt), Edge { salt, name, keys: [Key::ArrowRight, Key::ArrowLeft] })
        }
    }
}

fn palette_panel_ui(ui: &mut Ui, frame: &Frame<'_>, side: Side, fill: Fill) {
    let layout = &frame.state.layout;
    if !layout.palette {
        return;
    }
    let (panel, edge) = panel_at(side, "palette", "Width of the services");
    let panel = panel.default_size(layout.palette_width).size_range(PALETTE).resizable(true).frame(fill);
    let (shown, step) = with_edge(ui, panel, &edge, |ui| kept_in(ui, |ui| palette::palette_ui(ui, frame)));
    tour::mark(ui, Target::Palette, shown.response.rect);
    let width = stepped(shown.response.rect.width(), step, &PALETTE);
    if (width - layout.palette_width).abs() > 0.5 {
        frame.layout(move |layout| layout.palette_width = width);
    }
}

fn inspector_panel_ui(ui: &mut Ui, frame: &Frame<'_>, side: Side, fill: Fill) {
    let layout = &frame.state.layout;
    if !layout.inspector {
        return;
    }
    let (panel, edge) = panel_at(side, "inspector", "Width of the inspector");
    let panel = panel.default_size(layout.inspector_width).size_range(INSPECTOR).resizable(true).frame(fill);
    let (shown, step) = with_edge(ui, panel, &edge, |ui| kept_in(ui, |ui| inspector::inspector_ui(ui, frame)));
    tour::mark(ui, Target::Inspector, shown.response.rect);
    let width = stepped(shown.response.rect.width(), step, &INSPECTOR);
    if (width - layout.inspector_width).abs() > 0.5 {
        frame.layout(move |layout| layout.inspector_width = width);
    }
}

fn bottom_panel_ui(ui: &mut Ui, frame: &Frame<'_>, fill: Fill) {
    let layout = &frame.state.layout;
    if !layout.bottom {
        return;
    }
    let edge = Edge { salt: Id::unique("bottom"), name: "Height of the bottom panel", keys: [Key::ArrowDown, Key::ArrowUp] };
    let panel = Panel::bottom(edge.salt).default_size(layout.bottom_height).size_range(BOTTOM).resizable(true).frame(fill);
    let (shown, step) = with_edge(ui, panel, &edge, |ui| {
        ui.set_min_height(ui.available_height());
        bottom::bottom_ui(ui, frame);
    });
    tour::mark(ui, Target::Bottom, shown.response.rect);
    let height = stepped(shown.response.rect.height(), step, &BOTTOM);
    if (height - layout.bottom_height).abs() > 0.5 {
        frame.layout(move |layout| layout.bottom_height = height);
    }
}

/// The bottom panel at a side of the canvas.
fn docked_panel_ui(ui: &mut Ui, frame: &Frame<'_>, side: Side, fill: Fill) {
    let layout = &frame.state.layout;
    if !layout.bottom {
        return;
    }
    // What the other side's panel takes comes off what there is, where that is not drawn yet.
    let (least, most) = (*BOTTOM_BESIDE.start(), *BOTTOM_BESIDE.end());
    let other = match (side, layout.inspector_side) {
        (Side::Left, Side::Right) if layout.inspector => layout.inspector_width,
        (Side::Left, Side::Left) if layout.palette => layout.palette_width,
        _ => 0.0,
    };
    let most = (ui.available_width() - other - CANVAS).clamp(least, most);
    let (panel, edge) = panel_at(side, "bottom", "Width of the bottom panel");
    let panel = panel.default_size(layout.bottom_width).size_range(least..=most).resizable(true).frame(fill);
    let (shown, step) = with_edge(ui, panel, &edge, |ui| kept_in(ui, |ui| bottom::bottom_ui(ui, frame)));
    tour::mark(ui, Target::Bottom, shown.response.rect);
    let width = stepped(shown.response.rect.width(), step, &(least..=most));
    if (width - layout.bottom_width).abs() > 0.5 {
        frame.layout(move |layout| layout.bottom_width = width);
    }
}

/// Shows a panel whose edge takes the accent while it is under the pointer and while it is moved, and how far the arrow keys
/// move it while it has the focus; what is in the panel keeps its own colours.
fn with_edge<R>(ui: &mut Ui, panel: Panel, edge: &Edge, content: impl FnOnce(&mut Ui) -> R) -> (InnerResponse<R>, f32) {
    let usual = Arc::clone(ui.style());
    let line = Stroke::new(2.0, theme::of(ui).accent);
    let widgets = &mut ui.visuals_mut().widgets;
    (widgets.hovered.fg_stroke, widgets.active.fg_stroke) = (line, line);
    let inside = Arc::clone(&usual);
    // As egui calls it.
    let handle = ui.scope_id().with(edge.salt).with("__resize");
    let shown = panel.show(ui, |ui| {
        ui.set_style(inside);
        content(ui)
    });
    ui.set_style(usual);
    ui.ctx().accesskit_node_builder(handle, |node| node.set_label(edge.name));
    let mut step = 0.0;
    if ui.memory(|memory| memory.has_focus(handle)) {
        let arrows = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(handle, arrows));
        let [smaller, larger] = edge.keys.map(|key| ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key)));
        step = STEP * (f32::from(u8::from(larger)) - f32::from(u8::from(smaller)));
    }
    if step != 0.0 {
        // What egui knows of the sizes of panels is what the layout knows; from now on it is asked again.
        ui.memory_mut(|memory| memory.data.remove_by_type::<egui::containers::panel::PanelState>());
    }
    (shown, step)
}

/// How far an arrow key moves the edge of a panel.
const STEP: f32 = 16.0;

/// A size that an arrow key may have changed.
fn stepped(size: f32, step: f32, range: &RangeInclusive<f32>) -> f32 {
    if step == 0.0 { size } else { (size + step).clamp(*range.start(), *range.end()) }
}

/// Content that is wider than its panel is cut off there, instead of pushing the panel aside.
fn kept_in(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let rect = ui.available_rect_before_wrap();
    content(&mut ui.new_child(UiBuilder::new().max_rect(rect)));
    ui.advance_cursor_after_rect(rect);
}
