//! Times as writers of logs spell them.

use chrono::{DateTime, Days, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A time, cut to microseconds: RFC 3339 and what is near it (a space for the `T`, no zone, 0 to 9 digits of a fraction, `UTC`, `+0200`, slashes in the
/// date), RFC 2822, the form of web servers' logs, or a number since 1970 in seconds, milliseconds, microseconds or nanoseconds, told by its size. `zone`
/// is for times that state none.
///
/// A number below 100,000,000 (1973 in seconds) is no time: nobody's audit log is that old, and counters and years look like it.
pub(crate) fn moment(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let time = epoch(text).or_else(|| calendar(text, zone)).or_else(|| lettered(text))?;
    DateTime::from_timestamp_micros(time.timestamp_micros())
}

/// A day: `2026-08-20`, a time on that day, or a number of days since 1970.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if text.len() <= 5
        && let Ok(days) = text.parse::<u64>()
    {
        return NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_days(Days::new(days));
    }
    date(text).or_else(|| Some(moment(text, Tz::UTC)?.date_naive()))
}

fn epoch(text: &str) -> Option<DateTime<Utc>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty()
        || whole.len() > 19
        || !(whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    // Ten digits are seconds from 2001 to 2286, thirteen milliseconds, and so on.
    let per_second = match number {
        ..100_000_000 => return None,
        100_000_000..100_000_000_000 => 1,
        100_000_000_000..100_000_000_000_000 => 1_000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000_000,
        _ => 1_000_000_000,
    };
    let unit_nanos = 1_000_000_000 / per_second;
    let below = format!("0.{fraction}0").parse::<f64>().ok()?;
    let nanos = (number % per_second) * unit_nanos + (below * unit_nanos as f64).round() as i64;
    Some(DateTime::from_timestamp(number / per_second, 0)? + TimeDelta::nanoseconds(nanos))
}

/// `YYYY-MM-DD`, or with slashes.
fn date(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(if text.contains('/') { '/' } else { '-' }).collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            NaiveDate::from_ymd_opt(number(year)?, number(month)?, number(day)?)
        }
        _ => None,
    }
}

fn calendar(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let (on, rest) = match text.find(['T', 't', ' ']) {
        Some(end) => (&text[..end], text[end + 1..].trim_start()),
        None => (text, ""),
    };
    let on = date(on)?;
    let (at, stated) = match rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))) {
        Some(end) => (&rest[..end], rest[end..].trim()),
        None => (rest, ""),
    };
    let naive = on.and_time(if at.is_empty() { NaiveTime::MIN } else { time_of_day(at)? });
    if stated.is_empty() {
        in_zone(naive, zone)
    } else {
        Some(offset(stated)?.from_local_datetime(&naive).single()?.to_utc())
    }
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanos: u32 = number(&format!("{:0<9}", &fraction[..fraction.len().min(9)]))?;
    match number(second)? {
        // A leap second; chrono keeps it in the fraction of the second before.
        60 => NaiveTime::from_hms_nano_opt(number(hour)?, number(minute)?, 59, 1_000_000_000 + nanos),
        second => NaiveTime::from_hms_nano_opt(number(hour)?, number(minute)?, second, nanos),
    }
}

/// `Z`, `UTC`, `GMT`, `+02`, `+0200`, `+02:00`.
fn offset(text: &str) -> Option<FixedOffset> {
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return FixedOffset::east_opt(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = text[1..].replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (number::<i32>(&digits)?, 0),
        4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        _ => return None,
    };
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

/// Of an hour that comes twice the first is taken; an hour that is left out counts on from before it.
fn in_zone(naive: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&naive) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => Some(time.to_utc()),
        LocalResult::None => {
            let before = zone.from_local_datetime(&naive.checked_sub_signed(TimeDelta::hours(3))?).earliest()?;
            Some(before.to_utc() + TimeDelta::hours(3))
        }
    }
}

fn lettered(text: &str) -> Option<DateTime<Utc>> {
    let rfc = DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_str(text, "%d/%b/%Y:%H:%M:%S %z"));
    rfc.ok().map(|time| time.to_utc())
}

/// Digits only: `parse` alone would take a sign.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn every_spelling_is_read() {
        for (given, wanted) in [
            ("2023-02-03 04:05:06.789", "2023-02-03T04:05:06.789Z"),
            ("2023-02-03T04:05:06.789", "2023-02-03T04:05:06.789Z"),
            ("2023-02-03T04:05:06Z", "2023-02-03T04:05:06Z"),
            ("2023-02-03T04:05:06.123456789Z", "2023-02-03T04:05:06.123456Z"),
            ("2023-02-03 04:05:06.1 +02:00", "2023-02-03T02:05:06.1Z"),
            ("2023-02-03T04:05:06-0430", "2023-02-03T08:35:06Z"),
            ("2023-02-03T04:05:06+02", "2023-02-03T02:05:06Z"),
            ("2023-02-03 04:05:06,5 UTC", "2023-02-03T04:05:06.5Z"),
            ("2023/02/03 04:05", "2023-02-03T04:05:00Z"),
            ("2023-02-03", "2023-02-03T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            ("1675397106", "2023-02-03T04:05:06Z"),
            ("1675397106.789", "2023-02-03T04:05:06.789Z"),
            ("1675397106789", "2023-02-03T04:05:06.789Z"),
            ("1675397106789123", "2023-02-03T04:05:06.789123Z"),
            ("1675397106789123456", "2023-02-03T04:05:06.789123Z"),
            ("Fri, 03 Feb 2023 04:05:06 +0000", "2023-02-03T04:05:06Z"),
            ("03/Feb/2023:04:05:06 +0100", "2023-02-03T03:05:06Z"),
        ] {
            assert_eq!(moment(given, Tz::UTC), Some(utc(wanted)), "{given}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "yesterday",
            "2023",
            "20230203",
            "99",
            "-5",
            "+1675397106",
            "2023-13-01",
            "2023-02-03T25:00:00Z",
            "1.2.3",
            "é",
            "2023-02-03Té",
            "2023-02-03T04:05:06+é1",
            "99999999999999999999999",
        ] {
            assert_eq!(moment(text, Tz::UTC), None, "{text}");
        }
    }

    #[test]
    fn a_zone_applies_where_none_is_stated_and_its_edges_are_defined() {
        let zone = Tz::Europe__Berlin;
        assert_eq!(moment("2026-07-01 12:00:00", zone), Some(utc("2026-07-01T10:00:00Z")));
        assert_eq!(moment("2026-07-01 12:00:00Z", zone), Some(utc("2026-07-01T12:00:00Z")), "a stated zone wins");
        assert_eq!(moment("2026-10-25 02:30:00", zone), Some(utc("2026-10-25T00:30:00Z")), "the first of the two");
        assert_eq!(moment("2026-03-29 02:30:00", zone), Some(utc("2026-03-29T01:30:00Z")), "left out");
    }

    #[test]
    fn days_are_read_in_three_forms() {
        let wanted = NaiveDate::from_ymd_opt(2023, 2, 3);
        for text in ["2023-02-03", "19391", "2023-02-03 00:00:00.000", "1675397106789"] {
            assert_eq!(day(text), wanted, "{text}");
        }
        assert_eq!(day("soon"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_much(text in "[0-9TZ:./+ ,é-]{0,30}") {
            let _ = (moment(&text, Tz::Europe__Berlin), day(&text));
        }
    }
}
