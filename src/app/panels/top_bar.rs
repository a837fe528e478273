//! The top bar: mark, menus, open designs, search, check state, environment, export, deploy.

use egui::{Align, Align2, Button, Layout, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::menus;
use crate::app::action::Action;
use crate::app::actions;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::prompt::Prompt;
use crate::app::state::BottomTab;
use crate::app::tour::{self, Target};
use crate::app::{theme, widgets};
use crate::catalog::Severity;

/// Width of all menus together.
const MENUS: f32 = 272.0;

/// The window's least width at which the program's name is written beside its mark.
const NAMED: f32 = 1180.0;
/// The window's least width at which the search field says what it is; an icon below.
const SEARCH_WRITTEN: f32 = 1320.0;

/// Everything above the canvas.
pub fn top_bar_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let bar = ui.max_rect();
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(14.0);
        ui.spacing_mut().item_spacing.x = 8.0;
        icons::show(ui, Icon::Mark, 24.0, theme.accent);
        if bar.width() >= NAMED {
            ui.label(theme::strong("Stackdraft", theme::NAME, theme.text));
        }
        ui.add_space(12.0);
        // A menu bar takes all the width there is: it gets no more than its menus need.
        let room = vec2(MENUS, 28.0);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| menus::menus_ui(ui, frame));
        ui.add_space(20.0);
        let rest = ui.available_rect_before_wrap();
        let right = ui.scope_builder(egui::UiBuilder::new().max_rect(rest).layout(Layout::right_to_left(Align::Center)), |ui| {
            ui.add_space(10.0);
            buttons_ui(ui, frame, bar.width());
            ui.min_rect().left()
        });
        let between = Rect::from_min_max(rest.min, pos2(right.inner - 16.0, rest.max.y));
        ui.scope_builder(egui::UiBuilder::new().max_rect(between).layout(Layout::left_to_right(Align::Center)), |ui| {
            egui::ScrollArea::horizontal().scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden).show(ui, |ui| {
                tabs_ui(ui, frame, bar);
            });
        });
    });
}

fn tabs_ui(ui: &mut Ui, frame: &Frame<'_>, bar: Rect) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for (index, document) in frame.state.documents.iter().enumerate() {
        tab_ui(ui, frame, bar, index, &document.title(), document.editor.is_dirty());
    }
    if let Some(command) = actions::command("new")
        && widgets::icon_button(ui, "add", "New tab").on_hover_text(actions::hint(frame.state, command)).clicked()
    {
        frame.push(Action::Run(command));
    }
}

fn tab_ui(ui: &mut Ui, frame: &Frame<'_>, bar: Rect, index: usize, title: &str, dirty: bool) {
    let theme = theme::of(ui);
    let active = frame.state.active == Some(index);
    let font = if active { theme::semibold(theme::BODY) } else { theme::regular(theme::BODY) };
    let color = if active { theme.text } else { theme.dim };
    let galley = ui.painter().layout_no_wrap(widgets::shortened(title, 24), font, color);
    let width = (galley.size().x + 60.0).clamp(120.0, 240.0);
    let (slot, _) = ui.allocate_exact_size(vec2(width, bar.height()), Sense::hover());
    let rect = Rect::from_min_max(pos2(slot.left(), bar.top() + 8.0), pos2(slot.right(), bar.bottom() + 1.0));
    let response = ui.interact(rect, ui.scope_id().with(("tab", index)), Sense::click());
    let label = format!("{title}{}", if dirty { ", unsaved" } else { "" });
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, &label));
    if active {
        let radius = egui::CornerRadius { nw: 8, ne: 8, sw: 0, se: 0 };
        ui.painter().rect(rect, radius, theme.canvas, Stroke::new(1.0, theme.border), egui::StrokeKind::Inside);
        ui.painter().hline(rect.shrink2(vec2(1.0, 0.0)).x_range(), bar.bottom(), Stroke::new(2.0, theme.canvas));
    } else if response.hovered() {
        ui.painter().rect_filled(rect.shrink2(vec2(2.0, 4.0)), 6.0, theme.hover);
    }
    ui.painter().galley(pos2(rect.left() + 16.0, rect.center().y - galley.size().y / 2.0), galley, color);
    let end = Rect::from_center_size(pos2(rect.right() - 18.0, rect.center().y), vec2(20.0, 20.0));
    let close = ui.interact(end, ui.scope_id().with(("close tab", index)), Sense::click());
    close.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Close {title}")));
    if response.hovered() || close.hovered() || close.has_focus() {
        if close.hovered() {
            ui.painter().rect_filled(end, 4.0, theme.hover);
        }
        icons::paint(ui.ctx(), ui.painter(), Icon::Command("close"), end.shrink(4.0), theme.dim);
    } else if dirty {
        ui.painter().circle_filled(end.center(), 3.5, theme.accent);
    }
    if close.clicked() || response.middle_clicked() {
        frame.push(Action::Close(index));
    } else if response.clicked() {
        frame.push(Action::Activate(Some(index)));
    }
}

fn buttons_ui(ui: &mut Ui, frame: &Frame<'_>, width: f32) {
    let theme = theme::of(ui);
    ui.spacing_mut().item_spacing.x = 8.0;
    let open = frame.document().is_some();
    let deploy = Button::new(theme::strong("Deploy…", theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE);
    if ui.add_enabled(open, deploy).clicked() {
        frame.layout(|layout| {
            layout.bottom = true;
            layout.bottom_tab = BottomTab::Deploy;
        });
    }
    let right = ui.min_rect();
    let export = Button::new(theme::strong("Export", theme::BODY, theme.text));
    let export = ui.add_enabled(open, export).on_hover_text(export_hint(frame));
    tour::mark(ui, Target::Deploy, export.rect.union(right).expand(4.0));
    if export.clicked()
        && let Some(command) = actions::command("export")
    {
        frame.push(Action::Run(command));
    }
    #[cfg(feature = "deploy")]
    if let Some(document) = frame.document() {
        super::environment::chooser_ui(ui, frame, document);
    }
    if open {
        checks_ui(ui, frame);
    }
    search_ui(ui, frame, width);
}

fn export_hint(frame: &Frame<'_>) -> String {
    let keys = actions::command("export").map_or_else(String::new, |command| frame.state.keymap.shown(command));
    format!("Write the CloudFormation template to a file  {keys}")
}

/// How many findings there are, in the colour of the worst.
fn checks_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(document) = frame.document() else { return };
    let theme = theme::of(ui);
    let analysis = &document.analysis;
    let count = |severity| analysis.count(severity);
    let plural = |n: usize, one: &str, many: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
    let (color, text) = match (count(Severity::Error), count(Severity::Warning), count(Severity::Advice)) {
        _ if analysis.revision == 0 => (theme.faint, "Checking…".to_owned()),
        (0, 0, 0) => (theme.good, "No findings".to_owned()),
        (0, 0, n) => (theme.accent, plural(n, "piece of advice", "pieces of advice")),
        (0, n, _) => (theme.warning, plural(n, "warning", "warnings")),
        (n, _, _) => (theme.error, plural(n, "error", "errors")),
    };
    let button = Button::new(theme::text(format!("      {text}"), theme::BODY, theme.text)).corner_radius(14).stroke(Stroke::NONE);
    let response = ui.add(button).on_hover_text("Show the problems");
    ui.painter().circle_filled(pos2(response.rect.left() + 15.0, response.rect.center().y), 4.5, color);
    if response.clicked() {
        frame.layout(|layout| {
            layout.bottom = true;
            layout.bottom_tab = BottomTab::Problems;
        });
    }
}

fn search_ui(ui: &mut Ui, frame: &Frame<'_>, width: f32) {
    let theme = theme::of(ui);
    let wide = width >= SEARCH_WRITTEN;
    let (rect, response) = ui.allocate_exact_size(vec2(if wide { 150.0 } else { 32.0 }, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Search or run"));
    let fill = if response.hovered() { theme.hover } else { theme.raised };
    ui.painter().rect(rect, 6.0, fill, Stroke::new(1.0, theme.border), egui::StrokeKind::Inside);
    let painter = ui.painter();
    if !wide {
        let icon = Rect::from_center_size(rect.center(), vec2(16.0, 16.0));
        icons::paint(ui.ctx(), painter, Icon::Command("search"), icon, theme.dim);
        if response.on_hover_text("Search or run…").clicked() {
            frame.push(Action::Prompt(Some(Prompt::Commands)));
        }
        return;
    }
    painter.text(rect.left_center() + vec2(12.0, 0.0), Align2::LEFT_CENTER, "Search or run…", theme::regular(theme::BODY), theme.faint);
    let keys = actions::command("command-palette").map_or_else(String::new, |c| frame.state.keymap.shown(c));
    painter.text(rect.right_center() - vec2(10.0, 0.0), Align2::RIGHT_CENTER, keys, theme::regular(theme::TINY), theme.faint);
    if response.clicked() {
        frame.push(Action::Prompt(Some(Prompt::Commands)));
    }
}
