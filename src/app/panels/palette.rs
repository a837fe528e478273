//! The services, by category and searched: dragged onto the canvas, or clicked to be placed.

use egui::{Align2, Key, Rect, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use crate::REGISTRY;
use crate::app::actions;
use crate::app::canvas::DraggedService;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::{changes, theme, widgets};
use crate::catalog::Service;

/// The palette.
pub fn palette_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let mut query = frame.state.layout.palette_query.clone();
    let hint = theme::text("Find a service", theme::BODY, theme.faint);
    let field = TextEdit::singleline(&mut query).hint_text(hint).desired_width(f32::INFINITY).margin(vec2(12.0, 7.0));
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, "Find a service"));
    if query.is_empty() && !response.has_focus() {
        let keys = actions::command("add-node").map_or_else(String::new, |command| frame.state.keymap.shown(command));
        let at = response.rect.right_center() - vec2(12.0, 0.0);
        ui.painter().text(at, Align2::RIGHT_CENTER, keys, theme::regular(theme::SMALL), theme.faint);
    }
    let services = found(&query);
    if response.lost_focus()
        && ui.input(|i| i.key_pressed(Key::Enter))
        && let Some(first) = services.first()
    {
        place(frame, *first);
    }
    if response.changed() {
        frame.layout(move |layout| layout.palette_query = query);
    }
    ui.add_space(4.0);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut category = None;
        for service in &services {
            let spec = service.spec();
            if category != Some(spec.category) {
                category = Some(spec.category);
                ui.add_space(10.0);
                ui.label(theme::strong(spec.category.label(), theme::SMALL, theme.dim));
                ui.add_space(4.0);
            }
            service_ui(ui, frame, *service);
        }
        if services.is_empty() {
            ui.add_space(16.0);
            ui.label(theme::text("No service is called that.", theme::BODY, theme.dim));
        }
    });
}

/// The services that match, in the palette's order.
fn found(query: &str) -> Vec<&'static dyn Service> {
    let words = query.to_lowercase();
    let mut services: Vec<_> = REGISTRY
        .services
        .iter()
        .copied()
        .filter(|s| {
            let spec = s.spec();
            let text = format!("{} {} {} {}", spec.name, spec.aws, spec.summary, spec.id).to_lowercase();
            words.split_whitespace().all(|word| text.contains(word))
        })
        .collect();
    services.sort_by_key(|s| s.spec().category);
    services
}

fn place(frame: &Frame<'_>, service: &dyn Service) {
    let at = actions::free_place(frame.state);
    frame.edit(changes::add_node(&REGISTRY, service.spec().id, Some(at), None));
}

fn service_ui(ui: &mut Ui, frame: &Frame<'_>, service: &'static dyn Service) {
    let theme = theme::of(ui);
    let spec = service.spec();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::row(ui, 36.0)), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spec.name));
    response.dnd_set_drag_payload(DraggedService(spec.id));
    let hot = response.hovered() || response.has_focus();
    if hot {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, theme.hover);
    }
    let size = rect.height() - 8.0;
    let tile = Rect::from_min_size(pos2(rect.left() + 2.0, rect.top() + 4.0), vec2(size, size));
    ui.painter().rect_filled(tile, 6.0, theme.tint(service.tint()));
    icons::paint(ui.ctx(), ui.painter(), Icon::Service(spec.id), tile.shrink(5.0), egui::Color32::WHITE);
    let painter = ui.painter();
    let name =
        painter.text(tile.right_center() + vec2(10.0, 0.0), Align2::LEFT_CENTER, spec.name, theme::semibold(theme::BODY), theme.text);
    let room = rect.right() - name.right() - 12.0;
    // Of a long name the last word tells more than its beginning: Scheduler, not EventBridge Sche….
    let font = theme::regular(theme::TINY);
    let whole = widgets::fitting(ui, spec.aws, &font, room);
    let aws = match spec.aws.rsplit_once(' ') {
        Some((_, last)) if whole != spec.aws => widgets::fitting(ui, last, &font, room),
        _ => whole,
    };
    ui.painter().text(
        rect.right_center(),
        Align2::RIGHT_CENTER,
        aws,
        theme::regular(theme::TINY),
        if hot { theme.dim } else { theme.faint },
    );
    if response.clicked() {
        place(frame, service);
    }
    if frame.state.prompt.is_none() {
        response.on_hover_text(format!("{}\n{}. Drag it onto the canvas, or click.", spec.name, spec.summary));
    }
}
