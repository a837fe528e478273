//! When a schedule starts next, beside its expression.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::catalog::field::{Field, Kind};
use crate::catalog::schedule::{self, Moment};
use crate::catalog::{Date, Settings};
use crate::services::schedule::TIME_ZONE;

/// How many runs are told.
const RUNS: usize = 5;

/// The next runs of the schedule a field holds, on the clock of its time zone.
pub(super) fn remark<'g>(settings: &impl Settings<'g>, field: &Field) -> Option<String> {
    if !matches!(field.kind, Kind::Schedule) {
        return None;
    }
    let zone = settings.text(&TIME_ZONE).unwrap_or_else(|| "UTC".to_owned());
    let runs = schedule::next(&settings.text(field)?, now(&zone)?, RUNS);
    let list: Vec<String> = runs.iter().map(ToString::to_string).collect();
    (!list.is_empty()).then(|| format!("Next, in {zone}:\n{}", list.join("\n")))
}

/// The present moment on the clock of a time zone; `None` where there is no such zone.
fn now(zone: &str) -> Option<Moment> {
    let now = TimeZone::get(zone).ok()?.to_datetime(Timestamp::now());
    let date = Date::new(i32::from(now.year()), now.month() as u8, now.day() as u8);
    Some(Moment { date, minute: now.hour() as u32 * 60 + now.minute() as u32 })
}
