//! Tabs of a panel, the active one underlined.

use egui::{Align2, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::app::theme;

/// What a count keeps free at its left, and how wide it is at least.
const GAP: f32 = 4.0;
const PILL: f32 = 20.0;

/// A row of tabs, each with a number where there is something to count; the index that was chosen. They stand closer than
/// `gap` where they would not fit.
pub fn tabs(ui: &mut Ui, labels: &[(&str, usize)], active: usize, gap: f32) -> Option<usize> {
    let theme = theme::of(ui);
    // As wide as when it is active: the others stay where they are when it becomes so.
    let text_width = |label: &str| ui.painter().layout_no_wrap(label.to_owned(), theme::semibold(theme::BODY), theme.text).size().x;
    let width = |(label, count): &(&str, usize)| text_width(label) + if *count > 0 { GAP + pill_width(ui, *count) } else { 0.0 };
    let widths: Vec<f32> = labels.iter().map(width).collect();
    let between = labels.len().saturating_sub(1).max(1) as f32;
    let room = (ui.available_width() - widths.iter().sum::<f32>()) / between;
    ui.spacing_mut().item_spacing.x = gap.min(room.floor()).max(4.0);
    let mut chosen = None;
    for (index, ((label, count), width)) in labels.iter().zip(widths).enumerate() {
        let is_active = index == active;
        let (font, color) = if is_active { (theme::semibold(theme::BODY), theme.text) } else { (theme::regular(theme::BODY), theme.dim) };
        let galley = ui.painter().layout_no_wrap((*label).to_owned(), font, color);
        let (rect, response) = ui.allocate_exact_size(vec2(width, ui.max_rect().height().min(36.0)), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_active, *label));
        let color = if response.hovered() { theme.text } else { color };
        let galley_at = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
        ui.painter().galley_with_override_text_color(galley_at, galley, color);
        if *count > 0 {
            let wide = pill_width(ui, *count);
            let at = rect.right_center() - vec2(wide / 2.0, 0.0);
            let pill = egui::Rect::from_center_size(at, vec2(wide, 16.0));
            ui.painter().rect_filled(pill, 8.0, theme.raised);
            ui.painter().text(at, Align2::CENTER_CENTER, count.to_string(), theme::semibold(theme::TINY), theme.warning);
        }
        if is_active || response.has_focus() {
            ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, theme.accent));
        }
        if response.clicked() && !is_active {
            chosen = Some(index);
        }
    }
    chosen
}

/// How wide the ground of a count is.
fn pill_width(ui: &Ui, count: usize) -> f32 {
    let text = ui.painter().layout_no_wrap(count.to_string(), theme::semibold(theme::TINY), theme::of(ui).warning);
    (text.size().x + 10.0).max(PILL)
}
