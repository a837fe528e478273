//! The template as it is now: coloured, with what is selected marked; a click selects what a line comes from.

use std::collections::BTreeSet;
use std::ops::Range;

use egui::text::LayoutJob;
use egui::{Id, ScrollArea, Sense, Ui, pos2, vec2};

use crate::app::action::Action;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::place::lines_of;
use crate::app::selection::{Selection, Thing};
use crate::app::{code, theme};
use crate::catalog::Origin;

/// Height of a line.
const LINE: f32 = 19.5;
/// Letters need this much of it.
const LEAST_LINE: f32 = 16.0;
/// Width of the line numbers.
const NUMBERS: f32 = 64.0;

/// The template.
pub(super) fn template_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    let analysis = &document.analysis;
    let lines: Vec<&str> = analysis.yaml.lines().collect();
    let marked = marked_lines(document);
    let place = place_lines(document, &lines);
    let height = theme::row(ui, LINE).max(LEAST_LINE);
    let mut area = ScrollArea::both().auto_shrink([false, false]).id_salt("template");
    if let Some(top) = jump(ui, document, &marked, place.as_ref()) {
        area = area.vertical_scroll_offset((top as f32 * height - 2.0 * height).max(0.0));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, height, lines.len(), |ui, range| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for number in range {
            let Some(line) = lines.get(number) else { continue };
            let mut job = LayoutJob::default();
            code::yaml_line(&mut job, line, theme, theme::BODY);
            let galley = ui.painter().layout_job(job);
            let width = (NUMBERS + 20.0 + galley.size().x).max(ui.available_width());
            let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListItem, true, line.trim()));
            let full = egui::Rect::from_x_y_ranges(ui.clip_rect().x_range(), rect.y_range());
            if place.as_ref().is_some_and(|place| place.contains(&number)) {
                ui.painter().rect_filled(full, 0.0, theme.selection);
                let edge = egui::Rect::from_x_y_ranges(full.left()..=full.left() + 3.0, rect.y_range());
                ui.painter().rect_filled(edge, 0.0, theme.accent);
            } else if place.is_none() && marked.contains(&number) {
                ui.painter().rect_filled(full, 0.0, theme.selection);
            } else if response.hovered() {
                ui.painter().rect_filled(full, 0.0, theme.hover);
            }
            let font = theme::mono(theme::SMALL);
            let at = pos2(rect.left() + NUMBERS - 16.0, rect.center().y);
            ui.painter().text(at, egui::Align2::RIGHT_CENTER, (number + 1).to_string(), font, theme.faint);
            let at = pos2(rect.left() + NUMBERS, rect.center().y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, theme.text);
            if response.clicked()
                && let Some(thing) = thing_at(document, number)
            {
                frame.push(Action::Reveal(Selection::one(thing)));
            }
        }
    });
}

/// The lines of what is selected: of its own resources' first lines where it has any.
fn marked_lines(document: &Document) -> BTreeSet<usize> {
    let analysis = &document.analysis;
    let of = |thing: &Thing| match thing {
        Thing::Node(id) => Some(Origin::Node(id.clone())),
        Thing::Connection(id) => Some(Origin::Connection(id.clone())),
        Thing::Group(_) | Thing::Note(_) => None,
    };
    let origins: Vec<Origin> = document.selection.iter().filter_map(of).collect();
    let own = analysis.synthesis.provenance.iter().filter(|(_, p)| origins.contains(&p.address.owner));
    own.filter_map(|(id, _)| analysis.lines.get(id).cloned()).flatten().collect()
}

/// The lines of the place that is to be shown.
fn place_lines(document: &Document, yaml: &[&str]) -> Option<Range<usize>> {
    let place = document.template_place.as_ref()?;
    let resource = document.analysis.lines.get(&place.logical_id)?;
    Some(lines_of(yaml, resource, place))
}

/// Where to scroll when something else was selected or is to be shown.
fn jump(ui: &Ui, document: &Document, marked: &BTreeSet<usize>, place: Option<&Range<usize>>) -> Option<usize> {
    let key = Id::unique(("template shows", document.id));
    let shown = ui.data(|data| data.get_temp::<(Selection, Option<Range<usize>>)>(key));
    let wanted = (document.selection.clone(), place.cloned());
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
    let main = main.and_then(|id| document.analysis.lines.get(id)).map(|lines| lines.start);
    main.or_else(|| marked.first().copied())
}

/// What the resource at a line belongs to.
fn thing_at(document: &Document, line: usize) -> Option<Thing> {
    let (id, _) = document.analysis.lines.iter().find(|(_, lines)| lines.contains(&line))?;
    match &document.analysis.synthesis.provenance.get(id)?.address.owner {
        Origin::Node(id) => Some(Thing::Node(id.clone())),
        Origin::Connection(id) => Some(Thing::Connection(id.clone())),
        Origin::Design => None,
    }
}
