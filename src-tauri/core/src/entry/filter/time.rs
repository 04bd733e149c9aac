//! Times as they are written, and what they mean.
//!
//! A date (`2026`, `2026-08`, `2026-08-20`) names a span: `time:2026-08` is the whole month, `time>=2026-08` begins with it, `time>2026-08` begins after it,
//! and a range of dates includes its last one. A date with a clock time is a moment: ranges of moments are half-open, `time:2026-08-20T14:00` alone is
//! that minute. Without an offset both are read in the reader's zone. `24h` is the last 24 hours and `now-1h` the moment an hour ago.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{Bound, TimeTest, lexer::Operator, number};

/// Bounds lie within the years 1900 to 2999: four digits, and no overflow in a calendar.
fn earliest() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(1900, 1, 1).expect("is a date").and_time(NaiveTime::MIN)
}

fn latest() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(3000, 1, 1).expect("is a date").and_time(NaiveTime::MIN)
}

/// Cuts to whole microseconds within the years that can be written.
fn settle(moment: NaiveDateTime) -> NaiveDateTime {
    let micros = moment.and_utc().timestamp_micros();
    let moment = DateTime::from_timestamp_micros(micros).map_or(moment, |moment| moment.naive_utc());
    moment.clamp(earliest(), latest())
}

impl Bound {
    /// The bound as the text form can carry it: whole microseconds, years 1900 to 2999.
    #[must_use]
    pub fn normalise(self) -> Self {
        match self {
            Self::At(moment) => Self::At(settle(moment.naive_utc()).and_utc()),
            Self::Local(moment) => Self::Local(settle(moment)),
            Self::Ago(micros) => Self::Ago(micros),
        }
    }

    fn shifted(self, micros: i64) -> Self {
        match self {
            Self::At(moment) => Self::At(moment + TimeDelta::microseconds(micros)),
            Self::Local(moment) => Self::Local(moment + TimeDelta::microseconds(micros)),
            Self::Ago(_) => self,
        }
    }

    fn writable(&self) -> bool {
        match self {
            Self::At(moment) => (earliest()..=latest()).contains(&moment.naive_utc()),
            Self::Local(moment) => (earliest()..=latest()).contains(moment),
            Self::Ago(_) => true,
        }
    }
}

impl TimeTest {
    /// Whether the bounds alone tell that nothing can lie between them.
    pub(super) fn is_empty(&self) -> bool {
        match (&self.from, &self.until) {
            (Some(Bound::At(from)), Some(Bound::At(until))) => from >= until,
            (Some(Bound::Local(from)), Some(Bound::Local(until))) => from >= until,
            (Some(Bound::Ago(from)), Some(Bound::Ago(until))) => from <= until,
            _ => false,
        }
    }
}

const HELP: &str = "Write a date (2026-08-20, 2026-08), a moment (2026-08-20T14:00), a range (2026-08-01..2026-08-07), the last hours or days (24h, 7d) or now-1h.";

/// Parses the value of a time field.
///
/// # Errors
/// With a message for the user.
pub(super) fn test(operator: Operator, text: &str) -> Result<TimeTest, String> {
    let (from, until) = match operator {
        Operator::Is | Operator::IsNot => span(text)?,
        Operator::AtLeast => (Some(point(text)?.start()), None),
        Operator::Above => (Some(point(text)?.after()), None),
        Operator::Below => (None, Some(point(text)?.start())),
        Operator::AtMost => (None, Some(point(text)?.after())),
    };
    if !from.iter().chain(&until).all(Bound::writable) {
        return Err(format!("“{text}” is outside the years 1900 to 2999."));
    }
    let mut test = TimeTest { from, until, typed: None };
    if test.is_empty() {
        return Err(format!("The span “{text}” ends before it begins. Swap its ends."));
    }
    // A space inside would need quotes; such a spelling is not kept.
    if matches!(operator, Operator::Is | Operator::IsNot) && !text.contains(' ') && print_item(&test) != text {
        test.typed = Some(text.to_owned());
    }
    Ok(test)
}

fn span(text: &str) -> Result<(Option<Bound>, Option<Bound>), String> {
    if let Some((from, until)) = text.split_once("..") {
        if from.is_empty() && until.is_empty() {
            return Err(format!("A span of time needs at least one end. {HELP}"));
        }
        let from = if from.is_empty() { None } else { Some(point(from)?.start()) };
        let until = if until.is_empty() { None } else { Some(point(until)?.end()) };
        return Ok((from, until));
    }
    if let Some(micros) = number::amount(text) {
        return Ok((Some(Bound::Ago(micros)), None));
    }
    match point(text)? {
        Point::Now(_) => Err(format!("“{text}” is a moment; write time<{text}, time>={text} or a range.")),
        Point::Stamp { from, until, .. } => Ok((Some(from), Some(until))),
    }
}

/// A place in time as written.
enum Point {
    /// `now-…`: so many microseconds ago. It has no edge sharper than the clock, so `>` is `>=` and `<=` is `<`.
    Now(u64),
    /// A date, or a moment to some precision.
    Stamp { from: Bound, until: Bound, is_date: bool },
}

impl Point {
    fn start(self) -> Bound {
        match self {
            Self::Now(ago) => Bound::Ago(ago),
            Self::Stamp { from, .. } => from,
        }
    }

    /// Where a range that ends here ends: after a date, at a moment.
    fn end(self) -> Bound {
        match self {
            Self::Stamp { until, is_date: true, .. } => until,
            other => other.start(),
        }
    }

    /// The first moment after.
    fn after(self) -> Bound {
        match self {
            Self::Stamp { from, is_date: false, .. } => from.shifted(1),
            other => other.end(),
        }
    }
}

fn point(text: &str) -> Result<Point, String> {
    if let Some(rest) = text.strip_prefix("now") {
        let ago = if rest.is_empty() { Some(0) } else { rest.strip_prefix('-').and_then(number::amount) };
        return ago
            .map(Point::Now)
            .ok_or_else(|| format!("“{text}” is no time. Write now, now-90m, now-24h or now-7d."));
    }
    if number::amount(text).is_some() {
        return Err(format!("“{text}” is a length of time. For the moment so long ago, write now-{text}."));
    }
    stamp(text).ok_or_else(|| format!("“{text}” is no time. {HELP}"))
}

/// `YYYY[-MM[-DD[THH[:MM[:SS[.ffffff]]][Z|±HH[:MM]]]]]`, or with a space for the `T`.
fn stamp(text: &str) -> Option<Point> {
    let (date, clock) = match text.split_once(['T', 't', ' ']) {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map(|part| digits(part, 2));
    let day = parts.next().map(|part| digits(part, 2));
    if parts.next().is_some() {
        return None;
    }
    let first = NaiveDate::from_ymd_opt(year as i32, month.unwrap_or(Some(1))?, day.unwrap_or(Some(1))?)?;
    let Some(clock) = clock else {
        let next = match (month, day) {
            (None, _) => first.checked_add_months(Months::new(12))?,
            (_, None) => first.checked_add_months(Months::new(1))?,
            _ => first.checked_add_days(Days::new(1))?,
        };
        let local = |date: NaiveDate| Bound::Local(date.and_time(NaiveTime::MIN));
        return Some(Point::Stamp { from: local(first), until: local(next), is_date: true });
    };
    day?;
    let (clock, offset) = match clock.find(['Z', 'z', '+', '-']) {
        Some(at) => (&clock[..at], Some(offset_seconds(&clock[at..])?)),
        None => (clock, None),
    };
    let (time, precision) = clock_time(clock)?;
    let from = first.and_time(time);
    let bound = |moment: NaiveDateTime| {
        Some(match offset {
            Some(seconds) => Bound::At(moment.checked_sub_signed(TimeDelta::seconds(seconds))?.and_utc()),
            None => Bound::Local(moment),
        })
    };
    let until = bound(from.checked_add_signed(precision)?)?;
    Some(Point::Stamp { from: bound(from)?, until, is_date: false })
}

/// A time of day and how precisely it is given.
fn clock_time(text: &str) -> Option<(NaiveTime, TimeDelta)> {
    let mut parts = text.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = parts.next().map(|part| digits(part, 2));
    let second = parts.next();
    if parts.next().is_some() {
        return None;
    }
    let (second, fraction) = match second {
        Some(second) => {
            let (whole, fraction) = second.split_once('.').map_or((second, None), |(a, b)| (a, Some(b)));
            (Some(digits(whole, 2)?), fraction)
        }
        None => (None, None),
    };
    let mut micros = 0;
    let precision = match (minute, second, fraction) {
        (None, ..) => TimeDelta::hours(1),
        (_, None, _) => TimeDelta::minutes(1),
        (.., None) => TimeDelta::seconds(1),
        (.., Some(fraction)) => {
            let places = fraction.len();
            if !(1..=6).contains(&places) {
                return None;
            }
            let unit = 10u32.pow(6 - places as u32);
            micros = digits(fraction, places)? * unit;
            TimeDelta::microseconds(i64::from(unit))
        }
    };
    let time = NaiveTime::from_hms_micro_opt(hour, minute.unwrap_or(Some(0))?, second.unwrap_or(0), micros)?;
    Some((time, precision))
}

/// `Z`, `+02`, `+0200`, `-03:30`.
fn offset_seconds(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (hours, digits(minutes, 2)?),
        None if rest.len() == 4 => (rest.get(..2)?, digits(rest.get(2..)?, 2)?),
        None => (rest, 0),
    };
    let hours = digits(hours, 2)?;
    (hours <= 18 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

/// Exactly so many ASCII digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// What follows the field's name for one span alone: `:2026-08`, `>=2026-08-20T14:00`, `<now-1h`.
pub(super) fn print_alone(test: &TimeTest) -> String {
    if test.typed.is_some() {
        return format!(":{}", print_item(test));
    }
    match (&test.from, &test.until) {
        (Some(Bound::Ago(1..)), None) => format!(":{}", print_item(test)),
        (Some(from), None) => shorter(">=", ">", from),
        (None, Some(until)) => shorter("<", "<=", until),
        _ => format!(":{}", print_item(test)),
    }
}

/// `>T` is stored as from one microsecond after T, and is printed again as `>T`.
fn shorter(sign: &str, sign_after: &str, bound: &Bound) -> String {
    let here = print_bound(bound);
    let before = print_exact(&bound.clone().shifted(-1));
    if before.len() < here.len() { format!("{sign_after}{before}") } else { format!("{sign}{here}") }
}

/// A span as a member of a list: `2026-08`, `24h`, `2026-08-01..2026-08-07`, `2026-08-20T14:00Z..`.
pub(super) fn print_item(test: &TimeTest) -> String {
    if let Some(typed) = &test.typed {
        return typed.clone();
    }
    match (&test.from, &test.until) {
        (Some(Bound::Ago(micros @ 1..)), None) => number::print_duration(*micros),
        (Some(Bound::Local(from)), Some(Bound::Local(until))) if date_of(*from, *until).is_some() => {
            date_of(*from, *until).expect("the guard saw it")
        }
        (from, until) => {
            let from = from.as_ref().map(print_bound).unwrap_or_default();
            let until = match until {
                Some(Bound::Local(until)) if until.time() == NaiveTime::MIN && *until > earliest() => {
                    (until.date() - Days::new(1)).format("%Y-%m-%d").to_string()
                }
                Some(until) => print_exact(until),
                None => String::new(),
            };
            format!("{from}..{until}")
        }
    }
}

/// The date that names exactly this span: a year, a month or a day.
fn date_of(from: NaiveDateTime, until: NaiveDateTime) -> Option<String> {
    if from.time() != NaiveTime::MIN || until.time() != NaiveTime::MIN {
        return None;
    }
    let (first, next) = (from.date(), until.date());
    if first.day() == 1 && first.month() == 1 && first.checked_add_months(Months::new(12)) == Some(next) {
        return Some(first.format("%Y").to_string());
    }
    if first.day() == 1 && first.checked_add_months(Months::new(1)) == Some(next) {
        return Some(first.format("%Y-%m").to_string());
    }
    (first.succ_opt() == Some(next)).then(|| first.format("%Y-%m-%d").to_string())
}

/// A bound where a date stands for its first moment.
fn print_bound(bound: &Bound) -> String {
    match bound {
        Bound::Local(moment) if moment.time() == NaiveTime::MIN => moment.format("%Y-%m-%d").to_string(),
        bound => print_exact(bound),
    }
}

/// A bound where a date would stand for its whole day.
fn print_exact(bound: &Bound) -> String {
    match bound {
        Bound::At(moment) => print_moment(moment.naive_utc()) + "Z",
        Bound::Local(moment) => print_moment(*moment),
        Bound::Ago(0) => "now".to_owned(),
        Bound::Ago(micros) => format!("now-{}", number::print_duration(*micros)),
    }
}

fn print_moment(moment: NaiveDateTime) -> String {
    let micros = moment.and_utc().timestamp_subsec_micros();
    if micros > 0 {
        let text = moment.format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
        return text.trim_end_matches('0').to_owned();
    }
    let seconds = moment.and_utc().timestamp() % 60 != 0;
    moment.format(if seconds { "%Y-%m-%dT%H:%M:%S" } else { "%Y-%m-%dT%H:%M" }).to_string()
}

/// A moment in RFC 3339, for spans that programs give.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    Bound::At(moment).writable().then_some(moment)
}
