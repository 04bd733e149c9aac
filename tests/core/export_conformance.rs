//! One suite for every kind of destination: a folder, Garage with a key that may do everything and one that may only write, s3s-fs.

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
    api::wire::{Place, RunObject, WriteOptions},
    error::{Error, ErrorCode, Result},
    export::{Destination, EXTENSION, Retry, RunOptions, run},
};
use export_rows::{Watched, lines, now, row, rows, sha256};
use object_store::{ObjectStoreExt, aws::AmazonS3Builder, path::Path};
use servers::{Key, garage::Garage, s3s_fs::S3sFs};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// 30 MB: four parts.
const LARGE: u64 = 14_000;

/// A destination with a way to look at it from outside.
struct Stage {
    destination: Destination,
    outside: Outside,
    /// What the storage promises: that a key is written once only.
    creates_only: bool,
}

enum Outside {
    Folder(TempDir),
    Garage(Box<Garage>),
    S3sFs(S3sFs),
}

impl Stage {
    fn folder() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let config = Place::Folder { path: dir.path().display().to_string() };
        let destination = Destination::open(&config, None, &WriteOptions::default(), "").expect("it opens");
        Self { destination, outside: Outside::Folder(dir), creates_only: true }
    }

    fn garage(key: impl Fn(&Garage) -> Key) -> Self {
        let garage = Garage::start();
        let key = key(&garage);
        let destination = open(&garage.bucket(&key), &key);
        // Measured on 2.5.0: a PUT and the end of an upload with `If-None-Match: *` replace what is there.
        Self { destination, outside: Outside::Garage(Box::new(garage)), creates_only: false }
    }

    fn garage_read_write() -> Self {
        Self::garage(|garage| garage.read_write.clone())
    }

    fn garage_write_only() -> Self {
        Self::garage(|garage| garage.write_only.clone())
    }

    fn s3s_fs() -> Self {
        let server = S3sFs::start();
        let destination = open(&server.bucket(&server.key), &server.key);
        Self { destination, outside: Outside::S3sFs(server), creates_only: true }
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
            Outside::Garage(garage) => {
                let store = AmazonS3Builder::new()
                    .with_endpoint(format!("http://{}", garage.address))
                    .with_allow_http(true)
                    .with_region(servers::garage::REGION)
                    .with_bucket_name(servers::garage::BUCKET)
                    .with_access_key_id(&garage.read_write.id)
                    .with_secret_access_key(&garage.read_write.secret)
                    .build()
                    .expect("it opens");
                match store.get(&Path::parse(key).expect("a key")).await {
                    Ok(found) => Some(found.bytes().await.expect("it can be read").to_vec()),
                    Err(object_store::Error::NotFound { .. }) => None,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    /// Uploads, or temporary files, that were begun and are neither finished nor removed.
    fn unfinished(&self) -> u64 {
        match &self.outside {
            Outside::Folder(dir) => drafts(dir.path()),
            Outside::Garage(garage) => garage.unfinished_uploads(),
            Outside::S3sFs(server) => server.unfinished_uploads(),
        }
    }

    fn kill(&mut self) {
        match &mut self.outside {
            Outside::Folder(_) => unreachable!("a folder has no server"),
            Outside::Garage(garage) => garage.kill(),
            Outside::S3sFs(server) => server.kill(),
        }
    }

    fn resume(&mut self) {
        match &mut self.outside {
            Outside::Folder(_) => unreachable!("a folder has no server"),
            Outside::Garage(garage) => garage.resume(),
            Outside::S3sFs(server) => server.resume(),
        }
    }
}

fn open(config: &Place, key: &Key) -> Destination {
    let retry =
        Retry { attempts: 3, base: Duration::from_millis(20), cap: Duration::from_millis(100), ..Retry::default() };
    Destination::open(config, Some(&key.secret()), &WriteOptions::default(), "").expect("it opens").with_retry(retry)
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
    let options = RunOptions { total: LARGE, allow_empty: false };
    let done = run(rows(LARGE), &place.destination, &key, options, &progress, &CancellationToken::new()).await;
    let object = done.expect("it runs").expect("it has rows");
    let expected = lines(LARGE);
    assert!(expected.len() > 3 * (8 << 20), "{} bytes are several parts", expected.len());
    assert!(place.read(&key).await.expect("it is there") == expected, "the bytes are those of the rows");
    assert_eq!((object.rows, object.sha256), (LARGE, sha256(&expected)));
    assert_eq!(place.unfinished(), 0);
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
    let options = RunOptions { total: 0, allow_empty: true };
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
        assert_eq!(place.unfinished(), 0, "{name}");
    }
}

async fn a_cancel_leaves_no_object_and_no_unfinished_upload(place: Stage) {
    let key = place.key("cancelled");
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    // 20 MB are two parts and a bit: the upload is under way.
    let rows = (0..).map(move |n| {
        if n == 10_000 {
            stop.cancel();
        }
        Ok(row(n))
    });
    let result = run(rows, &place.destination, &key, RunOptions::default(), &Watched::default(), &cancel).await;
    assert_eq!(result.expect_err("cancelled").code, ErrorCode::Cancelled);
    assert_eq!(place.read(&key).await, None);
    assert_eq!(place.unfinished(), 0);
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
        assert_eq!(place.unfinished(), 0, "{name}");
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
    let result = {
        let destination = open_again(&place);
        let export = run(rows, &destination, &key, options, &progress, &cancel);
        let kill = async {
            while !under_way.load(Ordering::Acquire) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            tokio::task::block_in_place(|| place.kill());
            killed.store(true, Ordering::Release);
        };
        tokio::join!(export, kill).0
    };
    let error = result.expect_err("the server is gone");
    assert_eq!(error.code, ErrorCode::StorageUnreachable, "{}", error.message);
    assert!(error.details["unfinished_upload"].is_string(), "what is left is named: {}", error.message);
    place.resume();
    assert_eq!(place.read(&key).await, None, "parts are not an object");
    assert_eq!(place.unfinished(), 1, "the message told the truth");
}

fn open_again(place: &Stage) -> Destination {
    match &place.outside {
        Outside::Folder(_) => unreachable!("a folder has no server"),
        Outside::Garage(garage) => open(&garage.bucket(&garage.write_only), &garage.write_only),
        Outside::S3sFs(server) => open(&server.bucket(&server.key), &server.key),
    }
}

macro_rules! suite {
    ($($place:ident: $($test:ident)*;)*) => {
        $(mod $place {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test(super::Stage::$place()).await;
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
}
