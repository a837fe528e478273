//! A text field that hands over every letter as it is typed.

use egui::{Response, Role, TextEdit, Ui, WidgetInfo, vec2};

use crate::app::theme;

/// A line of text called `name`.
pub fn plain_text(ui: &mut Ui, name: &str, text: &mut String, hint: &str, width: f32) -> Response {
    let theme = theme::of(ui);
    let hint = theme::text(hint, theme::BODY, theme.faint);
    let edit = TextEdit::singleline(text).hint_text(hint).desired_width(width).margin(vec2(10.0, 6.0));
    let response = ui.add(edit);
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, enabled, name);
        info.current_text_value = Some(text.clone());
        info
    });
    response
}
