//! An export of 100,000 entries into a real server with a key that may only write: rows and hash are right, memory is flat.
//!
//! The one test of its binary, so that the peak of this process is the export's.

mod export_rows;
mod servers;

use std::fs;

use auditdesk_core::api::wire::WriteOptions;
use auditdesk_core::export::{Destination, EXTENSION, RunOptions, run};
use export_rows::{Watched, now, rows, sha256};
use object_store::{ObjectStoreExt, aws::AmazonS3Builder, path::Path};
use servers::garage::{BUCKET, Garage, REGION};
use tokio_util::sync::CancellationToken;

/// The largest memory this process ever had, in KiB. <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("it is there");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "the measurement is wanted in the log")]
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_entries_arrive_with_a_write_only_key_in_flat_memory() {
    let garage = Garage::start();
    let destination = Destination::open(
        &garage.bucket(&garage.write_only),
        Some(&garage.write_only.secret()),
        &WriteOptions::default(),
        "",
    );
    let destination = destination.expect("it opens");
    let export = async |name: &str, count: u64| {
        let key = destination.key(name, now(), EXTENSION).expect("a good name");
        let options = RunOptions { total: count, allow_empty: false };
        let done = run(rows(count), &destination, &key, options, &Watched::default(), &CancellationToken::new()).await;
        done.expect("it runs").expect("it has rows")
    };
    let before = peak();
    export("warm", 25_000).await;
    let quarter = peak();
    let since = std::time::Instant::now();
    let object = export("all", 100_000).await;
    let (took, whole) = (since.elapsed(), peak());
    println!(
        "{} rows, {} bytes in {took:.1?}; peak {before} KiB before, {quarter} KiB after 25,000 rows, {whole} KiB after 100,000",
        object.rows, object.bytes
    );
    assert!(object.bytes > 200_000_000, "some 2.4 KB a row: {}", object.bytes);
    // Five parts of 8 MiB may be held, whatever the size of the export; measured here: 18 to 34 MiB for 213 MB.
    assert!(whole - before < 64 << 10, "the export took {} KiB", whole - before);

    let store = AmazonS3Builder::new()
        .with_endpoint(format!("http://{}", garage.address))
        .with_allow_http(true)
        .with_region(REGION)
        .with_bucket_name(BUCKET)
        .with_access_key_id(&garage.read_write.id)
        .with_secret_access_key(&garage.read_write.secret)
        .build()
        .expect("it opens");
    let found = store.get(&Path::parse(&object.key).expect("a key")).await.expect("it is there");
    let bytes = found.bytes().await.expect("it can be read");
    assert_eq!(sha256(&bytes), object.sha256);
    assert_eq!(bytes.split_inclusive(|byte| *byte == b'\n').count() as u64, object.rows);
    assert_eq!(object.rows, 100_000);
    assert_eq!(garage.unfinished_uploads(), 0);
}
