//! Compaction: the same records and hashes in fewer bytes.
#![allow(clippy::unwrap_used, reason = "a suite fails where its own means fail")]

mod store_support;

use auditdesk_core::{
    api::wire::Compacted,
    error::ErrorCode,
    store::{Access, RemovalNote, Store},
};
use serde_json::json;
use store_support::{Quiet, commit, create, database, deps, key, ledger, open, settled, source};
use tokio_util::sync::CancellationToken;

async fn add(store: &Store, numbers: std::ops::Range<u64>) {
    // Words that come again far apart: a longer search of the compressor finds more of them.
    let value = |n: u64| {
        let words: Vec<String> = (0..200).map(|i| format!("w{}", (n * 7919 + i * i * 31) % 997)).collect();
        json!({ "n": n, "text": words.join(" ") })
    };
    commit(store, 1, numbers.map(|n| settled(1, &n.to_string(), &value(n))).collect()).await;
}

fn compact(store: &Store) -> Compacted {
    store.compact(&Quiet, &CancellationToken::new()).unwrap()
}

fn stored(folder: &std::path::Path) -> u64 {
    database(folder).query_row("SELECT sum(length(records)) FROM block", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn the_same_records_in_fewer_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(folder.path());
    source(&store, "gateway").await;
    add(&store, 0..5_000).await;
    let records = ledger(&store);

    let first = compact(&store);
    assert_eq!(first.blocks, 5_000_u64.div_ceil(64), "the newest block, too");
    assert!(first.after < first.before, "{first:?}");
    assert_eq!(stored(folder.path()), first.after);
    assert_eq!(ledger(&store), records);
    let verified = store.verify(&Quiet, &CancellationToken::new()).unwrap();
    assert_eq!((verified.broken, verified.records), (None, 5_000));
    assert_eq!(compact(&store), Compacted::default(), "nothing came since");

    // What comes after a short block is found like everything else, and only that is compressed again.
    add(&store, 5_000..5_100).await;
    assert_eq!(compact(&store).blocks, 2);
    drop(store);
    let store = open(folder.path());
    assert_eq!(ledger(&store)[..5_000], records);
    assert_eq!(ledger(&store).len(), 5_100);
    let verified = store.verify(&Quiet, &CancellationToken::new()).unwrap();
    assert_eq!((verified.broken, verified.records), (None, 5_100));
}

#[tokio::test]
async fn what_retention_removed_stays_removed() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(folder.path());
    source(&store, "gateway").await;
    add(&store, 0..300).await;
    let gone: Vec<u64> = (1..=70).collect();
    store
        .remove(&gone, RemovalNote { reason: "older than 90 days", by: "Maya" }, &Quiet, &CancellationToken::new())
        .unwrap();
    compact(&store);
    let verified = store.verify(&Quiet, &CancellationToken::new()).unwrap();
    assert_eq!((verified.broken, verified.records, verified.removed), (None, 230, 70));
}

#[tokio::test]
async fn a_cancelled_compaction_goes_on_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(folder.path());
    source(&store, "gateway").await;
    add(&store, 0..300).await;
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    assert_eq!(store.compact(&Quiet, &cancelled).unwrap_err().code, ErrorCode::Cancelled);
    let reader = Store::open(folder.path(), &key(), deps(), Access::ReadOnly).unwrap();
    assert_eq!(reader.compact(&Quiet, &CancellationToken::new()).unwrap_err().code, ErrorCode::WorkspaceBusy);
    assert_eq!(compact(&store).blocks, 5);
    assert_eq!(ledger(&reader), ledger(&store), "one who reads meanwhile sees the same");
}
