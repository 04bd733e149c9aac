//! Each pitfall of reading an Obot server, one by one.

use std::{sync::Arc, time::Duration};

use auditdesk_core::{
    entry::{Note, PayloadState},
    error::ErrorCode,
    secret::Secret,
    source::{GapReason, Source, obot::Obot},
};
use auditdesk_standin::obot::{Generation, Habits, Options, Role};
use axum::{
    body::{Body, Bytes},
    http::{StatusCode, Uri},
    response::IntoResponse,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Bench, Seen},
    conformance::assert_holds_the_truth,
    script::{Script, detail, item, page, parameter, text},
    support::{
        time::Time,
        workspace::{InMemory, Workspace},
    },
};

const GENERATIONS: [Generation; 3] = [Generation::A, Generation::B, Generation::C];

fn quiet(generation: Generation, entries: usize) -> Options {
    Options::new(generation, 5, entries)
}

fn with(generation: Generation, entries: usize, change: impl FnOnce(&mut Habits)) -> Options {
    let mut options = quiet(generation, entries);
    change(&mut options.habits);
    options
}

async fn scripted(
    script: &Script,
    time: &Time,
    workspace: &InMemory,
) -> auditdesk_core::error::Result<auditdesk_core::source::SyncSummary> {
    let source = Obot::new(1, &script.url, "", Some(Secret::new("ok1-1-1-k3y")), time.deps()).expect("a good address");
    let progress = Seen(Arc::default());
    source.sync(workspace.checkpoint().await, &*workspace.sink(), &progress, &CancellationToken::new()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn arrivals_during_the_sync_neither_hide_nor_double_anything() {
    for generation in GENERATIONS {
        let bench = Bench::in_memory(quiet(generation, 1_500)).await;
        let source = bench.source();
        let run = bench.sync_with(&source);
        tokio::pin!(run);
        loop {
            tokio::select! {
                done = &mut run => { done.expect("a sync"); break }
                () = tokio::time::sleep(Duration::from_millis(3)) => bench.server.add(4, bench.time.now()),
            }
        }
        bench.settle().await;
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_equal_time_in_changing_order_are_all_taken_once() {
    for generation in [Generation::A, Generation::B] {
        let bench = Bench::in_memory(with(generation, 2_500, |habits| habits.ties = true)).await;
        bench.settle().await;
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_equal_times_longer_than_a_page_is_read_whole() {
    let items: Vec<Value> = (1..=2_600)
        .map(|id| item(id, if id <= 2_500 { "2026-08-20T10:00:00.5Z" } else { "2026-08-20T11:00:00Z" }))
        .collect();
    let script = Script::start(items, |_| None).await;
    let workspace = InMemory::default();
    scripted(&script, &Time::new(), &workspace).await.expect("a sync");
    assert_eq!(workspace.latest().len(), 2_600, "2,500 entries of one time do not fit into a page of 1,000");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_late_entries_are_found_by_comparing_totals() {
    for generation in GENERATIONS {
        let bench = Bench::in_memory(with(generation, 1_500, |habits| habits.very_late = 0.05)).await;
        bench.sync().await.expect("the first sync");
        bench.server.finish_pending();
        bench.settle().await;
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
        let days = bench.workspace.days().await;
        assert!(days.len() > 20, "thirty days of history are compared day by day: {}", days.len());
        assert!(days.values().all(|(stated, held)| stated == held), "every closed day adds up: {days:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_entries_are_pending_and_settle_once_with_their_outcome() {
    for generation in [Generation::B, Generation::C] {
        let bench = Bench::in_memory(with(generation, 1_500, |habits| habits.completing = 0.9)).await;
        let first = bench.sync().await.expect("the first sync");
        assert!(first.pending > 0, "entries of the last hours have no outcome yet");
        bench.server.finish_pending();
        bench.settle().await;
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
        let ledger = bench.workspace.ledger();
        assert_eq!(ledger.len(), bench.workspace.latest().len(), "waiting for the outcome made one version, not two");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_an_answer_is_given_up_after_a_day_and_says_so() {
    for generation in [Generation::B, Generation::C] {
        let bench = Bench::in_memory(with(generation, 1_500, |habits| habits.unanswered = 0.1)).await;
        bench.settle().await;
        let given_up = bench.workspace.latest().values().filter(|record| record.note == Some(Note::NoResponse)).count();
        assert!(given_up > 10, "a tenth of the calls never got an answer: {given_up}");
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn payloads_withheld_by_the_role_come_when_the_role_comes_and_stay_when_it_goes() {
    for generation in GENERATIONS {
        let mut options = quiet(generation, 600);
        options.role = Role::Admin;
        let bench = Bench::in_memory(options).await;
        let first = bench.sync().await.expect("a sync as admin");
        let withheld = |bench: &Bench<InMemory>| {
            bench.workspace.latest().values().filter(|record| record.payload == PayloadState::Redacted).count()
        };
        assert!(withheld(&bench) > 300, "{generation:?}: an admin gets no bodies: {}", withheld(&bench));
        assert!(first.remarks.iter().any(|remark| remark.contains("auditor")), "and is told: {:?}", first.remarks);
        assert_holds_the_truth(&bench.server, &bench.workspace).await;

        bench.server.set_role(Role::Auditor);
        let second = bench.sync().await.expect("a sync as auditor");
        assert_eq!(withheld(&bench), 0, "{generation:?}: every payload came");
        assert_eq!(second.remarks, Vec::<String>::new(), "and there is nothing to remark");
        assert_holds_the_truth(&bench.server, &bench.workspace).await;

        bench.server.set_role(Role::Admin);
        let ledger = bench.workspace.ledger().len();
        bench.sync().await.expect("a sync as admin again");
        assert_eq!(withheld(&bench), 0, "{generation:?}: what is here stays");
        assert_eq!(bench.workspace.ledger().len(), ledger, "{generation:?}: and nothing is added");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_lost_and_regained_during_the_sync_leaves_nothing_withheld() {
    for generation in [Generation::B, Generation::C] {
        let dip = auditdesk_standin::obot::RoleDip { after: 200, requests: 300 };
        let bench = Bench::in_memory(with(generation, 1_200, |habits| habits.role_dip = Some(dip))).await;
        bench.sync().await.expect("a sync through the dip");
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lesser_roles_get_what_they_may_see() {
    for generation in [Generation::B, Generation::C] {
        for role in [Role::PowerUser, Role::Basic] {
            let mut options = quiet(generation, 1_500);
            options.role = role;
            let bench = Bench::in_memory(options).await;
            let summary = bench.settle().await;
            assert_holds_the_truth(&bench.server, &bench.workspace).await;
            let told = summary.remarks.iter().any(|remark| remark.contains("local agents"));
            assert_eq!(told, generation == Generation::C, "local agents need a higher role: {:?}", summary.remarks);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_retention_removes_at_the_server_stays_here() {
    for generation in GENERATIONS {
        let bench = Bench::in_memory(quiet(generation, 800)).await;
        bench.sync().await.expect("a sync");
        let held = bench.workspace.latest().len();
        bench.server.purge_before(bench.time.now() - chrono::Duration::days(15));
        let after = bench.sync().await.expect("a sync after the purge");
        assert_eq!(bench.workspace.latest().len(), held, "{generation:?}: nothing went");
        assert_eq!(after.settled, 0, "{generation:?}: and nothing changed");
        assert!(!bench.workspace.gaps().await.iter().any(|gap| gap.reason == GapReason::Incomplete), "that is no gap");
        let again = bench.server.requests().list;
        bench.sync().await.expect("one more sync");
        assert!(bench.server.requests().list - again < 25, "days that are known to differ are not read again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn details_gone_before_they_were_fetched_settle_with_a_note() {
    let gone = item(1, "2026-08-20T10:00:00Z");
    let items = vec![gone, item(2, "2026-08-20T11:00:00Z")];
    let script =
        Script::start(items, |uri| uri.path().ends_with("/detail/1").then(|| text(500, "record not found\n"))).await;
    let workspace = InMemory::default();
    scripted(&script, &Time::new(), &workspace).await.expect("a sync");
    let record = &workspace.latest()["1"];
    assert_eq!((record.note, record.payload), (Some(Note::GoneAtSource), PayloadState::NotFetched), "kept as listed");
    assert_eq!(record.raw, item(1, "2026-08-20T10:00:00Z").to_string().into_bytes(), "byte for byte");
    assert_eq!(script.count("/detail/1"), 1, "this kind of 500 is asked once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_of_the_server_loses_nothing() {
    for skew in [-7_200, 5_400] {
        let bench = Bench::in_memory(with(Generation::C, 900, |habits| habits.clock_skew = skew)).await;
        bench.sync().await.expect("a sync");
        bench.server.add(50, bench.time.now());
        bench.settle().await;
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_at_the_same_address_is_refused_and_nothing_is_mixed_up() {
    for generation in GENERATIONS {
        let bench = Bench::in_memory(quiet(generation, 500)).await;
        bench.sync().await.expect("a sync");
        let (ledger, checkpoint) = (bench.workspace.ledger().len(), bench.workspace.checkpoint().await);
        let mut other = quiet(generation, 500);
        other.seed = 99;
        let mut other = Bench::in_memory(other).await;
        other.workspace = bench.workspace.clone();
        let error = other.sync().await.expect_err("the history of another server");
        assert_eq!(error.code, ErrorCode::SourceAnswer, "{generation:?}: {error}");
        assert_eq!(error.details["cause"], "another_server", "{generation:?}: {error}");
        assert_eq!(bench.workspace.ledger().len(), ledger, "{generation:?}: nothing was taken");
        assert_eq!(bench.workspace.checkpoint().await, checkpoint, "{generation:?}: the place is kept");
        bench.sync().await.expect("the right server still syncs");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_of_the_server_makes_no_new_versions() {
    let bench = Bench::in_memory(quiet(Generation::A, 900)).await;
    bench.settle().await;
    for next in [Generation::B, Generation::C] {
        let held: Vec<_> = bench.workspace.latest().into_keys().collect();
        let ledger = bench.workspace.ledger().len();
        bench.server.set_generation(next);
        bench.settle().await;
        let superseding =
            bench.workspace.ledger()[ledger..].iter().filter(|record| held.contains(&record.remote_id)).count();
        assert_eq!(superseding, 0, "{next:?}: the same facts in another form are no change");
        bench.server.add(100, bench.time.now());
        bench.settle().await;
        assert!(bench.workspace.latest().len() >= held.len() + 100, "{next:?}: and reading goes on");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_in_the_middle_of_a_sync_is_noticed_and_survived() {
    for (before, after) in [(Generation::A, Generation::B), (Generation::B, Generation::C)] {
        let bench = Bench::in_memory(quiet(before, 1_200)).await;
        let source = bench.source();
        let run = bench.sync_with(&source);
        tokio::pin!(run);
        tokio::select! {
            _ = &mut run => panic!("too fast for this test"),
            () = async { while bench.workspace.0.look(|held| held.commits < 5) { tokio::task::yield_now().await } } => {}
        }
        bench.server.set_generation(after);
        run.await.expect("the sync goes on in the new form");
        bench.settle().await;
        let held = bench.workspace.latest();
        bench
            .server
            .each_truth(|truth| assert!(held.contains_key(&truth.id.to_string()), "{before:?}: {} is here", truth.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_stops_the_sync_and_a_new_one_goes_on() {
    let bench = Bench::in_memory(quiet(Generation::C, 1_000)).await;
    let source = bench.source();
    let run = bench.sync_with(&source);
    tokio::pin!(run);
    tokio::select! {
        _ = &mut run => panic!("too fast for this test"),
        () = async { while bench.workspace.0.look(|held| held.ledger.len() < 100) { tokio::task::yield_now().await } } => {}
    }
    bench.server.set_keys_valid(false);
    let error = run.await.expect_err("the key is refused");
    assert_eq!(error.code, ErrorCode::SourceUnauthorized, "{error}");
    assert!(!format!("{error:?}").contains(&bench.server.api_key()[8..]), "no error tells the key");
    assert!(bench.server.requests().unauthorized <= 5, "a refused key is not tried again and again");
    bench.server.set_keys_valid(true);
    bench.settle().await;
    assert_holds_the_truth(&bench.server, &bench.workspace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_do_not_open_the_log_are_told_apart() {
    let bench = Bench::in_memory(quiet(Generation::C, 50)).await;
    let cases = [
        (Some(bench.server.expired_key()), ErrorCode::SourceUnauthorized),
        (None, ErrorCode::SourceUnauthorized),
        (Some("nonsense".to_owned()), ErrorCode::SourceUnauthorized),
        (Some(bench.server.scopeless_key()), ErrorCode::SourceForbidden),
    ];
    for (key, code) in cases {
        let error = bench.sync_with(&bench.source_with(key.as_deref())).await.expect_err("a key that opens nothing");
        assert_eq!(error.code, code, "{error}");
    }
    let mut options = quiet(Generation::C, 50);
    options.auth = false;
    let open = Bench::in_memory(options).await;
    open.sync_with(&open.source_with(None)).await.expect("authentication is off: no key is needed");
    assert_eq!(open.workspace.latest().len(), 50, "and everything comes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_base_path_is_kept() {
    let mut options = quiet(Generation::B, 60);
    options.base_path = "/tools/obot".into();
    let bench = Bench::in_memory(options).await;
    bench.settle().await;
    assert_holds_the_truth(&bench.server, &bench.workspace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_down_errors_and_cut_connections_are_waited_out() {
    for generation in GENERATIONS {
        let bench = Bench::in_memory(with(generation, 700, |habits| {
            habits.rate_limited = 0.05;
            habits.server_errors = 0.03;
            habits.cut_connections = 0.03;
        }))
        .await;
        bench.settle().await;
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
        let met = bench.server.requests();
        assert!(met.rate_limited > 0 && met.server_errors > 0 && met.cut > 0, "each fault was met: {met:?}");
        assert!(bench.time.longest_sleep() <= Duration::from_secs(31), "no wait beyond the back-off's limit");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_gone_is_given_up_with_words() {
    let bench = Bench::in_memory(quiet(Generation::C, 10)).await;
    let source = bench.source();
    let url = bench.server.url();
    bench.server.stop().await;
    let progress = Seen(Arc::default());
    let error = source
        .sync(None, &*bench.workspace.sink(), &progress, &CancellationToken::new())
        .await
        .expect_err("nobody answers");
    assert_eq!(error.code, ErrorCode::SourceUnreachable, "{error}");
    assert_eq!(error.details["cause"], "connect", "{url}: {error}");
    let nowhere = Obot::new(1, "http://no-such-host.invalid", "", None, Time::new().deps()).expect("an address");
    let error = nowhere
        .sync(None, &*bench.workspace.sink(), &progress, &CancellationToken::new())
        .await
        .expect_err("no such name");
    assert_eq!(error.details["cause"], "name", "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_details_are_quarantined_and_the_entry_settles_as_listed() {
    for generation in [Generation::B, Generation::C] {
        let bench = Bench::in_memory(with(generation, 800, |habits| habits.broken_details = 0.05)).await;
        bench.settle().await;
        assert_holds_the_truth(&bench.server, &bench.workspace).await;
        let latest = bench.workspace.latest();
        let unreadable: Vec<_> = latest.values().filter(|record| record.note == Some(Note::Unreadable)).collect();
        let quarantine = bench.workspace.quarantine().await;
        assert!(unreadable.len() > 10, "one in twenty is broken");
        for record in &unreadable {
            let kept = quarantine.iter().any(|(id, reason)| *id == record.remote_id && reason.contains("no JSON"));
            assert!(kept, "the bytes of {} are kept with the reason", record.remote_id);
        }
        assert_eq!(quarantine.len(), unreadable.len(), "once each");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn details_of_100_megabytes_are_refused_in_pieces() {
    let items = vec![item(1, "2026-08-20T10:00:00Z"), item(2, "2026-08-20T11:00:00Z")];
    let script = Script::start(items, |uri| {
        uri.path().ends_with("/detail/1").then(|| {
            let chunk = Bytes::from(vec![b'x'; 1 << 20]);
            let chunks = futures::stream::iter((0..100).map(move |_| Ok::<_, std::io::Error>(chunk.clone())));
            text(200, Body::from_stream(chunks))
        })
    })
    .await;
    let workspace = InMemory::default();
    scripted(&script, &Time::new(), &workspace).await.expect("a sync");
    assert_eq!(workspace.latest()["1"].note, Some(Note::Unreadable), "settled as listed");
    assert_eq!(workspace.latest()["2"].payload, PayloadState::Complete, "the others go on");
    let quarantine = workspace.0.look(|held| held.quarantine.clone());
    assert!(quarantine[0].reason.contains("64 MiB") && quarantine[0].raw.len() == 65_536, "{}", quarantine[0].reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_broken_at_one_entry_gives_all_others() {
    let items: Vec<Value> =
        (1..=1_500).map(|id| item(id, &format!("2026-08-20T10:{:02}:{:02}Z", id / 60, id % 60))).collect();
    let all = items.clone();
    let script = Script::start(items, move |uri| {
        if uri.path() != "/api/mcp-audit-logs" {
            return None;
        }
        let page = page(&all, uri);
        let broken = page["items"].as_array().is_some_and(|items| items.iter().any(|item| item["id"] == 777));
        broken.then(|| text(200, "{\"items\":[{\"id\":777,json: error calling MarshalJSON\n"))
    })
    .await;
    let workspace = InMemory::default();
    scripted(&script, &Time::new(), &workspace).await.expect("a sync");
    let latest = workspace.latest();
    assert_eq!(latest.len(), 1_499, "all but the one that cannot be read");
    assert!(!latest.contains_key("777"), "that one is not there");
    assert!(!workspace.quarantine().await.is_empty(), "its bytes are in quarantine");
    let gap = workspace.gaps().await.into_iter().find(|gap| gap.reason == GapReason::Incomplete);
    assert!(gap.is_some(), "and the day is known to be incomplete");
}

#[tokio::test(flavor = "multi_thread")]
async fn items_that_cannot_be_understood_are_quarantined_with_their_bytes() {
    let mut odd = item(3, "2026-08-20T12:00:00Z");
    odd["outcome"] = json!("success");
    let script = Script::start(vec![item(1, "2026-08-20T10:00:00Z"), odd.clone()], |_| None).await;
    let workspace = InMemory::default();
    let summary = scripted(&script, &Time::new(), &workspace).await.expect("a sync");
    assert_eq!(workspace.latest().len(), 1, "the readable one");
    assert!(summary.unreadable > 0, "counted");
    let kept = workspace
        .0
        .look(|held| held.quarantine.iter().any(|q| q.remote_id == "3" && q.raw == odd.to_string().into_bytes()));
    assert!(kept, "byte for byte");
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_sent_in_utc_because_unreadable_ones_would_be_ignored() {
    let script = Script::start(vec![item(1, "2026-08-20T06:00:00.123456789-04:00")], |_| None).await;
    scripted(&script, &Time::new(), &InMemory::default()).await.expect("a sync");
    let asked = script.asked.lock().expect("no holder panics").clone();
    let mut times = 0;
    for (uri, _) in asked {
        let uri: Uri = uri.parse().expect("an address");
        for time in ["start_time", "end_time"].iter().filter_map(|name| parameter(&uri, name)) {
            assert!(time.ends_with('Z') && time.parse::<chrono::DateTime<chrono::Utc>>().is_ok(), "{time}");
            times += 1;
        }
    }
    assert!(times > 3, "bounds were sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_four_requests_are_under_way() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now2, most2) = (Arc::clone(&now), Arc::clone(&most));
    let items: Vec<Value> =
        (1..=400).map(|id| item(id, &format!("2026-08-20T10:{:02}:{:02}Z", id / 60, id % 60))).collect();
    let all = items.clone();
    let script = Script::start(items, move |uri| {
        let id: u64 = uri.path().rsplit('/').next()?.parse().ok()?;
        let found = all.iter().find(|item| item["id"] == id)?;
        most2.fetch_max(now2.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let (now, body) = (Arc::clone(&now2), detail(found).to_string());
        // The body comes later, so that requests overlap as far as the client lets them.
        let later = futures::stream::once(async move {
            tokio::time::sleep(Duration::from_millis(3)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(body)
        });
        Some(text(200, Body::from_stream(later)))
    })
    .await;
    let workspace = InMemory::default();
    scripted(&script, &Time::new(), &workspace).await.expect("a sync");
    assert_eq!(workspace.latest().len(), 400, "everything came");
    let most = most.load(Ordering::SeqCst);
    assert!((2..=4).contains(&most), "wide but polite: {most} at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed_and_the_key_goes_nowhere_else() {
    let elsewhere = Script::start(Vec::new(), |_| None).await;
    let to = format!("{}/login?state=secret", elsewhere.url);
    let script = Script::start(Vec::new(), move |_| {
        Some(IntoResponse::into_response((StatusCode::FOUND, [("location", to.clone())])))
    })
    .await;
    let error = scripted(&script, &Time::new(), &InMemory::default()).await.expect_err("a redirect is no answer");
    assert_eq!(error.code, ErrorCode::SourceAnswer, "{error}");
    assert!(error.message.contains("redirects") && !error.message.contains("secret"), "{error}");
    assert_eq!(elsewhere.asked.lock().expect("no holder panics").len(), 0, "nobody was asked there");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_is_prompt_and_keeps_what_came() {
    let bench = Bench::in_memory(quiet(Generation::C, 1_500)).await;
    let (source, cancel) = (bench.source(), CancellationToken::new());
    let progress = Seen(Arc::clone(&bench.seen));
    let sink = bench.workspace.sink();
    let run = source.sync(None, &*sink, &progress, &cancel);
    tokio::pin!(run);
    tokio::select! {
        _ = &mut run => panic!("too fast for this test"),
        () = async { while bench.workspace.0.look(|held| held.ledger.len() < 64) { tokio::task::yield_now().await } } => {}
    }
    cancel.cancel();
    let asked = bench.server.requests();
    let error = run.await.expect_err("cancelled");
    assert_eq!(error.code, ErrorCode::Cancelled, "{error}");
    let after = bench.server.requests();
    assert!(after.list + after.detail <= asked.list + asked.detail + 5, "no request is begun after it");
    bench.settle().await;
    assert_holds_the_truth(&bench.server, &bench.workspace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_entries_come_first_and_progress_adds_up() {
    let bench = Bench::in_memory(quiet(Generation::A, 4_000)).await;
    let source = bench.source();
    {
        let run = bench.sync_with(&source);
        tokio::pin!(run);
        tokio::select! {
            _ = &mut run => panic!("too fast for this test"),
            () = async { while bench.workspace.0.look(|held| held.ledger.len() < 200) { tokio::task::yield_now().await } } => {}
        }
    }
    let mut times = Vec::new();
    bench.server.each_truth(|truth| times.push((truth.occurred_at, truth.id.to_string())));
    times.sort();
    let median = times[times.len() / 2].0;
    let held = bench.workspace.latest();
    assert!(
        times.iter().filter(|(_, id)| held.contains_key(id)).all(|(at, _)| *at > median),
        "what is here after the first slices is from the newer half"
    );
    bench.settle().await;
    let seen = bench.seen.lock().expect("no holder panics").clone();
    assert!(seen.iter().all(|(done, total, _)| done <= total), "never more done than there is");
    let (done, total, _) = seen.last().expect("progress was told");
    assert_eq!(done, total, "in the end everything is done");
    assert!(seen.iter().any(|(_, _, words)| words.contains("Reading")), "in plain words");
    assert!(bench.workspace.0.look(|held| held.largest_commit) <= 1_000, "memory is flat: a page at a time");
}

#[tokio::test(flavor = "multi_thread")]
async fn history_before_the_oldest_entry_is_out_of_reach_and_people_have_names() {
    let bench = Bench::in_memory(quiet(Generation::C, 300)).await;
    bench.settle().await;
    let mut oldest = None;
    bench.server.each_truth(|truth| oldest = oldest.min(Some(truth.occurred_at)).or(Some(truth.occurred_at)));
    let gaps = bench.workspace.gaps().await;
    assert_eq!(gaps.len(), 1, "one gap: {gaps:?}");
    assert_eq!((gaps[0].from, gaps[0].reason), (None, GapReason::OutOfReach), "since ever");
    assert_eq!(
        Some(gaps[0].until.timestamp_micros()),
        oldest.map(|at| at.timestamp_micros()),
        "until the oldest entry"
    );
    assert!(bench.workspace.people().await.values().any(|name| name.contains(' ')), "display names of users");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_entry_can_be_fetched_at_once() {
    let bench = Bench::in_memory(quiet(Generation::C, 40)).await;
    let mut id = String::new();
    bench.server.each_truth(|truth| id = truth.id.to_string());
    bench.source().fetch(&id, &*bench.workspace.sink()).await.expect("its details");
    assert_eq!(bench.workspace.latest()[&id].payload, PayloadState::Complete, "with its payload");
    let error = bench.source().fetch("../../me", &*bench.workspace.sink()).await.expect_err("no id");
    assert_eq!(error.code, ErrorCode::SourceAnswer, "{error}");
    let flat = Bench::in_memory(quiet(Generation::A, 40)).await;
    let error = flat.source().fetch("1", &*flat.workspace.sink()).await.expect_err("generation A has no details");
    assert_eq!(error.code, ErrorCode::WrongUse, "{error}");
}
