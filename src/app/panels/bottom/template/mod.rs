//! The template as it is now, as YAML or JSON: coloured, folded, with what is selected marked; a click selects what a line comes from.

mod compare;
mod fold;

use std::collections::BTreeSet;
use std::ops::Range;

use egui::text::LayoutJob;
use egui::{Id, ScrollArea, Sense, Ui, pos2, vec2};

use crate::app::action::Action;
use crate::app::analysis::Text;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::layout::Notation;
use crate::app::place::lines_of;
use crate::app::selection::{Selection, Thing};
use crate::app::{actions, code, theme, widgets};
use crate::catalog::Origin;
use fold::Folds;

/// Height of a line.
const LINE: f32 = 19.5;
/// Letters need this much of it.
const LEAST_LINE: f32 = 16.0;
/// Width of the line numbers.
const NUMBERS: f32 = 64.0;

/// The template.
pub(super) fn template_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    if let Some(other) = compare::Other::of(document) {
        compare::compare_ui(ui, frame, document, &other);
        return;
    }
    let theme = theme::of(ui);
    let text = document.analysis.text(frame.state.layout.notation == Notation::Json);
    let lines: Vec<&str> = text.content.lines().collect();
    let revision = revision(document, text);
    let marked = marked_lines(document, text);
    let place = place_lines(document, text, &lines);
    let height = line_height(ui);
    let mut area = ScrollArea::both().auto_shrink([false, false]).id_salt("template");
    let mut folds = Folds::of(ui, document.id, revision, &lines);
    if let Some(top) = jump(ui, document, text, &marked, place.as_ref()) {
        if !folds.shows(top) || folds.is_folded(top) {
            Folds::change(ui, document.id, revision, &lines, |folds, folded| folds.open(top, folded));
            folds = Folds::of(ui, document.id, revision, &lines);
        }
        area = area.vertical_scroll_offset((folds.place(top) as f32 * height - 2.0 * height).max(0.0));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, height, folds.shown.len(), |ui, range| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for number in folds.shown.get(range).unwrap_or_default().iter().copied() {
            let Some(line) = lines.get(number) else { continue };
            let is_folded = folds.is_folded(number);
            let mut job = LayoutJob::default();
            let colour = if text.is_json { code::json_line } else { code::yaml_line };
            colour(&mut job, line, theme, theme::BODY);
            if is_folded {
                job.append(
                    " …",
                    0.0,
                    egui::TextFormat { font_id: theme::mono(theme::BODY), color: theme.dim, ..egui::TextFormat::default() },
                );
            }
            let galley = ui.painter().layout_job(job);
            let width = (NUMBERS + 20.0 + galley.size().x).max(ui.available_width());
            let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListItem, true, line.trim()));
            let turned = folds.is_head(number) && mark_ui(ui, &response, rect, line.trim(), is_folded);
            let full = egui::Rect::from_x_y_ranges(ui.clip_rect().x_range(), rect.y_range());
            if place.as_ref().is_some_and(|place| place.contains(&number)) {
                ui.painter().rect_filled(full, 0.0, theme.marked);
                let edge = egui::Rect::from_x_y_ranges(full.left()..=full.left() + 3.0, rect.y_range());
                ui.painter().rect_filled(edge, 0.0, theme.accent);
            } else if place.is_none() && marked.contains(&number) {
                ui.painter().rect_filled(full, 0.0, theme.marked);
            } else if response.hovered() || response.has_focus() {
                ui.painter().rect_filled(full, 0.0, theme.hover);
            }
            let font = theme::mono(theme::SMALL);
            let at = pos2(rect.left() + NUMBERS - 16.0, rect.center().y);
            ui.painter().text(
                at,
                egui::Align2::RIGHT_CENTER,
                (number + 1).to_string(),
                font,
                if response.hovered() { theme.dim } else { theme.faint },
            );
            let at = pos2(rect.left() + NUMBERS, rect.center().y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, theme.text);
            if turned {
                Folds::change(ui, document.id, revision, &lines, |folds, folded| folds.turn(number, folded));
            } else if response.clicked()
                && let Some(thing) = thing_at(document, text, number)
            {
                frame.push(Action::Reveal(Selection::one(thing)));
            }
        }
    });
}

/// Height of a line.
fn line_height(ui: &Ui) -> f32 {
    theme::row(ui, LINE).max(LEAST_LINE)
}

/// The mark that folds what stands under a line; whether it is to be turned. The left and right arrow keys do it too.
fn mark_ui(ui: &Ui, row: &egui::Response, rect: egui::Rect, line: &str, is_folded: bool) -> bool {
    let theme = theme::of(ui);
    let place = egui::Rect::from_center_size(pos2(rect.left() + NUMBERS - 7.0, rect.center().y), vec2(14.0, rect.height()));
    let mark = ui.interact(place, row.id.with("fold"), Sense::click());
    let verb = if is_folded { "Open" } else { "Fold" };
    mark.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{verb} {}", line.trim_matches(['"', '{', '[', ' ', ':'])))
    });
    let icon = Icon::Command(if is_folded { "chevron_right" } else { "chevron_down" });
    let color = if mark.hovered() || mark.has_focus() { theme.accent } else { theme.faint };
    icons::paint(ui.ctx(), ui.painter(), icon, egui::Rect::from_center_size(place.center(), vec2(10.0, 10.0)), color);
    let key = if is_folded { egui::Key::ArrowRight } else { egui::Key::ArrowLeft };
    if row.has_focus() {
        // The arrows would lead the focus away.
        let arrows = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(row.id, arrows));
    }
    mark.clicked() || (row.has_focus() && ui.input(|i| i.key_pressed(key)))
}

/// At the right of the tabs: folds all resources or opens everything, and compares with the last export.
pub(super) fn tools_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let compares = document.exported.as_ref().is_some_and(|exported| exported.compared.is_some());
    if let Some(command) = actions::command("compare-template") {
        let reason = (command.enabled)(frame.state).err();
        let button = ui.add_enabled_ui(reason.is_none(), |ui| widgets::icon_toggle(ui, "history", command.name, compares)).inner;
        let button = button.on_hover_text(actions::hint(frame.state, command));
        if button.clicked() {
            frame.push(Action::Run(command));
        }
        if let Some(reason) = reason {
            button.on_disabled_hover_text(reason);
        }
    }
    if compare::Other::of(document).is_some() {
        return;
    }
    let text = document.analysis.text(frame.state.layout.notation == Notation::Json);
    let lines: Vec<&str> = text.content.lines().collect();
    let revision = revision(document, text);
    let is_any = Folds::of(ui, document.id, revision, &lines).any();
    let (icon, name) = if is_any { ("expand", "Open everything in the template") } else { ("collapse", "Fold all resources") };
    if widgets::icon_button(ui, icon, name).on_hover_text(name).clicked() {
        Folds::change(ui, document.id, revision, &lines, |folds, folded| {
            let resources = text.resources.values().map(|lines| lines.start).filter(|_| !is_any);
            folds.only(resources, folded);
        });
    }
    notation_ui(ui, frame, text.is_json);
}

/// YAML or JSON.
fn notation_ui(ui: &mut Ui, frame: &Frame<'_>, is_json: bool) {
    let theme = theme::of(ui);
    let choices = [(Notation::Yaml, "YAML"), (Notation::Json, "JSON")];
    let chosen = choices[usize::from(is_json)].1;
    let combo = egui::ComboBox::from_id_salt("notation").selected_text(theme::text(chosen, theme::SMALL, theme.text)).width(64.0);
    let response = combo.icon(widgets::chevron).show_ui(ui, |ui| {
        for (notation, name) in choices {
            if ui.selectable_label(name == chosen, name).clicked() {
                frame.layout(move |layout| layout.notation = notation);
            }
        }
    });
    response.response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Notation of the template");
        info.current_text_value = Some(chosen.to_owned());
        info
    });
}

/// A number that changes with the text.
fn revision(document: &Document, text: Text<'_>) -> u64 {
    document.analysis.revision << 1 | u64::from(text.is_json)
}

/// The lines of what is selected: of its own resources' first lines where it has any.
fn marked_lines(document: &Document, text: Text<'_>) -> BTreeSet<usize> {
    let analysis = &document.analysis;
    let of = |thing: &Thing| match thing {
        Thing::Node(id) => Some(Origin::Node(id.clone())),
        Thing::Connection(id) => Some(Origin::Connection(id.clone())),
        Thing::Group(_) | Thing::Note(_) => None,
    };
    let origins: Vec<Origin> = document.selection.iter().filter_map(of).collect();
    let own = analysis.synthesis.provenance.iter().filter(|(_, p)| origins.contains(&p.address.owner));
    own.filter_map(|(id, _)| text.resources.get(id).cloned()).flatten().collect()
}

/// The lines of the place that is to be shown.
fn place_lines(document: &Document, text: Text<'_>, lines: &[&str]) -> Option<Range<usize>> {
    let place = document.template_place.as_ref()?;
    let resource = text.resources.get(&place.logical_id)?;
    Some(lines_of(lines, text.is_json, resource, place))
}

/// Where to scroll when something else was selected or is to be shown.
fn jump(ui: &Ui, document: &Document, text: Text<'_>, marked: &BTreeSet<usize>, place: Option<&Range<usize>>) -> Option<usize> {
    let key = Id::unique(("template shows", document.id));
    let shown = ui.data(|data| data.get_temp::<(Selection, Option<Range<usize>>, bool)>(key));
    let wanted = (document.selection.clone(), place.cloned(), text.is_json);
    if shown.as_ref() == Some(&wanted) {
        return None;
    }
    ui.data_mut(|data| data.insert_temp(key, wanted));
    if let Some(place) = place {
        return Some(place.start);
    }
    // The main resource carries the node's logical ID; others of its own stand elsewhere.
    let main = document.selection.single().and_then(|thing| match thing {
        Thing::Node(id) => document.design().nodes.get(id).map(|n| n.logical_id.as_str()),
        Thing::Connection(_) | Thing::Group(_) | Thing::Note(_) => None,
    });
    let main = main.and_then(|id| text.resources.get(id)).map(|lines| lines.start);
    main.or_else(|| marked.first().copied())
}

/// What the resource at a line belongs to.
fn thing_at(document: &Document, text: Text<'_>, line: usize) -> Option<Thing> {
    let (id, _) = text.resources.iter().find(|(_, lines)| lines.contains(&line))?;
    match &document.analysis.synthesis.provenance.get(id)?.address.owner {
        Origin::Node(id) => Some(Thing::Node(id.clone())),
        Origin::Connection(id) => Some(Thing::Connection(id.clone())),
        Origin::Design => None,
    }
}
