//! What is due after sleep, and when clocks are set.

use auditdesk_core::schedule::{Due, due};
use chrono::TimeDelta;

use super::{cron, daily, hourly, table, utc};

#[test]
fn every_missed_slot_is_due_and_none_twice() {
    let table = table(&daily(6, 0), "Europe/Berlin");
    let due = |last, now| due(&table, utc(last), utc(now)).slots;
    assert_eq!(due("2026-08-01 04:00", "2026-08-02 03:59:59").len(), 0);
    assert_eq!(due("2026-08-01 04:00", "2026-08-02 04:00"), [utc("2026-08-02 04:00")]);
    let after_sleep = ["2026-08-02 04:00", "2026-08-03 04:00", "2026-08-04 04:00"].map(utc);
    assert_eq!(due("2026-08-01 04:00", "2026-08-04 23:00"), after_sleep);
    assert_eq!(due("2026-08-04 04:00", "2026-08-04 23:00").len(), 0, "they ran");
    // A machine that slept over both nights in which clocks change.
    assert_eq!(due("2026-03-01 05:00", "2026-04-01 00:00").len(), 30);
    assert_eq!(due("2026-10-01 04:00", "2026-11-01 04:00").len(), 30);
}

#[test]
fn a_clock_that_is_set_back_makes_nothing_due_until_it_has_caught_up() {
    let table = table(&hourly(0), "UTC");
    let back = due(&table, utc("2026-08-01 12:00"), utc("2026-08-01 09:30"));
    assert_eq!(back, Due { behind: Some(TimeDelta::minutes(150)), ..Due::default() });
    assert_eq!(due(&table, utc("2026-08-01 12:00"), utc("2026-08-01 12:00")), Due::default());
    assert_eq!(due(&table, utc("2026-08-01 12:00"), utc("2026-08-01 13:00")).slots, [utc("2026-08-01 13:00")]);
}

#[test]
fn a_clock_that_is_set_far_forward_makes_a_bounded_number_due() {
    let table = table(&cron("* * * * *"), "America/New_York");
    let (last, now) = (utc("2026-08-01 12:00"), utc("2999-08-01 12:00:30"));
    let due = due(&table, last, now);
    assert_eq!((due.slots.len(), due.more), (1000, true));
    assert_eq!(due.slots[0], utc("2026-08-01 12:01"));
    assert_eq!(due.slots[998], utc("2026-08-02 04:39"));
    assert_eq!(due.slots[999], utc("2999-08-01 12:00"), "the last one stands for all that are left out");
}

#[test]
fn a_thousand_are_still_told_apart() {
    let table = table(&hourly(0), "UTC");
    let exactly = due(&table, utc("2026-01-01 00:00"), utc("2026-02-11 16:00"));
    assert_eq!((exactly.slots.len(), exactly.more), (1000, false));
    assert_eq!(exactly.slots[999], utc("2026-02-11 16:00"));
    let one_more = due(&table, utc("2026-01-01 00:00"), utc("2026-02-11 17:00"));
    assert_eq!((one_more.slots.len(), one_more.more), (1000, true));
    assert_eq!(one_more.slots[999], utc("2026-02-11 17:00"));
}
