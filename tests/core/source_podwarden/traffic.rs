//! Busy instances: every gap is found, none is invented, what can be repaired is, and the pace follows the traffic.

use std::time::Duration;

use auditdesk_standin::podwarden::{Habits, Options};
use rand::{RngExt, SeedableRng};

use crate::{bench::Bench, support::workspace::Workspace, truth::compare};

const SOONEST: Duration = Duration::from_secs(30);
const LATEST: Duration = Duration::from_mins(15);

fn busy(seed: u64) -> Options {
    Options { habits: Habits::all(), ..Options::new(seed, 1_000) }
}

/// 2,000 rows a minute with pauses of an hour, and the syncs when the source asks for them.
async fn pauses_of_an_hour<W: Workspace>(bench: Bench<W>, pauses: usize) {
    let per_second = |seconds: i64| usize::try_from(seconds * 2_000 / 60).expect("time passes");
    let mut next = bench.sync().await.expect("the first sync").next.expect("a pace");
    for pause in 0..=pauses {
        for _ in 0..8 {
            let seconds = i64::try_from(next.as_secs()).expect("minutes");
            bench.pass(seconds, per_second(seconds));
            next = bench.sync().await.expect("a sync").next.expect("a pace");
        }
        assert_eq!(next, SOONEST, "as often as it may be");
        if pause < pauses {
            bench.pass(3_600, per_second(3_600));
        }
    }
    bench.calm().await;
    let compared = compare(&bench.server, &bench.workspace).await;
    assert!(compared.missing > 50_000 * pauses, "an hour of busy tokens is more than any feed shows: {compared:?}");
    assert!(compared.repaired > 7 * (pauses + 1), "a gap at every look, closed by the tokens' feeds: {compared:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_rows_a_minute_with_pauses_of_an_hour() {
    pauses_of_an_hour(Bench::in_memory(busy(41)).await, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_rows_a_minute_with_pauses_of_an_hour_in_the_real_store() {
    pauses_of_an_hour(Bench::on_disk(busy(42)).await, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_tokens_reach_back_over_is_repaired_whole() {
    let options = Options { hub: 0.0, habits: Habits::all(), ..Options::new(43, 500) };
    let bench = Bench::in_memory(options).await;
    bench.sync().await.expect("the first sync");
    bench.pass(600, 900);
    let summary = bench.sync().await.expect("a sync");
    bench.calm().await;
    let compared = compare(&bench.server, &bench.workspace).await;
    assert_eq!((compared.repaired, compared.open, compared.missing), (1, 0, 0), "one gap, closed: {compared:?}");
    assert!(summary.remarks.iter().all(|remark| !remark.contains("Out of reach")), "{:?}", summary.remarks);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_interval_follows_the_traffic() {
    let bench = Bench::in_memory(Options::new(44, 300)).await;
    let quiet = bench.sync().await.expect("a sync").next.expect("a pace");
    assert_eq!(quiet, LATEST, "some rows a day");
    let mut paces = Vec::new();
    for _ in 0..6 {
        bench.pass(120, 240);
        paces.push(bench.sync().await.expect("a sync").next.expect("a pace"));
    }
    let steady = paces[5].as_secs();
    assert!((90..=130).contains(&steady), "half a page at two rows a second, own rows included: {paces:?}");
    for _ in 0..10 {
        bench.pass(900, 1);
        paces.push(bench.sync().await.expect("a sync").next.expect("a pace"));
    }
    assert_eq!(paces.last(), Some(&LATEST), "quiet again: {paces:?}");
    assert!(paces[6] <= LATEST / 2, "but not believed at once: {paces:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_the_pace_misses_nothing_while_the_traffic_is_steady() {
    let options = Options { habits: Habits { shuffled: true, late: 0.05, ..Habits::none() }, ..Options::new(45, 500) };
    let bench = Bench::in_memory(options).await;
    let mut next = bench.sync().await.expect("a sync").next.expect("a pace").min(Duration::from_mins(1));
    for _ in 0..30 {
        let seconds = i64::try_from(next.as_secs()).expect("minutes");
        bench.pass(seconds, usize::try_from(seconds * 5).expect("time passes"));
        next = bench.sync().await.expect("a sync").next.expect("a pace");
    }
    bench.calm().await;
    let compared = compare(&bench.server, &bench.workspace).await;
    assert_eq!((compared.repaired, compared.open), (0, 0), "no gap: {compared:?}");
}

/// Random traffic, pauses, kills, tokens that come to an end. The last seed that is printed is the one that failed.
async fn random_traffic(seed: u64) {
    println!("seed {seed}");
    let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let habits = Habits { late_most: dice.random_range(1..9), whole_seconds: dice.random(), ..Habits::all() };
    let hub = if dice.random() { 0.0 } else { dice.random_range(0.0..0.4) };
    let options = Options { habits, hub, ..Options::new(seed, dice.random_range(0..1_500)) };
    let bench = Bench::in_memory(options).await;
    bench.sync().await.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    for _ in 0..25 {
        let (seconds, rows) = match dice.random_range(0..10) {
            0..5 => (dice.random_range(10..120), dice.random_range(0..300)),
            5..8 => (dice.random_range(60..900), dice.random_range(0..2_500)),
            _ => (dice.random_range(900..7_200), dice.random_range(0..9_000)),
        };
        bench.pass(seconds, rows);
        match dice.random_range(0..40) {
            0 => drop(bench.server.revoke("grafana-bot")),
            1 => drop(bench.server.delete_token("old-laptop")),
            2 => drop(bench.server.delete_token("backup-job")),
            _ => {}
        }
        let limit = Duration::from_millis(if dice.random_bool(0.3) { dice.random_range(1..60) } else { 60_000 });
        if let Ok(done) = tokio::time::timeout(limit, bench.sync()).await {
            done.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }
    bench.calm().await;
    bench.calm().await;
    compare(&bench.server, &bench.workspace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_traffic_is_held_or_in_a_gap() {
    for seed in 100..106 {
        random_traffic(seed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes long"]
async fn random_traffic_of_many_seeds_is_held_or_in_a_gap() {
    for seed in 1_000..1_200 {
        random_traffic(seed).await;
    }
}
