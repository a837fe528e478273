//! How the window looks: the tokens of both themes, the fonts, and egui's style made from them. No other file names a colour.

mod fonts;
mod style;
mod tokens;

use egui::{Color32, FontFamily, FontId, Id, RichText, Ui};

use super::settings::{REDUCED_MOTION, Settings, TEXT_SIZE};

pub use tokens::{Theme, color};

/// Label chips and badges.
pub const TINY: f32 = 10.5;
/// Second lines and help.
pub const SMALL: f32 = 11.0;
/// The usual size of controls and text.
pub const BODY: f32 = 12.0;
/// Names.
pub const NAME: f32 = 13.0;
/// Headings of panels.
pub const HEADING: f32 = 15.0;
/// Headings of pages.
pub const TITLE: f32 = 20.0;

/// Gives the context its fonts, and the keys that are ours.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    // The size of text is a setting, and its keys are commands.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

/// Brings what is drawn to what the settings say.
pub fn apply(ctx: &egui::Context, settings: &Settings) {
    ctx.set_theme(settings.theme());
    let compact = settings.is_compact();
    for theme in [&*tokens::DARK, &*tokens::LIGHT] {
        let of = if theme.dark { egui::Theme::Dark } else { egui::Theme::Light };
        ctx.set_style_of(of, style::from(theme, compact, settings.is_on(&REDUCED_MOTION)));
    }
    ctx.data_mut(|data| data.insert_temp(Id::unique("compact"), compact));
}

/// The least room the panels need, in points.
const LEAST: egui::Vec2 = egui::vec2(960.0, 600.0);

/// Makes everything as large as the settings say, as far as the window has room for it.
pub fn size(ctx: &egui::Context, settings: &Settings) {
    let wanted = settings.number(&TEXT_SIZE) / BODY;
    let window = ctx.content_rect().size() * ctx.zoom_factor();
    let room = (window.x / LEAST.x).min(window.y / LEAST.y).max(1.0);
    let fitting = wanted.min(room);
    if window.x > 0.0 && (fitting - ctx.zoom_factor()).abs() > 0.001 {
        ctx.set_zoom_factor(fitting);
    }
}

/// The height of rows that are this high where there is room.
pub fn row(ui: &Ui, comfortable: f32) -> f32 {
    let compact = ui.data(|data| data.get_temp::<bool>(Id::unique("compact"))).unwrap_or(false);
    if compact { (comfortable * 0.78).round() } else { comfortable }
}

/// The tokens of the theme `ui` is drawn in.
pub fn of(ui: &Ui) -> &'static Theme {
    of_context(ui.ctx())
}

/// The tokens of the theme that is in use.
pub fn of_context(ctx: &egui::Context) -> &'static Theme {
    match ctx.theme() {
        egui::Theme::Dark => &tokens::DARK,
        egui::Theme::Light => &tokens::LIGHT,
    }
}

/// The regular face.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// The semibold face.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, fonts::semibold())
}

/// The face for code and ARNs.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Text in the regular face.
pub fn text(text: impl Into<String>, size: f32, color: Color32) -> RichText {
    RichText::new(text).font(regular(size)).color(color)
}

/// Text in the semibold face.
pub fn strong(text: impl Into<String>, size: f32, color: Color32) -> RichText {
    RichText::new(text).font(semibold(size)).color(color)
}
