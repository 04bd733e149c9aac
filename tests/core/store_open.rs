//! Creating, opening, locking and closing a workspace; how its key is kept; what a damaged or foreign file is called.
#![allow(clippy::unwrap_used, reason = "a suite fails where its own means fail")]

mod store_support;

use std::{fs, path::Path, sync::Arc};

use auditdesk_core::{
    api::wire::{Protection, Settings},
    entry::Seq,
    error::ErrorCode,
    store::{
        Access, Store, Verification,
        key::{Key, Keyring, MemoryKeyring, Protect, Random, SystemKeyring, SystemRandom, Workspace},
    },
};
use serde_json::json;
use store_support::{Quiet, commit, create, database, deps, key, ledger, open, passphrase, pending, settled, source};
use tokio_util::sync::CancellationToken;

fn code(outcome: auditdesk_core::error::Result<Store>) -> ErrorCode {
    match outcome {
        Ok(_) => panic!("it opened"),
        Err(e) => {
            assert!(e.message.ends_with('.') && e.message.len() > 40, "says what, why and what to do: {}", e.message);
            e.code
        }
    }
}

fn read_only(folder: &Path) -> auditdesk_core::error::Result<Store> {
    Store::open(folder, &key(), deps(), Access::ReadOnly)
}

fn verify(store: &Store) -> Verification {
    store.verify(&Quiet, &CancellationToken::new()).unwrap()
}

/// A workspace with two full blocks, a tail and a pending entry; closed.
async fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = create(folder.path());
    let id = source(&store, "Obot").await;
    let value = |n: u64| json!({ "op": "ping", "status": "success", "n": n });
    commit(&store, id, (0..150).map(|n| settled(id, &n.to_string(), &value(n))).collect()).await;
    commit(&store, id, vec![pending(id, "waiting", &value(0))]).await;
    folder
}

#[tokio::test]
async fn one_process_writes_and_others_are_told_which_one() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(Store::open(folder.path(), &key(), deps(), Access::ReadWrite)), ErrorCode::WorkspaceMissing);
    let store = create(folder.path());
    let busy = Store::open(folder.path(), &key(), deps(), Access::ReadWrite).err().unwrap();
    assert_eq!(busy.code, ErrorCode::WorkspaceBusy);
    assert_eq!(busy.details["pid"], std::process::id());
    assert!(busy.message.contains(&std::process::id().to_string()), "{}", busy.message);
    drop(store);
    assert_eq!(code(Store::create(folder.path(), &key(), deps())), ErrorCode::WorkspaceExists);
    drop(open(folder.path()));
}

#[tokio::test]
async fn a_reader_beside_a_writer_sees_the_state_at_its_opening_and_cannot_write() {
    let folder = filled().await;
    let writer = open(folder.path());
    let reader = read_only(folder.path()).unwrap();
    let before = ledger(&reader);
    assert_eq!((before.len(), reader.counts().pending), (150, 1));
    let value = json!({ "op": "later", "status": "success" });
    commit(&writer, 1, (0..200).map(|n| settled(1, &format!("later {n}"), &value)).collect()).await;
    assert_eq!(ledger(&reader), before, "its spans stay, its tail is sealed meanwhile");
    assert_eq!(reader.counts().settled, 150);
    assert_eq!(ledger(&writer).len(), 350);
    assert_eq!(
        reader.put_settings(Settings::default(), String::new()).await.unwrap_err().code,
        ErrorCode::WorkspaceBusy
    );
    assert_eq!(reader.access(), Access::ReadOnly);
    drop(writer);
    assert_eq!(read_only(folder.path()).unwrap().counts().settled, 350, "also without a writer");
}

#[tokio::test]
async fn a_closed_workspace_refuses_every_call_and_can_be_opened_again() {
    let folder = filled().await;
    let store = open(folder.path());
    let (clone, sink) = (store.clone(), store.sink(1));
    store.close();
    assert_eq!(clone.settings().await.unwrap_err().code, ErrorCode::WorkspaceLocked);
    assert_eq!(
        clone.put_settings(Settings::default(), String::new()).await.unwrap_err().code,
        ErrorCode::WorkspaceLocked
    );
    assert_eq!(sink.pending_count().await.unwrap_err().code, ErrorCode::WorkspaceLocked);
    assert_eq!(clone.record(1).unwrap_err().code, ErrorCode::WorkspaceLocked);
    drop(open(folder.path()));
}

#[tokio::test]
async fn another_key_is_a_wrong_key_for_writers_and_readers() {
    let folder = filled().await;
    let other = Key::from_bytes(&[8; 32]).unwrap();
    for access in [Access::ReadWrite, Access::ReadOnly] {
        assert_eq!(code(Store::open(folder.path(), &other, deps(), access)), ErrorCode::WrongKey);
    }
    assert_eq!(verify(&open(folder.path())).records, 150, "the attempt did no harm");
}

#[tokio::test]
async fn a_file_from_before_sha_256_opens_and_is_written_as_it_is() {
    let folder = filled().await;
    let records = ledger(&open(folder.path()));
    let (now, former) = (folder.path().join("workspace.db"), folder.path().join("former.db"));
    {
        let database = database(folder.path());
        let version: u32 = database.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        let (path, key) = (former.display(), "07".repeat(32));
        database
            .execute_batch(&format!(
                "ATTACH '{path}' AS former KEY \"x'{key}'\"; PRAGMA former.cipher_hmac_algorithm = HMAC_SHA512"
            ))
            .unwrap();
        database.query_row("SELECT sqlcipher_export('former')", [], |_| Ok(())).unwrap();
        database.execute_batch(&format!("PRAGMA former.user_version = {version}")).unwrap();
    }
    fs::rename(former, now).unwrap();
    assert!(
        database(folder.path()).query_row("SELECT 1 FROM sqlite_schema", [], |_| Ok(())).is_err(),
        "authenticated in the former way"
    );
    let store = open(folder.path());
    assert_eq!(ledger(&store), records);
    commit(&store, 1, vec![settled(1, "new", &json!({ "n": 1 }))]).await;
    drop(store);
    assert_eq!(ledger(&open(folder.path())).len(), records.len() + 1);
    assert_eq!(ledger(&read_only(folder.path()).unwrap()).len(), records.len() + 1);
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_untouched() {
    let folder = filled().await;
    database(folder.path()).pragma_update(None, "user_version", 999).unwrap();
    let before = fs::read(folder.path().join("workspace.db")).unwrap();
    for access in [Access::ReadWrite, Access::ReadOnly] {
        assert_eq!(code(Store::open(folder.path(), &key(), deps(), access)), ErrorCode::NewerFile);
    }
    assert_eq!(fs::read(folder.path().join("workspace.db")).unwrap(), before);
}

#[tokio::test]
async fn flipped_bytes_and_a_file_cut_short_are_corrupt_and_never_a_panic() {
    let folder = filled().await;
    let path = folder.path().join("workspace.db");
    let good = fs::read(&path).unwrap();
    let mut refused = 0;
    for page in 1..good.len() / 4096 {
        let mut bad = good.clone();
        bad[page * 4096 + 100] ^= 1;
        fs::write(&path, &bad).unwrap();
        // Not every page is read at opening; the others are found by whoever reads them.
        let outcome = Store::open(folder.path(), &key(), deps(), Access::ReadWrite).and_then(|store| {
            let found = store.verify(&Quiet, &CancellationToken::new())?;
            assert!(found.records <= 150);
            Ok(found)
        });
        match outcome {
            Ok(found) => refused += usize::from(found.broken.is_some()),
            Err(e) => {
                assert_eq!(e.code, ErrorCode::Corrupt, "page {page}: {}", e.message);
                refused += 1;
            }
        }
    }
    assert!(refused > 5, "pages of the ledger are among them: {refused}");
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    assert_eq!(code(Store::open(folder.path(), &key(), deps(), Access::ReadWrite)), ErrorCode::Corrupt);
    fs::write(&path, &good).unwrap();
    assert_eq!(verify(&open(folder.path())).broken, None);
}

#[tokio::test]
async fn verification_finds_a_record_changed_removed_or_reordered_by_someone_with_the_key() {
    let broken_at = |sql: &'static str| async move {
        let folder = filled().await;
        database(folder.path()).execute_batch(sql).unwrap();
        Store::open(folder.path(), &key(), deps(), Access::ReadWrite)
            .map(|store| verify(&store).broken.map(|broken| broken.seq))
            .map_err(|e| e.code)
    };
    let at = |seq: Seq| Ok::<_, ErrorCode>(Some(seq));
    assert_eq!(broken_at("SELECT 1").await, Ok(None));
    let swapped = "UPDATE block SET (records, raw_bytes) = (SELECT records, raw_bytes FROM block WHERE first = 65) WHERE first = 1";
    assert_eq!(broken_at(swapped).await, at(1));
    assert_eq!(broken_at("UPDATE block SET chain = zeroblob(32) WHERE first = 65").await, at(65));
    assert_eq!(broken_at("UPDATE genesis SET hash = zeroblob(32)").await, at(1));
    assert_eq!(broken_at("UPDATE tail SET sha256 = zeroblob(32) WHERE seq = 140").await, at(140));
    assert_eq!(broken_at("DELETE FROM identity WHERE remote_id = 3").await, at(151), "an entry nobody can find");
    let emptied = "UPDATE block SET records = x'', raw_bytes = 0 WHERE first = 1";
    assert_eq!(broken_at(emptied).await, at(151), "a removal that is not on record");
    assert_eq!(broken_at("DELETE FROM block WHERE first = 1").await, Err(ErrorCode::Corrupt));
    assert_eq!(broken_at("DELETE FROM tail WHERE seq = 140").await, Err(ErrorCode::Corrupt));
    // The last block and the tail gone together: only who kept the earlier head can tell, or the look-up tables.
    assert_eq!(broken_at("DELETE FROM tail; DELETE FROM block WHERE first = 65").await, at(65));
}

#[tokio::test]
async fn a_verification_can_be_cancelled_and_its_head_moves_with_the_ledger() {
    let folder = filled().await;
    let store = open(folder.path());
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    assert_eq!(store.verify(&Quiet, &cancelled).unwrap_err().code, ErrorCode::Cancelled);
    let before = verify(&store);
    assert_eq!((before.records, before.blocks), (150, 2));
    commit(&store, 1, (0..64).map(|n| settled(1, &format!("more {n}"), &json!({}))).collect()).await;
    assert_ne!(verify(&store).head, before.head);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("workspace");
    let workspace = Workspace::new(&folder, Arc::new(MemoryKeyring::default()), Arc::new(SystemRandom));
    let store = workspace.create(Protect::Keyring, deps()).unwrap();
    source(&store, "Obot").await;
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names.len(), 5, "{names:?}");
    for name in names {
        assert_eq!(fs::metadata(&name).unwrap().permissions().mode() & 0o777, 0o600, "{}", name.display());
    }
}

struct Desk {
    folder: tempfile::TempDir,
    keyring: Arc<MemoryKeyring>,
    workspace: Workspace,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Arc::new(MemoryKeyring::default());
    let workspace = Workspace::new(folder.path(), keyring.clone(), Arc::new(SystemRandom));
    Desk { folder, keyring, workspace }
}

#[tokio::test]
async fn a_workspace_in_the_keyring_opens_without_asking_and_says_what_is_wrong_with_the_keyring() {
    let Desk { folder: _folder, keyring, workspace } = desk();
    assert_eq!(workspace.protection().unwrap(), None);
    assert_eq!(code(workspace.unlock(None, deps(), Access::ReadWrite)), ErrorCode::WorkspaceMissing);
    let store = workspace.create(Protect::Keyring, deps()).unwrap();
    source(&store, "Obot").await;
    drop(store);
    assert_eq!(workspace.protection().unwrap(), Some(Protection::Keyring));
    assert_eq!(code(workspace.create(Protect::Keyring, deps())), ErrorCode::WorkspaceExists);
    assert_eq!(workspace.unlock(None, deps(), Access::ReadWrite).unwrap().sources().await.unwrap().len(), 1);
    assert_eq!(workspace.keyring_problem(), None);
    for fault in [ErrorCode::KeyringDenied, ErrorCode::KeyringUnavailable] {
        keyring.fail_with(Some(fault));
        assert_eq!(workspace.unlock(None, deps(), Access::ReadWrite).err().unwrap().code, fault);
        assert!(workspace.keyring_problem().is_some());
    }
    keyring.fail_with(None);
    drop(workspace.unlock(None, deps(), Access::ReadWrite).unwrap());
    keyring.delete(&keyring.items()[0]).unwrap();
    assert_eq!(code(workspace.unlock(None, deps(), Access::ReadWrite)), ErrorCode::WrongKey);
}

#[tokio::test]
async fn a_keyring_that_refuses_leaves_no_half_workspace_behind() {
    let Desk { folder, keyring, workspace } = desk();
    keyring.fail_with(Some(ErrorCode::KeyringUnavailable));
    assert_eq!(workspace.create(Protect::Keyring, deps()).err().unwrap().code, ErrorCode::KeyringUnavailable);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["workspace.lock"]);
    drop(workspace.create(Protect::Passphrase(&passphrase("correct horse")), deps()).unwrap());
}

#[tokio::test]
async fn a_passphrase_opens_its_workspace_and_no_other_does() {
    let Desk { folder, keyring: _, workspace } = desk();
    let (right, wrong) = (passphrase("correct horse battery"), passphrase("incorrect horse"));
    assert_eq!(code(workspace.create(Protect::Passphrase(&passphrase("short")), deps())), ErrorCode::WrongUse);
    drop(workspace.create(Protect::Passphrase(&right), deps()).unwrap());
    assert_eq!(workspace.protection().unwrap(), Some(Protection::Passphrase));
    drop(workspace.unlock(Some(&right), deps(), Access::ReadOnly).unwrap());
    assert_eq!(code(workspace.unlock(Some(&wrong), deps(), Access::ReadWrite)), ErrorCode::WrongKey);
    assert_eq!(code(workspace.unlock(None, deps(), Access::ReadWrite)), ErrorCode::WorkspaceLocked);
    // A damaged first page is told from a wrong passphrase.
    let path = folder.path().join("workspace.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(code(workspace.unlock(Some(&right), deps(), Access::ReadWrite)), ErrorCode::Corrupt);
}

#[tokio::test]
async fn the_page_beside_the_file_is_checked() {
    let Desk { folder, keyring: _, workspace } = desk();
    let right = passphrase("correct horse battery");
    drop(workspace.create(Protect::Passphrase(&right), deps()).unwrap());
    let path = folder.path().join("workspace.json");
    let good: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut page = good.clone();
        change(&mut page);
        fs::write(&path, page.to_string()).unwrap();
        code(workspace.unlock(Some(&right), deps(), Access::ReadWrite))
    };
    assert_eq!(with(&|page| page["format"] = json!(2)), ErrorCode::NewerFile);
    assert_eq!(with(&|page| page["protection"]["argon2id"]["memory_kib"] = json!(u32::MAX)), ErrorCode::Corrupt);
    assert_eq!(with(&|page| page["protection"]["nonce"] = json!("00")), ErrorCode::Corrupt);
    assert_eq!(with(&|page| page["protection"]["salt"] = json!("é")), ErrorCode::Corrupt);
    assert_eq!(
        with(&|page| page["id"] = json!("another workspace")),
        ErrorCode::WrongKey,
        "the seal is bound to the id"
    );
    assert_eq!(with(&|page| *page = json!([])), ErrorCode::Corrupt);
    fs::remove_file(&path).unwrap();
    assert_eq!(code(workspace.unlock(Some(&right), deps(), Access::ReadWrite)), ErrorCode::Corrupt);
}

#[tokio::test]
async fn a_change_of_protection_gives_a_new_key_and_the_old_one_opens_nothing() {
    let Desk { folder, keyring, workspace } = desk();
    let (first, second) = (passphrase("first passphrase"), passphrase("second passphrase"));
    let store = workspace.create(Protect::Keyring, deps()).unwrap();
    let id = source(&store, "Obot").await;
    commit(&store, id, (0..500).map(|n| settled(id, &n.to_string(), &json!({ "n": n }))).collect()).await;
    let records = ledger(&store);
    let old = Key::from_bytes(&keyring.get(&keyring.items()[0]).unwrap().unwrap()).unwrap();

    let mut store = store;
    for (protect, unlock) in [
        (Protect::Passphrase(&first), Some(&first)),
        (Protect::Passphrase(&second), Some(&second)),
        (Protect::Keyring, None),
    ] {
        workspace.change_protection(&store, protect).unwrap();
        assert_eq!(ledger(&store), records, "the open workspace goes on");
        store.put_settings(Settings::default(), String::new()).await.unwrap();
        store.close();
        let kept = usize::from(matches!(protect, Protect::Keyring));
        assert_eq!(keyring.items().len(), kept, "what opens nothing is not kept");
        assert_eq!(code(Store::open(folder.path(), &old, deps(), Access::ReadWrite)), ErrorCode::WrongKey);
        store = workspace.unlock(unlock, deps(), Access::ReadWrite).unwrap();
        assert_eq!(ledger(&store), records);
    }
    store.close();
    // The first passphrase is of no use any more, the keyring needs none.
    drop(workspace.unlock(Some(&first), deps(), Access::ReadWrite).unwrap());
}

#[test]
#[ignore = "needs a Secret Service, a Keychain or a Credential Manager: run it in a desktop session"]
fn the_keyring_of_the_system_keeps_replaces_and_forgets_a_key() {
    let keyring = SystemKeyring::new();
    let (item, keys) = ("auditdesk-test-item", [[0, 255, 10, 13], [1, 2, 3, 4]]);
    for key in keys {
        keyring.set(item, &key).unwrap();
        assert_eq!(keyring.get(item).unwrap().unwrap().as_slice(), key);
    }
    keyring.delete(item).unwrap();
    keyring.delete(item).unwrap();
    assert_eq!(keyring.get(item).unwrap(), None);
}

/// Randomness that fails.
struct NoRandom;

impl Random for NoRandom {
    fn fill(&self, _: &mut [u8]) -> auditdesk_core::error::Result<()> {
        Err(auditdesk_core::error::Error::new(ErrorCode::Internal, "The operating system gave no random bytes, here."))
    }
}

#[tokio::test]
async fn no_workspace_is_made_without_randomness() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::new(folder.path(), Arc::new(MemoryKeyring::default()), Arc::new(NoRandom));
    assert_eq!(code(workspace.create(Protect::Keyring, deps())), ErrorCode::Internal);
    assert_eq!(workspace.protection().unwrap(), None);
}
