//! The outline: a row for each state in the order of the flow, the selected one opened to its form.

use std::collections::BTreeSet;

use egui::{Frame as Fill, Margin, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::{Shown, state};
use crate::app::theme;
use crate::app::widgets::{fitting, icon_button, small_button};
use crate::services::workflow::definition::State;
use crate::services::workflow::outline::{self, Row};
use crate::services::workflow::rewrite::{self, Spot, TYPES};

/// How far states inside others stand in.
const INDENT: f32 = 14.0;
const BUTTONS: f32 = 3.0 * 28.0;

pub(super) fn outline_ui(ui: &mut Ui, shown: &Shown<'_>, flawed: &BTreeSet<String>) {
    let theme = theme::of(ui);
    let fill = Fill::new().fill(theme.raised).stroke(Stroke::new(1.0, theme.border)).corner_radius(6.0);
    fill.inner_margin(Margin::symmetric(8, 6)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        for row in outline::rows(shown.definition) {
            match row {
                Row::State { state, depth } => {
                    indented(ui, depth, |ui| state_row(ui, shown, state, flawed.contains(state.name)));
                    if shown.selected.as_deref() == Some(state.name) {
                        indented(ui, depth, |ui| {
                            state::form_ui(ui, shown, state);
                            add_ui(ui, shown, &format!("Add after {}", state.name), &Spot::After(state.name.to_owned()));
                        });
                    }
                }
                Row::Part { of, index, title, depth } => indented(ui, depth, |ui| part_row(ui, shown, of, index, &title)),
            }
        }
    });
    if shown.selected.is_none() {
        ui.add_space(2.0);
        ui.label(theme::text("Select a state to change it or to add one after it.", theme::SMALL, theme.dim));
    }
}

fn indented(ui: &mut Ui, depth: usize, contents: impl FnOnce(&mut Ui)) {
    let left = (depth as f32 * INDENT).min(6.0 * INDENT) as i8;
    Fill::new().inner_margin(Margin { left, right: 0, top: 0, bottom: 0 }).show(ui, |ui| {
        ui.set_width(ui.available_width());
        contents(ui);
    });
}

fn state_row(ui: &mut Ui, shown: &Shown<'_>, state: State<'_>, flawed: bool) {
    let theme = theme::of(ui);
    let name = state.name;
    let is_selected = shown.selected.as_deref() == Some(name);
    let second = second_line(shown, state);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width() - if is_selected { BUTTONS } else { 0.0 }, 34.0), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, format!("{name}, {second}")));
        if is_selected {
            ui.painter().rect_filled(rect, 4.0, theme.selection);
        } else if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, 4.0, theme.hover);
        }
        let room = rect.width() - 12.0;
        let color = if flawed { theme.error } else { theme.text };
        let line = |text: &str, font: egui::FontId, y: f32, color: egui::Color32| {
            let text = fitting(ui, text, &font, room);
            ui.painter().text(egui::pos2(rect.left() + 6.0, y), egui::Align2::LEFT_CENTER, text, font, color);
        };
        line(name, theme::semibold(theme::BODY), rect.top() + 10.0, color);
        line(&second, theme::regular(theme::SMALL), rect.top() + 25.0, theme.dim);
        if response.clicked() {
            shown.select(ui, (!is_selected).then_some(name));
        }
        if is_selected {
            buttons_ui(ui, shown, name);
        }
    });
}

fn buttons_ui(ui: &mut Ui, shown: &Shown<'_>, name: &str) {
    for (icon, way, up) in [("chevron_up", "up", true), ("chevron_down", "down", false)] {
        if icon_button(ui, icon, &format!("Move {name} {way}")).clicked() {
            let own = name.to_owned();
            shown.rewrite(format!("move {name} {way}"), move |definition, _| rewrite::shift(definition, &own, up));
        }
    }
    if icon_button(ui, "delete", &format!("Delete {name}")).clicked() {
        let (node, entry) = (shown.view.id.clone(), crate::design::EntryId::from(name));
        let title = format!("delete state {name}");
        shown.frame.edit(crate::app::action::Change::new(title, move |draft| draft.remove_entry(&node, &entry)));
    }
}

/// What a state is and does, and where it leads.
fn second_line(shown: &Shown<'_>, state: State<'_>) -> String {
    let line = state.connection().and_then(|id| shown.view.outgoing().find(|line| line.id.as_str() == id));
    let does = line.map(|line| format!("{} {}", line.kind.spec().verb, line.target.node.name));
    let what = match (state.kind(), does) {
        (_, Some(does)) => does,
        ("Task", None) => match state.body["Resource"].as_str() {
            Some(resource) => resource.rsplit(":::").next().unwrap_or(resource).to_owned(),
            None => "Task without a line".to_owned(),
        },
        (kind, None) => kind.to_owned(),
    };
    [what].into_iter().chain(outline::ways(state)).collect::<Vec<_>>().join(" · ")
}

fn part_row(ui: &mut Ui, shown: &Shown<'_>, of: &str, index: usize, title: &str) {
    let theme = theme::of(ui);
    let open = shown.selected.as_deref() == Some(of);
    ui.horizontal(|ui| {
        ui.label(theme::strong(title, theme::SMALL, theme.dim));
        if open && title.starts_with("Branch") {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if icon_button(ui, "remove", &format!("Remove {title} of {of}")).clicked() {
                    let own = of.to_owned();
                    shown.rewrite(format!("remove {title} of {of}"), move |definition, _| rewrite::remove_branch(definition, &own, index));
                }
            });
        }
    });
    if open {
        add_ui(ui, shown, &format!("Add to {title} of {of}"), &Spot::Into(of.to_owned(), index));
    }
}

/// A button for each type of state that can be put in at a place.
fn add_ui(ui: &mut Ui, shown: &Shown<'_>, label: &str, spot: &Spot) {
    let theme = theme::of(ui);
    ui.add_space(6.0);
    ui.label(theme::text(label, theme::SMALL, theme.dim));
    for four in TYPES.chunks(4) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for kind in four {
                let button = small_button(ui, kind);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{label}: {kind}")));
                if button.clicked() {
                    add(ui, shown, kind, spot.clone());
                }
            }
        });
    }
    ui.add_space(4.0);
}

fn add(ui: &Ui, shown: &Shown<'_>, kind: &'static str, spot: Spot) {
    // The name it will get is found out on a copy, so that the new state is the selected one.
    let name = rewrite::insert(&mut shown.definition.clone(), kind, kind, &spot, shown.jsonata);
    if let Ok(name) = &name {
        shown.select(ui, Some(name));
    }
    shown.rewrite(format!("add {kind}"), move |definition, jsonata| rewrite::insert(definition, kind, kind, &spot, jsonata));
}
