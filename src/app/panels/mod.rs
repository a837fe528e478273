//! The parts of the window, one file each; they see a [`Frame`] and ask for actions.

mod bottom;
#[cfg(feature = "deploy")]
mod environment;
mod finding;
mod inspector;
pub mod menus;
mod palette;
mod prompts;
mod start_page;
mod status_bar;
mod toasts;
mod top_bar;
mod zoom_control;

use egui::{CentralPanel, Frame as Fill, Margin, Panel, Ui, UiBuilder};

use super::canvas;
use super::frame::Frame;
use super::theme;

/// Height of the top bar.
const TOP_BAR: f32 = 44.0;
/// Width of the palette.
const PALETTE: f32 = 232.0;
/// Width of the inspector.
const INSPECTOR: f32 = 328.0;
/// Height of the bottom panel.
const BOTTOM: f32 = 216.0;
/// Height of the status bar.
const STATUS_BAR: f32 = 24.0;

/// The whole window.
pub fn window_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let fill = Fill::new().fill(theme.panel);
    Panel::top("top bar").exact_size(TOP_BAR).resizable(false).frame(fill).show(ui, |ui| top_bar::top_bar_ui(ui, frame));
    if frame.document().is_some() {
        Panel::bottom("status bar").exact_size(STATUS_BAR).resizable(false).frame(fill).show(ui, |ui| status_bar::status_bar_ui(ui, frame));
        if frame.state.layout.palette {
            let fill = fill.inner_margin(Margin::symmetric(12, 12));
            let panel = Panel::left("palette").exact_size(PALETTE).resizable(false).frame(fill);
            panel.show(ui, |ui| kept_in(ui, |ui| palette::palette_ui(ui, frame)));
        }
        if frame.state.layout.inspector {
            let panel = Panel::right("inspector").exact_size(INSPECTOR).resizable(false).frame(fill);
            panel.show(ui, |ui| kept_in(ui, |ui| inspector::inspector_ui(ui, frame)));
        }
        if frame.state.layout.bottom {
            Panel::bottom("bottom").default_size(BOTTOM).size_range(120.0..=560.0).resizable(true).frame(fill).show(ui, |ui| {
                ui.set_min_height(ui.available_height());
                bottom::bottom_ui(ui, frame);
            });
        }
        CentralPanel::default().frame(Fill::new().fill(theme.canvas)).show(ui, |ui| {
            canvas::canvas_ui(ui, frame);
            zoom_control::zoom_control_ui(ui, frame);
        });
    } else {
        CentralPanel::default().frame(Fill::new().fill(theme.canvas)).show(ui, |ui| start_page::start_page_ui(ui, frame));
    }
    prompts::prompt_ui(ui, frame);
    toasts::toasts_ui(ui, frame);
}

/// Content that is wider than its panel is cut off there, instead of pushing the panel aside.
fn kept_in(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let rect = ui.available_rect_before_wrap();
    content(&mut ui.new_child(UiBuilder::new().max_rect(rect)));
    ui.advance_cursor_after_rect(rect);
}
