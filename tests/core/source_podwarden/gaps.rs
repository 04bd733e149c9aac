//! What becomes of a gap: closed by the tokens' feeds, or left open under the name of what could not be had.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use auditdesk_core::source::{Gap, GapReason, Source};
use auditdesk_standin::podwarden::{Habits, Options, Role};
use chrono::Duration;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Bench, Quiet},
    scripted,
    support::{
        time::{Time, present},
        workspace::{InMemory, Workspace},
    },
    truth::compare,
};

fn plain(seed: u64, rows: usize, hub: f64) -> Options {
    Options { hub, ..Options::new(seed, rows) }
}

/// The open gaps among those that were missed, by scope.
async fn open<W: Workspace>(workspace: &W) -> Vec<String> {
    let gaps = workspace.gaps().await;
    let missed = gaps.into_iter().filter(|gap: &Gap| gap.reason == GapReason::Missed && gap.repaired_at.is_none());
    let mut scopes: Vec<String> = missed.map(|gap| gap.scope.unwrap_or_else(|| "everything".into())).collect();
    scopes.sort();
    scopes
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_through_the_hub_cannot_be_repaired_and_stay_open() {
    let bench = Bench::in_memory(plain(51, 200, 0.2)).await;
    bench.sync().await.expect("the first sync");
    bench.pass(600, 900);
    let summary = bench.sync().await.expect("a sync");
    assert_eq!(open(&bench.workspace).await, ["Hub Tunnel"], "the tokens' part is closed");
    assert!(summary.remarks.iter().any(|remark| remark.contains("Hub Tunnel")), "{:?}", summary.remarks);
    let compared = compare(&bench.server, &bench.workspace).await;
    assert!(compared.missing > 0, "calls through the hub are missing: {compared:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_token_leaves_a_gap_of_its_own_and_two_of_one_name_are_told_apart() {
    let bench = Bench::in_memory(plain(52, 200, 0.0)).await;
    bench.sync().await.expect("the first sync");
    bench.pass(3_600, 6_000);
    bench.sync().await.expect("a sync");
    let scopes = open(&bench.workspace).await;
    assert!(scopes.contains(&"token ci-runner".to_owned()), "the busiest: {scopes:?}");
    assert!(!scopes.iter().any(|scope| scope.contains("backup-job")), "a quiet one is whole: {scopes:?}");
    let anna = scopes.iter().find(|scope| scope.starts_with("token cursor-anna")).expect("a busy one of two");
    assert!(anna.contains('('), "with its id: {anna}");
    compare(&bench.server, &bench.workspace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn revoked_tokens_are_asked_and_deleted_ones_are_named() {
    let bench = Bench::in_memory(plain(53, 2_000, 0.0)).await;
    bench.sync().await.expect("the first sync");
    bench.pass(300, 400);
    bench.sync().await.expect("everything is known");
    bench.pass(300, 400);
    assert!(bench.server.revoke("ops-oncall") && bench.server.delete_token("grafana-bot"), "both are there");
    bench.pass(300, 400);
    bench.sync().await.expect("a sync");
    let scopes = open(&bench.workspace).await;
    assert_eq!(scopes, ["token grafana-bot (deleted)"], "only the deleted one is out of reach");
    compare(&bench.server, &bench.workspace).await;
    bench.pass(300, 800);
    bench.sync().await.expect("a sync");
    assert_eq!(open(&bench.workspace).await.len(), 1, "what is deleted writes no more: later gaps are whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_list_of_tokens_a_gap_stays_open_as_a_whole() {
    let (time, bench_time) = (Time::new(), present());
    let clock = time.clone();
    let page = move || {
        let now = clock.now();
        let first = (now - bench_time).num_seconds() * 1_000;
        json!((0..500).map(|n| scripted::row(first + n, "ci", now - Duration::milliseconds(n))).collect::<Vec<_>>())
    };
    let url = scripted::serve(move |uri| match uri.path() {
        "/api/v1/settings/mcp-audit" => Some(scripted::json(&page())),
        "/api/v1/settings/mcp-tokens" => Some(scripted::text(403, "{\"detail\":\"Insufficient permissions\"}")),
        _ => None,
    })
    .await;
    let workspace = InMemory::default();
    let source = scripted::source(&url, &time);
    for _ in 0..2 {
        let (checkpoint, never) = (workspace.checkpoint().await, CancellationToken::new());
        let summary = source.sync(checkpoint, &*workspace.sink(), &Quiet, &never).await.expect("a sync");
        assert!(summary.remarks.iter().any(|remark| remark.contains("cannot be repaired")), "{:?}", summary.remarks);
        time.clock.advance(Duration::minutes(10));
    }
    assert_eq!(open(&workspace).await, ["everything"], "nothing could be asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_answer_is_asked_again_and_given_up_in_its_own_name() {
    // Two tokens; the log moves on by a page when the test says so; one token's feed fails for as long as it says.
    let (time, failing, moved) = (Time::new(), Arc::new(AtomicBool::new(true)), Arc::new(AtomicI64::new(0)));
    let (fails, moves) = (Arc::clone(&failing), Arc::clone(&moved));
    let url = scripted::serve(move |uri| {
        let first = moves.load(Ordering::Relaxed) * 1_000;
        let now = present() + Duration::seconds(first);
        let rows = |token: &str, count: i64| {
            json!(
                (0..count)
                    .map(|n| scripted::row(first + n, token, now - Duration::milliseconds(n)))
                    .collect::<Vec<_>>()
            )
        };
        Some(match uri.path() {
            "/api/v1/settings/mcp-audit" => scripted::json(&rows("ci", 500)),
            "/api/v1/settings/mcp-tokens" => {
                scripted::json(&json!({"items": [{"id": "1", "name": "ci"}, {"id": "2", "name": "ops"}]}))
            }
            "/api/v1/settings/mcp-tokens/2/audit" if fails.load(Ordering::Relaxed) => scripted::text(500, "broken"),
            _ => scripted::json(&rows("ci", 7)),
        })
    })
    .await;
    for recovers in [true, false] {
        failing.store(true, Ordering::Relaxed);
        moved.store(0, Ordering::Relaxed);
        let workspace = InMemory::default();
        let source = scripted::source(&url, &time);
        let sync = async || {
            let (checkpoint, never) = (workspace.checkpoint().await, CancellationToken::new());
            source.sync(checkpoint, &*workspace.sink(), &Quiet, &never).await.expect("a sync")
        };
        sync().await;
        time.clock.advance(Duration::seconds(1_000));
        moved.store(1, Ordering::Relaxed);
        let summary = sync().await;
        assert_eq!(open(&workspace).await, ["everything"], "not repaired yet");
        assert!(summary.remarks.iter().any(|remark| remark.contains("ops")), "{:?}", summary.remarks);
        failing.store(!recovers, Ordering::Relaxed);
        for _ in 0..3 {
            sync().await;
        }
        let left: &[&str] = if recovers { &[] } else { &["token ops"] };
        assert_eq!(open(&workspace).await, left, "recovers: {recovers}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn losing_the_role_in_the_middle_of_a_repair_loses_no_gap() {
    let bench = Bench::in_memory(Options { habits: Habits::none(), ..plain(54, 200, 0.0) }).await;
    bench.sync().await.expect("the first sync");
    bench.pass(600, 900);
    bench.server.set_role(Role::Operator);
    let error = bench.sync().await.expect_err("operators do not see the log");
    assert!(error.message.contains("viewer"), "{error}");
    assert!(open(&bench.workspace).await.is_empty(), "nothing was claimed");
    bench.pass(60, 10);
    bench.server.set_role(Role::Viewer);
    bench.sync().await.expect("the role is back");
    bench.calm().await;
    let compared = compare(&bench.server, &bench.workspace).await;
    assert_eq!((compared.repaired, compared.open), (1, 0), "found and closed: {compared:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_hundreds_of_tokens_pushes_nothing_out() {
    let bench = Bench::in_memory(Options { spare_tokens: 700, ..plain(55, 200, 0.0) }).await;
    bench.sync().await.expect("the first sync");
    bench.pass(600, 900);
    bench.sync().await.expect("a gap, and 700 requests that the instance logs");
    for _ in 0..3 {
        bench.pass(60, 50);
        bench.sync().await.expect("a sync");
    }
    bench.calm().await;
    let compared = compare(&bench.server, &bench.workspace).await;
    assert_eq!((compared.repaired, compared.open), (1, 0), "no gap by its own doing: {compared:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_nobody_can_read_for_a_while_leave_a_gap() {
    let (time, page) = (Time::new(), Arc::new(AtomicI64::new(0)));
    let shown = Arc::clone(&page);
    let url = scripted::serve(move |uri| {
        let number = shown.load(Ordering::Relaxed);
        let now = present() + Duration::seconds(number * 1_000);
        let row = |n: i64| {
            let mut row = scripted::row(number * 1_000 + n, "ci", now - Duration::milliseconds(n));
            if number == 1 {
                row["created_at"] = json!("in a new form");
            }
            row
        };
        match uri.path() {
            "/api/v1/settings/mcp-audit" => Some(scripted::json(&(0..500).map(row).collect())),
            "/api/v1/settings/mcp-tokens" => Some(scripted::json(&json!([]))),
            _ => None,
        }
    })
    .await;
    let (workspace, source) = (InMemory::default(), scripted::source(&url, &time));
    for number in 0..3 {
        page.store(number, Ordering::Relaxed);
        let (checkpoint, never) = (workspace.checkpoint().await, CancellationToken::new());
        source.sync(checkpoint, &*workspace.sink(), &Quiet, &never).await.expect("a sync");
        time.clock.advance(Duration::seconds(1_000));
    }
    let gaps = workspace.gaps().await;
    let missed: Vec<&Gap> = gaps.iter().filter(|gap| gap.reason == GapReason::Missed && gap.scope.is_none()).collect();
    assert_eq!(missed.len(), 1, "{gaps:?}");
    let (from, until) = (missed[0].from.expect("a start"), missed[0].until);
    assert!(from <= present() && until > present() + Duration::seconds(1_999), "all the while: {missed:?}");
    assert!(
        gaps.iter().any(|gap| gap.scope.as_deref() == Some("token ci (deleted)")),
        "and no feed reaches it: {gaps:?}"
    );
}
