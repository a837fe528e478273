//! The panel below the canvas: problems, template, deployment.

#[cfg(feature = "deploy")]
mod deploy;
mod nodes;
mod problems;
mod template;

use egui::{Align, Layout, Margin, Stroke, Ui};

use crate::app::frame::Frame;
use crate::app::state::BottomTab;
use crate::app::{theme, widgets};

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
        if let Some(chosen) = widgets::tabs(ui, &labels, index, 24.0) {
            frame.layout(move |layout| layout.bottom_tab = TABS[chosen]);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.add_space(8.0);
            if widgets::icon_button(ui, "chevron_down", "Close the bottom panel").clicked() {
                frame.layout(|layout| layout.bottom = false);
            }
            let analysis = &document.analysis;
            let summary = format!("{} lines · {} resources", analysis.line_count, analysis.synthesis.template.resources.len());
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

/// This program was built without the part that deploys.
#[cfg(not(feature = "deploy"))]
fn deploy_ui(ui: &mut Ui) {
    let theme = theme::of(ui);
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.add_space(18.0);
        let text = "This program was built without deployment. Export the template and deploy that with the AWS command line.";
        ui.label(theme::text(text, theme::BODY, theme.dim));
    });
}
