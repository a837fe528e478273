//! Buttons.

use egui::{Align2, Response, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::icons::{self, Icon};
use crate::app::theme;

/// A button that is only an icon; `name` is what screen readers and tests call it.
pub fn icon_button(ui: &mut Ui, icon: &'static str, name: &str) -> Response {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 6.0, theme.hover);
    }
    let color = if response.hovered() { theme.text } else { theme.dim };
    icons::paint(ui.ctx(), ui.painter(), Icon::Command(icon), rect.shrink(5.0), color);
    response
}

/// A button that is only an icon and stays switched on.
pub fn icon_toggle(ui: &mut Ui, icon: &'static str, name: &str, on: bool) -> Response {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, name));
    let fill = if on { theme.selection } else { theme.hover };
    if on || response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 6.0, fill);
    }
    let color = match (enabled, on, response.hovered()) {
        (false, ..) => theme.faint,
        (true, true, _) => theme.accent,
        (true, false, true) => theme.text,
        (true, false, false) => theme.dim,
    };
    icons::paint(ui.ctx(), ui.painter(), Icon::Command(icon), rect.shrink(5.0), color);
    response
}

/// A button without a frame, at least `width` wide.
pub fn quiet_button(ui: &mut Ui, text: &str, width: f32) -> Response {
    let theme = theme::of(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::regular(theme::BODY), theme.text);
    let (rect, response) = ui.allocate_exact_size(vec2((galley.size().x + 14.0).max(width), 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 6.0, theme.hover);
    }
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, text, theme::regular(theme::BODY), theme.dim);
    response
}

/// A low button, for rows.
pub fn small_button(ui: &mut Ui, text: &str) -> Response {
    let theme = theme::of(ui);
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = vec2(8.0, 3.0);
        ui.spacing_mut().interact_size.y = 22.0;
        ui.add(egui::Button::new(theme::text(text, theme::SMALL, theme.accent)).corner_radius(5.0))
    })
    .inner
}

/// Text that does something when clicked.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let theme = theme::of(ui);
    let response = ui.add(egui::Link::new(theme::text(text, theme::BODY, theme.accent)));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
