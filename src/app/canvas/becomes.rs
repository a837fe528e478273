//! What a node or a line becomes, listed in place: the resources that are folded into it.

use std::sync::Arc;

use egui::{Align2, Area, Frame as Fill, Id, Margin, Order, Rect, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::hit;
use super::paint::BLOCKS;
use super::view::View;
use crate::app::action::Action;
use crate::app::actions;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::selection::Thing;
use crate::app::theme;
use crate::catalog::{Evidence, Origin};
use crate::design::geometry::Point;
use crate::draw::outline;

/// More resources than this are counted.
const MOST: usize = 12;

/// The list beneath what is selected, or the mark that opens it.
pub(super) fn show(ui: &Ui, canvas: Rect, view: View, document: &Document, frame: &Frame<'_>) {
    let Some(thing) = document.selection.single().filter(|_| view.zoom >= BLOCKS && document.editing.is_none()) else { return };
    if document.interaction != super::Interaction::Idle {
        return;
    }
    let Some(origin) = origin(thing) else { return };
    let resources = resources(ui, document, &origin);
    if resources.is_empty() {
        return;
    }
    let Some(anchor) = anchor(document, view, canvas, thing).filter(|at| canvas.contains(*at)) else { return };
    let area = Area::new(Id::unique("what it becomes")).order(Order::Middle).fixed_pos(anchor).pivot(Align2::CENTER_TOP);
    area.show(ui.ctx(), |ui| {
        if document.unfolded {
            list_ui(ui, document, &origin, &resources, frame);
        } else {
            mark_ui(ui, resources.len(), frame);
        }
    });
}

/// The resources of a thing, found once for each analysis.
fn resources(ui: &Ui, document: &Document, origin: &Origin) -> Arc<[String]> {
    let place = Id::unique("resources of the selection");
    let key = (document.id, document.analysis.revision, origin.clone());
    if let Some((kept, found)) = ui.data(|data| data.get_temp::<((u64, u64, Origin), Arc<[String]>)>(place))
        && kept == key
    {
        return found;
    }
    let found: Arc<[String]> = document.analysis.synthesis.resources_of(origin).map(str::to_owned).collect();
    ui.data_mut(|data| data.insert_temp(place, (key, Arc::clone(&found))));
    found
}

fn origin(thing: &Thing) -> Option<Origin> {
    match thing {
        Thing::Node(id) => Some(Origin::Node(id.clone())),
        Thing::Connection(id) => Some(Origin::Connection(id.clone())),
        Thing::Group(_) | Thing::Note(_) => None,
    }
}

/// Where on the screen it hangs: beneath the card, or beneath the line's chip.
fn anchor(document: &Document, view: View, canvas: Rect, thing: &Thing) -> Option<egui::Pos2> {
    let scene = document.scene();
    let below = match thing {
        Thing::Node(id) => {
            let card = hit::card(scene, id)?;
            Point::new(card.rect.center().x, card.rect.max.y)
        }
        Thing::Connection(id) => {
            let line = scene.lines.get(scene.line(id)?).filter(|line| line.others.is_empty())?;
            let chip = line.chip.map(|chip| Point::new(chip.center().x, chip.max.y));
            chip.or_else(|| outline::middle(&line.points))?
        }
        Thing::Group(_) | Thing::Note(_) => return None,
    };
    Some(view.screen_from_canvas(canvas.min, below) + vec2(0.0, 8.0))
}

/// `▾ 4 resources`, which opens the list.
fn mark_ui(ui: &mut Ui, count: usize, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let text = if count == 1 { "1 resource".to_owned() } else { format!("{count} resources") };
    let galley = ui.painter().layout_no_wrap(text.clone(), theme::regular(theme::TINY), theme.dim);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 30.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("Show its {text}")));
    let over = response.hovered() || response.has_focus();
    let (fill, color) = if over { (theme.hover, theme.text) } else { (theme.panel, theme.dim) };
    ui.painter().rect(rect, 10.0, fill, Stroke::new(1.0, theme.border), egui::StrokeKind::Inside);
    let mark = Rect::from_center_size(rect.left_center() + vec2(13.0, 0.0), vec2(12.0, 12.0));
    icons::paint(ui.ctx(), ui.painter(), Icon::Command("chevron_down"), mark, color);
    ui.painter().galley(egui::pos2(rect.left() + 22.0, rect.center().y - galley.size().y / 2.0), galley, color);
    if response.on_hover_text("What this becomes").clicked()
        && let Some(command) = actions::command("becomes")
    {
        frame.push(Action::Run(command));
    }
}

fn list_ui(ui: &mut Ui, document: &Document, origin: &Origin, resources: &[String], frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let fill = Fill::new().fill(theme.panel).stroke(Stroke::new(1.0, theme.border)).corner_radius(8.0).inner_margin(Margin::same(6));
    fill.show(ui, |ui| {
        ui.set_max_width(340.0);
        ui.spacing_mut().item_spacing.y = 1.0;
        for id in resources.iter().take(MOST) {
            row_ui(ui, document, origin, id, frame);
        }
        if resources.len() > MOST {
            ui.label(theme::text(format!("and {} more", resources.len() - MOST), theme::SMALL, theme.dim));
        }
        let text = theme::text("Fold", theme::SMALL, theme.accent);
        if ui.add(egui::Button::new(text).frame(false)).clicked()
            && let Some(command) = actions::command("becomes")
        {
            frame.push(Action::Run(command));
        }
    });
}

/// A resource with its type; a click shows it in the template.
fn row_ui(ui: &mut Ui, document: &Document, origin: &Origin, id: &str, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let synthesis = &document.analysis.synthesis;
    let kind = synthesis.template.resources.get(id).map_or("", |resource| resource.kind.as_str());
    let kind = kind.strip_prefix("AWS::").unwrap_or(kind).replace("::", " ");
    let own = synthesis.provenance.get(id).is_some_and(|p| p.address.owner == *origin);
    let remark = if own { kind } else { format!("{kind} · shared") };
    let name = ui.painter().layout_no_wrap(id.to_owned(), theme::mono(theme::SMALL), theme.text);
    let remark_galley = ui.painter().layout_no_wrap(remark.clone(), theme::regular(theme::TINY), theme.dim);
    let size = vec2((name.size().x + remark_galley.size().x + 34.0).max(200.0), 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("Show {id} in the template, {remark}")));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, theme.hover);
    }
    let top = |galley: &egui::Galley| rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(egui::pos2(rect.left() + 8.0, top(&name)), Arc::clone(&name), theme.text);
    let left = rect.right() - 8.0 - remark_galley.size().x;
    ui.painter().galley(egui::pos2(left, top(&remark_galley)), Arc::clone(&remark_galley), theme.dim);
    if response.on_hover_text("Show it in the template").clicked() {
        frame.push(Action::ShowInTemplate(Evidence { logical_id: id.to_owned(), path: Vec::new(), statement: false }));
    }
}
