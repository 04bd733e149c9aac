//! What is listed, fetched, remembered; what changes, comes late or goes.

use std::{io::Write, sync::Arc};

use auditdesk_core::{
    entry::Status,
    source::{Source, objects::import},
};
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Bench, Silent, Storage, entry, id, key, object},
    support::{
        time::Time,
        workspace::{InMemory, OnDisk, Workspace},
    },
};

async fn storages() -> Vec<Storage> {
    vec![Storage::folder(), Storage::s3().await]
}

fn ids(range: impl IntoIterator<Item = usize>) -> Vec<String> {
    range.into_iter().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_object_is_read_once_and_an_unchanged_place_is_asked_for_nothing() {
    for storage in storages().await {
        let bench = Bench::new(storage, InMemory::default(), Time::new());
        for n in 0..300 {
            bench.storage.put(&key(n), object(n * 3..n * 3 + 3));
        }
        let first = bench.sync().await.expect("a sync");
        assert_eq!((first.new, first.settled, first.unreadable), (900, 900, 0));
        assert_eq!(bench.ids(), ids(0..900));
        if let Some(counts) = bench.storage.take_counts() {
            assert_eq!(counts.1, 300, "each object is fetched once");
        }
        let second = bench.sync().await.expect("a second sync");
        assert_eq!((second.new, second.settled, second.remarks.len()), (0, 0, 0));
        if let Some((listings, gets)) = bench.storage.take_counts() {
            assert!(listings > 0, "the place is listed again");
            assert_eq!(gets, 0, "and nothing is fetched");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_come_late_with_old_names_change_and_vanish() {
    for storage in storages().await {
        let bench = Bench::new(storage, InMemory::default(), Time::new());
        for n in 10..20 {
            bench.storage.put(&key(n), object([n]));
        }
        bench.sync().await.expect("a sync");
        // A name before all others, and one more entry in an object that is known.
        bench.storage.put("audit-logging/00000000000000_server_0.json", object([1]));
        bench.storage.put(&key(15), object([15, 2]));
        bench.storage.remove(&key(12));
        let summary = bench.sync().await.expect("a sync");
        assert_eq!((summary.new, summary.settled), (2, 2), "what an object repeats is not settled again");
        assert!(summary.remarks.iter().any(|remark| remark.contains("1 object had changed")), "{:?}", summary.remarks);
        assert!(summary.remarks.iter().any(|remark| remark.contains("not there any more")), "{:?}", summary.remarks);
        assert_eq!(bench.ids(), ids([1, 2].into_iter().chain(10..20)), "what vanished there stays here");
        let third = bench.sync().await.expect("a sync");
        assert_eq!(third.remarks, Vec::<String>::new(), "it is said once");
        bench.storage.put(&key(12), object([12]));
        assert_eq!(bench.sync().await.expect("a sync").new, 0, "an object that comes back brings nothing new");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prefix_is_the_beginning_of_a_key_and_no_folder() {
    for storage in storages().await {
        let bench = Bench::new(storage, InMemory::default(), Time::new());
        bench.storage.put("audit-logging/a.json", object([1]));
        bench.storage.put("audit-logging-prod/b.json", object([2]));
        bench.storage.put("audit-logging/acme/0b1c/2026-08-21/c.json", object([3]));
        bench.storage.put("job-logging/d.json", object([4]));
        bench.sync().await.expect("a sync");
        assert_eq!(bench.ids(), ids(1..=3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_entry_in_many_objects_is_one_entry() {
    for storage in storages().await {
        let bench = Bench::new(storage, InMemory::default(), Time::new());
        for n in 0..40 {
            bench.storage.put(&key(n), object([7, 7, n]));
        }
        bench.sync().await.expect("a sync");
        assert_eq!(bench.ids(), ids(0..40));
        assert_eq!(bench.workspace.ledger().len(), 40);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn compression_is_told_by_the_content() {
    let bench = Bench::new(Storage::folder(), InMemory::default(), Time::new());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&object([1])).expect("memory takes it");
    bench.storage.put("audit-logging/plain-by-name.json", gzip.finish().expect("memory takes it"));
    let zstd = zstd::encode_all(object([2]).as_slice(), 3).expect("memory takes it");
    bench.storage.put("audit-logging/no-extension", zstd);
    bench.sync().await.expect("a sync");
    assert_eq!(bench.ids(), ids(1..=2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_kept_and_can_be_tried_again() {
    let time = Time::new();
    let bench = Bench::new(Storage::folder(), OnDisk::new(Arc::new(time.clock.clone()), "http://x").await, time);
    let mut broken = object([1, 2]);
    broken.truncate(broken.len() - 20);
    bench.storage.put("audit-logging/cut.json", &broken);
    bench.storage.put("audit-logging/nonsense.json", b"\x00\x01\x02 not an audit log");
    bench.storage.put("audit-logging/half.json", format!("[{},{{\"id\":5}}]", entry(3)));
    let summary = bench.sync().await.expect("a sync goes on behind what it cannot read");
    assert!(summary.unreadable >= 3, "{summary:?}");
    assert!(bench.ids().contains(&id(3)), "the readable record of an object with a broken one is here");
    let quarantine = bench.workspace.quarantined().await;
    let cut = quarantine.iter().find(|q| q.remote_id == "audit-logging/cut.json").expect("the cut object");
    assert_eq!(cut.raw, broken, "with its bytes");
    // The platform mends its objects; one vanishes.
    bench.storage.put("audit-logging/cut.json", object([1, 2]));
    bench.storage.remove("audit-logging/nonsense.json");
    for quarantined in quarantine {
        bench.source().again(quarantined, &*bench.workspace.sink()).await.expect("trying again is no error");
    }
    assert_eq!(bench.ids(), ids(1..=3));
    let left: Vec<String> = bench.workspace.quarantine().await.into_iter().map(|(id, _)| id).collect();
    assert!(!left.iter().any(|id| id.contains("cut.json")), "{left:?}");
    assert!(left.iter().any(|id| id.contains("nonsense.json")), "what stays unreadable stays: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_brought_in_once_and_again_where_they_changed() {
    let time = Time::new();
    let storage = Storage::folder();
    let bench = Bench::new(storage, OnDisk::new(Arc::new(time.clock.clone()), "http://x").await, time.clone());
    bench.storage.put("one.json", object([1, 2]));
    bench.storage.put("deep/two.txt", object([3]));
    let Storage::Folder(folder) = &bench.storage else { unreachable!("it is a folder") };
    let format: Arc<dyn auditdesk_core::source::objects::Format> =
        Arc::new(auditdesk_core::source::airbyte::AirbyteFormat);
    let clock = time.deps().clock;
    let bring = async |paths: &[std::path::PathBuf]| {
        let sink = bench.workspace.sink();
        let cancel = CancellationToken::new();
        import(paths, &format, bench.workspace.source(), &clock, &*sink, &Silent, &cancel).await
    };
    let one = folder.path().join("one.json");
    assert_eq!(bring(std::slice::from_ref(&one)).await.expect("a file").new, 2);
    assert_eq!(bring(&[one.clone(), folder.path().to_path_buf()]).await.expect("a folder").new, 1, "the file is known");
    bench.storage.put("one.json", object([1, 2, 9]));
    assert_eq!(bring(&[one]).await.expect("a file").new, 1, "it changed");
    let error = bring(&[folder.path().join("none.json")]).await.expect_err("it is not there");
    assert!(error.message.contains("is not there"), "{}", error.message);
    assert_eq!(bench.ids(), ids([1, 2, 3, 9]));
    let latest = bench.workspace.latest();
    let dialects = auditdesk_core::source::dialects();
    assert!(latest.values().all(|r| dialects.entry(r.borrowed()).expect("readable").outcome.status == Status::Success));
}
