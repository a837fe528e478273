//! Why a line delivers: the chain of what it needs, each link with its place in the template; of a node, whether all its
//! lines do.

use egui::{Frame as Fill, Margin, Ui};

use super::settings::part_of;
use crate::app::action::Action;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::selection::{Selection, Thing};
use crate::app::theme::Theme;
use crate::app::{changes, theme, widgets};
use crate::catalog::{Link, LinkState, Proof, Verdict};
use crate::design::{ConnectionId, NodeId};

/// What the proofs say of a node or connection.
pub(super) fn proof_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, thing: &Thing) {
    match thing {
        Thing::Node(id) => node_ui(ui, frame, document, id),
        Thing::Connection(id) => line_ui(ui, frame, document, id),
        Thing::Group(_) | Thing::Note(_) => {}
    }
}

/// How a verdict is shown: icon, colour, and what it says of a line.
fn told(verdict: Verdict, theme: &Theme) -> (&'static str, egui::Color32, &'static str) {
    match verdict {
        Verdict::Proven => ("proven", theme.good, "Proven to deliver"),
        Verdict::Broken => ("error", theme.error, "Delivers nothing"),
        Verdict::Unknown => ("help", theme.warning, "Not proven"),
        Verdict::Off => ("info", theme.dim, "Switched off"),
        Verdict::Picture => ("info", theme.dim, "Only in the picture"),
    }
}

fn node_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, node: &NodeId) {
    let proofs = &document.analysis.proofs.by_line;
    // All lines of a large design would be too many to ask in every frame.
    let part = part_of(ui, document, &Thing::Node(node.clone()), &[node]);
    let around = part.connections.keys().filter_map(|line| proofs.get_key_value(line));
    let around: Vec<(&ConnectionId, &Proof)> = around.filter(|(_, proof)| proof.verdict() != Verdict::Picture).collect();
    let open: Vec<_> = around.iter().filter(|(_, proof)| proof.verdict() != Verdict::Proven).collect();
    let wires = |count: usize| if count == 1 { "wire" } else { "wires" };
    let title = match (around.len(), open.len()) {
        (0, _) => return,
        (1, 0) => "Its wire is proven to deliver".to_owned(),
        (all, 0) => format!("All {all} wires proven to deliver"),
        (all, open) => format!("{} of {all} {} proven to deliver", all - open, wires(all)),
    };
    let worst = open.iter().map(|(_, proof)| proof.verdict()).min_by_key(|verdict| rank(*verdict)).unwrap_or(Verdict::Proven);
    let theme = theme::of(ui);
    let (icon, color, _) = told(worst, theme);
    card_ui(ui, icon, color, &title, |ui| {
        if open.is_empty() {
            ui.label(theme::text("Select a wire to see why.", theme::SMALL, theme.dim));
        }
        for (line, proof) in open {
            let (_, _, verdict) = told(proof.verdict(), theme);
            let name = changes::line_name(document.design(), line);
            let row = widgets::link(ui, &format!("{name}: {}", verdict.to_lowercase()));
            if row.on_hover_text("Select it").clicked() {
                frame.push(Action::Reveal(Selection::one(Thing::Connection((*line).clone()))));
            }
        }
    });
}

/// The worst first.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Broken => 0,
        Verdict::Unknown => 1,
        Verdict::Off => 2,
        Verdict::Picture => 3,
        Verdict::Proven => 4,
    }
}

fn line_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, line: &ConnectionId) {
    let Some(proof) = document.analysis.proofs.by_line.get(line) else { return };
    let verdict = proof.verdict();
    if verdict == Verdict::Picture {
        return;
    }
    let theme = theme::of(ui);
    let (icon, color, title) = told(verdict, theme);
    card_ui(ui, icon, color, title, |ui| {
        let why = if verdict == Verdict::Proven { "Why this works:" } else { "What it needs:" };
        ui.label(theme::text(why, theme::SMALL, theme.dim));
        for link in &proof.links {
            link_ui(ui, frame, link);
        }
        for remark in &proof.remarks {
            ui.add_space(2.0);
            ui.label(theme::text(remark, theme::SMALL, theme.dim));
        }
    });
}

fn link_ui(ui: &mut Ui, frame: &Frame<'_>, link: &Link) {
    let theme = theme::of(ui);
    let (icon, color) = match link.state {
        LinkState::Holds => ("ok", theme.good),
        LinkState::Missing(_) => ("error", theme.error),
        LinkState::Unknown(_) => ("help", theme.warning),
        LinkState::Off(_) => ("info", theme.dim),
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icons::show(ui, Icon::Command(icon), 14.0, color);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add(egui::Label::new(theme::text(&link.claim, theme::SMALL, theme.text)).wrap());
            if let Some(why) = link.state.reason() {
                ui.add(egui::Label::new(theme::text(why, theme::SMALL, color)).wrap());
            }
            for place in &link.evidence {
                let text = theme::text(place.to_string(), theme::TINY, theme.accent).font(theme::mono(theme::TINY));
                let response = ui.add(egui::Link::new(text)).on_hover_text("Show it in the template");
                if response.clicked() {
                    frame.push(Action::ShowInTemplate(place.clone()));
                }
            }
        });
    });
}

fn card_ui(ui: &mut Ui, icon: &'static str, color: egui::Color32, title: &str, content: impl FnOnce(&mut Ui)) {
    let theme = theme::of(ui);
    ui.add_space(14.0);
    let fill = Fill::new().fill(theme.selection).corner_radius(6.0).inner_margin(Margin::symmetric(11, 9));
    fill.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            icons::show(ui, Icon::Command(icon), 16.0, color);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                ui.label(theme::strong(title, theme::BODY, theme.text));
                content(ui);
            });
        });
    });
}
