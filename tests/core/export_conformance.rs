//! One suite for every kind of destination: a folder; Garage with a key that may do everything and one that may only write; s3s-fs; moto with a user
//! who may only write; Google with a creator's key; Azure with the account's key and with an application's secret.

mod export_rows;
mod servers;

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use auditdesk_core::{
    api::wire::{Encryption, Place, RunObject, Secret, WriteOptions},
    error::{Error, ErrorCode, Result},
    export::{Destination, EXTENSION, ExportRow, Retry, RunOptions, run},
};
use export_rows::{Watched, lines, now, row, rows, sha256};
use servers::{
    Key,
    azurite::Azurite,
    entra::Entra,
    garage::Garage,
    gcs::{Gcs, Role},
    moto::{self, Moto},
    s3s_fs::S3sFs,
};
use tempfile::TempDir;
use tokio::task::block_in_place;
use tokio_util::sync::CancellationToken;

/// 30 MB: four parts.
const LARGE: u64 = 14_000;

/// A destination with a way to look at it from outside.
struct Stage {
    destination: Arc<Destination>,
    outside: Outside,
    /// What the storage promises: that a key is written once only.
    creates_only: bool,
    /// Whether parts that no object was made of stay: Azure has no request to remove them, and does so itself after a week.
    keeps_parts: bool,
}

enum Outside {
    Folder(TempDir),
    Garage(Box<Garage>),
    S3sFs(S3sFs),
    Moto { server: Box<Moto>, bucket: &'static str },
    Gcs(Box<Gcs>),
    Azurite(Box<Azurite>),
}

#[expect(clippy::unused_async, reason = "the suite makes every stage in the same way, and some wait")]
impl Stage {
    fn new(outside: Outside, place: &Place, secret: Option<&Secret>) -> Self {
        Self::with(outside, place, secret, &WriteOptions::default())
    }

    fn with(outside: Outside, place: &Place, secret: Option<&Secret>, options: &WriteOptions) -> Self {
        Self { destination: Arc::new(open(place, secret, options)), outside, creates_only: true, keeps_parts: false }
    }

    async fn folder() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let place = Place::Folder { path: dir.path().display().to_string() };
        Self::new(Outside::Folder(dir), &place, None)
    }

    fn garage(key: impl Fn(&Garage) -> Key) -> Self {
        let garage = block_in_place(Garage::start);
        let key = key(&garage);
        let place = garage.bucket(&key);
        // Measured on 2.5.0: a PUT and the end of an upload with `If-None-Match: *` replace what is there.
        Self { creates_only: false, ..Self::new(Outside::Garage(Box::new(garage)), &place, Some(&key.secret())) }
    }

    async fn garage_read_write() -> Self {
        Self::garage(|garage| garage.read_write.clone())
    }

    async fn garage_write_only() -> Self {
        Self::garage(|garage| garage.write_only.clone())
    }

    async fn s3s_fs() -> Self {
        let server = block_in_place(S3sFs::start);
        let (place, secret) = (server.bucket(&server.key), server.key.secret());
        Self::new(Outside::S3sFs(server), &place, Some(&secret))
    }

    async fn moto_write_only() -> Self {
        Self::moto(moto::BUCKET, &WriteOptions::default()).await
    }

    /// Every object is retained for a day.
    async fn moto_locked() -> Self {
        Self::moto(moto::LOCKED, &WriteOptions::default()).await
    }

    async fn moto(bucket: &'static str, options: &WriteOptions) -> Self {
        let server = Moto::start().await;
        let key = server.write_only.clone();
        let place = if bucket == moto::LOCKED { server.locked_bucket(&key) } else { server.bucket(&key) };
        Self::with(Outside::Moto { server: Box::new(server), bucket }, &place, Some(&key.secret()), options)
    }

    async fn google_creator() -> Self {
        let server = Gcs::start().await;
        let (place, secret) = (server.bucket(), server.secret(Role::ObjectCreator));
        Self::new(Outside::Gcs(Box::new(server)), &place, Some(&secret))
    }

    async fn azure_shared_key() -> Self {
        let server = Azurite::start().await;
        let (place, secret) = (server.container(), server.secret());
        Self { keeps_parts: true, ..Self::new(Outside::Azurite(Box::new(server)), &place, Some(&secret)) }
    }

    async fn azure_application() -> Self {
        let (server, entra) = (Azurite::start().await, Entra::start().await);
        let place = server.container_by(&entra);
        let secret = Secret::new(servers::entra::SECRET.to_owned());
        Self { keeps_parts: true, ..Self::new(Outside::Azurite(Box::new(server)), &place, Some(&secret)) }
    }

    fn key(&self, name: &str) -> String {
        self.destination.key(name, now(), EXTENSION).expect("a good name")
    }

    async fn run(&self, key: &str, count: u64) -> Result<Option<RunObject>> {
        let progress = Watched::default();
        run(rows(count), &self.destination, key, RunOptions::default(), &progress, &CancellationToken::new()).await
    }

    /// The object's bytes, read with other rights and by other code than it was written.
    async fn read(&self, key: &str) -> Option<Vec<u8>> {
        match &self.outside {
            Outside::Folder(dir) => fs::read(dir.path().join(key)).ok(),
            Outside::S3sFs(server) => fs::read(server.file(key)).ok(),
            Outside::Garage(garage) => garage.read(key).await,
            Outside::Moto { server, bucket } => server.read(bucket, key).await.map(|bytes| bytes.to_vec()),
            Outside::Gcs(server) => server.read(key),
            Outside::Azurite(server) => server.read(key).await.map(|bytes| bytes.to_vec()),
        }
    }

    /// Uploads, or temporary files, that were begun and are neither finished nor removed.
    async fn unfinished(&self) -> u64 {
        match &self.outside {
            Outside::Folder(dir) => drafts(dir.path()),
            Outside::Garage(garage) => block_in_place(|| garage.unfinished_uploads()),
            Outside::S3sFs(server) => server.unfinished_uploads(),
            Outside::Moto { server, bucket } => server.unfinished_uploads(bucket).await,
            Outside::Gcs(server) => server.unfinished_uploads(),
            Outside::Azurite(server) => server.unfinished_uploads().await,
        }
    }

    fn kill(&mut self) {
        match &mut self.outside {
            Outside::Garage(garage) => garage.kill(),
            Outside::S3sFs(server) => server.kill(),
            Outside::Azurite(server) => server.kill(),
            Outside::Folder(_) | Outside::Moto { .. } | Outside::Gcs(_) => {
                unreachable!("no server, or none that remembers")
            }
        }
    }

    fn resume(&mut self) {
        match &mut self.outside {
            Outside::Garage(garage) => garage.resume(),
            Outside::S3sFs(server) => server.resume(),
            Outside::Azurite(server) => server.resume(),
            Outside::Folder(_) | Outside::Moto { .. } | Outside::Gcs(_) => {
                unreachable!("no server, or none that remembers")
            }
        }
    }
}

fn open(place: &Place, secret: Option<&Secret>, options: &WriteOptions) -> Destination {
    let retry =
        Retry { attempts: 3, base: Duration::from_millis(20), cap: Duration::from_millis(100), ..Retry::default() };
    Destination::open(place, secret, options, "").expect("it opens").with_retry(retry)
}

fn drafts(folder: &std::path::Path) -> u64 {
    fs::read_dir(folder)
        .expect("it is there")
        .map(|file| file.expect("it can be read"))
        .map(|file| {
            let is_folder = file.file_type().expect("it has one").is_dir();
            if is_folder {
                drafts(&file.path())
            } else {
                u64::from(file.file_name().to_string_lossy().ends_with(".part"))
            }
        })
        .sum()
}

async fn a_small_export_arrives_byte_for_byte(place: Stage) {
    let key = place.key("small");
    assert_eq!(key, "mcp-audit-logs/2026/08/20/small-20260820T140311Z.jsonl");
    let object = place.run(&key, 100).await.expect("it runs").expect("it has rows");
    let expected = lines(100);
    assert_eq!(place.read(&key).await.expect("it is there"), expected);
    assert_eq!((object.rows, object.bytes, object.sha256), (100, expected.len() as u64, sha256(&expected)));
    assert!(object.location.ends_with(&key), "{} shows where it is", object.location);
}

async fn a_large_export_arrives_in_parts_and_tells_its_progress(place: Stage) {
    let key = place.key("large");
    let progress = Watched::default();
    let options = RunOptions { total: LARGE, allow_empty: false, ..RunOptions::default() };
    let done = run(rows(LARGE), &place.destination, &key, options, &progress, &CancellationToken::new()).await;
    let object = done.expect("it runs").expect("it has rows");
    let expected = lines(LARGE);
    assert!(expected.len() > 3 * (8 << 20), "{} bytes are several parts", expected.len());
    assert!(place.read(&key).await.expect("it is there") == expected, "the bytes are those of the rows");
    assert_eq!((object.rows, object.sha256), (LARGE, sha256(&expected)));
    assert_eq!(place.unfinished().await, 0);
    let told = progress.0.into_inner().expect("sound");
    assert!(told.len() >= 4, "told at least once a part: {told:?}");
    assert!(told.is_sorted(), "progress never goes back: {told:?}");
    assert_eq!(told.last(), Some(&(LARGE, LARGE)));
}

async fn the_same_rows_give_the_same_bytes(place: Stage) {
    let (one, two) = (place.key("one"), place.key("two"));
    let first = place.run(&one, 5000).await.expect("it runs").expect("it has rows");
    let second = place.run(&two, 5000).await.expect("it runs").expect("it has rows");
    assert_eq!(first.sha256, second.sha256);
    assert!(place.read(&one).await == place.read(&two).await);
}

async fn no_rows_write_no_object_unless_asked(place: Stage) {
    let key = place.key("empty");
    assert_eq!(place.run(&key, 0).await.expect("it runs"), None);
    assert_eq!(place.read(&key).await, None);
    let options = RunOptions { total: 0, allow_empty: true, ..RunOptions::default() };
    let done = run(rows(0), &place.destination, &key, options, &Watched::default(), &CancellationToken::new()).await;
    let object = done.expect("it runs").expect("asked for");
    assert_eq!(place.read(&key).await.expect("it is there"), b"");
    assert_eq!((object.rows, object.bytes, object.sha256), (0, 0, sha256(b"")));
}

async fn what_is_there_is_not_replaced_where_the_storage_can_tell(place: Stage) {
    for (name, count, other) in [("small", 10, 20), ("large", LARGE, LARGE - 1)] {
        let key = place.key(name);
        place.run(&key, count).await.expect("it runs");
        let again = place.run(&key, other).await;
        let found = place.read(&key).await.expect("it is there");
        if place.creates_only {
            let error = again.expect_err("the key is taken");
            assert!(error.message.contains("already") && error.message.contains(&key), "{}", error.message);
            assert!(found == lines(count), "{name}: the first object stands");
        } else {
            again.expect("the storage ignores the condition");
            assert!(found == lines(other), "{name}: documented in export-format.md");
        }
        assert_eq!(place.unfinished().await, 0, "{name}");
    }
}

/// Rows without end; after 10,000 of them, 20 MB or two parts and a bit, the user cancels.
fn rows_until(cancel: CancellationToken) -> impl Iterator<Item = Result<ExportRow>> + Send {
    (0..).map(move |n| {
        if n == 10_000 {
            cancel.cancel();
        }
        Ok(row(n))
    })
}

async fn a_cancel_leaves_no_object_and_no_unfinished_upload(place: Stage) {
    let key = place.key("cancelled");
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let result =
        run(rows_until(stop), &place.destination, &key, RunOptions::default(), &Watched::default(), &cancel).await;
    assert_eq!(result.expect_err("cancelled").code, ErrorCode::Cancelled);
    assert_eq!(place.read(&key).await, None);
    assert!(place.keeps_parts || place.unfinished().await == 0);
}

async fn an_error_in_the_rows_leaves_no_object_and_comes_through(place: Stage) {
    for (name, good) in [("small", 10), ("large", LARGE)] {
        let key = place.key(name);
        let rows = rows(good).chain(std::iter::once(Err(Error::new(ErrorCode::Corrupt, "block 7 is damaged"))));
        let (progress, cancel) = (Watched::default(), CancellationToken::new());
        let done = run(rows, &place.destination, &key, RunOptions::default(), &progress, &cancel).await;
        let error = done.expect_err("the rows ended in an error");
        assert_eq!((error.code, error.message.as_str()), (ErrorCode::Corrupt, "block 7 is damaged"));
        assert_eq!(place.read(&key).await, None, "{name}");
        assert!(place.keeps_parts || place.unfinished().await == 0, "{name}");
    }
}

async fn a_server_killed_in_the_middle_leaves_an_error_and_no_half_object(mut place: Stage) {
    let key = place.key("killed");
    let (under_way, killed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let rows = {
        let (under_way, killed) = (under_way.clone(), killed.clone());
        (0..LARGE).map(move |n| {
            if n == 10_000 {
                under_way.store(true, Ordering::Release);
                while !killed.load(Ordering::Acquire) {
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
            Ok(row(n))
        })
    };
    let (progress, cancel) = (Watched::default(), CancellationToken::new());
    let options = RunOptions::default();
    let destination = place.destination.clone();
    let result = {
        let export = run(rows, &destination, &key, options, &progress, &cancel);
        let kill = async {
            while !under_way.load(Ordering::Acquire) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            block_in_place(|| place.kill());
            killed.store(true, Ordering::Release);
        };
        tokio::join!(export, kill).0
    };
    let error = result.expect_err("the server is gone");
    assert_eq!(error.code, ErrorCode::StorageUnreachable, "{}", error.message);
    // Azure removes by itself what nobody put together, and does not show it.
    let named = error.details["unfinished_upload"].is_string();
    assert_eq!(named, !place.keeps_parts, "what is left is named: {}", error.message);
    place.resume();
    assert_eq!(place.read(&key).await, None, "parts are not an object");
    assert!(place.keeps_parts || place.unfinished().await == 1, "the message told the truth");
}

#[tokio::test(flavor = "multi_thread")]
async fn amazon_keeps_encryption_and_storage_class() {
    let kms = Encryption::Kms { key_id: "11111111-2222-3333-4444-555555555555".into() };
    for (encryption, algorithm, key_id) in [
        (Encryption::Managed, "AES256", None),
        (Encryption::Kms { key_id: String::new() }, "aws:kms", None),
        (kms, "aws:kms", Some("11111111-2222-3333-4444-555555555555")),
    ] {
        let options = WriteOptions { encryption, storage_class: "STANDARD_IA".into(), bytes_per_second: 0 };
        let stage = Stage::moto(moto::BUCKET, &options).await;
        let Outside::Moto { server, bucket } = &stage.outside else { unreachable!("it is moto") };
        for (name, count) in [("small", 10), ("large", LARGE)] {
            let key = stage.key(name);
            stage.run(&key, count).await.expect("it runs");
            let head = server.head(bucket, &key).await;
            let header = |name: &str| head.get(name).map(|value| value.to_str().expect("text"));
            assert_eq!(header("x-amz-server-side-encryption"), Some(algorithm), "{name}");
            if let Some(key_id) = key_id {
                assert_eq!(header("x-amz-server-side-encryption-aws-kms-key-id"), Some(key_id), "{name}");
            }
            assert_eq!(header("x-amz-storage-class"), Some("STANDARD_IA"), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn google_keeps_encryption_and_storage_class() {
    let kms = "projects/p/locations/europe/keyRings/r/cryptoKeys/k";
    let options = WriteOptions {
        encryption: Encryption::Kms { key_id: kms.into() },
        storage_class: "NEARLINE".into(),
        bytes_per_second: 0,
    };
    let server = Gcs::start().await;
    let (place, secret) = (server.bucket(), server.secret(Role::ObjectCreator));
    let stage = Stage::with(Outside::Gcs(Box::new(server)), &place, Some(&secret), &options);
    let Outside::Gcs(server) = &stage.outside else { unreachable!("it is Google") };
    for (name, count) in [("small", 10), ("large", LARGE)] {
        let key = stage.key(name);
        stage.run(&key, count).await.expect("it runs");
        let wanted =
            [("x-goog-storage-class", "NEARLINE".to_owned()), ("x-goog-encryption-kms-key-name", kms.to_owned())];
        assert_eq!(server.kept(&key), wanted, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn azure_keeps_the_access_tier_and_the_type() {
    let options = WriteOptions { storage_class: "Cool".into(), ..WriteOptions::default() };
    let server = Azurite::start().await;
    let (place, secret) = (server.container(), server.secret());
    let stage = Stage::with(Outside::Azurite(Box::new(server)), &place, Some(&secret), &options);
    let Outside::Azurite(server) = &stage.outside else { unreachable!("it is Azurite") };
    for (name, count) in [("small", 10), ("large", LARGE)] {
        let key = stage.key(name);
        stage.run(&key, count).await.expect("it runs");
        let head = server.head(&key).await;
        assert_eq!(head["x-ms-access-tier"], "Cool", "{name}");
        assert_eq!(head["content-type"], "application/x-ndjson", "{name}");
    }
}

/// `s3:PutObject` is enough for an export, but not for removing an upload that was given up.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_put_exports_and_is_told_what_a_cancel_leaves() {
    let server = Moto::start().await;
    let key = server.put_only.clone();
    let place = server.bucket(&key);
    let outside = Outside::Moto { server: Box::new(server), bucket: moto::BUCKET };
    let stage = Stage::new(outside, &place, Some(&key.secret()));
    for (name, count) in [("small", 10), ("large", LARGE)] {
        let key = stage.key(name);
        stage.run(&key, count).await.expect("it runs");
        assert!(stage.read(&key).await.expect("it is there") == lines(count), "{name}");
    }
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let key = stage.key("cancelled");
    let done =
        run(rows_until(stop), &stage.destination, &key, RunOptions::default(), &Watched::default(), &cancel).await;
    let error = done.expect_err("cancelled");
    assert_eq!(error.code, ErrorCode::Cancelled);
    assert!(error.details["unfinished_upload"].is_string(), "{}", error.message);
    assert_eq!(stage.unfinished().await, 1);
}

macro_rules! suite {
    ($($place:ident: $($test:ident)*;)*) => {
        $(mod $place {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test(super::Stage::$place().await).await;
            })*
        })*
    };
}

suite! {
    folder:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress
        the_same_rows_give_the_same_bytes
        no_rows_write_no_object_unless_asked
        what_is_there_is_not_replaced_where_the_storage_can_tell
        a_cancel_leaves_no_object_and_no_unfinished_upload
        an_error_in_the_rows_leaves_no_object_and_comes_through;
    garage_read_write:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress
        what_is_there_is_not_replaced_where_the_storage_can_tell;
    garage_write_only:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress
        the_same_rows_give_the_same_bytes
        no_rows_write_no_object_unless_asked
        a_cancel_leaves_no_object_and_no_unfinished_upload
        an_error_in_the_rows_leaves_no_object_and_comes_through
        a_server_killed_in_the_middle_leaves_an_error_and_no_half_object;
    s3s_fs:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress
        the_same_rows_give_the_same_bytes
        no_rows_write_no_object_unless_asked
        what_is_there_is_not_replaced_where_the_storage_can_tell
        a_cancel_leaves_no_object_and_no_unfinished_upload
        an_error_in_the_rows_leaves_no_object_and_comes_through
        a_server_killed_in_the_middle_leaves_an_error_and_no_half_object;
    moto_write_only:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress
        what_is_there_is_not_replaced_where_the_storage_can_tell
        a_cancel_leaves_no_object_and_no_unfinished_upload
        an_error_in_the_rows_leaves_no_object_and_comes_through;
    moto_locked:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress;
    google_creator:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress
        no_rows_write_no_object_unless_asked
        what_is_there_is_not_replaced_where_the_storage_can_tell
        a_cancel_leaves_no_object_and_no_unfinished_upload
        an_error_in_the_rows_leaves_no_object_and_comes_through;
    azure_shared_key:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress
        no_rows_write_no_object_unless_asked
        what_is_there_is_not_replaced_where_the_storage_can_tell
        a_cancel_leaves_no_object_and_no_unfinished_upload
        an_error_in_the_rows_leaves_no_object_and_comes_through
        a_server_killed_in_the_middle_leaves_an_error_and_no_half_object;
    azure_application:
        a_small_export_arrives_byte_for_byte
        a_large_export_arrives_in_parts_and_tells_its_progress
        what_is_there_is_not_replaced_where_the_storage_can_tell;
}
