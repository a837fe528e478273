//! WIR008.

use crate::catalog::{Check, CheckSpec, Context, Date, Findings, Place, Settings, Severity};
use crate::services::schedule::{self, WHEN};
use crate::unit;

unit! {
    /// A schedule's expression is none, or its only moment has passed.
    ///
    /// `rate(5 minutes)`, `cron(0 6 ? * MON-FRI *)` with its six fields (minutes, hours, day of month, month, day of
    /// week, year; one of the two days is `?`), or `at(2027-01-31T06:00:00)`.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler".
    ///
    /// ```stackdraft breaks
    /// add schedule Nightly when="cron(0 6 * * *)"
    /// ```
    ///
    /// ```stackdraft breaks
    /// add schedule Once when="at(2020-01-01T00:00:00)"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add schedule Nightly when="cron(0 6 ? * MON-FRI *)"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR008",
        name: "schedule_invalid",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct ScheduleInvalid;

impl Check for ScheduleInvalid {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(schedule::SPEC.id) {
            if let Some(problem) = node.text(&WHEN).and_then(|when| problem(&when, context.today)) {
                out.add(Place::Node(node.id.clone()), format!("{}: {problem}.", node.node.name)).field(&WHEN);
            }
        }
    }
}

fn problem(when: &str, today: Date) -> Option<String> {
    let inside = |name: &str| when.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(rate) = inside("rate") {
        return rate_problem(rate);
    }
    if let Some(cron) = inside("cron") {
        return cron_problem(cron);
    }
    if let Some(at) = inside("at") {
        let date = at.split_once('T').and_then(|(date, time)| time_of_day(time).then(|| date.parse::<Date>().ok())?);
        return match date {
            None => Some(format!("`{at}` is no moment; write it as 2027-01-31T06:00:00")),
            Some(date) if date < today => Some(format!("{at} has passed")),
            Some(_) => None,
        };
    }
    Some(format!("`{when}` is no schedule: it begins with rate(, cron( or at("))
}

fn time_of_day(text: &str) -> bool {
    let parts: Vec<Option<u8>> = text.split(':').map(|p| (p.len() == 2).then(|| p.parse().ok())?).collect();
    matches!(parts[..], [Some(hours), Some(minutes), Some(seconds)] if hours < 24 && minutes < 60 && seconds < 60)
}

fn rate_problem(rate: &str) -> Option<String> {
    let wrong = || Some(format!("`rate({rate})` is no rate; write it as rate(5 minutes)"));
    let Some((number, unit)) = rate.split_once(' ') else { return wrong() };
    let Some(number) = number.parse::<u32>().ok().filter(|n| *n > 0) else { return wrong() };
    let known = if number == 1 { ["minute", "hour", "day"].contains(&unit) } else { false } || ["minutes", "hours", "days"].contains(&unit);
    if known { None } else { wrong() }
}

/// The fields of a cron expression: name, least, most, names.
const FIELDS: [(&str, u32, u32, &[&str]); 6] = [
    ("minutes", 0, 59, &[]),
    ("hours", 0, 23, &[]),
    ("day of month", 1, 31, &[]),
    ("month", 1, 12, &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
    ("day of week", 1, 7, &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ("year", 1970, 2199, &[]),
];

fn cron_problem(cron: &str) -> Option<String> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    if fields.len() != 6 {
        return Some(format!(
            "`cron({cron})` has {} fields and needs six: minutes, hours, day of month, month, day of week, year",
            fields.len()
        ));
    }
    for (text, field) in fields.iter().zip(FIELDS) {
        if !text.split(',').all(|part| cron_part(part, &field)) {
            return Some(format!("`{text}` is no {} of a cron expression", field.0));
        }
    }
    let questions = usize::from(fields[2] == "?") + usize::from(fields[4] == "?");
    (questions != 1).then(|| "exactly one of day of month and day of week has to be `?`".to_owned())
}

fn cron_part(part: &str, field: &(&str, u32, u32, &[&str])) -> bool {
    let (name, least, most, names) = *field;
    let days = name.starts_with("day");
    let value = |text: &str| {
        let number = text.parse::<u32>().ok().is_some_and(|n| (least..=most).contains(&n));
        number || names.contains(&text.to_ascii_uppercase().as_str())
    };
    let special = match part {
        "*" => true,
        "?" | "L" | "LW" => days,
        _ => false,
    };
    let nearest = || name == "day of month" && part.strip_suffix('W').is_some_and(value);
    let last = || name == "day of week" && part.strip_suffix('L').is_some_and(value);
    let nth =
        || name == "day of week" && part.split_once('#').is_some_and(|(day, n)| value(day) && matches!(n, "1" | "2" | "3" | "4" | "5"));
    let range = |text: &str| text.split_once('-').is_some_and(|(a, b)| value(a) && value(b));
    let step = || {
        part.split_once('/').is_some_and(|(from, by)| (from == "*" || value(from) || range(from)) && by.parse::<u32>().is_ok_and(|n| n > 0))
    };
    special || value(part) || range(part) || step() || nearest() || last() || nth()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let today = Date::new(2026, 11, 23);
        for good in [
            "rate(1 minute)",
            "rate(5 minutes)",
            "rate(1 days)",
            "cron(0/15 * ? * MON-FRI *)",
            "cron(0 6 L * ? 2027)",
            "cron(0 6 ? * 6#3 *)",
            "at(2027-01-31T06:00:00)",
        ] {
            assert_eq!(problem(good, today), None, "{good}");
        }
        for bad in [
            "rate(0 minutes)",
            "rate(5 minute)",
            "cron(60 6 ? * * *)",
            "cron(0 6 * * * *)",
            "cron(0 6 ? * ? *)",
            "at(2027-02-30T06:00:00)",
            "5 minutes",
        ] {
            assert!(problem(bad, today).is_some(), "{bad}");
        }
    }
}
