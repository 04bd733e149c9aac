//! Kills, cancellation, networks that break, objects that are refused.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use auditdesk_core::error::ErrorCode;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Bench, Storage, id, key, object},
    servers::proxy::{Fate, Proxy},
    support::{
        time::Time,
        workspace::{InMemory, OnDisk, Workspace},
    },
};

async fn on_disk(storage: Storage) -> Bench<OnDisk> {
    let time = Time::new();
    Bench::new(storage, OnDisk::new(Arc::new(time.clock.clone()), "http://x").await, time)
}

fn proxy<W>(bench: &Bench<W>) -> &Proxy {
    match &bench.storage {
        Storage::S3 { proxy, .. } => proxy,
        Storage::Folder(_) => unreachable!("it is a bucket"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_goes_on_and_nothing_is_lost_or_doubled() {
    let bench = on_disk(Storage::s3().await).await;
    for n in 0..120 {
        bench.storage.put(&key(n), object(n * 40..n * 40 + 40));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut kills = 0_u64;
    loop {
        let life = Duration::from_millis(rng.random_range(5..150 + kills * 20));
        match tokio::time::timeout(life, bench.sync()).await {
            Ok(done) => break drop(done.expect("a sync")),
            Err(_killed) => kills += 1,
        }
        assert!(kills < 500, "it gets on");
    }
    assert!(kills > 0, "it was killed at least once");
    let wanted: Vec<String> = (0..4_800).map(id).collect();
    assert_eq!(bench.ids(), wanted);
    assert_eq!(bench.workspace.ledger().len(), wanted.len(), "nothing twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_is_an_end_and_keeps_what_came() {
    let bench = Bench::new(Storage::s3().await, InMemory::default(), Time::new());
    for n in 0..50 {
        bench.storage.put(&key(n), object([n]));
    }
    let cancel = CancellationToken::new();
    let (seen, stop) = (Arc::new(AtomicU64::new(0)), cancel.clone());
    proxy(&bench).spoil(move |_, path| {
        if !path.contains("list-type") && seen.fetch_add(1, Ordering::Relaxed) == 20 {
            stop.cancel();
        }
        Fate::Pass
    });
    let error = bench.sync_until(&cancel).await.expect_err("it was cancelled");
    assert_eq!(error.code, ErrorCode::Cancelled);
    proxy(&bench).spoil(|_, _| Fate::Pass);
    bench.sync().await.expect("a sync");
    assert_eq!(bench.ids(), (0..50).map(id).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn busy_answers_and_cut_bodies_are_waited_out() {
    let bench = Bench::new(Storage::s3().await, InMemory::default(), Time::new());
    for n in 0..60 {
        bench.storage.put(&key(n), object([n]));
    }
    let seen = AtomicU64::new(0);
    proxy(&bench).spoil(move |_, _| match seen.fetch_add(1, Ordering::Relaxed) % 7 {
        2 => Fate::Refuse(503),
        4 => Fate::Cut,
        _ => Fate::Pass,
    });
    let summary = bench.sync().await.expect("a sync");
    assert_eq!((summary.new, summary.unreadable), (60, 0), "{summary:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refused_object_is_noted_and_asked_for_again_at_the_next_sync() {
    let bench = on_disk(Storage::s3().await).await;
    for n in 0..10 {
        bench.storage.put(&key(n), object([n]));
    }
    let refused = key(4).replace("audit-logging/", "");
    proxy(&bench).spoil(move |_, path| if path.contains(&refused) { Fate::Refuse(403) } else { Fate::Pass });
    let summary = bench.sync().await.expect("one object is no reason to stop");
    assert_eq!((summary.new, summary.unreadable), (9, 1));
    let quarantine = bench.workspace.quarantine().await;
    assert_eq!(quarantine.len(), 1);
    assert_eq!(quarantine[0].0, key(4));
    bench.sync().await.expect("a sync");
    assert_eq!(bench.workspace.quarantine().await.len(), 1, "it is noted once, however often it is refused");
    proxy(&bench).spoil(|_, _| Fate::Pass);
    assert_eq!(bench.sync().await.expect("a sync").new, 1);
    assert_eq!(bench.workspace.quarantine().await.len(), 0, "what was read is not in quarantine");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_lets_nobody_in_ends_the_sync_with_the_reason() {
    let bench = Bench::new(Storage::s3().await, InMemory::default(), Time::new());
    bench.storage.put(&key(1), object([1]));
    proxy(&bench).spoil(|_, _| Fate::Refuse(403));
    let error = bench.sync().await.expect_err("nothing may be listed");
    assert_eq!(error.code, ErrorCode::StorageDenied);
    assert!(error.message.contains("s3:ListBucket"), "{}", error.message);
    let folder = Bench::new(Storage::folder(), InMemory::default(), Time::new());
    let Storage::Folder(root) = &folder.storage else { unreachable!("it is a folder") };
    std::fs::remove_dir(root.path()).expect("it is empty");
    let error = folder.sync().await.expect_err("the folder is gone");
    assert!(error.message.contains("is not there"), "{}", error.message);
}
