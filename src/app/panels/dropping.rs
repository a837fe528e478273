//! While files are dragged over the window: what letting go of them means.

use egui::{Align2, Color32, Id, LayerId, Order, Stroke, StrokeKind, Ui, vec2};

use crate::app::theme;

/// A frame around the window, and in its middle what is opened.
pub(super) fn dropping_ui(ui: &Ui) {
    let files = ui.ctx().input(|i| i.raw.hovered_files.iter().map(|file| file.path.clone()).collect::<Vec<_>>());
    if files.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    let names: Vec<String> =
        files.iter().flatten().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned()).collect();
    let said = match names.as_slice() {
        [one] => format!("Drop to open {one}"),
        [] => "Drop to open".to_owned(),
        many => format!("Drop to open {} files", many.len()),
    };
    let window = ui.ctx().content_rect();
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("dropping")));
    let veil = theme.canvas;
    painter.rect_filled(window, 0.0, Color32::from_rgba_unmultiplied(veil.r(), veil.g(), veil.b(), 150));
    painter.rect_stroke(window.shrink(6.0), 12.0, Stroke::new(2.0, theme.accent), StrokeKind::Inside);
    let galley = painter.layout_no_wrap(said, theme::semibold(theme::HEADING), theme.text);
    let ground = egui::Rect::from_center_size(window.center(), galley.size() + vec2(40.0, 24.0));
    painter.rect(ground, 10.0, theme.panel, Stroke::new(1.0, theme.border), StrokeKind::Inside);
    let at = Align2::CENTER_CENTER.anchor_size(ground.center(), galley.size()).min;
    painter.galley(at, galley, theme.text);
}
