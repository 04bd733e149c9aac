//! After a sync the workspace holds exactly what the server has, each entry once in its final state; whatever the server does meanwhile and
//! whenever the sync is killed.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use auditdesk_core::{
    entry::{Note, PayloadState, Record},
    source::Source,
};
use auditdesk_standin::obot::{Generation, Habits, Options, Server, Truth};
use rand::{RngExt, SeedableRng};
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Bench, Seen},
    support::workspace::Workspace,
};

fn all_habits(generation: Generation, seed: u64, entries: usize) -> Options {
    let mut options = Options::new(generation, seed, entries);
    options.habits = Habits::all();
    options
}

/// Compares the workspace with the server's truth.
pub async fn assert_holds_the_truth<W: Workspace>(server: &Server, workspace: &W) {
    let latest = workspace.latest();
    let mut ids: BTreeSet<String> = latest.keys().cloned().collect();
    let (mut compared, mut wrong) = (0, Vec::new());
    server.each_truth(|truth| {
        let id = truth.id.to_string();
        ids.remove(&id);
        if truth.purged || !truth.listed {
            return;
        }
        compared += 1;
        let verdict = latest.get(&id).map_or(Err("is missing".to_owned()), |record| agrees(&truth, record));
        if let Err(why) = verdict {
            wrong.push(format!("{id} at {}: {why}", truth.occurred_at));
        }
    });
    assert!(compared > 0, "the server has entries to compare");
    assert!(wrong.is_empty(), "{} of {compared} entries differ: {:#?}", wrong.len(), &wrong[..wrong.len().min(8)]);
    assert!(ids.is_empty(), "entries the server never had: {ids:?}");
    assert_eq!(workspace.pending().await, 0, "nothing is pending at the end");
    let mut last: BTreeMap<&str, &Record> = BTreeMap::new();
    let ledger = workspace.ledger();
    for record in &ledger {
        if let Some(before) = last.insert(&record.remote_id, record) {
            assert_ne!(before.raw, record.raw, "a version of {} that says the same again", record.remote_id);
        }
    }
}

fn agrees(truth: &Truth, record: &Record) -> Result<(), String> {
    let held: serde_json::Value = serde_json::from_slice(&record.raw).map_err(|error| error.to_string())?;
    if truth.detail_broken {
        // Fetched while the role was less than auditor, the details were readable.
        return match (record.note, record.payload) {
            (Some(Note::Unreadable), PayloadState::NotFetched) if held == truth.list_item => Ok(()),
            (None | Some(Note::NoResponse), PayloadState::Redacted) => Ok(()),
            other => Err(format!("broken details settled as {other:?}")),
        };
    }
    if truth.detail.is_null() {
        return if record.note == Some(Note::Refused) && held == truth.list_item {
            Ok(())
        } else {
            Err(format!("refused details settled as {:?}", record.note))
        };
    }
    if held != truth.detail {
        return Err(format!("holds {held} where the server has {}", truth.detail));
    }
    let open = truth.detail["responseStatus"] == 0 && truth.detail["error"].is_null()
        || truth.detail["outcome"]["status"] == "unknown" && truth.detail["eventType"] == "mcp_call";
    if open != (record.note == Some(Note::NoResponse)) {
        return Err(format!("open is {open} but the note is {:?}", record.note));
    }
    let redacted = record.payload == PayloadState::Redacted;
    if redacted != truth.redacted && !(truth.redacted && record.payload == PayloadState::Complete) {
        return Err(format!("redacted is {} but the payload is {:?}", truth.redacted, record.payload));
    }
    Ok(())
}

async fn everything_arrives<W: Workspace>(bench: Bench<W>) {
    bench.sync().await.expect("the first sync");
    bench.server.finish_pending();
    bench.time.clock.advance(chrono::Duration::hours(1));
    bench.settle().await;
    assert_holds_the_truth(&bench.server, &bench.workspace).await;
    let ledger = bench.workspace.ledger().len();
    let again = bench.sync().await.expect("one more sync");
    assert_eq!((again.new, again.settled), (0, 0), "a sync of a server that stands still brings nothing");
    assert_eq!(bench.workspace.ledger().len(), ledger, "and adds nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_a_arrives_whole_with_every_bad_habit() {
    everything_arrives(Bench::in_memory(all_habits(Generation::A, 11, 3_500)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_b_arrives_whole_with_every_bad_habit() {
    everything_arrives(Bench::in_memory(all_habits(Generation::B, 12, 3_500)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_c_arrives_whole_with_every_bad_habit() {
    everything_arrives(Bench::in_memory(all_habits(Generation::C, 13, 3_500)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_a_arrives_whole_in_the_real_store() {
    everything_arrives(Bench::on_disk(all_habits(Generation::A, 21, 3_000)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_b_arrives_whole_in_the_real_store() {
    everything_arrives(Bench::on_disk(all_habits(Generation::B, 22, 3_000)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_c_arrives_whole_in_the_real_store() {
    everything_arrives(Bench::on_disk(all_habits(Generation::C, 23, 3_000)).await).await;
}

/// Kills the sync at random moments by dropping it; what is committed stays.
async fn survives_being_killed<W: Workspace>(bench: Bench<W>, seed: u64) {
    let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut killed = 0;
    while killed < 25 {
        let source = bench.source();
        let checkpoint = bench.workspace.checkpoint().await;
        let sink = bench.workspace.sink();
        let progress = Seen(bench.seen.clone());
        let never = CancellationToken::new();
        let run = source.sync(checkpoint, &*sink, &progress, &never);
        match tokio::time::timeout(Duration::from_millis(dice.random_range(2..250)), run).await {
            Err(_) => killed += 1,
            Ok(done) => {
                done.expect("a sync that was not killed");
                // It was faster than the killer; more work for both.
                bench.server.add(200, bench.time.now());
            }
        }
    }
    bench.server.finish_pending();
    bench.settle().await;
    assert_holds_the_truth(&bench.server, &bench.workspace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_killed_25_times_loses_nothing_and_doubles_nothing() {
    let mut options = all_habits(Generation::C, 31, 3_000);
    options.habits.purge_after = None;
    survives_being_killed(Bench::in_memory(options).await, 31).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_into_the_real_store_killed_25_times_loses_nothing_and_doubles_nothing() {
    let mut options = all_habits(Generation::B, 32, 3_000);
    options.habits.purge_after = None;
    survives_being_killed(Bench::on_disk(options).await, 32).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the acceptance at full size, minutes long"]
async fn each_generation_arrives_whole_with_50_000_entries() {
    for (generation, seed) in [(Generation::A, 51), (Generation::B, 52), (Generation::C, 53)] {
        everything_arrives(Bench::on_disk(all_habits(generation, seed, 50_000)).await).await;
    }
}

/// Prints the rate; run with `--ignored` on a quiet machine.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, minutes long"]
async fn measure_the_rate_of_50_000_entries() {
    for generation in [Generation::A, Generation::B, Generation::C] {
        let bench = Bench::on_disk(Options::new(generation, 41, 50_000)).await;
        let start = std::time::Instant::now();
        bench.sync().await.expect("a sync");
        let took = start.elapsed().as_secs_f64();
        let requests = bench.server.requests();
        println!("{generation:?}: {:.0} entries/s, {took:.1} s, {requests:?}", 50_000.0 / took);
        bench.server.stop().await;
    }
}
