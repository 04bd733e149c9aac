//! A pattern in words.

use super::pattern::{Days, Pattern, every};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// So many times of a day are named one by one.
const NAMED_TIMES: u32 = 6;

/// For example "Every day at 06:00", "Every 15 minutes", "On the last day of every month at 18:30".
pub(super) fn of(pattern: &Pattern) -> String {
    let (days, times) = (days(pattern), times(pattern));
    let by_clock = times.starts_with("every");
    let text = match (days.as_str(), by_clock) {
        ("every day", true) => times,
        (_, true) => format!("{days}, {times}"),
        (_, false) => format!("{days} {times}"),
    };
    text[..1].to_uppercase() + &text[1..]
}

fn times(pattern: &Pattern) -> String {
    let (minutes, hours) = (numbers(pattern.minutes), numbers(u64::from(pattern.hours)));
    if !pattern.is_every_hour() && pattern.minutes.count_ones() * pattern.hours.count_ones() <= NAMED_TIMES {
        let times = hours.iter().flat_map(|hour| minutes.iter().map(move |minute| format!("{hour:02}:{minute:02}")));
        return format!("at {}", list(&times.collect::<Vec<_>>()));
    }
    let step = minutes.get(1).copied().unwrap_or(60);
    let is_stepped = 60 % step == 0 && minutes.iter().copied().eq((0..60).step_by(step as usize));
    match (is_stepped, minutes.as_slice(), pattern.is_every_hour()) {
        (true, [_], true) => "every hour on the hour".to_owned(),
        (_, [minute], true) => format!("every hour at minute {minute}"),
        (true, [_, ..], true) if step == 1 => "every minute".to_owned(),
        (true, [_, ..], true) => format!("every {step} minutes"),
        (true, [_, _, ..], false) if step == 1 => format!("every minute in {}", the_hours(pattern)),
        (true, [_, _, ..], false) => format!("every {step} minutes in {}", the_hours(pattern)),
        (_, [minute], false) => format!("at minute {minute} of {}", the_hours(pattern)),
        (_, _, true) => format!("every hour at minutes {}", list(&runs(pattern.minutes, |n| n.to_string()))),
        (_, _, false) => {
            format!("at minutes {} of {}", list(&runs(pattern.minutes, |n| n.to_string())), the_hours(pattern))
        }
    }
}

fn the_hours(pattern: &Pattern) -> String {
    let hours = list(&runs(u64::from(pattern.hours), |n| n.to_string()));
    format!("{} {hours}", if pattern.hours.is_power_of_two() { "hour" } else { "hours" })
}

fn days(pattern: &Pattern) -> String {
    let months = u64::from(pattern.months);
    let months = (months != every(1, 12)).then(|| list(&runs(months, |n| MONTHS[n as usize - 1].to_owned())));
    let in_months = months.as_ref().map(|months| format!(" in {months}")).unwrap_or_default();
    let of_months = format!("of {}", months.as_deref().unwrap_or("every month"));
    let Days { month_days, last, or_last, weekdays, either } = pattern.days;
    let by_month = month_days != Days::ALL.month_days || last;
    let by_week = weekdays != Days::ALL.weekdays;

    let mut named = runs(u64::from(month_days), |n| format!("{n}{}", ordinal(n)));
    named.extend(last.then(|| "last day".to_owned()));
    let dates = format!("on the {} {of_months}", list(&named));
    // Sunday is bit 0 there and the last day of the week here.
    let week = u64::from(weekdays >> 1) | u64::from(weekdays & 1) << 6;
    let week = runs(week, |n| WEEKDAYS[n as usize].to_owned());
    match (by_month, by_week) {
        (false, false) => format!("every day{in_months}"),
        (false, true) => format!("every {}{in_months}", list(&week)),
        (true, false) if or_last && !last => format!("{dates}, or its last day,"),
        (true, false) => dates,
        (true, true) if either => format!("{dates} and every {}{in_months}", list(&week)),
        (true, true) => format!("{dates} if it is a {}", alternatives(&week)),
    }
}

fn ordinal(number: u32) -> &'static str {
    match (number % 10, number) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

fn numbers(set: u64) -> Vec<u32> {
    (0..64).filter(|number| set >> number & 1 == 1).collect()
}

/// The numbers of a set in words, three and more in a row as "a to b".
fn runs(set: u64, name: impl Fn(u32) -> String) -> Vec<String> {
    let numbers = numbers(set);
    let mut words = Vec::new();
    for run in numbers.chunk_by(|one, next| one + 1 == *next) {
        match *run {
            [first, _, .., last] => words.push(format!("{} to {}", name(first), name(last))),
            _ => words.extend(run.iter().map(|number| name(*number))),
        }
    }
    words
}

fn list(words: &[String]) -> String {
    joined(words, "and")
}

fn alternatives(words: &[String]) -> String {
    joined(words, "or")
}

fn joined(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
