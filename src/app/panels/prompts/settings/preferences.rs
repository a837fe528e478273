//! The preferences of a section, each with the control its range asks for.

use egui::{Id, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::frame::Frame;
use crate::app::settings::{Held, PREFERENCES, Preference, Range};
use crate::app::theme;
use crate::app::widgets::{TextField, segmented, switch};

/// Width of what is chosen or written.
const CONTROL: f32 = 230.0;

/// The preferences of a table of the file.
pub(super) fn preferences_ui(ui: &mut Ui, frame: &Frame<'_>, table: &str) {
    for preference in PREFERENCES.iter().filter(|p| p.table == table) {
        ui.add_space(6.0);
        preference_ui(ui, frame, preference);
        ui.add_space(6.0);
    }
}

fn preference_ui(ui: &mut Ui, frame: &Frame<'_>, preference: &'static Preference) {
    let theme = theme::of(ui);
    ui.horizontal_top(|ui| {
        let width = ui.available_width() - CONTROL - 28.0;
        ui.add_space(12.0);
        ui.vertical(|ui| {
            ui.set_width(width);
            label_ui(ui, frame, preference);
            ui.label(theme::text(preference.help, theme::SMALL, theme.dim));
        });
        ui.add_space(8.0);
        ui.vertical(|ui| {
            ui.set_width(CONTROL);
            control_ui(ui, frame, preference);
        });
    });
}

/// The label; a dot before it says that it was chosen, and takes it back.
fn label_ui(ui: &mut Ui, frame: &Frame<'_>, preference: &'static Preference) {
    let theme = theme::of(ui);
    let label = ui.label(theme::strong(preference.label, theme::BODY, theme.text));
    if !frame.state.settings.is_chosen(preference) {
        return;
    }
    let at = pos2(label.rect.left() - 9.0, label.rect.center().y);
    let area = egui::Rect::from_center_size(at, vec2(14.0, 16.0));
    let reset = ui.interact(area, Id::unique(("reset", preference.path())), Sense::click());
    reset.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Reset {}", preference.label)));
    let radius = if reset.hovered() || reset.has_focus() { 4.5 } else { 2.5 };
    ui.painter().circle_filled(at, radius, theme.accent);
    if reset.clicked() {
        frame.settle(move |settings| settings.prefer(preference, None));
    }
    reset.on_hover_text("Changed. Click for what holds by itself");
}

fn control_ui(ui: &mut Ui, frame: &Frame<'_>, preference: &'static Preference) {
    let held = frame.state.settings.held(preference);
    let prefer = |held: Held| frame.settle(move |settings| settings.prefer(preference, Some(held)));
    match (&preference.range, held) {
        (Range::Switch(_), Held::Switch(on)) if switch(ui, preference.label, on) => {
            prefer(Held::Switch(!on));
        }
        (Range::Choice(choices), Held::Choice(id)) => {
            let labels: Vec<&str> = choices.iter().map(|(_, label)| *label).collect();
            let chosen = choices.iter().position(|(other, _)| *other == id);
            if let Some((id, _)) = segmented(ui, preference.label, &labels, chosen).and_then(|index| choices.get(index)) {
                prefer(Held::Choice(id));
            }
        }
        (Range::Number { least, most, unit, .. }, Held::Number(number)) => {
            let theme = theme::of(ui);
            let text = number.to_string();
            let field = TextField::new(Id::unique(preference.path()), preference.label, &text).unit(unit);
            let outcome = field.show(ui, |text| match text.trim().parse::<i64>() {
                Ok(number) if (*least..=*most).contains(&number) => Ok(number),
                _ => Err(format!("It must be {}", preference.demand())),
            });
            if let Some(error) = outcome.error {
                ui.label(theme::text(error, theme::SMALL, theme.error));
            }
            if let Some(number) = outcome.committed {
                prefer(Held::Number(number));
            }
        }
        _ => {}
    }
}
