//! egui's style, made from the tokens.

use egui::style::{ScrollStyle, WidgetVisuals};
use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Visuals, vec2};

use super::tokens::Theme;
use super::{BODY, HEADING, SMALL};

/// Corners of fields and buttons.
const RADIUS: u8 = 6;

/// The style of a theme.
#[expect(clippy::fn_params_excessive_bools, reason = "two settings of the user")]
pub(super) fn from(theme: &Theme, compact: bool, still: bool) -> Style {
    let animation_time = if still { 0.0 } else { 0.1 };
    let mut style = Style { visuals: visuals(theme), animation_time, ..Style::default() };
    if still {
        style.scroll_animation = egui::style::ScrollAnimation::none();
    }
    style.text_styles = [
        (TextStyle::Small, FontId::new(SMALL, FontFamily::Proportional)),
        (TextStyle::Body, FontId::new(BODY, FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(BODY, FontFamily::Proportional)),
        (TextStyle::Heading, FontId::new(HEADING, super::fonts::semibold())),
        (TextStyle::Monospace, FontId::new(BODY, FontFamily::Monospace)),
    ]
    .into();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, if compact { 2.0 } else { 4.0 });
    spacing.button_padding = if compact { vec2(10.0, 3.0) } else { vec2(12.0, 6.0) };
    spacing.interact_size = if compact { vec2(24.0, 23.0) } else { vec2(28.0, 28.0) };
    spacing.menu_margin = Margin::same(6);
    spacing.menu_width = 280.0;
    spacing.window_margin = Margin::same(16);
    spacing.tooltip_width = 320.0;
    spacing.icon_width = 16.0;
    spacing.scroll = ScrollStyle { bar_width: 8.0, floating_allocated_width: 0.0, ..ScrollStyle::floating() };
    style
}

fn visuals(theme: &Theme) -> Visuals {
    let mut visuals = if theme.dark { Visuals::dark() } else { Visuals::light() };
    let shadow = Shadow { offset: [0, 6], blur: 20, spread: 0, color: theme.shadow };
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(theme.dim);
    visuals.hyperlink_color = theme.accent;
    visuals.warn_fg_color = theme.warning;
    visuals.error_fg_color = theme.error;
    visuals.panel_fill = theme.panel;
    visuals.window_fill = theme.panel;
    visuals.window_stroke = Stroke::new(1.0, theme.border);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.extreme_bg_color = theme.raised;
    visuals.text_edit_bg_color = Some(theme.raised);
    visuals.faint_bg_color = theme.raised;
    visuals.code_bg_color = theme.raised;
    visuals.selection.bg_fill = theme.selection;
    visuals.selection.stroke = Stroke::new(1.0, theme.accent);
    visuals.button_frame = true;
    visuals.disabled_alpha = 0.5;
    visuals.widgets.noninteractive = widget(theme.panel, theme.border, theme.text);
    visuals.widgets.inactive = widget(theme.raised, theme.border, theme.text);
    visuals.widgets.hovered = widget(theme.hover, theme.border, theme.text);
    visuals.widgets.active = widget(theme.hover, theme.accent, theme.text);
    visuals.widgets.open = widget(theme.hover, theme.border, theme.text);
    visuals
}

fn widget(fill: Color32, border: Color32, text: Color32) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    }
}
