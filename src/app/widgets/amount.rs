//! A span of time or an amount of memory: a number, and the unit it is shown in. What the design holds stays a number in
//! the field's own unit.

use egui::{ComboBox, Id, Role, Ui, WidgetInfo};
use serde_json::Value as Json;

use super::TextField;
use super::field::FieldEvent;
use crate::app::theme;
use crate::catalog::field::{Field, Kind, Unit};
use crate::catalog::parse;
use crate::design::Value;

/// Units with how many seconds or bytes each is.
type Units = &'static [(&'static str, i64)];

const TIMES: Units = &[("s", 1), ("min", 60), ("h", 3_600), ("d", 86_400)];
const SIZES: Units = &[("B", 1), ("KiB", 1_024), ("MiB", 1_048_576), ("GiB", 1_073_741_824)];
/// Width of the list of units.
const UNITS: f32 = 72.0;

/// The units a field can be shown in; nothing where that is only its own.
fn units(field: &Field) -> Vec<(&'static str, i64)> {
    let Some(most) = most(field) else { return Vec::new() };
    let family = match field.unit {
        Unit::Seconds | Unit::Minutes | Unit::Hours | Unit::Days => TIMES,
        Unit::Bytes | Unit::Kibibytes | Unit::Mebibytes => SIZES,
        Unit::None | Unit::PerSecond | Unit::Percent => return Vec::new(),
    };
    let own = field.unit.factor();
    let found = family.iter().copied().filter(|(_, factor)| *factor >= own && *factor <= most);
    found.collect::<Vec<_>>()
}

/// The largest amount of a field, in seconds or bytes.
fn most(field: &Field) -> Option<i64> {
    let (Kind::Duration(_, most) | Kind::Size(_, most)) = field.kind else { return None };
    Some(most.saturating_mul(field.unit.factor()))
}

/// Whether a field has units to choose from.
pub(super) fn has_units(field: &Field) -> bool {
    units(field).len() > 1
}

/// The number and its unit.
pub(super) fn amount_ui(ui: &mut Ui, id: Id, field: &'static Field, json: &Json, error: &mut Option<String>) -> Option<FieldEvent> {
    let units = units(field);
    let own = field.unit.factor();
    let held = json.as_i64();
    let base = held.map(|number| number.saturating_mul(own));
    let key = id.with("unit");
    let wanted =
        ui.data(|data| data.get_temp::<usize>(key)).filter(|index| units.get(*index).is_some_and(|u| base.is_none_or(|b| shows(b, u.1))));
    // Empty, it is shown in the unit that its largest amount is told in.
    let chosen = wanted.unwrap_or_else(|| best(&units, base.or_else(|| most(field))));
    let (symbol, factor) = units.get(chosen).copied().unwrap_or(("", own));
    let text = base.map_or_else(String::new, |base| number(base, factor));
    let mut event = None;
    ui.horizontal(|ui| {
        let width = (ui.available_width() - UNITS - 8.0).max(60.0);
        let outcome = ui
            .allocate_ui(egui::vec2(width, 30.0), |ui| {
                ui.set_width(width);
                let hint = field.example.to_json().map_or_else(String::new, |json| parse::display(field, &Value(json)));
                TextField::new(id, field.label, &text)
                    .hint(&hint)
                    .show(ui, |text| if text.trim().is_empty() { Ok(None) } else { read(field, text.trim(), factor).map(Some) })
            })
            .inner;
        *error = outcome.error;
        event = match outcome.committed {
            Some(Some(value)) => Some(FieldEvent::Set(value)),
            Some(None) => Some(FieldEvent::Clear),
            None => outcome.left.then_some(FieldEvent::Left),
        };
        let theme = theme::of(ui);
        let list = ComboBox::from_id_salt(key).selected_text(theme::text(symbol, theme::BODY, theme.dim)).width(UNITS).icon(super::chevron);
        let response = list.show_ui(ui, |ui| {
            for (index, (symbol, factor)) in units.iter().enumerate() {
                let possible = base.is_none_or(|base| shows(base, *factor));
                if ui.add_enabled(possible, egui::Button::selectable(index == chosen, *symbol)).clicked() {
                    ui.data_mut(|data| data.insert_temp(key, index));
                }
            }
        });
        response.response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, true, format!("Unit of {}", field.label));
            info.current_text_value = Some(symbol.to_owned());
            info
        });
    });
    event
}

/// The largest unit the amount is a whole number of; the field's own where there is none.
fn best(units: &[(&str, i64)], base: Option<i64>) -> usize {
    let base = base.unwrap_or(0);
    if base == 0 { 0 } else { units.iter().rposition(|(_, factor)| base % factor == 0).unwrap_or(0) }
}

/// Whether an amount can be written in a unit with at most three places behind the point.
fn shows(base: i64, factor: i64) -> bool {
    base.checked_mul(1_000).is_some_and(|thousandths| thousandths % factor == 0)
}

/// An amount as a number of a unit: `1.5`.
fn number(base: i64, factor: i64) -> String {
    let whole = base / factor;
    let thousandths = (base % factor).saturating_mul(1_000) / factor;
    if thousandths == 0 {
        return whole.to_string();
    }
    format!("{whole}.{thousandths:03}").trim_end_matches('0').to_owned()
}

/// What was typed: a number of the unit that is shown, or a number with a unit of its own.
fn read(field: &Field, text: &str, factor: i64) -> Result<Value, String> {
    let text = text.replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let plain = !whole.is_empty() && whole.chars().chain(part.chars()).all(|c| c.is_ascii_digit()) && part.len() <= 3;
    if !plain {
        return parse::parse(field, &text);
    }
    let thousandths = format!("{whole}{part:0<3}").parse::<i64>().ok().and_then(|n| n.checked_mul(factor));
    let own = field.unit.factor().saturating_mul(1_000);
    let Some(amount) = thousandths.filter(|amount| amount % own == 0).map(|amount| amount / own) else {
        return Err(format!("{} must be a whole number of {}", field.label, field.unit.name()));
    };
    let value = Value(Json::from(amount));
    parse::problem(field, &value).map_or(Ok(value), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_and_read_in_every_unit() {
        let field = Field::duration("retention", "Retention", Unit::Seconds, 60, 1_209_600);
        assert_eq!(units(&field).iter().map(|u| u.0).collect::<Vec<_>>(), ["s", "min", "h", "d"]);
        for (base, index, text) in [(345_600, 3, "4"), (90, 0, "90"), (5_400, 1, "90"), (0, 0, "0")] {
            assert_eq!(best(&units(&field), Some(base)), index);
            assert_eq!(number(base, units(&field)[index].1), text);
        }
        assert_eq!(number(5_400, 3_600), "1.5");
        assert!(shows(5_400, 3_600) && !shows(100, 3_600));
        assert_eq!(read(&field, "1.5", 3_600).unwrap(), 5_400.into());
        assert_eq!(read(&field, "4d", 1).unwrap(), 345_600.into());
        assert!(read(&field, "0.001", 60).unwrap_err().contains("whole number of seconds"));
        assert_eq!(read(&field, "15", 86_400).unwrap_err(), "Retention must be from 1 min to 14 d");
        assert!(read(&field, "1.5.2", 60).is_err());
    }

    #[test]
    fn units_the_field_cannot_reach_are_not_offered() {
        let field = Field::duration("delay", "Delay", Unit::Seconds, 0, 900);
        assert_eq!(units(&field).iter().map(|u| u.0).collect::<Vec<_>>(), ["s", "min"]);
        let memory = Field::size("memory", "Memory", Unit::Mebibytes, 128, 10_240);
        assert_eq!(units(&memory).iter().map(|u| u.0).collect::<Vec<_>>(), ["MiB", "GiB"]);
        assert_eq!(read(&memory, "1.5", 1_073_741_824).unwrap(), 1_536.into());
        let days = Field::duration("days", "Days", Unit::Days, 1, 3_653);
        assert!(!has_units(&days));
    }
}
