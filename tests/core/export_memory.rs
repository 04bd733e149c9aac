//! Large exports into real servers: rows and hash are right, memory is flat.
//!
//! One test runs in its process, so that the peak of the process is the export's: the other one is for `scripts/test-long`.

mod export_rows;
mod servers;

use std::fs;

use auditdesk_core::{
    api::wire::{Place, RunObject, WriteOptions},
    export::{Destination, EXTENSION, RunOptions, run},
};
use export_rows::{Watched, now, rows, sha256};
use futures::StreamExt;
use object_store::{ObjectStoreExt, path::Path};
use servers::{Key, garage::Garage};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

/// The largest memory this process ever had, in KiB. <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("it is there");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

async fn export(place: &Place, key: &Key, name: &str, count: u64) -> RunObject {
    let destination = Destination::open(place, Some(&key.secret()), &WriteOptions::default(), "").expect("it opens");
    let key = destination.key(name, now(), EXTENSION).expect("a good name");
    let options = RunOptions { total: count, allow_empty: false, ..RunOptions::default() };
    let done = run(rows(count), &destination, &key, options, &Watched::default(), &CancellationToken::new()).await;
    done.expect("it runs").expect("it has rows")
}

#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "the measurement is wanted in the log")]
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_entries_arrive_with_a_write_only_key_in_flat_memory() {
    let garage = Garage::start();
    let place = garage.bucket(&garage.write_only);
    let export = async |name: &str, count| export(&place, &garage.write_only, name, count).await;
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

    let bytes = garage.read(&object.key).await.expect("it is there");
    assert_eq!(sha256(&bytes), object.sha256);
    assert_eq!(bytes.split_inclusive(|byte| *byte == b'\n').count() as u64, object.rows);
    assert_eq!(object.rows, 100_000);
    assert_eq!(garage.unfinished_uploads(), 0);
}

/// S3 takes 5 GiB in one request: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html>.
#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "the measurement is wanted in the log")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "6 GB take minutes; scripts/test-long runs it"]
async fn six_gigabytes_arrive_with_a_write_only_key_in_flat_memory() {
    // It compresses what it stores: this takes little of the disk.
    let garage = Garage::start();
    let place = garage.bucket(&garage.write_only);
    let (before, since) = (peak(), std::time::Instant::now());
    let object = export(&place, &garage.write_only, "six", 2_900_000).await;
    let (took, whole) = (since.elapsed(), peak());
    println!("{} rows, {} bytes in {took:.1?}; peak {before} KiB before, {whole} KiB after", object.rows, object.bytes);
    assert!(object.bytes > 6_000_000_000, "beyond a single request: {}", object.bytes);
    assert!(whole - before < 64 << 10, "the export took {} KiB", whole - before);
    let found = garage.store().get(&Path::parse(&object.key).expect("a key")).await.expect("it is there");
    let mut stream = found.into_stream();
    let (mut hash, mut bytes, mut lines) = (Sha256::new(), 0, 0);
    while let Some(piece) = stream.next().await {
        let piece = piece.expect("it can be read");
        hash.update(&piece);
        bytes += piece.len() as u64;
        lines += piece.split(|byte| *byte == b'\n').count() as u64 - 1;
    }
    let hash = hash.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    assert_eq!((bytes, lines, hash), (object.bytes, object.rows, object.sha256));
    assert_eq!(garage.unfinished_uploads(), 0);
}
