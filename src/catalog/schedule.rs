//! Schedule expressions: what is wrong with one, and when it starts next.
//!
//! AWS: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler".

use std::collections::BTreeSet;

use super::date::Date;

/// A moment on the clock of the schedule's time zone, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The minute of the day, from 0.
    pub minute: u32,
}

impl Moment {
    fn later(self, minutes: i64) -> Self {
        let total = self.date.to_days() * 1_440 + i64::from(self.minute) + minutes;
        Self { date: Date::from_days(total.div_euclid(1_440)), minute: total.rem_euclid(1_440) as u32 }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        let day = DAYS[self.date.to_days().rem_euclid(7) as usize];
        write!(f, "{day} {} {:02}:{:02}", self.date, self.minute / 60, self.minute % 60)
    }
}

/// What is wrong with an expression on a day; the text ends a sentence.
pub fn problem(when: &str, today: Date) -> Option<String> {
    match parse(when) {
        Err(why) => Some(why),
        Ok(Expression::At(moment)) if moment.date < today => Some(format!("{} has passed", inside(when, "at").unwrap_or(when))),
        Ok(Expression::Cron(cron)) if cron.after(Moment { date: today, minute: 0 }.later(-1)).next().is_none() => {
            Some(format!("`{when}` names no moment that is still to come"))
        }
        Ok(_) => None,
    }
}

/// The next moments an expression starts something after `now`, at most so many; a rate counts from when it is deployed,
/// here from now. Nothing where the expression is none.
pub fn next(when: &str, now: Moment, count: usize) -> Vec<Moment> {
    match parse(when) {
        Err(_) => Vec::new(),
        Ok(Expression::Rate(minutes)) => (1..=count as i64).map(|n| now.later(n * minutes)).collect(),
        Ok(Expression::At(moment)) => Some(moment).filter(|m| *m > now).into_iter().take(count).collect(),
        Ok(Expression::Cron(cron)) => cron.after(now).take(count).collect(),
    }
}

enum Expression {
    /// Every so many minutes.
    Rate(i64),
    At(Moment),
    Cron(Box<Cron>),
}

/// The six fields of a cron expression.
struct Cron {
    minutes: BTreeSet<u32>,
    hours: BTreeSet<u32>,
    months: BTreeSet<u32>,
    years: BTreeSet<u32>,
    days: Days,
}

enum Days {
    /// Days of the month.
    OfMonth(Vec<DayOfMonth>),
    /// Days of the week.
    OfWeek(Vec<DayOfWeek>),
}

enum DayOfMonth {
    One(u32),
    /// The last of the month; the last weekday where true.
    Last(bool),
    /// The weekday nearest to this day.
    Nearest(u32),
}

enum DayOfWeek {
    One(u32),
    /// The last such day of the month.
    Last(u32),
    /// The n-th such day of the month.
    Nth(u32, u32),
}

fn inside<'a>(when: &'a str, name: &str) -> Option<&'a str> {
    when.trim().strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')
}

fn parse(when: &str) -> Result<Expression, String> {
    if let Some(rate) = inside(when, "rate") {
        return rate_minutes(rate).map(Expression::Rate).ok_or_else(|| format!("`rate({rate})` is no rate; write it as rate(5 minutes)"));
    }
    if let Some(cron) = inside(when, "cron") {
        return parse_cron(cron).map(|cron| Expression::Cron(Box::new(cron)));
    }
    if let Some(at) = inside(when, "at") {
        return parse_at(at).map(Expression::At).ok_or_else(|| format!("`{at}` is no moment; write it as 2027-01-31T06:00:00"));
    }
    Err(format!("`{when}` is no schedule: it begins with rate(, cron( or at("))
}

fn parse_at(at: &str) -> Option<Moment> {
    let (date, time) = at.split_once('T')?;
    let parts: Vec<u32> = time.split(':').map(|p| if p.len() == 2 { p.parse().ok() } else { None }).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts[..] else { return None };
    (hours < 24 && minutes < 60 && seconds < 60).then_some(())?;
    Some(Moment { date: date.parse().ok()?, minute: hours * 60 + minutes })
}

fn rate_minutes(rate: &str) -> Option<i64> {
    let (number, unit) = rate.split_once(' ')?;
    let number = number.parse::<u32>().ok().filter(|n| *n > 0)?;
    let factor = match unit {
        "minutes" => 1,
        "hours" => 60,
        "days" => 1_440,
        "minute" if number == 1 => 1,
        "hour" if number == 1 => 60,
        "day" if number == 1 => 1_440,
        _ => return None,
    };
    Some(i64::from(number) * factor)
}

/// A field of a cron expression: its name, least, most, and the names of its values, the first of which is the least.
struct Range(&'static str, u32, u32, &'static [&'static str]);

const MINUTES: Range = Range("minutes", 0, 59, &[]);
const HOURS: Range = Range("hours", 0, 23, &[]);
const DAY_OF_MONTH: Range = Range("day of month", 1, 31, &[]);
const MONTHS: Range = Range("month", 1, 12, &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);
const DAY_OF_WEEK: Range = Range("day of week", 1, 7, &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);
const YEARS: Range = Range("year", 1970, 2199, &[]);

fn parse_cron(cron: &str) -> Result<Cron, String> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [minutes, hours, day_of_month, month, day_of_week, year] = fields[..] else {
        return Err(format!(
            "`cron({cron})` has {} fields and needs six: minutes, hours, day of month, month, day of week, year",
            fields.len()
        ));
    };
    let read = |text: &str, range: &Range| {
        let parts: Option<Vec<BTreeSet<u32>>> = text.split(',').map(|part| range.part(part)).collect();
        parts.map(|sets| sets.into_iter().flatten().collect::<BTreeSet<u32>>()).ok_or_else(|| range.wrong(text))
    };
    let days_of_month = days_of_month(day_of_month)?;
    let days_of_week = days_of_week(day_of_week)?;
    let (minutes, hours) = (read(minutes, &MINUTES)?, read(hours, &HOURS)?);
    let (months, years) = (read(month, &MONTHS)?, read(year, &YEARS)?);
    let days = match (days_of_month, days_of_week) {
        (Some(days), None) => Days::OfMonth(days),
        (None, Some(days)) => Days::OfWeek(days),
        _ => return Err("exactly one of day of month and day of week has to be `?`".to_owned()),
    };
    Ok(Cron { minutes, hours, months, years, days })
}

/// The days of a month, or `None` for `?`.
fn days_of_month(text: &str) -> Result<Option<Vec<DayOfMonth>>, String> {
    if text == "?" {
        return Ok(None);
    }
    let mut days = Vec::new();
    for part in text.split(',') {
        let nearest = part.strip_suffix('W').and_then(|day| DAY_OF_MONTH.value(day));
        match (part, nearest) {
            ("L", _) => days.push(DayOfMonth::Last(false)),
            ("LW", _) => days.push(DayOfMonth::Last(true)),
            (_, Some(day)) => days.push(DayOfMonth::Nearest(day)),
            _ => days.extend(DAY_OF_MONTH.part(part).ok_or_else(|| DAY_OF_MONTH.wrong(text))?.into_iter().map(DayOfMonth::One)),
        }
    }
    Ok(Some(days))
}

/// The days of a week, or `None` for `?`.
fn days_of_week(text: &str) -> Result<Option<Vec<DayOfWeek>>, String> {
    if text == "?" {
        return Ok(None);
    }
    let mut days = Vec::new();
    for part in text.split(',') {
        let last = part.strip_suffix('L').filter(|day| !day.is_empty()).and_then(|day| DAY_OF_WEEK.value(day));
        let nth =
            part.split_once('#').and_then(|(day, n)| Some((DAY_OF_WEEK.value(day)?, n.parse().ok().filter(|n| (1..=5).contains(n))?)));
        match (part, last, nth) {
            // By itself the last day of the week, Saturday.
            ("L", ..) => days.push(DayOfWeek::One(7)),
            (_, Some(day), _) => days.push(DayOfWeek::Last(day)),
            (_, _, Some((day, n))) => days.push(DayOfWeek::Nth(day, n)),
            _ => days.extend(DAY_OF_WEEK.part(part).ok_or_else(|| DAY_OF_WEEK.wrong(text))?.into_iter().map(DayOfWeek::One)),
        }
    }
    Ok(Some(days))
}

impl Range {
    fn wrong(&self, text: &str) -> String {
        format!("`{text}` is no {} of a cron expression", self.0)
    }

    fn value(&self, text: &str) -> Option<u32> {
        let number = text.parse::<u32>().ok().filter(|n| (self.1..=self.2).contains(n));
        let named = || self.3.iter().position(|name| name.eq_ignore_ascii_case(text)).map(|place| self.1 + place as u32);
        number.or_else(named)
    }

    /// The values of `*`, `5`, `1-5`, `SAT-MON`, `0/15` or `1-9/2`.
    fn part(&self, part: &str) -> Option<BTreeSet<u32>> {
        let (from, step) = match part.split_once('/') {
            Some((from, step)) => (from, Some(step.parse::<u32>().ok().filter(|n| *n > 0)?)),
            None => (part, None),
        };
        let values: Vec<u32> = if from == "*" {
            (self.1..=self.2).collect()
        } else if let Some((first, last)) = from.split_once('-') {
            let (first, last) = (self.value(first)?, self.value(last)?);
            if first <= last { (first..=last).collect() } else { (first..=self.2).chain(self.1..=last).collect() }
        } else {
            let first = self.value(from)?;
            if step.is_some() { (first..=self.2).collect() } else { vec![first] }
        };
        Some(values.into_iter().step_by(step.unwrap_or(1) as usize).collect())
    }
}

/// 1 for Sunday to 7 for Saturday.
fn weekday(date: Date) -> u32 {
    (date.to_days() + 4).rem_euclid(7) as u32 + 1
}

fn last_of_month(date: Date) -> Date {
    let next = if date.month == 12 { Date::new(date.year + 1, 1, 1) } else { Date::new(date.year, date.month + 1, 1) };
    Date::from_days(next.to_days() - 1)
}

/// The weekday nearest to a day, within its month.
fn nearest_weekday(date: Date) -> Date {
    let days = date.to_days();
    let last = u32::from(last_of_month(date).day);
    let shift = match weekday(date) {
        7 if date.day == 1 => 2,
        7 => -1,
        1 if u32::from(date.day) == last => -2,
        1 => 1,
        _ => 0,
    };
    Date::from_days(days + shift)
}

impl Cron {
    fn falls_on(&self, date: Date) -> bool {
        let last = last_of_month(date);
        let in_month = |day: u32| (day <= u32::from(last.day)).then(|| Date::new(date.year, date.month, day as u8));
        match &self.days {
            Days::OfMonth(days) => days.iter().any(|day| match day {
                DayOfMonth::One(day) => u32::from(date.day) == *day,
                DayOfMonth::Last(false) => date == last,
                DayOfMonth::Last(true) => date == nearest_weekday_before(last),
                DayOfMonth::Nearest(day) => in_month(*day).is_some_and(|day| nearest_weekday(day) == date),
            }),
            Days::OfWeek(days) => days.iter().any(|day| match day {
                DayOfWeek::One(day) => weekday(date) == *day,
                DayOfWeek::Last(day) => weekday(date) == *day && date.day + 7 > last.day,
                DayOfWeek::Nth(day, n) => weekday(date) == *day && u32::from(date.day - 1) / 7 + 1 == *n,
            }),
        }
    }

    /// The moments after `now`, within [`HORIZON`] of the first year that can be.
    fn after(&self, now: Moment) -> impl Iterator<Item = Moment> + '_ {
        let year = self.years.iter().map(|year| *year as i32).find(|year| *year >= now.date.year);
        let first = year.map_or(0, |year| now.date.to_days().max(Date::new(year, 1, 1).to_days()));
        let end = if year.is_some() { first + HORIZON } else { first };
        let is_on = |date: &Date| {
            let year = u32::try_from(date.year).unwrap_or_default();
            self.years.contains(&year) && self.months.contains(&u32::from(date.month)) && self.falls_on(*date)
        };
        let days = (first..end).map(Date::from_days).filter(is_on);
        let moments = days.flat_map(move |date| {
            let minutes = self.hours.iter().flat_map(move |hour| self.minutes.iter().map(move |minute| hour * 60 + minute));
            minutes.map(move |minute| Moment { date, minute })
        });
        moments.filter(move |moment| *moment > now)
    }
}

/// How many days ahead is looked: thirty years, so that days that never come end the search.
const HORIZON: i64 = 30 * 366;

/// The last weekday up to a day.
fn nearest_weekday_before(date: Date) -> Date {
    let back = match weekday(date) {
        7 => 1,
        1 => 2,
        _ => 0,
    };
    Date::from_days(date.to_days() - back)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(when: &str) -> Vec<String> {
        // A Friday.
        let now = Moment { date: Date::new(2026, 11, 27), minute: 16 * 60 };
        next(when, now, 3).iter().map(ToString::to_string).collect()
    }

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
            "at(2020-01-01T00:00:00)",
            "5 minutes",
        ] {
            assert!(problem(bad, today).is_some(), "{bad}");
        }
    }

    #[test]
    fn the_next_runs() {
        assert_eq!(runs("rate(2 hours)"), ["Fri 2026-11-27 18:00", "Fri 2026-11-27 20:00", "Fri 2026-11-27 22:00"]);
        assert_eq!(runs("cron(0 6 ? * MON-FRI *)"), ["Mon 2026-11-30 06:00", "Tue 2026-12-01 06:00", "Wed 2026-12-02 06:00"]);
        assert_eq!(runs("cron(0/30 16 ? * * *)"), ["Fri 2026-11-27 16:30", "Sat 2026-11-28 16:00", "Sat 2026-11-28 16:30"]);
        assert_eq!(runs("cron(0 6 L * ? *)"), ["Mon 2026-11-30 06:00", "Thu 2026-12-31 06:00", "Sun 2027-01-31 06:00"]);
        assert_eq!(runs("cron(0 6 LW * ? *)"), ["Mon 2026-11-30 06:00", "Thu 2026-12-31 06:00", "Fri 2027-01-29 06:00"]);
        assert_eq!(runs("cron(0 6 1W * ? 2027)"), ["Fri 2027-01-01 06:00", "Mon 2027-02-01 06:00", "Mon 2027-03-01 06:00"]);
        assert_eq!(runs("cron(0 6 ? * 6#3 *)"), ["Fri 2026-12-18 06:00", "Fri 2027-01-15 06:00", "Fri 2027-02-19 06:00"]);
        assert_eq!(runs("cron(0 6 ? * 2L *)"), ["Mon 2026-11-30 06:00", "Mon 2026-12-28 06:00", "Mon 2027-01-25 06:00"]);
        assert_eq!(runs("cron(0 6 ? * SAT-MON *)"), ["Sat 2026-11-28 06:00", "Sun 2026-11-29 06:00", "Mon 2026-11-30 06:00"]);
        assert_eq!(runs("at(2027-01-31T06:00:00)"), ["Sun 2027-01-31 06:00"]);
        assert_eq!(runs("cron(0 6 31 2 ? *)"), Vec::<String>::new(), "the thirty-first of February never comes");
        assert!(runs("nonsense").is_empty());
    }
}
