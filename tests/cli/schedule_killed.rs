//! Scheduled exports killed at random moments: afterwards the bucket holds each entry once for each schedule, whole objects only, and no unfinished upload.
//!
//! `AUDITDESK_KILLS` (default 6 for each server) sets how often; `scripts/test-long` sets 100.

#![allow(clippy::print_stdout, reason = "it reports what it did")]

#[path = "../core/servers/mod.rs"]
mod servers;
mod support;

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs,
    time::{Duration, Instant},
};

use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, aws::AmazonS3, path::Path};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use servers::{Key, garage::Garage, s3s_fs::S3sFs};
use sha2::{Digest, Sha256};
use support::Terminal;

/// Entries of 60 kB: an object of three parts.
const ENTRIES: u64 = 400;

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_never_overwrites_gets_each_entry_once() {
    let server = S3sFs::start();
    let place = ["--endpoint", &format!("http://{}", server.address), "--region", "us-east-1"].map(str::to_owned);
    let store = servers::store(server.address, "us-east-1", servers::s3s_fs::BUCKET, &server.key);
    survives_kills(&place, servers::s3s_fs::BUCKET, &server.key, &store, 201).await;
    // This server does not tell its unfinished uploads: one that was begun and whose name did not come back before a kill stays, empty.
    println!("{} uploads of which nobody learned the name", server.unfinished_uploads());
    assert_eq!(server.unfinished_parts(), 0, "of what is on record nothing stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_overwrites_gets_each_entry_once() {
    let server = Garage::start();
    let place = ["--endpoint", &format!("http://{}", server.address), "--region", "garage"].map(str::to_owned);
    survives_kills(&place, servers::garage::BUCKET, &server.read_write, &server.store(), 202).await;
    assert_eq!(server.unfinished_uploads(), 0);
}

async fn survives_kills(place: &[String], bucket: &str, key: &Key, store: &AmazonS3, seed: u64) {
    let kills = std::env::var("AUDITDESK_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let terminal = Terminal::new();
    add_entries(&terminal);
    add_destination(&terminal, place, bucket, key);

    // How long an undisturbed run takes here says when a kill meets one.
    let mut names = vec![add_schedule(&terminal, 0)];
    let since = Instant::now();
    terminal.done(&["schedule", "run", &names[0]]);
    let whole = since.elapsed();

    let mut found_open = 0;
    for _ in 0..kills {
        let mut child = if open(&terminal).is_some() {
            found_open += 1;
            terminal.spawn(&["schedule", "run-due"])
        } else {
            names.push(add_schedule(&terminal, names.len()));
            terminal.spawn(&["schedule", "run", names.last().expect("it was just added")])
        };
        tokio::time::sleep(whole.mul_f64(random.random_range(0.3..1.1))).await;
        child.kill().expect("it is ours");
        child.wait().expect("it was killed");
        // The server goes on with what it was sent before it sees that nobody listens.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // A run that was killed goes on; a schedule whose first run was killed before it was decided on gets it now.
    for name in &names {
        terminal.done(&["schedule", "run", name]);
    }
    assert_eq!(open(&terminal), None, "what was killed comes to its end");
    println!("{kills} kills over {} schedules, {found_open} times a run was found unfinished", names.len());
    compare(&terminal, &names, store).await;
}

fn add_entries(terminal: &Terminal) {
    let (file, mapping) = (terminal.path().join("doors.csv"), terminal.path().join("doors.json"));
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut rows = "when;badge;door;note\n".to_owned();
    for entry in 0..ENTRIES {
        let note: String = (0..60_000).map(|_| char::from(random.random_range(b'a'..=b'z'))).collect();
        writeln!(rows, "2026-08-20 10:{:02}:{:02};ada;door {entry};{note}", entry / 60, entry % 60)
            .expect("text takes text");
    }
    fs::write(&file, rows).expect("the temporary folder is writable");
    let fields = r#"{"time":"/when","actor_name":"/badge","target_name":"/door"}"#;
    fs::write(
        &mapping,
        format!(r#"{{"fields":{fields},"constants":{{"operation":"open"}},"outcomes":{{}},"zone":"UTC"}}"#),
    )
    .expect("the temporary folder is writable");
    terminal.done(&["mapping", "save", "doors", &mapping.display().to_string()]);
    let file = file.display().to_string();
    let imported = terminal.json(&["import", &file, "--into", "Doors", "--mapping", "doors"]);
    assert_eq!(imported["entries"], ENTRIES);
}

fn add_destination(terminal: &Terminal, place: &[String], bucket: &str, key: &Key) {
    let file = terminal.path().join("secret");
    fs::write(&file, &key.secret).expect("the temporary folder is writable");
    let file = file.display().to_string();
    let mut arguments = vec!["destination", "add", "bucket", "--bucket", bucket, "--path-style"];
    arguments.extend(["--access-key-id", &key.id, "--secret-file", &file]);
    arguments.extend(place.iter().map(String::as_str));
    terminal.done(&arguments);
}

/// A schedule that begins with everything and runs only when asked to.
fn add_schedule(terminal: &Terminal, number: usize) -> String {
    let name = format!("doors-{number}");
    terminal.done(&["schedule", "add", &name, "--to", "bucket", "--cron", "0 0 29 2 *", "--from", "everything"]);
    name
}

/// A schedule whose run is not committed.
fn open(terminal: &Terminal) -> Option<String> {
    let schedules = terminal.json(&["schedule", "list"]);
    let open = schedules.as_array().expect("a list").iter().find(|schedule| !schedule["open"].is_null());
    open.map(|schedule| schedule["setup"]["name"].as_str().expect("names are text").to_owned())
}

async fn compare(terminal: &Terminal, names: &[String], store: &AmazonS3) {
    let mut known = BTreeSet::new();
    for name in names {
        let mut exported = BTreeSet::new();
        for run in terminal.json(&["schedule", "runs", name]).as_array().expect("a list") {
            if run["state"] == "empty" {
                continue;
            }
            assert_eq!(run["state"], "done", "{name}: {run:#}");
            let manifest = read(store, &run["schedule"]["manifest"], &mut known).await;
            let manifest: Value = serde_json::from_slice(&manifest).expect("a manifest is JSON");
            assert_eq!(manifest["objects"].as_array().map(Vec::len), run["objects"].as_array().map(Vec::len));
            for object in manifest["objects"].as_array().expect("a list") {
                let bytes = read(store, object, &mut known).await;
                assert!(bytes.len() > 16 << 20, "it takes several parts");
                for line in std::str::from_utf8(&bytes).expect("JSON Lines are UTF-8").lines() {
                    let row: Value = serde_json::from_str(line).expect("a line is JSON");
                    assert!(exported.insert(row["seq"].as_u64().expect("places are numbers")), "twice: {}", row["seq"]);
                }
            }
        }
        assert!(exported.iter().copied().eq(1..=ENTRIES), "{name}: each settled entry and no other");
    }
    let listed: Vec<_> = store.list(None).try_collect().await.expect("it lists");
    let there: BTreeSet<String> = listed.into_iter().map(|object| object.location.to_string()).collect();
    assert_eq!(there, known, "what is in the bucket is what manifests name");
}

/// The bytes of an object, which are those that its hash on record says.
async fn read(store: &AmazonS3, object: &Value, known: &mut BTreeSet<String>) -> Vec<u8> {
    let key = object["key"].as_str().unwrap_or_else(|| panic!("no key: {object:#}"));
    assert!(known.insert(key.to_owned()), "named twice: {key}");
    let found = store.get(&Path::parse(key).expect("a key")).await.unwrap_or_else(|e| panic!("{key}: {e}"));
    let bytes = found.bytes().await.expect("it can be read").to_vec();
    let sha256 = Sha256::digest(&bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(object["sha256"], sha256, "{key}");
    bytes
}
