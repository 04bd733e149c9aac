//! Removal: what is removed is nowhere, everything else is as it was, and the chain still holds.
#![allow(clippy::unwrap_used, reason = "a suite fails where its own means fail")]

mod store_support;

use auditdesk_core::{
    entry::{
        Seq,
        filter::{Filter, text::Finder},
    },
    error::ErrorCode,
    store::{RemovalNote, Removed, Store, query::ReadContext},
};
use serde_json::json;
use store_support::{Quiet, commit, create, database, later, open, pending, settled, source, start};
use tokio_util::sync::CancellationToken;

/// Records of a full block.
const BLOCK: u64 = 64;

async fn filled(folder: &std::path::Path, entries: u64) -> Store {
    let store = create(folder);
    let id = source(&store, "gateway").await;
    let value = |n: u64| json!({ "n": n, "op": if n.is_multiple_of(2) { "even" } else { "odd" }, "secret": format!("phrase-{n:05}.") });
    commit(&store, id, (1..=entries).map(|n| settled(id, &n.to_string(), &value(n))).collect()).await;
    store
}

fn remove(store: &Store, seqs: &[Seq]) -> Removed {
    store
        .remove(seqs, RemovalNote { reason: "older than 90 days", by: "Maya" }, &Quiet, &CancellationToken::new())
        .unwrap()
}

fn found(store: &Store, text: &str) -> Vec<Seq> {
    let blocks = store.blocks();
    let context = ReadContext { zone: chrono_tz::Tz::UTC, now: start(), blocks: &*blocks };
    let snapshot = store.columns().snapshot();
    snapshot.select(&Filter::parse(text).unwrap(), &context, &CancellationToken::new()).unwrap().seqs().collect()
}

/// What must hold with these of so many entries removed.
fn check(store: &Store, entries: u64, gone: &[Seq]) {
    let left: Vec<Seq> = (1..=entries).filter(|seq| !gone.contains(seq)).collect();
    assert_eq!(found(store, ""), left);
    assert_eq!(found(store, "state:*"), left);
    assert_eq!(found(store, "-operation:even"), left.iter().copied().filter(|seq| seq % 2 == 1).collect::<Vec<_>>());
    assert_eq!(store.columns().snapshot().totals().current(), left.len() as u64);
    for seq in [1, 63, 64, 65, 130, entries].into_iter().filter(|seq| *seq <= entries) {
        let phrase = format!("phrase-{seq:05}.");
        let hits: Vec<Seq> = left.iter().copied().filter(|left| *left == seq).collect();
        assert_eq!(found(store, &format!("\"{phrase}\"")), hits, "{phrase}");
        let blocks = store.blocks();
        let candidates = blocks.candidates(&blocks.spans(), &Finder::new(&phrase, false)).unwrap();
        let sealed = blocks.spans().iter().position(|span| seq < span.first + u64::from(span.count)).unwrap();
        if gone.contains(&seq) {
            assert!(!candidates[sealed], "the signature of its block does not tell of it any more");
            assert_eq!(store.record(seq).unwrap_err().code, ErrorCode::NotFound);
            assert!(store.columns().snapshot().find(&format!("s{seq}")).is_none());
        } else {
            assert!(String::from_utf8(store.record(seq).unwrap().raw).unwrap().contains(&phrase));
        }
    }
    let verified = store.verify(&Quiet, &CancellationToken::new()).unwrap();
    assert_eq!((verified.broken, verified.records, verified.removed), (None, left.len() as u64, gone.len() as u64));
}

#[tokio::test]
async fn what_is_removed_is_nowhere_and_the_chain_still_holds() {
    let folder = tempfile::tempdir().unwrap();
    let entries = 5_000;
    let store = filled(folder.path(), entries).await;
    let head = store.verify(&Quiet, &CancellationToken::new()).unwrap().head;
    // A whole block, the edge of the next, one in the middle, some at the end: also out of the tail, and over chunks of columns.
    let mut gone: Vec<Seq> = (1..=BLOCK + 1).chain([130]).chain(4_990..=entries).collect();
    assert_eq!(remove(&store, &gone), Removed { entries: gone.len() as u64, blocks: 2 }, "the tail is a block by then");
    check(&store, entries, &gone);
    assert_eq!(remove(&store, &gone[..70]), Removed::default(), "nothing is removed twice");

    // The rest of a block that has lost some already.
    let more: Vec<Seq> = (BLOCK + 2..=2 * BLOCK).collect();
    assert_eq!(remove(&store, &more), Removed { entries: more.len() as u64, blocks: 1 });
    gone.extend(more);
    check(&store, entries, &gone);
    drop(store);

    let store = open(folder.path());
    check(&store, entries, &gone);
    // A sync that sees them again does not bring them back; a new entry comes after all.
    let value = json!({ "n": 1, "secret": "phrase-00001.", "changed": true });
    assert_eq!(commit(&store, 1, vec![later(settled(1, "1", &value), 5)]).await.settled, 0);
    check(&store, entries, &gone);
    drop(store);

    database(folder.path()).execute_batch("UPDATE derived SET version = 0").unwrap();
    let store = open(folder.path());
    check(&store, entries, &gone);
    let verified = store.verify(&Quiet, &CancellationToken::new()).unwrap();
    assert_ne!(verified.head, head, "the tail was sealed");
    assert_eq!(commit(&store, 1, vec![settled(1, "new", &json!({ "n": 0 }))]).await.settled, 1);
    assert_eq!(found(&store, "id:new"), [entries + 1]);
}

#[tokio::test]
async fn versions_and_pending_entries_stay_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path(), 200).await;
    commit(
        &store,
        1,
        vec![later(settled(1, "7", &json!({ "n": 7, "op": "changed" })), 9), pending(1, "p", &json!({ "n": 1 }))],
    )
    .await;
    assert_eq!(store.columns().snapshot().totals().superseded, 1);
    // The earlier version goes, the latest stays.
    remove(&store, &[7]);
    let totals = store.columns().snapshot().totals();
    assert_eq!((totals.superseded, totals.removed, totals.current()), (0, 1, 201));
    assert_eq!(found(&store, "id:7"), [201]);
    assert_eq!(store.history(1, "7").unwrap().len(), 1, "what it superseded is not shown any more");
    drop(store);
    let totals = open(folder.path()).columns().snapshot().totals();
    assert_eq!((totals.superseded, totals.removed, totals.pending, totals.current()), (0, 1, 1, 201));
}

#[tokio::test]
async fn a_place_that_is_not_there_removes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path(), 100).await;
    for seqs in [&[100, 101][..], &[0, 1]] {
        let error = store
            .remove(seqs, RemovalNote { reason: "mistaken", by: "" }, &Quiet, &CancellationToken::new())
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound);
    }
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    assert_eq!(
        store.remove(&[1], RemovalNote { reason: "late", by: "" }, &Quiet, &cancelled).unwrap_err().code,
        ErrorCode::Cancelled
    );
    check(&store, 100, &[]);
}
