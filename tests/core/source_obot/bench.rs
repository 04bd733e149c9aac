//! The set-up every test of this suite begins with: a server, a workspace, a source between them.

use std::sync::{Arc, Mutex};

use auditdesk_core::{
    api::wire::CheckLine,
    error::Result,
    secret::Secret,
    source::{Progress, Report, Source, SyncSummary, obot::Obot},
};
use auditdesk_standin::obot::{Options, Server};
use tokio_util::sync::CancellationToken;

use crate::support::{
    time::{Time, present},
    workspace::{InMemory, OnDisk, Workspace},
};

/// A server, a workspace and a source between them.
pub struct Bench<W> {
    pub server: Server,
    pub workspace: W,
    pub time: Time,
    pub seen: Arc<Mutex<Vec<(u64, u64, String)>>>,
}

/// The same server at the time at which tests happen.
pub fn now(options: Options) -> Options {
    Options { end: present(), clock: present, ..options }
}

impl Bench<InMemory> {
    pub async fn in_memory(options: Options) -> Self {
        let server = Server::start(now(options)).await.expect("a free port");
        Self { server, workspace: InMemory::default(), time: Time::new(), seen: Arc::default() }
    }
}

impl Bench<OnDisk> {
    pub async fn on_disk(options: Options) -> Self {
        let server = Server::start(now(options)).await.expect("a free port");
        let time = Time::new();
        let workspace = OnDisk::new(Arc::new(time.clock.clone()), &server.url()).await;
        Self { server, workspace, time, seen: Arc::default() }
    }
}

impl<W: Workspace> Bench<W> {
    /// A source with the server's good key.
    pub fn source(&self) -> Obot {
        self.source_with(Some(&self.server.api_key()))
    }

    pub fn source_with(&self, key: Option<&str>) -> Obot {
        let id = self.workspace.source();
        Obot::new(id, &self.server.url(), "", key.map(Secret::new), self.time.deps()).expect("a good address and key")
    }

    /// One sync from where the last one stopped.
    pub async fn sync(&self) -> Result<SyncSummary> {
        self.sync_with(&self.source()).await
    }

    pub async fn sync_with(&self, source: &Obot) -> Result<SyncSummary> {
        let checkpoint = self.workspace.checkpoint().await;
        let progress = Seen(Arc::clone(&self.seen));
        source.sync(checkpoint, &*self.workspace.sink(), &progress, &CancellationToken::new()).await
    }

    /// Syncs until nothing is pending any more; time passes in between.
    pub async fn settle(&self) -> SyncSummary {
        for _ in 0..12 {
            let summary = self.sync().await.expect("a sync of a server that answers");
            if summary.pending == 0 {
                return summary;
            }
            self.time.clock.advance(chrono::Duration::hours(13));
        }
        panic!("{} entries are still pending after days", self.workspace.pending().await);
    }

    /// The lines of a connection test.
    pub async fn test(&self, source: &Obot) -> Vec<CheckLine> {
        test(source).await
    }
}

/// The lines of a connection test.
pub async fn test(source: &Obot) -> Vec<CheckLine> {
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

/// Keeps what progress said.
pub struct Seen(pub Arc<Mutex<Vec<(u64, u64, String)>>>);

impl Progress for Seen {
    fn update(&self, done: u64, total: u64, doing: &str) {
        self.0.lock().expect("no holder panics").push((done, total, doing.to_owned()));
    }
}
