//! egui's widgets as this window has them, and the controls of forms.

mod amount;
mod buttons;
pub mod field;
mod pairs;
#[cfg(feature = "deploy")]
mod plain_text;
mod records;
pub mod reference;
mod segmented;
mod several;
mod switch;
mod tabs;
mod tester;
mod text_field;

use egui::{FontId, Ui};

use super::icons::{self, Icon};
use super::theme;

pub use buttons::{icon_button, icon_toggle, link, quiet_button, small_button};
pub use pairs::table_ui;
#[cfg(feature = "deploy")]
pub use plain_text::plain_text;
pub use segmented::segmented;
pub use switch::switch;
pub use tabs::tabs;
pub use text_field::TextField;

/// The mark of a list that opens downwards, for combo boxes.
pub fn chevron(ui: &Ui, rect: egui::Rect, _visuals: &egui::style::WidgetVisuals, _open: bool) {
    let square = egui::Rect::from_center_size(rect.center(), egui::vec2(14.0, 14.0));
    icons::paint(ui.ctx(), ui.painter(), Icon::Command("chevron_down"), square, theme::of(ui).dim);
}

/// The first letters of a text, with an ellipsis where there are more.
pub fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters { text.to_owned() } else { text.chars().take(letters - 1).chain(['…']).collect() }
}

/// As much of a text as fits, with an ellipsis where it is cut.
pub fn fitting(ui: &Ui, text: &str, font: &FontId, room: f32) -> String {
    let width = |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), egui::Color32::PLACEHOLDER).size().x;
    if width(text) <= room {
        return text.to_owned();
    }
    let cut = |end: usize| format!("{}…", text.get(..end).unwrap_or_default().trim_end());
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    // The longest that fits, found by halves: this is asked in every frame.
    let fit = ends.partition_point(|end| width(&cut(*end)) <= room);
    fit.checked_sub(1).and_then(|last| ends.get(last)).map_or_else(String::new, |end| cut(*end))
}
