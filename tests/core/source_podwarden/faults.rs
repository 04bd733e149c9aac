//! Limits, refusals, broken rows, clocks, deletions.

use std::collections::HashSet;

use auditdesk_core::{error::ErrorCode, secret::Secret, source::Source, source::podwarden::Podwarden};
use auditdesk_standin::podwarden::{Habits, Limit, Options, Role};
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

fn with(seed: u64, rows: usize, habits: Habits) -> Options {
    Options { hub: 0.0, habits, ..Options::new(seed, rows) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_is_refused_or_cut_is_noticed_and_gaps_are_still_found() {
    for limit in [Limit::Refuse(100), Limit::Clamp(100)] {
        let bench = Bench::in_memory(with(61, 1_000, Habits { limit, ..Habits::none() })).await;
        bench.sync().await.expect("the first sync");
        bench.pass(600, 400);
        bench.sync().await.expect("a sync");
        bench.calm().await;
        let compared = compare(&bench.server, &bench.workspace).await;
        assert_eq!((compared.repaired, compared.open, compared.missing), (1, 0, 0), "{limit:?}: {compared:?}");
    }
    for token_limit in [Limit::Refuse(100), Limit::Clamp(100)] {
        let bench = Bench::in_memory(with(62, 1_000, Habits { token_limit, ..Habits::none() })).await;
        bench.sync().await.expect("the first sync");
        bench.pass(600, 1_500);
        bench.sync().await.expect("a sync");
        bench.calm().await;
        let compared = compare(&bench.server, &bench.workspace).await;
        assert!(compared.repaired == 1 && compared.open > 0, "tokens reach less far: {token_limit:?}: {compared:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_say_what_is_needed() {
    let bench = Bench::in_memory(Options::new(63, 50)).await;
    let dead = bench.source_with(Some(&bench.server.expired_token()), "");
    let error = bench.sync_with(&dead).await.expect_err("a dead token");
    assert_eq!(error.code, ErrorCode::SourceUnauthorized, "{error}");
    assert!(!error.message.contains(&bench.server.expired_token()[6..]), "no secret in a message");
    bench.server.set_role(Role::Operator);
    let error = bench.sync().await.expect_err("operators do not see the settings");
    assert_eq!(error.code, ErrorCode::SourceForbidden, "{error}");
    assert!(error.message.contains("viewer") && error.message.contains("operator"), "{error}");
    let hub = Podwarden::new(1, "https://x.example.com", "", "", Some(Secret::new(" pwc_abc")), bench.time.deps());
    let error = hub.err().expect("a key of the hub");
    assert_eq!(error.code, ErrorCode::WrongUse, "{error}");
    assert!(error.message.contains("Hub") && error.message.contains("pwm_"), "{error}");
    let elsewhere = scripted::serve(|_| None).await;
    let time = Time::new();
    let source = scripted::source(&elsewhere, &time);
    let error = source
        .sync(None, &*InMemory::default().sink(), &Quiet, &CancellationToken::new())
        .await
        .expect_err("no PodWarden");
    assert_eq!(error.code, ErrorCode::SourceAnswer, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_may_be_the_one_of_the_api_and_have_a_base_path() {
    let bench = Bench::in_memory(Options { base_path: "/podwarden".into(), ..Options::new(64, 50) }).await;
    for end in ["", "/", "/api", "/api/v1", "/api/v1/"] {
        let url = format!("{}{end}", bench.server.url());
        let session = Some(Secret::new(bench.server.session()));
        let source = Podwarden::new(1, &url, "", "", session, bench.time.deps()).expect("an address");
        let workspace = InMemory::default();
        let summary = source.sync(None, &*workspace.sink(), &Quiet, &CancellationToken::new()).await.expect("a sync");
        assert_eq!(summary.new, 50, "{url}");
    }
}

async fn broken_rows<W: Workspace>(bench: Bench<W>) {
    let summary = bench.sync().await.expect("a sync");
    assert!(summary.unreadable > 0, "some cannot be read");
    let quarantine: HashSet<String> = bench.workspace.quarantine().await.into_iter().map(|(id, _)| id).collect();
    let held = bench.workspace.latest();
    let (mut broken, mut named) = (0, 0);
    for row in bench.server.truth() {
        if row.own {
            continue;
        }
        broken += usize::from(row.broken);
        named += usize::from(quarantine.contains(&row.id));
        assert_eq!(held.contains_key(&row.id), !row.broken, "{}", row.item);
    }
    assert!(broken > 5 && quarantine.len() == broken, "each once: {broken} and {}", quarantine.len());
    assert!(named > 0, "by their ids where they have one");
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rows_go_to_quarantine_and_the_others_come() {
    let habits = Habits { broken: 0.05, doubled: 0.1, ..Habits::none() };
    broken_rows(Bench::in_memory(with(65, 300, habits)).await).await;
    broken_rows(Bench::on_disk(with(65, 300, habits)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quarantined_bytes_are_kept_and_read_again() {
    let time = Time::new();
    let odd = "{ \"id\": \"b\",\n\"created_at\":\"soon\" }";
    let url = scripted::serve(move |uri| {
        (uri.path() == "/api/v1/settings/mcp-audit").then(|| scripted::text(200, format!("[{odd}, 7]")))
    })
    .await;
    let workspace = InMemory::default();
    let source = scripted::source(&url, &time);
    let (sink, never) = (workspace.sink(), CancellationToken::new());
    source.sync(None, &*sink, &Quiet, &never).await.expect("a sync");
    let mut kept = workspace.0.look(|held| held.quarantine.clone());
    kept.sort_by(|a, b| b.remote_id.cmp(&a.remote_id));
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert_eq!((kept[0].remote_id.as_str(), kept[0].raw.as_slice()), ("b", odd.as_bytes()), "byte for byte");
    assert!(kept[0].reason.contains("time"), "why: {}", kept[0].reason);
    let mut readable = kept[0].clone();
    readable.raw = b"{\"id\":\"b\",\"created_at\":\"2026-08-20T14:03:11\"}".to_vec();
    source.again(readable, &*sink).await.expect("read again");
    assert!(workspace.latest().contains_key("b"), "what can be read by now comes in");
    assert!(workspace.quarantine().await.iter().all(|(id, _)| id != "b"), "and leaves quarantine");
    source.again(kept[1].clone(), &*sink).await.expect("read again");
    assert_eq!(
        workspace.quarantine().await.last().map(|(_, reason)| reason.contains("object")),
        Some(true),
        "what cannot stays"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_no_list_fails_and_claims_nothing() {
    for body in ["", "<html>Sign in</html>", "{\"items\":[]}", "[{\"id\":"] {
        let url = scripted::serve(move |_| Some(scripted::text(200, body))).await;
        let (time, workspace) = (Time::new(), InMemory::default());
        let source = scripted::source(&url, &time);
        let error =
            source.sync(None, &*workspace.sink(), &Quiet, &CancellationToken::new()).await.expect_err("no list");
        assert_eq!(error.code, ErrorCode::SourceAnswer, "{body}: {error}");
        assert!(workspace.checkpoint().await.is_none(), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_and_rows_from_the_future_hide_no_gap() {
    for date_ahead in [-3_600, -45, 45, 3_600] {
        let bench = Bench::in_memory(with(66, 300, Habits { date_ahead, ..Habits::none() })).await;
        bench.sync().await.expect("the first sync");
        bench.pass(600, 1_000);
        bench.sync().await.expect("a sync");
        bench.calm().await;
        let compared = compare(&bench.server, &bench.workspace).await;
        assert!(compared.repaired >= 1 && compared.missing == 0, "{date_ahead} s: {compared:?}");
    }
    // One row of next year at the top of each page; the log moves on by a page each time.
    let time = Time::new();
    let clock = time.clone();
    let url = scripted::serve(move |uri| {
        let now = clock.now();
        let first = (now - present()).num_seconds() * 1_000;
        let mut rows = vec![scripted::row(999_999_999, "ci", present() + Duration::days(365))];
        rows.extend((0..499).map(|n| scripted::row(first + n, "ci", now - Duration::milliseconds(n))));
        match uri.path() {
            "/api/v1/settings/mcp-audit" => Some(scripted::json(&json!(rows))),
            "/api/v1/settings/mcp-tokens" => Some(scripted::json(&json!([]))),
            _ => None,
        }
    })
    .await;
    let (workspace, source) = (InMemory::default(), scripted::source(&url, &time));
    for _ in 0..3 {
        let (checkpoint, never) = (workspace.checkpoint().await, CancellationToken::new());
        source.sync(checkpoint, &*workspace.sink(), &Quiet, &never).await.expect("a sync");
        time.clock.advance(Duration::minutes(10));
    }
    let missed = workspace.gaps().await.into_iter().filter(|gap| gap.from.is_some() && gap.scope.is_none()).count();
    assert_eq!(missed, 2, "a gap at each look after the first");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_upstream_stays_here_and_is_told_only_where_a_page_covers_it() {
    let bench = Bench::on_disk(with(67, 300, Habits::none())).await;
    let session = bench.server.session();
    let sync = async || bench.sync_with(&bench.source_with(Some(&session), "")).await.expect("a sync");
    sync().await;
    let held = bench.workspace.ledger().len();
    let gone = bench.server.delete_rows_before(present() - Duration::days(15));
    assert!(gone > 50, "a good part of the history: {gone}");
    let said = sync().await.remarks.join("\n");
    assert!(said.contains(&format!("{gone} entries")) && said.contains("deleted"), "{said}");
    assert_eq!(bench.workspace.ledger().len(), held, "nothing is lost here");
    bench.pass(3_600, 450);
    sync().await;
    bench.pass(3_600, 400);
    let said = sync().await.remarks.join("\n");
    assert!(!said.contains("deleted"), "a full page does not reach back to what was deleted: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_changes_is_a_new_version_and_an_unknown_field_is_none() {
    let time = Time::new();
    let looks = std::sync::atomic::AtomicUsize::new(0);
    let url = scripted::serve(move |uri| {
        if uri.path() != "/api/v1/settings/mcp-audit" {
            return None;
        }
        let mut row = scripted::row(1, "ci", present());
        match looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => {}
            1 => row["new_field"] = json!({"deep": [1, 2]}),
            _ => row["status_code"] = json!(500),
        }
        Some(scripted::json(&json!([row])))
    })
    .await;
    let workspace = InMemory::default();
    let mut versions = Vec::new();
    // With its name given it does not look twice.
    let session = Some(Secret::new("eyJ.x.y"));
    let source = Podwarden::new(1, &url, "", "me", session, time.deps()).expect("an address");
    for _ in 0..3 {
        let (checkpoint, never) = (workspace.checkpoint().await, CancellationToken::new());
        source.sync(checkpoint, &*workspace.sink(), &Quiet, &never).await.expect("a sync");
        versions.push(workspace.ledger().len());
    }
    assert_eq!(versions, [1, 1, 2], "a change of what the row says, not of how");
}
