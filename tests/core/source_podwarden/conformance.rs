//! What every source must do: bring everything in, once; resume, cancel, survive being killed.

use std::time::Duration;

use auditdesk_core::{
    entry::{Flag, PayloadState},
    error::ErrorCode,
    source::{Source, dialects},
};
use auditdesk_standin::podwarden::{Habits, Options};
use rand::{RngExt, SeedableRng};
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Bench, Quiet},
    support::workspace::Workspace,
    truth::compare,
};

fn with_all_habits(seed: u64, rows: usize) -> Options {
    Options { habits: Habits::all(), ..Options::new(seed, rows) }
}

async fn everything_arrives<W: Workspace>(bench: Bench<W>) {
    bench.sync().await.expect("the first sync");
    for _ in 0..20 {
        bench.pass(60, 150);
        bench.sync().await.expect("a sync");
    }
    let last = bench.calm().await;
    let compared = compare(&bench.server, &bench.workspace).await;
    assert_eq!((compared.repaired, compared.open), (0, 0), "nothing was missed: {compared:?}");
    assert!(compared.held > 3_000, "the traffic and some of the history: {compared:?}");
    assert!(last.next.is_some(), "when to come again");
    let ledger = bench.workspace.ledger();
    let mut ids: Vec<&str> = ledger.iter().map(|record| record.remote_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), ledger.len(), "nothing twice");
    let readers = dialects();
    for record in &ledger {
        assert_eq!(record.payload, PayloadState::None, "rows carry no payload");
        readers.entry(record.borrowed()).expect("the same can be read again from the record alone");
    }
    assert_eq!(bench.server.requests().writes, 0, "an auditor changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_once_with_every_bad_habit() {
    everything_arrives(Bench::in_memory(with_all_habits(11, 2_000)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_once_in_the_real_store() {
    everything_arrives(Bench::on_disk(with_all_habits(12, 2_000)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_stands_still_brings_nothing_new() {
    let bench = Bench::on_disk(Options::new(13, 300)).await;
    let session = bench.server.session();
    let source = || bench.source_with(Some(&session), "");
    bench.sync_with(&source()).await.expect("a sync");
    bench.time.clock.advance(chrono::Duration::minutes(5));
    let again = bench.sync_with(&source()).await.expect("one more");
    assert_eq!((again.new, again.settled), (0, 0), "nothing happened");
    assert!(again.remarks.is_empty(), "nothing to say: {:?}", again.remarks);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_sync_says_how_far_back_the_log_is_shown_and_asks_the_tokens_for_more() {
    let bench = Bench::in_memory(Options::new(14, 4_000)).await;
    let summary = bench.sync().await.expect("a sync");
    let gaps = bench.workspace.gaps().await;
    assert_eq!(gaps.len(), 1, "the history: {gaps:?}");
    assert_eq!((gaps[0].from, gaps[0].scope.clone()), (None, None), "since ever, all of it");
    assert!(summary.new > 1_500, "more than one page, by the tokens: {}", summary.new);
    let said = summary.remarks.join("\n");
    assert!(said.contains("out of reach") && said.contains("token ci-runner back to"), "{said}");
    let people = bench.workspace.people().await;
    assert!(people.values().any(|name| name == "ci-runner"), "names for ids: {people:?}");
    assert!(!people.values().any(|name| name == "cursor-anna"), "two tokens of one name are named by neither");
    bench.calm().await;
    compare(&bench.server, &bench.workspace).await;

    let small = Bench::in_memory(Options::new(15, 300)).await;
    let summary = small.sync().await.expect("a sync");
    assert!(small.workspace.gaps().await.is_empty(), "the whole log was shown");
    assert!(summary.remarks.is_empty(), "nothing to say: {:?}", summary.remarks);
}

#[tokio::test(flavor = "multi_thread")]
async fn own_polling_is_kept_and_marked_and_nothing_else_is() {
    for given in ["", "auditor-desktop"] {
        let bench = Bench::in_memory(Options::new(16, 200)).await;
        for _ in 0..8 {
            bench.pass(60, 20);
            bench.sync_with(&bench.source_with(Some(&bench.server.token()), given)).await.expect("a sync");
        }
        let (readers, mut own) = (dialects(), 0);
        let truth: std::collections::HashMap<_, _> =
            bench.server.truth().into_iter().map(|row| (row.id, row.own)).collect();
        for record in bench.workspace.ledger() {
            let marked = readers.entry(record.borrowed()).expect("a row").flags.has(Flag::OwnPolling);
            assert_eq!(marked, truth[&record.remote_id], "{given:?}: {}", String::from_utf8_lossy(&record.raw));
            own += usize::from(marked);
        }
        assert!(own >= 7, "each sync left a row: {own}");
    }
}

async fn survives_being_killed<W: Workspace>(bench: Bench<W>, seed: u64) {
    let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    bench.sync().await.expect("the first sync");
    let mut killed = 0;
    while killed < 25 {
        // Enough for a gap every time, now and then for one that no token reaches over.
        let minutes = dice.random_range(1..5);
        bench.pass(minutes * 60, dice.random_range(700..2_000));
        let source = bench.source();
        let checkpoint = bench.workspace.checkpoint().await;
        let (sink, never) = (bench.workspace.sink(), CancellationToken::new());
        let run = source.sync(checkpoint, &*sink, &Quiet, &never);
        match tokio::time::timeout(Duration::from_millis(dice.random_range(1..120)), run).await {
            Err(_) => killed += 1,
            Ok(done) => drop(done.expect("a sync that was not killed")),
        }
    }
    bench.calm().await;
    bench.calm().await;
    let compared = compare(&bench.server, &bench.workspace).await;
    assert!(compared.repaired > 5, "gaps were found and closed: {compared:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_killed_25_times_loses_no_gap_and_invents_none() {
    survives_being_killed(Bench::in_memory(with_all_habits(31, 1_000)).await, 31).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_into_the_real_store_killed_25_times_loses_no_gap_and_invents_none() {
    survives_being_killed(Bench::on_disk(with_all_habits(32, 1_000)).await, 32).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_sync_ends_at_once_and_the_next_one_goes_on() {
    let bench = Bench::in_memory(Options::new(17, 2_000)).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let (sink, source) = (bench.workspace.sink(), bench.source());
    let error = source.sync(None, &*sink, &Quiet, &cancel).await.expect_err("it was cancelled");
    assert_eq!(error.code, ErrorCode::Cancelled, "{error:?}");
    assert!(bench.workspace.ledger().is_empty() && bench.workspace.checkpoint().await.is_none(), "nothing was claimed");
    bench.sync().await.expect("a sync");
    bench.calm().await;
    compare(&bench.server, &bench.workspace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_nothing_more_to_fetch_and_that_is_said() {
    let bench = Bench::in_memory(Options::new(18, 10)).await;
    let error = bench.source().fetch("x", &*bench.workspace.sink()).await.expect_err("nothing to fetch");
    assert_eq!(error.code, ErrorCode::WrongUse, "{error:?}");
}
