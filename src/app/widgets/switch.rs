//! On or off.

use egui::{Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::theme;

/// A switch; whether it was switched.
pub fn switch(ui: &mut Ui, name: &str, on: bool) -> bool {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(36.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, name));
    let how_on = ui.ctx().animate_bool_responsive(response.id, on);
    let off = if theme.dark { theme.hover } else { theme.border };
    let fill = off.lerp_to_gamma(theme.accent, how_on);
    ui.painter().rect_filled(rect, 10.0, fill);
    if response.has_focus() {
        ui.painter().rect_stroke(rect.expand(2.0), 12.0, egui::Stroke::new(1.5, theme.accent), egui::StrokeKind::Outside);
    }
    let x = egui::lerp((rect.left() + 10.0)..=(rect.right() - 10.0), how_on);
    let knob = if on { egui::Color32::WHITE } else { theme.dim };
    ui.painter().circle_filled(pos2(x, rect.center().y), 7.5, knob);
    response.clicked()
}
