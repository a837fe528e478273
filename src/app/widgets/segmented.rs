//! One of a few, side by side.

use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::app::theme;

/// A choice of two to four; the index that was chosen.
pub fn segmented(ui: &mut Ui, name: &str, labels: &[&str], chosen: Option<usize>) -> Option<usize> {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    ui.painter().rect(rect, 6.0, theme.raised, Stroke::new(1.0, theme.border), StrokeKind::Inside);
    let inner = rect.shrink(3.0);
    let width = inner.width() / labels.len().max(1) as f32;
    let mut result = None;
    for (index, label) in labels.iter().enumerate() {
        let left = inner.left() + width * index as f32;
        let part = Rect::from_min_max(pos2(left, inner.top()), pos2(left + width, inner.bottom()));
        let click = ui.interact(part, response.id.with(index), Sense::click());
        let is_chosen = chosen == Some(index);
        click.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, format!("{name}: {label}")));
        let fill = if theme.dark { theme.canvas } else { theme.card };
        if is_chosen {
            ui.painter().rect(part, 4.0, fill, Stroke::new(1.0, theme.border), StrokeKind::Inside);
        } else if click.hovered() || click.has_focus() {
            ui.painter().rect_filled(part, 4.0, theme.hover);
        }
        let (font, color) = if is_chosen { (theme::semibold(theme::BODY), theme.text) } else { (theme::regular(theme::BODY), theme.dim) };
        ui.painter().text(part.center(), Align2::CENTER_CENTER, label, font, color);
        if click.clicked() && !is_chosen {
            result = Some(index);
        }
    }
    result
}
