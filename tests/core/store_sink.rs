//! The rules by which observations become pending entries and ledger places, and the tables beside the ledger.
#![allow(clippy::unwrap_used, reason = "a suite fails where its own means fail")]

mod store_support;

use auditdesk_core::{
    api::wire::{
        CheckResult, Conclusion, Output, Place, RunObject, RunState, Settings, SyncResult, Theme, Verdict, WriteOptions,
    },
    entry::{PayloadState, Record},
    error::ErrorCode,
    secret::Secret,
    source::{Awaiting, Batch, DayReport, Gap, GapReason, Known, Observation, Person, Phase, Quarantined},
    store::{Credential, NewDestination, NewRun, Owner, RunEnd, Store},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use store_support::{
    Quiet, commit, create, database, fingerprint, later, ledger, observation, open, pending, settled, source, start,
};
use tokio_util::sync::CancellationToken;

fn call(op: &str, status: &str) -> Value {
    json!({ "op": op, "status": status, "http": 200, "ms": 5, "body": "payload" })
}

/// A view of the same entry with less in it.
fn redacted(id: &str, value: &Value) -> Observation {
    let mut value = value.clone();
    value.as_object_mut().unwrap().remove("body");
    observation(1, id, &value, PayloadState::Redacted, Phase::Settled)
}

async fn workspace() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = create(folder.path());
    assert_eq!(source(&store, "Obot").await, 1, "the first source");
    (folder, store)
}

fn check(store: &Store) {
    let found = store.verify(&Quiet, &CancellationToken::new()).unwrap();
    assert_eq!(found.broken, None);
    assert_eq!(found.records, store.counts().settled);
    assert_eq!(store.columns().snapshot().settled(), store.counts().settled, "the columns have a row per record");
}

#[tokio::test]
async fn settled_records_come_back_byte_for_byte_in_dense_order_across_blocks_and_tail() {
    let (folder, store) = workspace().await;
    let mut expected = Vec::new();
    let mut number = 0;
    // One by one, in small and in large batches; some records large enough to close their block.
    for size in [1, 1, 62, 3, 200, 7, 64, 1, 130] {
        let batch: Vec<_> = (0..size)
            .map(|_| {
                number += 1;
                let body = if number % 50 == 0 { "x".repeat(70_000) } else { "é\u{1f980}".repeat(number % 400) };
                settled(1, &number.to_string(), &json!({ "op": "tools/call", "status": "success", "body": body }))
            })
            .collect();
        expected.extend(batch.iter().map(|seen| seen.record.clone()));
        let done = commit(&store, 1, batch).await;
        assert_eq!((done.new, done.settled), (size, size));
    }
    whole(&store, &expected);
    drop(store);
    whole(&open(folder.path()), &expected);
}

fn whole(store: &Store, expected: &[Record]) {
    assert_eq!(ledger(store), expected);
    let spans = store.blocks().spans();
    let mut next = 1;
    for span in spans.iter() {
        assert_eq!(span.first, next, "spans leave no hole");
        next += u64::from(span.count);
    }
    assert!(spans.len() > 8, "64 records fill a block: {}", spans.len());
    for seq in [1, 63, 64, 65, 200, expected.len() as u64] {
        assert_eq!(store.record(seq).unwrap(), expected[seq as usize - 1]);
    }
    assert_eq!(store.record(0).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(store.record(next).unwrap_err().code, ErrorCode::NotFound);
    check(store);
}

#[tokio::test]
async fn a_span_of_the_tail_stays_readable_after_its_block_was_sealed() {
    let (_folder, store) = workspace().await;
    commit(&store, 1, (0..10).map(|n| settled(1, &format!("a{n}"), &call("ping", "success"))).collect()).await;
    let blocks = store.blocks();
    let early = blocks.spans()[0];
    let records = blocks.read(early).unwrap();
    commit(&store, 1, (0..90).map(|n| settled(1, &format!("b{n}"), &call("ping", "success"))).collect()).await;
    assert_eq!(early.count, 10);
    assert_eq!(blocks.read(early).unwrap(), records);
}

#[tokio::test]
async fn a_pending_entry_is_replaced_by_later_looks_and_goes_when_it_settles() {
    let (folder, store) = workspace().await;
    let sink = store.sink(1);
    let first = call("tools/call", "");
    assert_eq!(commit(&store, 1, vec![pending(1, "a", &first), pending(1, "b", &first)]).await.new, 2);
    let second = call("tools/call", "timeout");
    let look = Observation {
        phase: Phase::Pending { awaiting: Awaiting::Outcome, next_look: start() + TimeDelta::seconds(30), looks: 1 },
        ..pending(1, "a", &second)
    };
    let done = commit(&store, 1, vec![look.clone()]).await;
    assert_eq!((done.new, done.settled), (0, 0));
    assert_eq!(store.counts().pending, 2);
    assert_eq!(store.blocks().pending(1, "a").unwrap().unwrap(), look.record);

    let due = sink.due(start(), 10).await.unwrap();
    assert_eq!(due.iter().map(|entry| entry.remote_id.as_str()).collect::<Vec<_>>(), ["b"], "a is due later");
    let due = sink.due(start() + TimeDelta::minutes(1), 10).await.unwrap();
    assert_eq!(
        due.iter().map(|entry| entry.remote_id.as_str()).collect::<Vec<_>>(),
        ["b", "a"],
        "the longest overdue first"
    );
    assert_eq!((due[1].awaiting, due[1].looks, due[1].first_seen), (Awaiting::Outcome, 1, start()));
    assert_eq!(sink.due(start() + TimeDelta::minutes(1), 1).await.unwrap().len(), 1);
    let count = sink.pending_count().await.unwrap();
    assert_eq!((count.outcome, count.details), (1, 1));
    assert_eq!(
        sink.known(&["a".into(), "b".into(), "c".into()]).await.unwrap(),
        [Known::Pending(fingerprint(&second)), Known::Pending(fingerprint(&first)), Known::No]
    );

    let done = commit(&store, 1, vec![settled(1, "a", &second)]).await;
    assert_eq!((done.new, done.settled), (0, 1));
    assert_eq!(sink.known(&["a".into()]).await.unwrap(), [Known::Settled(fingerprint(&second))]);
    assert_eq!(store.blocks().pending(1, "a").unwrap(), None);
    drop((sink, store));
    let store = open(folder.path());
    assert_eq!((store.counts().settled, store.counts().pending), (1, 1));
    check(&store);
}

#[tokio::test]
async fn a_batch_handed_in_twice_changes_nothing() {
    let (_folder, store) = workspace().await;
    let batch = vec![
        settled(1, "a", &call("one", "success")),
        settled(1, "a", &call("one", "failure")),
        pending(1, "b", &call("two", "")),
        settled(1, "c", &call("three", "success")),
        pending(1, "d", &call("four", "")),
        settled(1, "d", &call("four", "success")),
    ];
    commit(&store, 1, batch.clone()).await;
    let before = ledger(&store);
    let done = commit(&store, 1, batch).await;
    assert_eq!((done.new, done.settled), (0, 0));
    assert_eq!(ledger(&store), before);
    assert_eq!((before.len(), store.counts().pending), (4, 1));
    let version = store.version();
    commit(&store, 1, vec![settled(1, "c", &call("three", "success")), pending(1, "b", &call("two", ""))]).await;
    assert_eq!(store.version(), version, "nobody needs to look again");
    check(&store);
}

#[tokio::test]
async fn a_settled_entry_that_changes_gets_a_new_place_and_its_history_stays() {
    let (folder, store) = workspace().await;
    let (old, new) = (call("tools/call", "success"), call("tools/call", "failure"));
    commit(&store, 1, vec![settled(1, "a", &old), settled(1, "b", &old)]).await;
    // The list shows another fingerprint: a change that waits for its details.
    let done = commit(&store, 1, vec![later(pending(1, "a", &new), 60)]).await;
    assert_eq!((done.new, done.settled), (0, 0));
    assert_eq!(store.sink(1).known(&["a".into()]).await.unwrap(), [Known::Pending(fingerprint(&new))]);
    let history = store.history(1, "a").unwrap();
    assert_eq!(history.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [0, 1], "the pending version first");

    commit(&store, 1, vec![later(settled(1, "a", &new), 61)]).await;
    let history = store.history(1, "a").unwrap();
    assert_eq!(history.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(history[0].1.supersedes, Some(1));
    assert_eq!(history[1].1.raw, serde_json::to_vec(&old).unwrap(), "the old bytes are kept");
    // Back to what it was: a third version, for the ledger tells what was seen when.
    commit(&store, 1, vec![later(settled(1, "a", &old), 62)]).await;
    assert_eq!(store.history(1, "a").unwrap().len(), 3);
    drop(store);
    let store = open(folder.path());
    assert_eq!(store.history(1, "a").unwrap().len(), 3);
    check(&store);
}

#[tokio::test]
async fn a_pending_look_at_what_the_ledger_has_says_nothing_new() {
    let (_folder, store) = workspace().await;
    commit(&store, 1, vec![settled(1, "a", &call("tools/call", "success"))]).await;
    commit(&store, 1, vec![pending(1, "a", &call("tools/call", "success"))]).await;
    assert_eq!(store.counts().pending, 0);
}

#[tokio::test]
async fn a_change_that_turns_out_to_be_none_is_withdrawn_and_its_fingerprint_kept() {
    let (folder, store) = workspace().await;
    let value = call("tools/call", "success");
    commit(&store, 1, vec![settled(1, "a", &value)]).await;
    let touched = Observation { fingerprint: 99, ..pending(1, "a", &value) };
    commit(&store, 1, vec![touched]).await;
    assert_eq!(store.counts().pending, 1);
    let version = store.version();
    let done = commit(&store, 1, vec![Observation { fingerprint: 99, ..later(settled(1, "a", &value), 5) }]).await;
    assert_eq!((done.new, done.settled), (0, 0));
    assert_eq!((store.counts().settled, store.counts().pending), (1, 0));
    assert!(store.version() > version, "the pending row is gone from the views");
    assert_eq!(store.sink(1).known(&["a".into()]).await.unwrap(), [Known::Settled(99)]);
    drop(store);
    check(&open(folder.path()));
}

#[tokio::test]
async fn a_full_payload_is_not_hidden_by_a_redacted_one_unless_the_outcome_changed() {
    let (_folder, store) = workspace().await;
    let full = call("tools/call", "success");
    commit(&store, 1, vec![settled(1, "a", &full)]).await;
    commit(&store, 1, vec![later(redacted("a", &full), 10)]).await;
    assert_eq!(store.history(1, "a").unwrap().len(), 1, "less payload and the same facts are no news");
    assert_eq!(store.record(1).unwrap().payload, PayloadState::Complete);

    commit(&store, 1, vec![later(redacted("a", &call("tools/call", "failure")), 20)]).await;
    let history = store.history(1, "a").unwrap();
    assert_eq!(history.len(), 2, "another outcome is");
    assert_eq!(
        history[1].1.raw,
        serde_json::to_vec(&full).unwrap(),
        "the payload is still there, as the earlier version"
    );

    // The other way round: what was redacted is replaced once the role allows to see it.
    commit(&store, 1, vec![later(redacted("b", &full), 30)]).await;
    assert_eq!(store.sink(1).redacted(None, 10).await.unwrap(), [(3, "b".to_owned()), (2, "a".to_owned())]);
    assert_eq!(store.sink(1).redacted(Some(3), 10).await.unwrap(), [(2, "a".to_owned())]);
    assert_eq!(store.sink(1).redacted(None, 1).await.unwrap(), [(3, "b".to_owned())]);
    commit(&store, 1, vec![later(settled(1, "b", &full), 40)]).await;
    assert_eq!(store.sink(1).redacted(None, 10).await.unwrap(), [(2, "a".to_owned())]);
    assert_eq!(store.history(1, "b").unwrap()[0].1.payload, PayloadState::Complete);
    check(&store);
}

#[tokio::test]
async fn held_counts_each_entry_once_in_its_span() {
    let (_folder, store) = workspace().await;
    let at = |minutes: i64| start() + TimeDelta::minutes(minutes);
    let value = |minutes: i64, op: &str| json!({ "at": at(minutes).timestamp_micros(), "op": op, "status": "success" });
    let other = source(&store, "Other").await;
    commit(&store, other, vec![settled(other, "a", &value(5, "x"))]).await;
    commit(
        &store,
        1,
        vec![
            settled(1, "a", &value(0, "x")),
            settled(1, "b", &value(10, "x")),
            settled(1, "b", &value(10, "y")),
            pending(1, "b", &value(10, "z")),
            pending(1, "c", &value(10, "x")),
            settled(1, "d", &value(20, "x")),
        ],
    )
    .await;
    let sink = store.sink(1);
    assert_eq!(
        sink.held(at(0), at(20)).await.unwrap(),
        3,
        "the end is outside, versions and pending changes count once"
    );
    assert_eq!(sink.held(at(0), at(21)).await.unwrap(), 4);
    assert_eq!(sink.held(at(1), at(10)).await.unwrap(), 0);
    // An entry whose time changes moves.
    commit(&store, 1, vec![later(settled(1, "a", &value(30, "x")), 9)]).await;
    assert_eq!(sink.held(at(0), at(20)).await.unwrap(), 2);
}

#[tokio::test]
async fn a_batch_is_committed_with_its_checkpoint_or_not_at_all() {
    let (folder, store) = workspace().await;
    let batch = |source| Batch {
        observations: vec![settled(1, "a", &call("ping", "success")), settled(source, "b", &call("ping", "success"))],
        checkpoint: Some(json!({ "page": 2 })),
        ..Batch::default()
    };
    assert_eq!(store.sink(1).commit(batch(2)).await.unwrap_err().code, ErrorCode::Internal, "b is another source's");
    assert_eq!((store.counts().settled, store.checkpoint(1).await.unwrap()), (0, None));
    check(&store);
    store.sink(1).commit(batch(1)).await.unwrap();
    assert_eq!(store.checkpoint(1).await.unwrap(), Some(json!({ "page": 2 })));
    drop(store);
    let store = open(folder.path());
    assert_eq!((store.counts().settled, store.checkpoint(1).await.unwrap()), (2, Some(json!({ "page": 2 }))));
    store.remove_source(1).await.unwrap();
    assert_eq!(
        store.sink(1).commit(batch(1)).await.unwrap_err().code,
        ErrorCode::NotFound,
        "a removed source syncs no more"
    );
}

#[tokio::test]
async fn gaps_are_replaced_joined_and_closed_by_days_that_add_up() {
    let (_folder, store) = workspace().await;
    let day =
        |n: i64| -> DateTime<Utc> { "2026-08-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(n) };
    let gap = |from: Option<i64>, until, reason| Gap::new(from.map(day), day(until), reason);
    let put = async |gaps: Vec<Gap>, days: Vec<DayReport>| {
        store.sink(1).commit(Batch { gaps, days, ..Batch::default() }).await.unwrap();
        store.gaps(Some(1)).await.unwrap().into_iter().map(|(_, gap)| gap).collect::<Vec<_>>()
    };
    let (reach, incomplete) = (GapReason::OutOfReach, GapReason::Incomplete);
    assert_eq!(put(vec![gap(None, 5, reach)], vec![]).await, [gap(None, 5, reach)]);
    assert_eq!(
        put(vec![gap(None, 3, reach)], vec![]).await,
        [gap(None, 3, reach)],
        "the source gives more than it said"
    );
    let joined = [gap(None, 3, reach), gap(Some(6), 10, incomplete)];
    assert_eq!(put(vec![gap(Some(6), 9, incomplete), gap(Some(8), 10, incomplete)], vec![]).await, joined);
    let report = |n: i64, held| DayReport { day: day(n).date_naive(), stated: 10, held, checked_at: start() };
    assert_eq!(put(vec![], vec![report(7, 9)]).await, joined, "a day that does not add up closes nothing");
    let cut = [gap(None, 3, reach), gap(Some(6), 7, incomplete), gap(Some(8), 10, incomplete)];
    assert_eq!(put(vec![], vec![report(7, 10), report(1, 10)]).await, cut, "what is out of reach stays so");
    let days = store.days(1).await.unwrap();
    assert_eq!(
        days.iter().map(|day| (day.day.as_str(), day.held)).collect::<Vec<_>>(),
        [("2026-08-08", 10), ("2026-08-02", 10)]
    );
}

#[tokio::test]
async fn unreadable_records_are_kept_with_their_bytes_until_the_entry_is_read_in_full() {
    let (_folder, store) = workspace().await;
    let bad = Quarantined {
        remote_id: "a".into(),
        reason: "not JSON".into(),
        raw: b"{\xff".to_vec(),
        received_at: start(),
        object: None,
    };
    let batch = Batch { quarantine: vec![bad.clone(), bad.clone()], ..Batch::default() };
    store.sink(1).commit(batch).await.unwrap();
    let found = store.unreadable(1, 200).await.unwrap();
    assert_eq!(found.len(), 1, "the same bytes are one record");
    assert_eq!((found[0].bytes, found[0].start.as_str()), (2, "{\u{fffd}"));
    assert_eq!(store.quarantined(1, 0, 10).await.unwrap()[0].1.raw, bad.raw);
    commit(&store, 1, vec![redacted("a", &call("x", "success"))]).await;
    assert_eq!(store.source(1).await.unwrap().unreadable, 1);
    commit(&store, 1, vec![settled(1, "a", &call("x", "success"))]).await;
    assert_eq!(store.source(1).await.unwrap().unreadable, 0);
}

#[tokio::test]
async fn names_of_persons_are_kept_where_the_platform_leaves_them_out_later() {
    let (_folder, store) = workspace().await;
    let person = |name: Option<&str>, email: Option<&str>| Person {
        id: "u1".into(),
        name: name.map(Into::into),
        email: email.map(Into::into),
    };
    for seen in [person(Some("Ada"), None), person(None, Some("ada@example.com"))] {
        store.sink(1).commit(Batch { directory: vec![seen], ..Batch::default() }).await.unwrap();
    }
    assert_eq!(store.directory(1).await.unwrap(), [person(Some("Ada"), Some("ada@example.com"))]);
    let version = store.version();
    store.sink(1).commit(Batch { directory: vec![person(Some("Ada"), None)], ..Batch::default() }).await.unwrap();
    assert_eq!(store.version(), version, "nothing new");
}

#[tokio::test]
async fn sources_keep_their_names_credentials_and_results_and_lose_them_when_removed() {
    let (folder, store) = workspace().await;
    let secret = Credential::new("api_key", Secret::new("ok1-secret"));
    let row = store.source(1).await.unwrap();
    assert_eq!(row.credential, "none");
    store.update_source(1, "Main".into(), row.config.clone(), Some(Some(secret.clone()))).await.unwrap();
    let taken = store.add_source("Main".into(), row.config.clone(), None).await.unwrap_err();
    assert_eq!(taken.code, ErrorCode::WrongUse);
    let result = SyncResult {
        limits: Vec::new(),
        started: 1,
        ended: 2,
        new: 3,
        settled: 3,
        pending: 0,
        unreadable: 0,
        remarks: vec![],
        error: None,
    };
    store.put_last_sync(1, result.clone(), None).await.unwrap();
    drop(store);
    let store = open(folder.path());
    let row = store.source(1).await.unwrap();
    assert_eq!((row.name.as_str(), row.credential.as_str(), row.last_sync), ("Main", "api_key", Some(result)));
    assert_eq!(store.credential(Owner::Source(1)).await.unwrap(), Some(secret.clone()));
    assert_eq!(store.credential(Owner::Destination(1)).await.unwrap(), None);
    assert!(!format!("{secret:?}").contains("ok1"), "a secret is never printed");

    commit(&store, 1, vec![settled(1, "a", &call("x", "success"))]).await;
    store.remove_source(1).await.unwrap();
    assert_eq!(store.sources().await.unwrap(), []);
    assert_eq!(store.source(1).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(store.credential(Owner::Source(1)).await.unwrap(), None);
    assert_eq!(store.counts().settled, 1, "its entries stay");
    assert_eq!(source(&store, "Main").await, 2, "its name is free, its id is not given again");
}

#[tokio::test]
async fn settings_destinations_and_runs_survive_and_a_running_run_is_interrupted_by_the_end_of_its_program() {
    let (folder, store) = workspace().await;
    assert_eq!(store.settings().await.unwrap(), Settings::default());
    let settings = Settings { theme: Theme::Dark, zone: "Europe/Berlin".into(), ..Settings::default() };
    store.put_settings(settings.clone(), "ada".into()).await.unwrap();
    let secret = Credential::new("secret_key", Secret::new("s"));
    let archive = NewDestination {
        name: "Archive".into(),
        place: Place::Folder { path: "/srv/exports".into() },
        prefix: String::new(),
        options: WriteOptions { storage_class: "COLD".into(), ..WriteOptions::default() },
    };
    let destination =
        store.add_destination(archive.clone(), Some(Credential { expires: Some(77), ..secret })).await.unwrap();
    let tested = CheckResult {
        lines: Vec::new(),
        verdict: Verdict::Warn,
        conclusion: Conclusion::Unsafe,
        summary: "It works.".into(),
        unproven: vec!["that it can be read".into()],
        left: Vec::new(),
        markdown: String::new(),
    };
    store.put_last_test(destination, tested.clone(), 9).await.unwrap();
    let new = |name: &str| NewRun {
        name: name.into(),
        filter: "outcome:failure".into(),
        destination_id: destination,
        destination: "Archive".into(),
        started: 5,
        range: (1, 100),
        output: Output { payload: true, ..Output::default() },
    };
    let done = store.start_run(new("done")).await.unwrap();
    let object = RunObject {
        key: "a.jsonl".into(),
        location: "/srv/exports/a.jsonl".into(),
        rows: 7,
        bytes: 70,
        sha256: "00".into(),
    };
    let end =
        RunEnd { state: RunState::Done, ended: 6, rows: 7, bytes: 70, objects: vec![object.clone()], error: None };
    store.end_run(done, end.clone()).await.unwrap();
    assert_eq!(store.end_run(done, end).await.unwrap_err().code, ErrorCode::NotFound, "it ends once");
    let running = store.start_run(new("running")).await.unwrap();
    assert_eq!(store.run(running).await.unwrap().state, RunState::Running);
    drop(store);

    let store = open(folder.path());
    assert_eq!(store.settings().await.unwrap(), settings);
    let runs = store.runs(10).await.unwrap();
    assert_eq!(
        runs.iter().map(|run| (run.id, run.state)).collect::<Vec<_>>(),
        [(running, RunState::Interrupted), (done, RunState::Done)]
    );
    assert_eq!(
        (runs[0].ended, &runs[1].objects[..], runs[1].range),
        (Some(start().timestamp_micros()), &[object][..], (1, 100))
    );
    let row = store.destination(destination).await.unwrap();
    assert_eq!((row.has_secret, row.expires, row.last_test), (true, Some(77), Some((tested, 9))));
    assert_eq!((row.place, row.options.storage_class.as_str()), (archive.place.clone(), "COLD"));
    let moved = NewDestination { prefix: "p/".into(), ..archive };
    let secret = store.credential(Owner::Destination(destination)).await.unwrap();
    store.update_destination(destination, moved.clone(), secret).await.unwrap();
    let row = store.destination(destination).await.unwrap();
    assert_eq!(
        (row.has_secret, row.last_test, row.prefix.as_str()),
        (true, None, "p/"),
        "another place is not tested yet"
    );
    store.update_destination(destination, moved, None).await.unwrap();
    assert!(!store.destination(destination).await.unwrap().has_secret, "a place that needs none keeps none");
    store.remove_destination(destination).await.unwrap();
    assert_eq!(store.destinations().await.unwrap(), []);
    assert_eq!(store.runs(10).await.unwrap().len(), 2, "its runs stay on record");
}

#[tokio::test]
async fn every_commit_that_changes_entries_is_told() {
    let (_folder, store) = workspace().await;
    let mut watch = store.watch();
    watch.mark_unchanged();
    commit(&store, 1, vec![settled(1, "a", &call("x", "success"))]).await;
    assert!(watch.has_changed().unwrap());
    assert_eq!(*watch.borrow_and_update(), store.version());
    store.put_settings(Settings::default(), "ada".into()).await.unwrap();
    assert!(!watch.has_changed().unwrap(), "settings are not entries");
}

#[tokio::test]
async fn columns_are_derived_again_where_a_program_before_derived_them_otherwise() {
    let (folder, store) = workspace().await;
    commit(&store, 1, (0..500).map(|n| settled(1, &n.to_string(), &call(&format!("op{n}"), "success"))).collect())
        .await;
    drop(store);
    database(folder.path())
        .execute_batch("UPDATE derived SET version = 0; UPDATE dictionary SET value = 'stale' || code")
        .unwrap();
    let store = open(folder.path());
    check(&store);
    assert_eq!(store.sink(1).held(start(), start() + TimeDelta::seconds(1)).await.unwrap(), 500);
}
