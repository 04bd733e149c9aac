//! The set-up every test of this suite begins with: a place with objects, a workspace, a source between them.

use std::{fs, sync::Arc};

use auditdesk_core::{
    api::wire::{CheckLine, Place, Secret},
    error::Result,
    export::Retry,
    source::{
        Progress, Report, Source, SyncSummary,
        airbyte::AirbyteFormat,
        objects::{Format, Objects},
    },
};
use serde_json::{Value, json};
use std::sync::Mutex;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{
    servers::{proxy::Proxy, s3s_fs::S3sFs},
    support::{time::Time, workspace::Workspace},
};

/// Something that objects can be put into.
pub enum Storage {
    Folder(TempDir),
    S3 { server: Box<S3sFs>, proxy: Proxy },
}

impl Storage {
    pub fn folder() -> Self {
        Self::Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    pub async fn s3() -> Self {
        let server = S3sFs::start();
        let proxy = Proxy::before(server.address).await;
        Self::S3 { server: Box::new(server), proxy }
    }

    pub fn put(&self, key: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(key);
        fs::create_dir_all(path.parent().expect("a key has a folder")).expect("the folder is writable");
        fs::write(path, bytes).expect("the folder is writable");
    }

    pub fn remove(&self, key: &str) {
        fs::remove_file(self.path(key)).expect("it was there");
    }

    fn path(&self, key: &str) -> std::path::PathBuf {
        match self {
            Self::Folder(folder) => folder.path().join(key),
            Self::S3 { server, .. } => server.file(key),
        }
    }

    pub fn place(&self) -> (Place, Option<Secret>) {
        match self {
            Self::Folder(folder) => (Place::Folder { path: folder.path().display().to_string() }, None),
            Self::S3 { server, proxy } => (
                crate::servers::bucket(proxy.address, "us-east-1", crate::servers::s3s_fs::BUCKET, &server.key),
                Some(server.key.secret()),
            ),
        }
    }

    /// Listings and gets since the last look, where they can be counted.
    pub fn take_counts(&self) -> Option<(u64, u64)> {
        match self {
            Self::Folder(_) => None,
            Self::S3 { proxy, .. } => Some(proxy.take_counts()),
        }
    }
}

/// A storage, a workspace, and a source between them.
pub struct Bench<W> {
    pub storage: Storage,
    pub workspace: W,
    pub time: Time,
    pub prefix: &'static str,
}

impl<W: Workspace> Bench<W> {
    pub fn new(storage: Storage, workspace: W, time: Time) -> Self {
        Self { storage, workspace, time, prefix: "audit-logging" }
    }

    pub fn source(&self) -> Objects {
        let (place, secret) = self.storage.place();
        let format: Arc<dyn Format> = Arc::new(AirbyteFormat);
        let source = Objects::new(self.workspace.source(), &place, self.prefix, format, secret, self.time.deps());
        let quick = Retry { base: std::time::Duration::from_millis(1), ..Retry::default() };
        source.expect("good settings").with_retry(quick)
    }

    pub async fn sync(&self) -> Result<SyncSummary> {
        self.sync_until(&CancellationToken::new()).await
    }

    pub async fn sync_until(&self, cancel: &CancellationToken) -> Result<SyncSummary> {
        self.source().sync(None, &*self.workspace.sink(), &Silent, cancel).await
    }

    /// The ids of the entries that are here, in order.
    pub fn ids(&self) -> Vec<String> {
        self.workspace.latest().into_keys().collect()
    }

    /// The lines of a connection test.
    pub async fn test(&self) -> Vec<CheckLine> {
        let lines = Lines::default();
        self.source().test(&lines, &CancellationToken::new()).await.expect("it was not cancelled");
        lines.0.into_inner().expect("no holder panics")
    }
}

#[derive(Default)]
struct Lines(Mutex<Vec<CheckLine>>);

impl Report for Lines {
    fn line(&self, line: CheckLine) {
        self.0.lock().expect("no holder panics").push(line);
    }
}

pub struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: &str) {}
}

/// The id of the n-th entry.
pub fn id(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

/// The n-th entry, of generation 2.
pub fn entry(n: usize) -> Value {
    json!({
        "id": id(n),
        "timestamp": 1_749_548_760_000_i64 + n as i64 * 60_000,
        "actor": {"actorId": "6f0d2c51-3b7e-4c86-9a55-1d2e7c0b8f31", "email": "alice@example.com", "ipAddress": "198.51.100.24", "userAgent": "curl/8"},
        "operation": "updateWorkspace", "request": "{\"workspaceId\":\"b6c1\"}", "response": "{}", "success": true, "errorMessage": null
    })
}

/// An object with these entries.
pub fn object(entries: impl IntoIterator<Item = usize>) -> Vec<u8> {
    let entries: Vec<Value> = entries.into_iter().map(entry).collect();
    serde_json::to_vec(&entries).expect("JSON")
}

/// The key of the n-th object. Names say nothing about when an object was written.
pub fn key(n: usize) -> String {
    format!("audit-logging/{:014}_server-{}_{n:032x}.json", 20_260_820_000_000_usize + (n * 7919) % 10_000, n % 3)
}

/// The lines of a connection test of any place.
pub async fn test(place: &Place, secret: Option<Secret>) -> Vec<CheckLine> {
    let lines = Lines::default();
    let source = Objects::new(1, place, "", Arc::new(AirbyteFormat), secret, Time::new().deps());
    source.expect("good settings").test(&lines, &CancellationToken::new()).await.expect("it was not cancelled");
    lines.0.into_inner().expect("no holder panics")
}

/// The source of a bench without the proxy between.
pub fn direct<W: Workspace>(bench: &Bench<W>) -> Objects {
    let Storage::S3 { server, .. } = &bench.storage else { unreachable!("it is a bucket") };
    let (place, secret) = (server.bucket(&server.key), bench.storage.place().1);
    let format: Arc<dyn Format> = Arc::new(AirbyteFormat);
    Objects::new(bench.workspace.source(), &place, bench.prefix, format, secret, bench.time.deps())
        .expect("good settings")
}

/// How long the server takes for nothing but the gets, 128 at a time.
pub async fn get_all(server: &S3sFs, keys: impl Iterator<Item = String>) -> std::time::Duration {
    use futures::StreamExt;
    use object_store::{ObjectStoreExt, aws::AmazonS3Builder, path::Path};
    let store = AmazonS3Builder::new()
        .with_endpoint(format!("http://{}", server.address))
        .with_bucket_name(crate::servers::s3s_fs::BUCKET)
        .with_access_key_id(&server.key.id)
        .with_secret_access_key(server.key.secret().expose())
        .with_allow_http(true)
        .build()
        .expect("a client");
    let since = std::time::Instant::now();
    let gets = keys.map(|key| {
        let store = &store;
        async move { store.get(&Path::from(key)).await.expect("it is there").bytes().await.expect("its bytes").len() }
    });
    let bytes: usize = futures::stream::iter(gets).buffer_unordered(128).fold(0, async |sum, len| sum + len).await;
    assert!(bytes > 0, "the objects hold something");
    since.elapsed()
}
