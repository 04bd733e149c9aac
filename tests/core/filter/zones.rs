//! Times in zones: gaps, folds, whole days, relative bounds.

use auditdesk_core::entry::filter::{Bound, Condition, Filter, Node, Test, TimeTest};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use proptest::{prelude::*, sample::select};

fn span(text: &str) -> TimeTest {
    match Filter::parse(text).unwrap().root {
        Some(Node::Is(Condition { test: Test::Times(spans), .. })) => spans[0].clone(),
        other => panic!("{text}: {other:?}"),
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn now() -> DateTime<Utc> {
    utc("2026-08-20T12:00:00Z")
}

#[track_caller]
fn means(text: &str, zone: Tz, from: Option<&str>, until: Option<&str>) {
    assert_eq!(span(text).span(now(), zone), (from.map(utc), until.map(utc)), "{text} in {zone}");
}

#[test]
fn dates_are_whole_days_of_the_readers_zone() {
    use chrono_tz::{America::New_York, Asia::Kolkata, Europe::Berlin};
    means("time:2026-08-20", Tz::UTC, Some("2026-08-20T00:00:00Z"), Some("2026-08-21T00:00:00Z"));
    means("time:2026-08-20", Berlin, Some("2026-08-19T22:00:00Z"), Some("2026-08-20T22:00:00Z"));
    means("time:2026-08-20", Kolkata, Some("2026-08-19T18:30:00Z"), Some("2026-08-20T18:30:00Z"));
    means("time:2026-08", New_York, Some("2026-08-01T04:00:00Z"), Some("2026-09-01T04:00:00Z"));
    means("time:2026", Berlin, Some("2025-12-31T23:00:00Z"), Some("2026-12-31T23:00:00Z"));
    means("time:2026-08-01..2026-08-07", Tz::UTC, Some("2026-08-01T00:00:00Z"), Some("2026-08-08T00:00:00Z"));
    means(
        "time:2026-08-01T00:00Z..2026-08-02T00:00Z",
        Berlin,
        Some("2026-08-01T00:00:00Z"),
        Some("2026-08-02T00:00:00Z"),
    );
    means("time:2026-08-20T14:00", Tz::UTC, Some("2026-08-20T14:00:00Z"), Some("2026-08-20T14:01:00Z"));
    means("time:2026-08-20T14", Tz::UTC, Some("2026-08-20T14:00:00Z"), Some("2026-08-20T15:00:00Z"));
    means("time:2026-08-20T14:00:01.5+02:00", Berlin, Some("2026-08-20T12:00:01.5Z"), Some("2026-08-20T12:00:01.6Z"));
    means("time>2026-08-20", Tz::UTC, Some("2026-08-21T00:00:00Z"), None);
    means("time>=2026-08-20", Tz::UTC, Some("2026-08-20T00:00:00Z"), None);
    means("time<=2026-08-20", Tz::UTC, None, Some("2026-08-21T00:00:00Z"));
    means("time<2026-08-20", Tz::UTC, None, Some("2026-08-20T00:00:00Z"));
    means("time>2026-08-20T14:00", Tz::UTC, Some("2026-08-20T14:00:00.000001Z"), None);
    means("time<=2026-08-20T14:00", Tz::UTC, None, Some("2026-08-20T14:00:00.000001Z"));
}

#[test]
fn relative_times_count_from_now() {
    means("time:24h", Tz::UTC, Some("2026-08-19T12:00:00Z"), None);
    means("time<now-90m", Tz::UTC, None, Some("2026-08-20T10:30:00Z"));
    means("time:now-7d..now-1d", Tz::UTC, Some("2026-08-13T12:00:00Z"), Some("2026-08-19T12:00:00Z"));
    means("time:99999999d", Tz::UTC, Some("1900-01-01T00:00:00Z"), None);
}

#[test]
fn a_skipped_wall_clock_means_the_first_moment_after_the_gap() {
    // 2026-03-29 in Berlin: 02:00 becomes 03:00 at 01:00Z.
    let berlin = chrono_tz::Europe::Berlin;
    means("time>=2026-03-29T02:30", berlin, Some("2026-03-29T01:00:00Z"), None);
    means("time<2026-03-29T02:30", berlin, None, Some("2026-03-29T01:00:00Z"));
    means("time>=2026-03-29T02:00", berlin, Some("2026-03-29T01:00:00Z"), None);
    means("time>=2026-03-29T03:00", berlin, Some("2026-03-29T01:00:00Z"), None);
    means("time>=2026-03-29T01:59", berlin, Some("2026-03-29T00:59:00Z"), None);
    // A day without midnight: Beirut 2026-03-29 begins at 01:00.
    means("time:2026-03-29", chrono_tz::Asia::Beirut, Some("2026-03-28T22:00:00Z"), Some("2026-03-29T21:00:00Z"));
    // Half an hour: Lord Howe 2026-10-04, 02:00 becomes 02:30.
    means("time>=2026-10-04T02:15", chrono_tz::Australia::Lord_Howe, Some("2026-10-03T15:30:00Z"), None);
    // A whole day: Samoa had no 30 December 2011, so it is empty.
    means("time:2011-12-30", chrono_tz::Pacific::Apia, Some("2011-12-30T10:00:00Z"), Some("2011-12-30T10:00:00Z"));
}

#[test]
fn a_repeated_wall_clock_means_its_first_run() {
    // 2026-10-25 in Berlin: 03:00 becomes 02:00 at 01:00Z.
    let berlin = chrono_tz::Europe::Berlin;
    means("time>=2026-10-25T02:30", berlin, Some("2026-10-25T00:30:00Z"), None);
    means("time<2026-10-25T02:30", berlin, None, Some("2026-10-25T00:30:00Z"));
    // The hour span holds both runs: 02:00 first run until 03:00.
    means("time:2026-10-25T02", berlin, Some("2026-10-25T00:00:00Z"), Some("2026-10-25T02:00:00Z"));
    means("time:2026-10-25", berlin, Some("2026-10-24T22:00:00Z"), Some("2026-10-25T23:00:00Z"));
}

#[test]
fn an_export_keeps_the_moment_it_began() {
    let filter = Filter::parse("(time:24h OR time<now-7d) recorded:2026-08 -time:now-2h..now").unwrap();
    let resolved = filter.resolve(now());
    assert_eq!(
        resolved.to_text(),
        "(time>=2026-08-19T12:00Z OR time<2026-08-13T12:00Z) recorded:2026-08 -time:2026-08-20T10:00Z..2026-08-20T12:00Z"
    );
    assert_eq!(resolved.clone().resolve(now() + TimeDelta::days(9)), resolved);
}

fn zone() -> impl Strategy<Value = Tz> {
    select(chrono_tz::TZ_VARIANTS.to_vec())
}

fn wall() -> impl Strategy<Value = NaiveDateTime> {
    // Minutes of the years 1970 to 2037, where the zone data is full of odd changes.
    (0i64..35_765_280).prop_map(|minutes| DateTime::from_timestamp(minutes * 60, 0).unwrap().naive_utc())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn wall_clock_bounds_never_run_backwards_and_are_exact(zone in zone(), wall in wall(), minutes in 0i64..3000) {
        let moment = |wall| Bound::Local(wall).moment(now(), zone);
        let (first, second) = (moment(wall), moment(wall + TimeDelta::minutes(minutes)));
        prop_assert!(first <= second, "{} in {}", wall, zone);
        if let Some(exact) = zone.from_local_datetime(&wall).earliest() {
            prop_assert_eq!(first, exact.to_utc());
        } else {
            // The clock jumps over the wall time at exactly this moment.
            let clock = |moment: DateTime<Utc>| moment.with_timezone(&zone).naive_local();
            prop_assert!(clock(first) > wall);
            prop_assert!(clock(first - TimeDelta::microseconds(1)) < wall);
        }
    }

    #[test]
    fn days_that_meet_on_the_wall_meet_in_time(zone in zone(), day in 0u64..24_836) {
        let date = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + Days::new(day);
        let next = date + Days::new(1);
        let of = |date: NaiveDate| span(&format!("time:{date}")).span(now(), zone);
        let ((from, until), (next_from, _)) = (of(date), of(next));
        prop_assert_eq!(until, next_from, "{} in {}", date, zone);
        prop_assert!(from <= until);
        // Noon of the day is in the day, if the day was not skipped.
        if let Some(noon) = zone.from_local_datetime(&date.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap())).earliest() {
            prop_assert!(from.unwrap() <= noon && noon < until.unwrap());
        }
    }
}
