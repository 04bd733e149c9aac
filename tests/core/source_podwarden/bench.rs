//! The set-up every test of this suite begins with: an instance, a workspace, a source between them, one clock for all three.

use std::sync::{Arc, Mutex};

use auditdesk_core::{
    api::wire::CheckLine,
    clock::Clock,
    error::Result,
    secret::Secret,
    source::{Progress, Report, Source, SyncSummary, podwarden::Podwarden},
};
use auditdesk_standin::podwarden::{Options, Server};
use chrono::Duration;
use tokio_util::sync::CancellationToken;

use crate::support::{
    time::{Time, present},
    workspace::{InMemory, OnDisk, Workspace},
};

/// An instance, a workspace and a source between them.
pub struct Bench<W> {
    pub server: Server,
    pub workspace: W,
    pub time: Time,
}

/// An instance that lives in the time of the test.
pub async fn start(options: Options, time: &Time) -> Server {
    let clock = time.clock.clone();
    let options = Options { end: present(), clock: Arc::new(move || clock.now()), ..options };
    Server::start(options).await.expect("a free port")
}

impl Bench<InMemory> {
    pub async fn in_memory(options: Options) -> Self {
        let time = Time::new();
        Self { server: start(options, &time).await, workspace: InMemory::default(), time }
    }
}

impl Bench<OnDisk> {
    pub async fn on_disk(options: Options) -> Self {
        let time = Time::new();
        let server = start(options, &time).await;
        let workspace = OnDisk::new(Arc::new(time.clock.clone()), &server.url()).await;
        Self { server, workspace, time }
    }
}

impl<W: Workspace> Bench<W> {
    /// A source with the instance's good token, whose name it has to find out.
    pub fn source(&self) -> Podwarden {
        self.source_with(Some(&self.server.token()), "")
    }

    pub fn source_with(&self, credential: Option<&str>, own_token: &str) -> Podwarden {
        let (id, url, credential) = (self.workspace.source(), self.server.url(), credential.map(Secret::new));
        Podwarden::new(id, &url, "", own_token, credential, self.time.deps()).expect("a good address and token")
    }

    /// One sync from where the last one stopped.
    pub async fn sync(&self) -> Result<SyncSummary> {
        self.sync_with(&self.source()).await
    }

    pub async fn sync_with(&self, source: &Podwarden) -> Result<SyncSummary> {
        let checkpoint = self.workspace.checkpoint().await;
        source.sync(checkpoint, &*self.workspace.sink(), &Quiet, &CancellationToken::new()).await
    }

    /// Lets `seconds` pass, in which agents make `rows` calls.
    pub fn pass(&self, seconds: i64, rows: usize) {
        self.time.clock.advance(Duration::seconds(seconds));
        self.server.advance(rows, Duration::seconds(seconds));
    }

    /// A quiet minute and a sync: what was late is there by now.
    pub async fn calm(&self) -> SyncSummary {
        self.pass(60, 0);
        self.sync().await.expect("a sync of an instance that answers")
    }
}

/// The lines of a connection test.
pub async fn test(source: &Podwarden) -> Vec<CheckLine> {
    let lines = Lines::default();
    source.test(&lines, &CancellationToken::new()).await.expect("it was not cancelled");
    lines.0.into_inner().expect("no holder panics")
}

#[derive(Default)]
struct Lines(Mutex<Vec<CheckLine>>);

impl Report for Lines {
    fn line(&self, line: CheckLine) {
        self.0.lock().expect("no holder panics").push(line);
    }
}

/// Progress that nobody reads.
pub struct Quiet;

impl Progress for Quiet {
    fn update(&self, _: u64, _: u64, _: &str) {}
}
