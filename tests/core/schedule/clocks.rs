//! What is known of single days on which clocks changed.

use super::{cron, daily, hourly, monthly, runs, weekly};

#[test]
fn a_time_that_berlin_skips_runs_once_as_the_gap_ends() {
    let at = daily(2, 30);
    runs(&at, "Europe/Berlin", "2026-03-27 12:00", &["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"]);
    runs(&daily(2, 0), "Europe/Berlin", "2026-03-29 00:00", &["2026-03-29 01:00", "2026-03-30 00:00"]);
    runs(&daily(3, 0), "Europe/Berlin", "2026-03-29 00:00", &["2026-03-29 01:00", "2026-03-30 01:00"]);
    runs(&daily(1, 59), "Europe/Berlin", "2026-03-29 00:00", &["2026-03-29 00:59", "2026-03-29 23:59"]);
    let often = cron("*/20 1-3 * * *");
    let slots = ["2026-03-29 00:40", "2026-03-29 01:00", "2026-03-29 01:20", "2026-03-29 01:40", "2026-03-29 23:00"];
    runs(&often, "Europe/Berlin", "2026-03-29 00:20", &slots);
}

#[test]
fn a_time_that_berlin_has_twice_runs_the_first_time_only() {
    let days = ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30", "2026-10-27 01:30"];
    runs(&daily(2, 30), "Europe/Berlin", "2026-10-23 12:00", &days);
    for second_time in ["2026-10-25 00:30", "2026-10-25 01:00", "2026-10-25 01:15", "2026-10-25 01:30"] {
        runs(&daily(2, 30), "Europe/Berlin", second_time, &["2026-10-26 01:30"]);
    }
    runs(&daily(3, 0), "Europe/Berlin", "2026-10-25 00:59", &["2026-10-25 02:00", "2026-10-26 02:00"]);
    let often = cron("*/30 1-3 * * *");
    let slots = ["2026-10-25 00:00", "2026-10-25 00:30", "2026-10-25 02:00", "2026-10-25 02:30", "2026-10-26 00:00"];
    runs(&often, "Europe/Berlin", "2026-10-24 23:30", &slots);
}

#[test]
fn what_runs_every_hour_runs_every_real_hour() {
    let spring = ["2026-03-29 00:05", "2026-03-29 01:05", "2026-03-29 02:05"];
    runs(&hourly(5), "Europe/Berlin", "2026-03-28 23:30", &spring);
    let autumn = ["2026-10-25 00:05", "2026-10-25 01:05", "2026-10-25 02:05"];
    runs(&hourly(5), "Europe/Berlin", "2026-10-24 23:30", &autumn);
    runs(&cron("5 * * * *"), "Europe/Berlin", "2026-10-24 23:30", &autumn);
    runs(&cron("5 * * * *"), "America/New_York", "2026-11-01 04:30", &["2026-11-01 05:05", "2026-11-01 06:05"]);
    // Half and quarter hours.
    runs(&hourly(0), "Asia/Kolkata", "2026-06-01 00:00", &["2026-06-01 00:30", "2026-06-01 01:30"]);
    runs(&hourly(0), "Asia/Kathmandu", "2026-06-01 00:00", &["2026-06-01 00:15", "2026-06-01 01:15"]);
}

#[test]
fn new_york_is_as_good_as_berlin() {
    runs(&daily(2, 30), "America/New_York", "2026-03-07 12:00", &["2026-03-08 07:00", "2026-03-09 06:30"]);
    runs(&daily(1, 30), "America/New_York", "2026-10-31 12:00", &["2026-11-01 05:30", "2026-11-02 06:30"]);
}

#[test]
fn lord_howe_changes_by_half_an_hour() {
    let spring = ["2026-10-02 15:45", "2026-10-03 15:30", "2026-10-04 15:15"];
    runs(&daily(2, 15), "Australia/Lord_Howe", "2026-10-02 00:00", &spring);
    runs(&daily(1, 45), "Australia/Lord_Howe", "2026-04-04 00:00", &["2026-04-04 14:45", "2026-04-05 15:15"]);
    runs(
        &hourly(45),
        "Australia/Lord_Howe",
        "2026-04-04 14:00",
        &["2026-04-04 14:45", "2026-04-04 15:15", "2026-04-04 16:15"],
    );
}

#[test]
fn a_day_that_samoa_skipped_is_made_up_for_where_nothing_else_does() {
    // 29 December 2011 ended at 10:00Z, and 31 December began.
    runs(
        &daily(6, 0),
        "Pacific/Apia",
        "2011-12-28 17:00",
        &["2011-12-29 16:00", "2011-12-30 16:00", "2011-12-31 16:00"],
    );
    runs(&weekly(5, 6, 0), "Pacific/Apia", "2011-12-24 00:00", &["2011-12-30 10:00", "2012-01-05 16:00"]);
    runs(&monthly(30, 6, 0), "Pacific/Apia", "2011-12-01 00:00", &["2011-12-30 10:00", "2012-01-29 16:00"]);
    runs(&monthly(0, 6, 0), "Pacific/Apia", "2011-12-01 00:00", &["2011-12-30 16:00", "2012-01-30 16:00"]);
    runs(&cron("0 6 * * 5,6"), "Pacific/Apia", "2011-12-24 16:00", &["2011-12-30 16:00", "2012-01-05 16:00"]);
    runs(&hourly(0), "Pacific/Apia", "2011-12-30 08:00", &["2011-12-30 09:00", "2011-12-30 10:00", "2011-12-30 11:00"]);
    // Kwajalein had no 21 August 1993.
    runs(
        &daily(6, 0),
        "Pacific/Kwajalein",
        "1993-08-19 20:00",
        &["1993-08-20 18:00", "1993-08-21 18:00", "1993-08-22 18:00"],
    );
}

#[test]
fn a_day_that_comes_almost_twice_has_one_run() {
    // Kwajalein set its clocks back by 23 hours at 13:00Z on 30 September 1969, midnight there: it began 30 September again, at 01:00.
    let days = ["1969-09-28 19:00", "1969-09-29 19:00", "1969-10-01 18:00"];
    runs(&daily(6, 0), "Pacific/Kwajalein", "1969-09-28 00:00", &days);
}

#[test]
fn morocco_stops_summer_time_for_ramadan() {
    // 2026: back on 15 February at 02:00Z, forward on 22 March at 02:00Z.
    let days = ["2026-02-14 01:30", "2026-02-15 01:30", "2026-02-16 02:30"];
    runs(&daily(2, 30), "Africa/Casablanca", "2026-02-13 12:00", &days);
    let days = ["2026-03-21 02:30", "2026-03-22 02:00", "2026-03-23 01:30"];
    runs(&daily(2, 30), "Africa/Casablanca", "2026-03-20 12:00", &days);
}

#[test]
fn troll_changes_by_two_hours() {
    runs(&daily(2, 30), "Antarctica/Troll", "2026-03-28 12:00", &["2026-03-29 01:00", "2026-03-30 00:30"]);
    runs(&daily(1, 30), "Antarctica/Troll", "2026-10-24 12:00", &["2026-10-24 23:30", "2026-10-26 01:30"]);
}

#[test]
fn midnights_that_there_are_not() {
    // Beirut begins 29 March 2026 at 01:00.
    runs(&daily(0, 0), "Asia/Beirut", "2026-03-27 23:00", &["2026-03-28 22:00", "2026-03-29 21:00"]);
    // Nuuk goes from 23:00 on 28 March 2026 to midnight.
    runs(&daily(23, 30), "America/Nuuk", "2026-03-28 12:00", &["2026-03-29 01:00", "2026-03-30 00:30"]);
    runs(&daily(0, 0), "America/Nuuk", "2026-03-28 12:00", &["2026-03-29 01:00", "2026-03-30 01:00"]);
}

#[test]
fn zones_once_counted_seconds() {
    // Liberia was 44 minutes and 30 seconds behind until 7 January 1972.
    runs(&daily(6, 0), "Africa/Monrovia", "1972-01-05 12:00", &["1972-01-06 06:44:30", "1972-01-07 06:00"]);
    runs(&hourly(0), "Africa/Monrovia", "1972-01-06 12:00", &["1972-01-06 12:44:30", "1972-01-06 13:44:30"]);
}

#[test]
fn months_are_as_long_as_they_are() {
    let ends = ["2027-01-31 06:00", "2027-02-28 06:00", "2027-03-31 06:00", "2027-04-30 06:00"];
    runs(&monthly(0, 6, 0), "UTC", "2027-01-01 00:00", &ends);
    runs(&monthly(31, 6, 0), "UTC", "2027-01-01 00:00", &ends);
    runs(&monthly(30, 6, 0), "UTC", "2028-01-31 00:00", &["2028-02-29 06:00", "2028-03-30 06:00"]);
    runs(&monthly(29, 6, 0), "UTC", "2027-02-01 00:00", &["2027-02-28 06:00", "2027-03-29 06:00"]);
    runs(&cron("0 6 29 2 *"), "UTC", "2027-01-01 00:00", &["2028-02-29 06:00", "2032-02-29 06:00"]);
    // No leap year in 2100.
    runs(&cron("0 6 29 2 *"), "UTC", "2095-01-01 00:00", &["2096-02-29 06:00", "2104-02-29 06:00"]);
    runs(&weekly(7, 6, 0), "UTC", "2026-12-28 00:00", &["2027-01-03 06:00"]);
}

#[test]
fn other_rules_for_a_zone_move_what_is_next_and_bring_nothing_back() {
    // The last slot by the rules of one version; the next by the rules of another: New York as if it had kept summer time.
    let last = "2026-11-01 10:00";
    runs(&daily(6, 0), "America/New_York", "2026-10-31 12:00", &["2026-11-01 11:00"]);
    runs(&daily(6, 0), "Etc/GMT+4", last, &["2026-11-02 10:00"]);
    // And where clocks go back, the same hour of the same day is still to come: later, never earlier.
    runs(&daily(6, 0), "America/New_York", last, &["2026-11-01 11:00"]);
}
