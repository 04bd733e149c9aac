//! Buckets of the timeline: round, aligned to the wall clock, right where the clock changes.

use auditdesk_core::{
    api::wire::{Bucket, Timeline},
    entry::{PayloadState, filter::Filter},
    store::columns::{Change, ColumnWriter, Row},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio_util::sync::CancellationToken;

use super::query_support::{World, random_entry};

/// The timeline of entries at these moments.
fn timeline(moments: &[&str], buckets: usize, zone: Tz) -> Timeline {
    let mut writer = ColumnWriter::open(Vec::new(), &[], &[]).expect("nothing fits together");
    for (moment, seq) in moments.iter().zip(1..) {
        let mut entry = random_entry(&mut ChaCha8Rng::seed_from_u64(seq));
        entry.occurred_at = moment.parse::<DateTime<Utc>>().expect("it is a time");
        let row = Row { source: 1, remote_id: &seq.to_string(), payload: PayloadState::None, entry: &entry };
        writer.stage(Change::Settle { seq, supersedes: None, row });
    }
    writer.publish();
    let world = World::default();
    let snapshot = writer.columns().snapshot();
    let selection = snapshot.select(&Filter::default(), &world.context(), &CancellationToken::new());
    let timeline = selection.expect("nothing fails here").timeline(buckets, zone);
    assert!(timeline.buckets.len() <= buckets, "there are at most as many as asked for");
    let held: u64 = timeline.buckets.iter().flat_map(|bucket| bucket.counts).sum();
    assert_eq!(held, moments.len() as u64, "every entry is in a bucket");
    timeline
}

/// The edges as the wall clock shows them.
fn edges(timeline: &Timeline, zone: Tz) -> Vec<String> {
    let edges =
        timeline.buckets.iter().map(|Bucket { from, .. }| *from).chain(timeline.buckets.last().map(|last| last.until));
    let wall = |edge| DateTime::from_timestamp_micros(edge).expect("it is in range").with_timezone(&zone);
    edges.map(|edge| wall(edge).format("%m-%d %H:%M %z").to_string()).collect()
}

const BERLIN: Tz = chrono_tz::Europe::Berlin;

#[test]
fn nothing_has_no_buckets_and_one_entry_has_one() {
    assert_eq!(timeline(&[], 10, BERLIN).buckets, []);
    let one = timeline(&["2026-08-20T12:00:00.5Z"], 10, BERLIN);
    assert_eq!((one.buckets.len(), one.width.as_str()), (1, "1 s"));
}

#[test]
fn the_narrowest_round_width_is_taken() {
    let width = |until: &str, buckets| timeline(&["2026-08-20T12:00:00Z", until], buckets, BERLIN).width;
    assert_eq!(width("2026-08-20T12:00:59Z", 60), "1 s");
    assert_eq!(width("2026-08-20T12:01:00Z", 60), "5 s");
    assert_eq!(width("2026-08-20T12:30:00Z", 60), "1 min");
    assert_eq!(width("2026-08-21T12:00:00Z", 60), "1 h");
    assert_eq!(width("2026-08-21T12:00:00Z", 20), "3 h");
    assert_eq!(width("2026-09-18T12:00:00Z", 30), "1 day");
    assert_eq!(width("2026-09-18T12:00:00Z", 5), "1 week");
    assert_eq!(width("2027-07-18T12:00:00Z", 12), "1 month");
    assert_eq!(width("2027-06-18T12:00:00Z", 4), "3 months");
    assert_eq!(width("9999-07-18T12:00:00Z", 1), "10000 years");
}

#[test]
fn days_are_cut_at_local_midnight_through_both_clock_changes() {
    let spring = timeline(&["2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"], 4, BERLIN);
    assert_eq!(
        edges(&spring, BERLIN),
        ["03-28 00:00 +0100", "03-29 00:00 +0100", "03-30 00:00 +0200", "03-31 00:00 +0200"]
    );
    let autumn = timeline(&["2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"], 4, BERLIN);
    assert_eq!(
        edges(&autumn, BERLIN),
        ["10-24 00:00 +0200", "10-25 00:00 +0200", "10-26 00:00 +0100", "10-27 00:00 +0100"]
    );
}

#[test]
fn hours_that_come_twice_are_two_and_hours_that_do_not_come_are_none() {
    let autumn = timeline(&["2026-10-25T00:10:00Z", "2026-10-25T00:50:00Z", "2026-10-25T01:50:00Z"], 3, BERLIN);
    assert_eq!(edges(&autumn, BERLIN), ["10-25 02:00 +0200", "10-25 02:00 +0100", "10-25 03:00 +0100"]);
    let spring = timeline(&["2026-03-29T00:10:00Z", "2026-03-29T01:50:00Z"], 3, BERLIN);
    assert_eq!(edges(&spring, BERLIN), ["03-29 01:00 +0100", "03-29 03:00 +0200", "03-29 04:00 +0200"]);
    let parts = timeline(&["2026-03-28T23:10:00Z", "2026-03-29T06:50:00Z"], 5, BERLIN);
    assert_eq!(
        edges(&parts, BERLIN),
        ["03-29 00:00 +0100", "03-29 03:00 +0200", "03-29 06:00 +0200", "03-29 09:00 +0200"]
    );
}

#[test]
fn odd_offsets_and_leaps_keep_the_edges_on_the_wall_clock() {
    let kathmandu = chrono_tz::Asia::Kathmandu;
    let hours = timeline(&["2026-08-20T12:00:00Z", "2026-08-20T14:00:00Z"], 5, kathmandu);
    assert_eq!(edges(&hours, kathmandu)[0], "08-20 17:00 +0545");
    // Half an hour only.
    let lord_howe = chrono_tz::Australia::Lord_Howe;
    let hours = timeline(&["2026-04-04T13:10:00Z", "2026-04-04T17:10:00Z"], 8, lord_howe);
    assert_eq!(
        edges(&hours, lord_howe),
        [
            "04-05 00:00 +1100",
            "04-05 01:00 +1100",
            "04-05 01:30 +1030",
            "04-05 02:00 +1030",
            "04-05 03:00 +1030",
            "04-05 04:00 +1030"
        ]
    );
    // Midnight does not exist.
    let sao_paulo = chrono_tz::America::Sao_Paulo;
    let days = timeline(&["2018-11-03T12:00:00Z", "2018-11-05T12:00:00Z"], 4, sao_paulo);
    assert_eq!(
        edges(&days, sao_paulo),
        ["11-03 00:00 -0300", "11-04 01:00 -0200", "11-05 00:00 -0200", "11-06 00:00 -0200"]
    );
    // A whole day does not exist.
    let apia = chrono_tz::Pacific::Apia;
    let days = timeline(&["2011-12-29T20:00:00Z", "2012-01-01T12:00:00Z"], 5, apia);
    assert_eq!(
        edges(&days, apia),
        ["12-29 00:00 -1000", "12-31 00:00 +1400", "01-01 00:00 +1400", "01-02 00:00 +1400", "01-03 00:00 +1400"]
    );
}

#[test]
fn weeks_begin_on_monday_and_months_on_the_first() {
    let weeks = timeline(&["2026-08-20T12:00:00Z", "2026-09-03T12:00:00Z"], 3, BERLIN);
    assert_eq!(
        edges(&weeks, BERLIN),
        ["08-17 00:00 +0200", "08-24 00:00 +0200", "08-31 00:00 +0200", "09-07 00:00 +0200"]
    );
    let months = timeline(&["2026-01-31T12:00:00Z", "2026-03-01T12:00:00Z"], 3, BERLIN);
    assert_eq!(
        edges(&months, BERLIN),
        ["01-01 00:00 +0100", "02-01 00:00 +0100", "03-01 00:00 +0100", "04-01 00:00 +0200"]
    );
}
