//! Cron expressions of five fields, as crontab(5) has them: `*`, lists, ranges, steps, names of months and weekdays, 0 and 7 for Sunday, and `L` for
//! the last day of a month. Where both the day of the month and the day of the week are limited (do not begin with `*`), either will do.
//!
//! What programs read differently is refused: seconds, `?`, `W`, `#`, nicknames, a step from a single number, a step wider than its field.

use super::pattern::{Days, Pattern, every};
use crate::error::{Error, ErrorCode, Result};

struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    /// Names of the numbers from `least` on.
    names: &'static [&'static str],
}

const MINUTE: Field = Field { name: "minute", least: 0, most: 59, names: &[] };
const HOUR: Field = Field { name: "hour", least: 0, most: 23, names: &[] };
const MONTH_DAY: Field = Field { name: "day of the month", least: 1, most: 31, names: &[] };
const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const MONTH: Field = Field { name: "month", least: 1, most: 12, names: MONTHS };
const WEEKDAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
const WEEKDAY: Field = Field { name: "day of the week", least: 0, most: 7, names: WEEKDAYS };
const SUNDAY: u32 = 7;

/// # Errors
/// `WrongUse` that names the field and what is wrong with it.
pub(super) fn parse(expression: &str) -> Result<Pattern> {
    let fields: Vec<&str> = expression.split_whitespace().collect();
    let &[minute, hour, month_day, month, weekday] = fields.as_slice() else {
        let seconds = if fields.len() == 6 { " Leave out the seconds." } else { "" };
        return Err(wrong(&format!(
            "A cron expression has five fields: minute, hour, day of the month, month, day of the week. This one has {}.{seconds}",
            fields.len()
        )));
    };
    let (month_days, last) = month_days(month_day)?;
    let weekdays = WEEKDAY.set(weekday)?;
    Ok(Pattern {
        minutes: MINUTE.set(minute)?,
        hours: HOUR.set(hour)? as u32,
        months: MONTH.set(month)? as u16,
        days: Days {
            month_days: month_days as u32,
            last,
            or_last: false,
            weekdays: (weekdays | weekdays >> SUNDAY) as u8 & super::recurrence::EVERY_WEEKDAY,
            either: !month_day.starts_with('*') && !weekday.starts_with('*'),
        },
    })
}

/// The set of numbers, and whether the last day is meant, too.
fn month_days(text: &str) -> Result<(u64, bool)> {
    let numbers: Vec<&str> = text.split(',').filter(|item| !item.eq_ignore_ascii_case("L")).collect();
    let set = if numbers.is_empty() { 0 } else { MONTH_DAY.set(&numbers.join(","))? };
    Ok((set, text.split(',').count() > numbers.len()))
}

impl Field {
    fn set(&self, text: &str) -> Result<u64> {
        text.split(',').try_fold(0, |set, item| Ok(set | self.item(item)?))
    }

    fn item(&self, item: &str) -> Result<u64> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (item, None),
        };
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (self.least, self.most),
            Some((first, last)) => match (self.number(first)?, self.number(last)?) {
                // FRI-SUN: a week that ends with Sunday.
                (first @ 1.., 0) if self.most == SUNDAY => (first, SUNDAY),
                range => range,
            },
            None => {
                let number = self.number(range)?;
                if step.is_some() {
                    return Err(self.wrong(item, &format!("a step needs a range: {number}-{}/…, or */…", self.most)));
                }
                (number, number)
            }
        };
        if first > last {
            return Err(self.wrong(item, "the range ends before it begins"));
        }
        let Some(step) = step else { return Ok(every(first, last)) };
        match step.parse::<usize>() {
            Ok(step) if (1..=(last - first).max(1) as usize).contains(&step) => {
                Ok((first..=last).step_by(step).fold(0, |set, number| set | 1 << number))
            }
            _ => Err(self.wrong(item, &format!("a step here is a number from 1 to {}", (last - first).max(1)))),
        }
    }

    fn number(&self, text: &str) -> Result<u32> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let number = match named {
            Some(place) => Some(self.least + place as u32),
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            None => None,
        };
        number.filter(|number| (self.least..=self.most).contains(number)).ok_or_else(|| {
            let names = match self.names {
                [first, .., last] if self.least == 1 => format!(", or {first} to {last}"),
                [_, monday, .., sunday] => format!(", or {monday} to {sunday}"),
                _ => String::new(),
            };
            self.wrong(text, &format!("use numbers from {} to {}{names}", self.least, self.most))
        })
    }

    fn wrong(&self, text: &str, why: &str) -> Error {
        wrong(&format!("“{text}” is not understood as {} of a cron expression: {why}.", self.name))
    }
}

fn wrong(message: &str) -> Error {
    Error::new(ErrorCode::WrongUse, message)
}
