//! Large numbers and large objects.

use std::time::Instant;

use auditdesk_core::source::Source;
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Bench, Storage, id, key, object},
    support::{
        time::Time,
        workspace::{InMemory, OnDisk, Workspace},
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn an_object_of_100_megabytes_is_read_in_pieces_of_transactions() {
    let bench = Bench::new(Storage::folder(), InMemory::default(), Time::new());
    let large = object(0..330_000);
    assert!(large.len() > 100 << 20, "{} bytes", large.len());
    bench.storage.put("audit-logging/large.json", large);
    let summary = bench.sync().await.expect("a sync");
    assert_eq!(summary.new, 330_000);
    let largest = bench.workspace.0.look(|held| held.largest_commit);
    assert!(largest <= 2_000, "no transaction is larger than others: {largest}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_object_behind_small_ones_gets_its_share_of_the_memory() {
    let bench = Bench::new(Storage::folder(), InMemory::default(), Time::new());
    for n in 0..20 {
        bench.storage.put(&format!("audit-logging/{n:02}.json"), object([n]));
    }
    let large = object(1_000..91_000);
    assert!(large.len() > 24 << 20, "it takes all of the memory: {} bytes", large.len());
    bench.storage.put("audit-logging/50.json", large);
    bench.storage.put("audit-logging/60.json", object([500]));
    let summary = bench.sync().await.expect("a sync that waits for nothing for ever");
    assert_eq!(summary.new, 90_021);
}

#[expect(clippy::print_stdout, reason = "a measurement prints")]
/// Prints what the product and the server alone reach, and what a second sync costs.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: cargo test --release -p auditdesk-core --test source_objects -- --ignored --nocapture ten_thousand"]
async fn ten_thousand_small_objects() {
    let time = Time::new();
    let workspace = OnDisk::new(std::sync::Arc::new(time.clock.clone()), "http://x").await;
    let bench = Bench::new(Storage::s3().await, workspace, time);
    for n in 0..10_000 {
        bench.storage.put(&key(n), object([n]));
    }
    let Storage::S3 { server, .. } = &bench.storage else { unreachable!("it is a bucket") };
    let alone = crate::bench::get_all(server, (0..10_000).map(key)).await;
    println!("the server alone: {:.0} objects/s", 10_000.0 / alone.as_secs_f64());
    let direct = crate::bench::direct(&bench);
    let since = Instant::now();
    let summary = direct
        .sync(None, &*bench.workspace.sink(), &crate::bench::Silent, &CancellationToken::default())
        .await
        .expect("a sync");
    println!("first sync: {:.0} objects/s", 10_000.0 / since.elapsed().as_secs_f64());
    assert_eq!(summary.new, 10_000);
    assert_eq!(bench.ids().len(), 10_000);
    assert!(bench.ids().contains(&id(9_999)));
    let since = Instant::now();
    let summary = direct
        .sync(None, &*bench.workspace.sink(), &crate::bench::Silent, &CancellationToken::default())
        .await
        .expect("a sync");
    println!("second sync: {:.2} s", since.elapsed().as_secs_f64());
    assert_eq!(summary.new, 0);
}
