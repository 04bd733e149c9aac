//! What cannot be a schedule is refused, with what is wrong with it.

use auditdesk_core::{
    error::ErrorCode,
    schedule::{Recurrence, Timetable},
};

use super::{cron, daily, hourly, monthly, weekly};

#[track_caller]
fn refused(recurrence: &Recurrence, zone: &str, why: &str) {
    let error = Timetable::new(recurrence, zone).unwrap_err();
    assert_eq!(error.code, ErrorCode::WrongUse);
    assert!(error.message.contains(why), "{recurrence:?}: {}", error.message);
}

#[test]
fn times_and_days_that_there_are_not() {
    refused(&daily(24, 0), "UTC", "no hour 24");
    refused(&daily(0, 60), "UTC", "no minute 60");
    refused(&hourly(60), "UTC", "no minute 60");
    refused(&hourly(255), "UTC", "no minute 255");
    refused(&weekly(0, 6, 0), "UTC", "no weekday 0");
    refused(&weekly(8, 6, 0), "UTC", "no weekday 8");
    refused(&monthly(32, 6, 0), "UTC", "no day of the month 32");
}

#[test]
fn zones_that_there_are_not() {
    refused(&daily(6, 0), "Europe/Atlantis", "no time zone “Europe/Atlantis”");
    refused(&daily(6, 0), "", "no time zone “”");
    refused(&daily(6, 0), "+02:00", "no time zone");
}

#[test]
fn cron_expressions_with_the_field_that_is_wrong() {
    for (expression, why) in [
        ("", "This one has 0."),
        ("* * * *", "This one has 4."),
        ("0 0 6 * * *", "This one has 6. Leave out the seconds."),
        ("@daily", "This one has 1."),
        ("60 * * * *", "“60” is not understood as minute of a cron expression: use numbers from 0 to 59."),
        ("* 24 * * *", "“24” is not understood as hour"),
        ("* * 0 * *", "“0” is not understood as day of the month"),
        ("* * * 13 *", "numbers from 1 to 12, or JAN to DEC"),
        ("* * * * 8", "numbers from 0 to 7, or MON to SUN"),
        ("* * * * MONDAY", "“MONDAY” is not understood as day of the week"),
        ("5-1 * * * *", "“5-1” is not understood as minute of a cron expression: the range ends before it begins."),
        ("*/0 * * * *", "a step here is a number from 1 to 59"),
        ("*/90 * * * *", "a step here is a number from 1 to 59"),
        ("0/15 * * * *", "a step needs a range: 0-59/…, or */…"),
        ("*/ * * * *", "a step here"),
        ("1, * * * *", "“” is not understood as minute"),
        ("- * * * *", "“” is not understood as minute"),
        ("+1 * * * *", "“+1” is not understood as minute"),
        ("99999999999 * * * *", "“99999999999” is not understood as minute"),
        ("0 6 ? * *", "“?” is not understood as day of the month"),
        ("0 6 15W * *", "“15W” is not understood"),
        ("0 6 * * 5L", "“5L” is not understood"),
        ("0 6 * * 1#2", "“1#2” is not understood"),
        ("0 6 * L *", "“L” is not understood as month"),
        ("٣ * * * *", "is not understood as minute"),
        ("0 0 30 2 *", "never run"),
        ("0 0 31 4,6,9,11 *", "never run"),
    ] {
        refused(&cron(expression), "UTC", why);
    }
}
