//! When schedules run.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backoff;
mod clocks;
mod cron;
mod missed;
mod properties;
mod walker;
mod wrong;

use auditdesk_core::schedule::{Recurrence, Timetable};
use chrono::{DateTime, Utc};

fn daily(hour: u8, minute: u8) -> Recurrence {
    Recurrence::Daily { hour, minute }
}

fn weekly(weekday: u8, hour: u8, minute: u8) -> Recurrence {
    Recurrence::Weekly { weekday, hour, minute }
}

fn monthly(day: u8, hour: u8, minute: u8) -> Recurrence {
    Recurrence::Monthly { day, hour, minute }
}

fn hourly(minute: u8) -> Recurrence {
    Recurrence::Hourly { minute }
}

fn cron(expression: &str) -> Recurrence {
    Recurrence::Cron { expression: expression.to_owned() }
}

fn table(recurrence: &Recurrence, zone: &str) -> Timetable {
    Timetable::new(recurrence, zone).unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    // "2026-03-29 01:00", seconds if need be.
    let text = text.replace(' ', "T");
    let seconds = if text.len() == 16 { ":00" } else { "" };
    DateTime::parse_from_rfc3339(&format!("{text}{seconds}Z")).unwrap().to_utc()
}

/// The slots after a moment are these, in UTC.
#[track_caller]
fn runs(recurrence: &Recurrence, zone: &str, after: &str, expected: &[&str]) {
    let table = table(recurrence, zone);
    let last = utc(expected.last().unwrap());
    let found: Vec<_> = table.between(utc(after), last).collect();
    let expected: Vec<_> = expected.iter().map(|text| utc(text)).collect();
    assert_eq!(found, expected, "{recurrence:?} in {zone} after {after}");
}
