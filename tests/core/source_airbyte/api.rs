//! After a sync over the API the workspace holds what the server has, each entry once; whatever the server does, and whenever the sync is killed.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use auditdesk_core::{
    entry::{RecordRef, Status},
    error::{ErrorCode, Result},
    secret::Secret,
    source::{GapReason, Progress, Quarantined, Source, SyncSummary, airbyte::Airbyte, dialects},
};
use auditdesk_standin::airbyte::{Access, Generation, Options, Server, Setup, Truth};
use chrono::TimeDelta;
use rand::{RngExt, SeedableRng};
use tokio_util::sync::CancellationToken;

use crate::support::{
    time::{Time, present},
    workspace::{InMemory, OnDisk, Workspace},
};

/// A server, a workspace and a source between them.
pub struct Bench<W> {
    pub server: Server,
    pub workspace: W,
    pub time: Time,
    seen: Mutex<Vec<String>>,
}

/// A log of so many days at the time at which tests happen.
pub fn setup(seed: u64, entries: usize, days: u32) -> Setup {
    let mut log = Options::new(Generation::Three, seed, entries);
    log.end = present();
    log.days = days;
    Setup { clock: present, ..Setup::new(log) }
}

impl Bench<InMemory> {
    pub async fn in_memory(setup: Setup) -> Self {
        let server = Server::start(setup).await.expect("a free port");
        Self { server, workspace: InMemory::default(), time: Time::new(), seen: Mutex::default() }
    }
}

impl Bench<OnDisk> {
    async fn on_disk(setup: Setup) -> Self {
        let server = Server::start(setup).await.expect("a free port");
        let time = Time::new();
        let workspace = OnDisk::new(Arc::new(time.clock.clone()), server.url()).await;
        Self { server, workspace, time, seen: Mutex::default() }
    }
}

impl<W: Workspace> Bench<W> {
    pub fn source(&self) -> Airbyte {
        self.source_of(&self.server.organization(), Some(&self.server.token()))
    }

    pub fn source_of(&self, organization: &str, token: Option<&str>) -> Airbyte {
        let id = self.workspace.source();
        let token = token.map(Secret::new);
        Airbyte::new(id, self.server.url(), organization, "", token, self.time.deps()).expect("a source")
    }

    async fn sync(&self) -> Result<SyncSummary> {
        self.sync_until(&CancellationToken::new()).await
    }

    async fn sync_until(&self, cancel: &CancellationToken) -> Result<SyncSummary> {
        let checkpoint = self.workspace.checkpoint().await;
        self.source().sync(checkpoint, &*self.workspace.sink(), self, cancel).await
    }

    /// Every entry the server keeps is here once and says what was meant; nothing else is.
    fn assert_holds_the_truth(&self) {
        let mut latest = self.workspace.latest();
        assert_eq!(latest.len(), self.workspace.ledger().len(), "each once");
        let kept = present() - TimeDelta::days(365);
        for truth in self.server.truth().iter().filter(|truth| truth.at >= kept) {
            let record = latest.remove(&truth.id).unwrap_or_else(|| panic!("{truth:?} is missing"));
            assert_agrees(truth, record.borrowed());
        }
        assert!(latest.is_empty(), "the server never had {latest:?}");
    }
}

fn assert_agrees(truth: &Truth, record: RecordRef<'_>) {
    assert!(record.dialect.starts_with("airbyte-3"), "{}", record.dialect);
    let entry = dialects().entry(record).expect("it is readable");
    assert_eq!((entry.occurred_at, &entry.operation), (truth.at, &truth.operation));
    assert_eq!((&entry.actor.id, &entry.actor.email), (&truth.actor, &truth.email));
    assert_eq!(entry.outcome.status, if truth.success { Status::Success } else { Status::Failure });
    assert_eq!(entry.outcome.error, truth.error);
}

impl<W: Send + Sync> Progress for Bench<W> {
    fn update(&self, _: u64, _: u64, doing: &str) {
        self.seen.lock().expect("no holder panics").push(doing.to_owned());
    }
}

async fn everything_arrives<W: Workspace>(bench: Bench<W>) {
    let first = bench.sync().await.expect("the first sync");
    bench.assert_holds_the_truth();
    assert!(first.new > 0 && first.new == first.settled && first.pending == 0, "{first:?}");
    let again = bench.sync().await.expect("one more");
    assert_eq!((again.new, again.settled), (0, 0), "a server that stands still brings nothing");
    // Late rows of the last two days, and new ones.
    bench.server.add(30, present() - TimeDelta::hours(40));
    bench.server.add(250, present() - TimeDelta::minutes(1));
    let late = bench.sync().await.expect("a later one");
    assert_eq!(late.new, 280);
    bench.assert_holds_the_truth();
    assert!(bench.seen.lock().expect("no holder panics").iter().any(|words| words.contains("2026-08-20")));
}

fn barren(seed: u64) -> Setup {
    let mut setup = setup(seed, 2_500, 200);
    setup.barren = 450;
    setup.trouble_every = 9;
    setup
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_over_empty_pages_and_trouble() {
    let bench = Bench::in_memory(barren(1)).await;
    everything_arrives(bench).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_in_the_real_store() {
    let bench = Bench::on_disk(barren(2)).await;
    everything_arrives(bench).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_pages_with_a_token_are_walked_to_their_end() {
    let mut setup = setup(3, 300, 20);
    setup.barren = 450;
    let bench = Bench::in_memory(setup).await;
    bench.sync().await.expect("a sync");
    let (_, empty) = bench.server.calls();
    assert!(empty >= 3, "the server gave empty pages with a token: {empty}");
    bench.assert_holds_the_truth();
}

async fn survives_being_killed<W: Workspace>(bench: Bench<W>, seed: u64) {
    let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut killed = 0;
    while killed < 25 {
        let never = CancellationToken::new();
        match tokio::time::timeout(Duration::from_millis(dice.random_range(1..60)), bench.sync_until(&never)).await {
            Err(_) => killed += 1,
            Ok(done) => {
                done.expect("a sync that was not killed");
                // It was faster than the killer; more work for both.
                bench.server.add(400, present() - TimeDelta::minutes(2));
            }
        }
    }
    bench.sync().await.expect("the last sync");
    bench.assert_holds_the_truth();
    assert_eq!(bench.workspace.gaps().await.len(), 1, "the horizon, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_killed_25_times_loses_nothing_and_doubles_nothing() {
    survives_being_killed(Bench::in_memory(setup(4, 4_000, 300)).await, 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_into_the_real_store_killed_25_times_loses_nothing_and_doubles_nothing() {
    survives_being_killed(Bench::on_disk(setup(5, 3_000, 300)).await, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_sync_says_so_and_goes_on_later() {
    let bench = Bench::in_memory(setup(6, 500, 40)).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let error = bench.sync_until(&cancel).await.expect_err("it was cancelled");
    assert_eq!(error.code, ErrorCode::Cancelled);
    bench.sync().await.expect("a sync");
    bench.assert_holds_the_truth();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_airbyte_does_not_keep_is_a_gap() {
    let bench = Bench::in_memory(setup(7, 2_000, 500)).await;
    let summary = bench.sync().await.expect("a sync");
    bench.assert_holds_the_truth();
    let gaps = bench.workspace.gaps().await;
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!((gaps[0].from, gaps[0].reason), (None, GapReason::OutOfReach));
    assert!((gaps[0].until - (present() - TimeDelta::days(365))).abs() < TimeDelta::days(1), "{gaps:?}");
    assert!(summary.remarks.iter().any(|remark| remark.contains("before 2025-08-20")), "{summary:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_more_than_a_year_leaves_a_gap() {
    let bench = Bench::in_memory(setup(8, 100, 20)).await;
    let mut checkpoint = None;
    bench.sync().await.expect("a sync");
    if let Some(mut state) = bench.workspace.checkpoint().await {
        state["reached"] = serde_json::json!(present() - TimeDelta::days(400));
        checkpoint = Some(state);
    }
    let sink = bench.workspace.sink();
    bench.source().sync(checkpoint, &*sink, &bench, &CancellationToken::new()).await.expect("a sync");
    let gaps = bench.workspace.gaps().await;
    let lost = gaps.iter().find(|gap| gap.from.is_some()).expect("a gap with a beginning");
    assert_eq!(lost.until - lost.from.expect("it has one"), TimeDelta::days(35));
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_told_apart_and_what_was_read_is_kept() {
    let bench = Bench::in_memory(setup(9, 500, 40)).await;
    bench.sync().await.expect("a sync");
    let held = bench.workspace.ledger().len();
    for (access, code, word) in [
        (Access::Revoked, ErrorCode::SourceUnauthorized, "401"),
        (Access::Member, ErrorCode::SourceForbidden, "admin of exactly this organization"),
        (Access::NoEntitlement, ErrorCode::SourceForbidden, "license/entitlement"),
    ] {
        bench.server.set_access(access);
        let error = bench.sync().await.expect_err("refused");
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.contains(word), "{error}");
    }
    bench.server.set_access(Access::Admin);
    bench.server.add(10, present());
    assert_eq!(bench.sync().await.expect("access again").new, 10);
    assert_eq!(bench.workspace.ledger().len(), held + 10);
    let short = bench.source_of("not-a-uuid", Some(&bench.server.token()));
    let error = short.sync(None, &*bench.workspace.sink(), &bench, &CancellationToken::new()).await.expect_err("422");
    assert!(error.code == ErrorCode::SourceAnswer && error.message.contains("UUID"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_the_server_forgot_begins_the_window_anew() {
    let bench = Bench::in_memory(setup(10, 1_000, 60)).await;
    bench.sync().await.expect("a sync");
    let mut state = bench.workspace.checkpoint().await.expect("a checkpoint");
    state["windows"] = serde_json::json!([
        { "from": present() - TimeDelta::days(80), "until": present(), "page": 200, "token": "of another life" }
    ]);
    let sink = bench.workspace.sink();
    let done = bench.source().sync(Some(state), &*sink, &bench, &CancellationToken::new()).await;
    assert_eq!(done.expect("it begins anew").new, 0);
    bench.assert_holds_the_truth();
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_cannot_be_read_are_in_quarantine_and_can_be_tried_again() {
    let bench = Bench::in_memory(setup(11, 100, 10)).await;
    bench.server.add_raw(r#"{"id":"broken-1","operation":"createSource","token":"hush"}"#, present());
    bench.server.add_raw("17", present());
    let summary = bench.sync().await.expect("a sync");
    bench.assert_holds_the_truth();
    assert_eq!(summary.unreadable, 2);
    let quarantine: BTreeMap<String, String> = bench.workspace.quarantine().await.into_iter().collect();
    assert!(quarantine["broken-1"].contains("time"), "{quarantine:?}");
    let kept = bench.workspace.0.look(|held| held.quarantine.iter().find(|q| q.remote_id == "broken-1").cloned());
    let kept = kept.expect("it is there");
    assert!(!String::from_utf8_lossy(&kept.raw).contains("hush"), "without its secrets");
    let readable =
        Quarantined { raw: br#"{"id":"broken-1","operation":"createSource","timestamp":5}"#.to_vec(), ..kept };
    bench.source().again(readable, &*bench.workspace.sink()).await.expect("a commit");
    assert!(bench.workspace.latest().contains_key("broken-1"), "readable by now");
    let error = bench.source().fetch("broken-1", &*bench.workspace.sink()).await.expect_err("no single entries");
    assert_eq!(error.code, ErrorCode::WrongUse);
}
