//! Kills, full disks, and what lies on the disk: nothing lost, nothing twice, nothing readable.
#![allow(clippy::unwrap_used, reason = "a suite fails where its own means fail")]

mod store_support;

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use auditdesk_core::{
    entry::Record,
    error::{ErrorCode, Result},
    secret::Secret,
    source::{Batch, Observation, Person, Quarantined},
    store::{
        Access, Credential, Owner, Store,
        key::{Keyring, MemoryKeyring, Protect, SystemRandom, Workspace},
    },
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use store_support::{Quiet, commit, create, deps, key, ledger, open, passphrase, pending, settled, source, start};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// Names the folder for a test of this suite that runs as a child process.
const FOLDER: &str = "AUDITDESK_TEST_FOLDER";

/// Runs a test of this suite as a process of its own.
fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env(FOLDER, folder);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Tells the parent, which reads lines.
fn acknowledge(number: u64) {
    let mut out = std::io::stdout();
    writeln!(out, "\nacknowledged {number}").unwrap();
    out.flush().unwrap();
}

fn folder() -> PathBuf {
    env::var_os(FOLDER).expect("only run as a child").into()
}

/// The records of entry `n`: first pending for some, changed later for some.
fn batch(from: u64, size: u64) -> Vec<Observation> {
    let value = |n: u64, status: &str| json!({ "op": format!("op {n}"), "status": status, "body": "x".repeat((n * 37 % 900) as usize) });
    let mut batch = Vec::new();
    for n in from..from + size {
        if n % 7 == 0 {
            batch.push(pending(1, &n.to_string(), &value(n, "")));
        }
        batch.push(settled(1, &n.to_string(), &value(n, "success")));
        if n % 11 == 0 {
            batch.push(settled(1, &n.to_string(), &value(n, "failure")));
        }
    }
    // Waits beyond the batch.
    batch.push(pending(1, &format!("waiting {from}"), &value(from, "")));
    batch
}

/// Where the settling child goes on: the number of the next entry.
async fn next(store: &Store) -> u64 {
    store.checkpoint(1).await.unwrap().map_or(0, |checkpoint| checkpoint["next"].as_u64().unwrap())
}

#[tokio::test]
#[ignore = "run as a child process and killed"]
async fn child_settles_batches() {
    let folder = folder();
    let store = if folder.join("workspace.db").exists() { open(&folder) } else { create(&folder) };
    if store.sources().await.unwrap().is_empty() {
        source(&store, "Obot").await;
    }
    let mut from = next(&store).await;
    let mut random = ChaCha8Rng::seed_from_u64(from);
    loop {
        let size = random.random_range(1..150);
        let batch = Batch {
            observations: batch(from, size),
            checkpoint: Some(json!({ "next": from + size })),
            ..Batch::default()
        };
        store.sink(1).commit(batch).await.unwrap();
        from += size;
        acknowledge(from);
    }
}

/// Kills a child so long after its start, or after its first line, and tells its last line.
fn kill(mut child: Child, started: bool, patience: Duration) -> Option<u64> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut numbers = lines.filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok());
    let first = if started { numbers.next() } else { None };
    let last = std::thread::scope(|scope| {
        // Read all the while: a child that cannot write its lines would stand still.
        let reader = scope.spawn(|| numbers.last());
        std::thread::sleep(patience);
        child.kill().unwrap();
        reader.join().unwrap()
    });
    child.wait().unwrap();
    last.or(first)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_is_there_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(25);
    let mut progress = Vec::new();
    for life in 0..25 {
        let process = child("child_settles_batches", folder.path()).spawn().unwrap();
        // Some die while they create or open the workspace, most while they settle.
        let patience = Duration::from_millis(random.random_range(1..300));
        let acknowledged = kill(process, life % 3 != 0, patience);
        if !folder.path().join("workspace.db").exists() {
            continue;
        }
        let store = open(folder.path());
        if store.sources().await.unwrap().is_empty() {
            continue;
        }
        let next = next(&store).await;
        assert!(next >= acknowledged.unwrap_or(0), "{acknowledged:?} was acknowledged, {next} is there");
        let found = store.verify(&Quiet, &CancellationToken::new()).unwrap();
        assert_eq!(found.broken, None);
        let expected: Vec<(String, usize)> =
            (0..next).flat_map(|n| std::iter::repeat_n(n.to_string(), 1 + usize::from(n % 11 == 0)).zip(0..)).collect();
        let mut versions = std::collections::HashMap::<String, usize>::new();
        let held: Vec<(String, usize)> = ledger(&store)
            .into_iter()
            .map(|Record { remote_id, .. }| {
                let version = versions.entry(remote_id.clone()).or_default();
                *version += 1;
                (remote_id, *version - 1)
            })
            .collect();
        assert_eq!(held, expected, "each entry once per version, in order");
        assert_eq!(store.columns().snapshot().settled(), held.len() as u64);
        progress.push(next);
    }
    progress.dedup();
    assert!(progress.len() > 5, "most of the lives got something done: {progress:?}");
}

/// A keyring that two processes share: one file per item.
struct FolderKeyring(PathBuf);

impl Keyring for FolderKeyring {
    fn get(&self, item: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        Ok(fs::read(self.0.join(item)).ok().map(Zeroizing::new))
    }

    fn set(&self, item: &str, secret: &[u8]) -> Result<()> {
        fs::write(self.0.join(item), secret).unwrap();
        Ok(())
    }

    fn delete(&self, item: &str) -> Result<()> {
        fs::remove_file(self.0.join(item)).unwrap();
        Ok(())
    }
}

/// A workspace in a folder, its keyring in another one beside it.
fn with_keyring(parent: &Path) -> Workspace {
    let keyring = parent.join("keyring");
    fs::create_dir_all(&keyring).unwrap();
    Workspace::new(parent.join("workspace"), Arc::new(FolderKeyring(keyring)), Arc::new(SystemRandom))
}

#[test]
#[ignore = "run as a child process and killed"]
fn child_changes_the_key() {
    let workspace = with_keyring(&folder());
    let store = workspace.unlock(None, deps(), Access::ReadWrite).unwrap();
    acknowledge(1);
    loop {
        workspace.change_protection(&store, Protect::Keyring).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_during_a_change_of_key_the_workspace_opens_as_before_or_as_after() {
    let parent = tempfile::tempdir().unwrap();
    let workspace = with_keyring(parent.path());
    let store = workspace.create(Protect::Keyring, deps()).unwrap();
    source(&store, "Obot").await;
    commit(&store, 1, (0..40).flat_map(|n| batch(n * 100, 100)).collect()).await;
    let records = ledger(&store);
    drop(store);
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let mut halfway = 0;
    for _ in 0..25 {
        let process = child("child_changes_the_key", parent.path()).spawn().unwrap();
        kill(process, true, Duration::from_millis(random.random_range(1..300)));
        let page = fs::read_to_string(parent.path().join("workspace/workspace.json")).unwrap();
        halfway += usize::from(page.contains("\"next\""));
        let store = workspace.unlock(None, deps(), Access::ReadWrite).unwrap();
        assert_eq!(ledger(&store), records);
        assert_eq!(store.verify(&Quiet, &CancellationToken::new()).unwrap().broken, None);
        let page = fs::read_to_string(parent.path().join("workspace/workspace.json")).unwrap();
        assert!(!page.contains("\"next\""), "the unlock tidied up");
    }
    assert!(halfway > 3, "some were killed in the middle: {halfway}");
}

#[tokio::test]
#[ignore = "run as a child process on a small disk"]
async fn child_fills_the_disk() {
    let folder = folder();
    let store = create(&folder);
    source(&store, "Obot").await;
    let ballast = folder.join("ballast");
    fs::write(&ballast, vec![0; 1 << 20]).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut stored = 0_u64;
    let noise = |random: &mut ChaCha8Rng| (0..400).map(|_| random.random_range('a'..='z')).collect::<String>();
    let refused = loop {
        let observations =
            (stored..stored + 100).map(|n| settled(1, &n.to_string(), &json!({ "n": noise(&mut random) }))).collect();
        let checkpoint = Some(json!({ "next": stored + 100 }));
        match store.sink(1).commit(Batch { observations, checkpoint, ..Batch::default() }).await {
            Ok(_) => stored += 100,
            Err(e) => break e,
        }
    };
    assert_eq!(refused.code, ErrorCode::DiskFull, "{}", refused.message);
    assert!(stored > 1000, "something fitted: {stored}");
    let check = |store: &Store| {
        assert_eq!(store.counts().settled, stored);
        let found = store.verify(&Quiet, &CancellationToken::new()).unwrap();
        assert_eq!((found.records, found.broken), (stored, None));
    };
    check(&store);
    assert_eq!(next(&store).await, stored);
    // Space again: the same store goes on.
    fs::remove_file(ballast).unwrap();
    let more = (stored..stored + 100).map(|n| settled(1, &n.to_string(), &json!({}))).collect();
    assert_eq!(commit(&store, 1, more).await.settled, 100);
    drop(store);
    let store = open(&folder);
    assert_eq!(store.counts().settled, stored + 100);
    assert_eq!(store.verify(&Quiet, &CancellationToken::new()).unwrap().broken, None);
    acknowledge(stored);
}

/// Needs a mount of its own, which Linux gives within a user namespace.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_loses_nothing_and_the_store_goes_on_once_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let inner = child("child_fills_the_disk", folder.path());
    let script = r#"mount -t tmpfs -o size=12m none "$0" && exec "$@""#;
    let run = |flags: &str| {
        let mut outer = Command::new("unshare");
        outer.args([flags, "sh", "-c", script]).arg(folder.path()).arg(inner.get_program()).args(inner.get_args());
        outer.env(FOLDER, folder.path()).output().unwrap()
    };
    let probe =
        |flags: &str| Command::new("unshare").args([flags, "true"]).output().is_ok_and(|done| done.status.success());
    let Some(flags) = ["-rm", "-m"].into_iter().find(|flags| probe(flags)) else {
        panic!(
            "this machine allows no mount, so that a full disk cannot be tried: allow user namespaces or run as root"
        );
    };
    let done = run(flags);
    let output = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success() && output.contains("acknowledged"),
        "{output}\n{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// Every byte of the folder, searched for every secret.
fn search(folder: &Path, secrets: &[&[u8]], when: &str) -> usize {
    let mut searched = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        searched += bytes.len();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == *secret);
            assert!(!found, "{:?} is readable in {} {when}", String::from_utf8_lossy(secret), path.display());
        }
    }
    searched
}

#[tokio::test]
async fn no_token_no_payload_and_no_key_is_readable_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::new(folder.path(), Arc::new(MemoryKeyring::default()), Arc::new(SystemRandom));
    let secret = passphrase("open sesame again");
    let store = workspace.create(Protect::Passphrase(&secret), deps()).unwrap();
    let credential = Credential::new("api_key", Secret::new("ok1-TOKENTOKENTOKEN"));
    let id = source(&store, "SOURCENAME").await;
    store.put_credential(Owner::Source(id), Some(credential)).await.unwrap();
    let words: [&[u8]; 8] = [
        b"TOKENTOKEN",
        b"PAYLOADWORD",
        b"PENDINGWORD",
        b"REMOTEIDWORD",
        b"SOURCENAME",
        b"PERSONNAME",
        b"QUARANTINED",
        b"open sesame",
    ];
    let value = json!({ "op": "tools/call", "status": "success", "body": "PAYLOADWORD ".repeat(20) });
    let observations = (0..500)
        .map(|n| settled(id, &format!("REMOTEIDWORD{n}"), &value))
        .chain((0..50).map(|n| pending(id, &format!("{n}"), &json!({ "op": "PENDINGWORD" }))))
        .collect();
    let person = Person { id: "u".into(), name: Some("PERSONNAME".into()), email: None };
    let bad = Quarantined {
        remote_id: "q".into(),
        reason: "r".into(),
        raw: b"QUARANTINED".to_vec(),
        received_at: start(),
        object: None,
    };
    let batch = Batch {
        observations,
        checkpoint: Some(json!("TOKENTOKENTOKEN")),
        directory: vec![person],
        quarantine: vec![bad],
        ..Batch::default()
    };
    store.sink(id).commit(batch).await.unwrap();
    assert_eq!(ledger(&store).len(), 500);
    let log = fs::metadata(folder.path().join("workspace.db-wal")).unwrap().len();
    assert!(log > 10_000, "the log is in use: {log}");
    search(folder.path(), &words, "while open");
    // A change of key writes everything anew.
    workspace.change_protection(&store, Protect::Passphrase(&passphrase("another sesame"))).unwrap();
    search(folder.path(), &words, "after a change of key");
    drop(store);
    let searched = search(folder.path(), &words, "after closing");
    assert!(searched > 50_000, "there was something to search: {searched}");
    // The search itself can fail: in clear text all of it would be found.
    let clear = tempfile::tempdir().unwrap();
    fs::write(clear.path().join("clear"), b"ok1-TOKENTOKENTOKEN").unwrap();
    assert!(std::panic::catch_unwind(|| search(clear.path(), &words, "in clear text")).is_err());
    // A raw key is not on the disk either.
    let other = tempfile::tempdir().unwrap();
    drop(create(other.path()));
    search(other.path(), &[key().expose()], "as a raw key");
}
