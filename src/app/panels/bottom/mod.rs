//! The panel below the canvas: problems, template, deployment.

#[cfg(feature = "deploy")]
mod deploy;
mod nodes;
mod problems;
mod template;

use egui::{Align, Layout, Margin, Popup, Stroke, Ui};

use crate::app::frame::Frame;
use crate::app::layout::Notation;
use crate::app::panels::menus::command_item;
use crate::app::state::BottomTab;
use crate::app::{actions, theme, widgets};

/// Width of the buttons beside the tabs.
const BUTTONS: f32 = 144.0;
/// Width of the choice of the template's notation.
const NOTATION: f32 = 72.0;
/// The panel's least width for rows of one line.
const WIDE: f32 = 620.0;

const TABS: [BottomTab; 4] = [BottomTab::Problems, BottomTab::Template, BottomTab::Nodes, BottomTab::Deploy];

/// The bottom panel.
pub fn bottom_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(document) = frame.document() else { return };
    let theme = theme::of(ui);
    let active = frame.state.layout.bottom_tab;
    let index = TABS.iter().position(|tab| *tab == active).unwrap_or(0);
    let line = ui.horizontal(|ui| {
        ui.set_height(36.0);
        ui.add_space(18.0);
        let labels = [("Problems", document.analysis.findings.len()), ("Template", 0), ("Nodes", 0), ("Deploy", 0)];
        let room = ui.available_width() - BUTTONS - if active == BottomTab::Template { NOTATION } else { 0.0 };
        let chosen = ui.scope(|ui| {
            ui.set_max_width(room);
            widgets::tabs(ui, &labels, index, 24.0)
        });
        if let Some(chosen) = chosen.inner {
            frame.layout(move |layout| layout.bottom_tab = TABS[chosen]);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.add_space(8.0);
            if widgets::icon_button(ui, "close", "Close the bottom panel").on_hover_text("Close the bottom panel").clicked() {
                frame.layout(|layout| layout.bottom = false);
            }
            dock_ui(ui, frame);
            if active == BottomTab::Template {
                template::tools_ui(ui, frame, document);
            }
            let analysis = &document.analysis;
            let lines = if active == BottomTab::Template && frame.state.layout.notation == Notation::Json {
                analysis.text(true).content.lines().count()
            } else {
                analysis.line_count
            };
            let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
            let summary = format!("{} · {}", count(lines, "line"), count(analysis.synthesis.template.resources.len(), "resource"));
            let whole = widgets::fitting(ui, &summary, &theme::regular(theme::SMALL), ui.available_width() - 24.0) == summary;
            if whole {
                ui.label(theme::text(summary, theme::SMALL, theme.dim));
            }
        });
    });
    ui.painter().hline(ui.clip_rect().x_range(), line.response.rect.bottom(), Stroke::new(1.0, theme.border));
    egui::Frame::new().inner_margin(Margin { left: 0, right: 0, top: 2, bottom: 4 }).show(ui, |ui| match active {
        BottomTab::Problems => problems::problems_ui(ui, frame, document),
        BottomTab::Template => template::template_ui(ui, frame, document),
        BottomTab::Nodes => nodes::nodes_ui(ui, frame, document),
        #[cfg(feature = "deploy")]
        BottomTab::Deploy => deploy::deploy_ui(ui, frame, document),
        #[cfg(not(feature = "deploy"))]
        BottomTab::Deploy => deploy_ui(ui),
    });
}

/// Where the panel stands, as a menu.
fn dock_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let button = widgets::icon_button(ui, "more", "Dock the bottom panel").on_hover_text("Where this panel stands");
    Popup::menu(&button).show(|ui| {
        for command in ["dock-below", "dock-left", "dock-right"].into_iter().filter_map(actions::command) {
            command_item(ui, command, frame);
        }
    });
}

/// Whether there is no room for rows of one line.
fn is_narrow(ui: &Ui) -> bool {
    ui.available_width() < WIDE
}

/// This program was built without the part that deploys.
#[cfg(not(feature = "deploy"))]
fn deploy_ui(ui: &mut Ui) {
    let theme = theme::of(ui);
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.add_space(18.0);
        let text = "This program was built without deployment. Export the template and deploy that with the AWS command line.";
        ui.add(egui::Label::new(theme::text(text, theme::BODY, theme.dim)).wrap());
    });
}
