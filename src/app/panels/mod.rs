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

use egui::{CentralPanel, Frame as Fill, Id, InnerResponse, Margin, Panel, Stroke, Ui, UiBuilder};

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

/// A panel at a side, whose id tells the sides apart: each keeps its own size.
fn panel_at(side: Side, name: &'static str) -> Panel {
    match side {
        Side::Left => Panel::left(Id::unique((name, "left"))),
        Side::Right => Panel::right(Id::unique((name, "right"))),
    }
}

fn palette_panel_ui(ui: &mut Ui, frame: &Frame<'_>, side: Side, fill: Fill) {
    let layout = &frame.state.layout;
    if !layout.palette {
        return;
    }
    let panel = panel_at(side, "palette").default_size(layout.palette_width).size_range(PALETTE).resizable(true).frame(fill);
    let shown = with_edge(ui, panel, |ui| kept_in(ui, |ui| palette::palette_ui(ui, frame)));
    tour::mark(ui, Target::Palette, shown.response.rect);
    let width = shown.response.rect.width();
    if (width - layout.palette_width).abs() > 0.5 {
        frame.layout(move |layout| layout.palette_width = width);
    }
}

fn inspector_panel_ui(ui: &mut Ui, frame: &Frame<'_>, side: Side, fill: Fill) {
    let layout = &frame.state.layout;
    if !layout.inspector {
        return;
    }
    let panel = panel_at(side, "inspector").default_size(layout.inspector_width).size_range(INSPECTOR).resizable(true).frame(fill);
    let shown = with_edge(ui, panel, |ui| kept_in(ui, |ui| inspector::inspector_ui(ui, frame)));
    tour::mark(ui, Target::Inspector, shown.response.rect);
    let width = shown.response.rect.width();
    if (width - layout.inspector_width).abs() > 0.5 {
        frame.layout(move |layout| layout.inspector_width = width);
    }
}

fn bottom_panel_ui(ui: &mut Ui, frame: &Frame<'_>, fill: Fill) {
    let layout = &frame.state.layout;
    if !layout.bottom {
        return;
    }
    let panel = Panel::bottom("bottom").default_size(layout.bottom_height).size_range(BOTTOM).resizable(true).frame(fill);
    let shown = with_edge(ui, panel, |ui| {
        ui.set_min_height(ui.available_height());
        bottom::bottom_ui(ui, frame);
    });
    tour::mark(ui, Target::Bottom, shown.response.rect);
    let height = shown.response.rect.height();
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
    let panel = panel_at(side, "bottom").default_size(layout.bottom_width).size_range(least..=most).resizable(true).frame(fill);
    let shown = with_edge(ui, panel, |ui| kept_in(ui, |ui| bottom::bottom_ui(ui, frame)));
    tour::mark(ui, Target::Bottom, shown.response.rect);
    let width = shown.response.rect.width();
    if (width - layout.bottom_width).abs() > 0.5 {
        frame.layout(move |layout| layout.bottom_width = width);
    }
}

/// Shows a panel whose edge takes the accent while it is under the pointer and while it is moved; what is in the panel keeps
/// its own colours.
fn with_edge<R>(ui: &mut Ui, panel: Panel, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let usual = Arc::clone(ui.style());
    let edge = Stroke::new(2.0, theme::of(ui).accent);
    let widgets = &mut ui.visuals_mut().widgets;
    (widgets.hovered.fg_stroke, widgets.active.fg_stroke) = (edge, edge);
    let inside = Arc::clone(&usual);
    let shown = panel.show(ui, |ui| {
        ui.set_style(inside);
        content(ui)
    });
    ui.set_style(usual);
    shown
}

/// Content that is wider than its panel is cut off there, instead of pushing the panel aside.
fn kept_in(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let rect = ui.available_rect_before_wrap();
    content(&mut ui.new_child(UiBuilder::new().max_rect(rect)));
    ui.advance_cursor_after_rect(rect);
}
