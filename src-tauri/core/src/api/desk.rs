//! The desk: the state behind every command. One per process; cheap to clone.

use std::{
    any::Any,
    io,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::BoxFuture;
use tokio::sync::{RwLock, broadcast};

use super::{
    documents::Documents,
    estimates::LastAsked,
    replay::LastTold,
    reveals::Revealed,
    sign_in::SignIns,
    view::{self, Views},
    wire::{Event, Micros, Secret},
};
use crate::{
    clock::{Clock, SystemClock},
    error::{Error, ErrorCode, Result},
    jobs::Jobs,
    random::{Random, SystemRandom},
    source,
    store::{
        Deps, Store,
        key::{Keyring, MemoryKeyring, SystemKeyring, Workspace},
    },
};

/// Events kept for a slow listener. A listener that falls further behind reads the truth again on the next one.
const EVENTS_KEPT: usize = 1024;

/// How long jobs get to stop by themselves. A sync stops between two requests, an export between two parts.
const DRAIN_PATIENCE: Duration = Duration::from_secs(6);

/// Where workspaces live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// The user's workspace.
    pub workspace: PathBuf,
    /// The sample workspace, made anew each time it is opened.
    pub sample: PathBuf,
}

impl Folders {
    /// The workspace in this folder, the sample below it.
    pub fn at(folder: PathBuf) -> Self {
        Self { sample: folder.join("sample"), workspace: folder }
    }

    /// The place for application data that the operating system gives the user; the window and the command line share it.
    pub fn default_for_user() -> Self {
        let base = dirs::data_local_dir().unwrap_or_else(|| PathBuf::from(".")).join("auditdesk");
        Self { workspace: base.join("workspace"), sample: base.join("sample") }
    }
}

/// The running stand-in platforms of the sample workspace.
pub struct SamplePlatforms {
    /// The address of the Obot server, and a key for it.
    pub obot: (String, Secret),
    /// The address of the PodWarden instance, a token for it, and the token's name.
    pub podwarden: (String, Secret, String),
    /// The folder that Airbyte writes into.
    pub airbyte: PathBuf,
    /// The folder that Airkit writes into.
    pub airkit: PathBuf,
    /// What runs; it stops when this is dropped.
    pub running: Box<dyn Any + Send + Sync>,
}

/// Starts the stand-in platforms, with a folder for what they write. The core does not know them: hosts bring them.
pub type StartSample = Arc<dyn Fn(PathBuf) -> BoxFuture<'static, io::Result<SamplePlatforms>> + Send + Sync>;

/// What a desk works with; tests bring their own.
pub struct DeskParts {
    /// Where workspaces live.
    pub folders: Folders,
    /// Starts the sample's platforms.
    pub start_sample: StartSample,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Where keys are kept.
    pub keyring: Arc<dyn Keyring>,
    /// Where keys and jitter come from.
    pub random: Arc<dyn Random>,
}

/// The state behind every command.
#[derive(Clone)]
pub struct Desk {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub parts: DeskParts,
    pub events: broadcast::Sender<Event>,
    pub jobs: Jobs,
    pub open: RwLock<Option<Opened>>,
    pub sign_ins: SignIns,
    pub estimates: LastAsked,
    pub usage: LastAsked,
}

/// An open workspace.
#[derive(Clone)]
pub(super) struct Opened {
    pub store: Store,
    pub views: Arc<Mutex<Views>>,
    pub documents: Arc<Documents>,
    pub told: Arc<LastTold>,
    pub revealed: Arc<Revealed>,
    /// The stand-in platforms, where this is the sample workspace.
    pub sample: Option<Arc<SamplePlatforms>>,
}

impl Desk {
    /// A desk on this machine: system clock, system keyring.
    pub fn new(folders: Folders, start_sample: StartSample) -> Self {
        Self::with(DeskParts {
            folders,
            start_sample,
            clock: Arc::new(SystemClock),
            keyring: Arc::new(SystemKeyring::default()),
            random: Arc::new(SystemRandom),
        })
    }

    /// A desk with these parts.
    pub fn with(parts: DeskParts) -> Self {
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        let sender = events.clone();
        let jobs = Jobs::new(parts.clock.clone(), Arc::new(move |job| drop(sender.send(Event::Job { job }))));
        let inner = Inner {
            parts,
            events,
            jobs,
            open: RwLock::new(None),
            sign_ins: SignIns::default(),
            estimates: LastAsked::default(),
            usage: LastAsked::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// What the core tells without being asked, from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// Stops running work and closes the workspace. What was committed is kept; what was not is done again at the next start.
    pub async fn drain(&self) {
        self.inner.jobs.drain(DRAIN_PATIENCE).await;
        let opened = self.inner.open.write().await.take();
        if let Some(opened) = opened {
            close(opened).await;
        }
    }

    pub(super) fn tell(&self, event: Event) {
        // Nobody listening is not an error: the truth is in the database.
        drop(self.inner.events.send(event));
    }

    /// The open workspace, or the error that says why there is none.
    pub(super) async fn opened(&self) -> Result<Opened> {
        if let Some(opened) = self.inner.open.read().await.as_ref() {
            return Ok(opened.clone());
        }
        match self.workspace().protection()? {
            Some(_) => Err(Error::new(ErrorCode::WorkspaceLocked, "The workspace is locked. Unlock it first.")),
            None => Err(Error::new(ErrorCode::WorkspaceMissing, "There is no workspace yet. Create one first.")),
        }
    }

    /// The time, in microseconds since 1970 UTC.
    pub(super) fn now(&self) -> Micros {
        self.inner.parts.clock.now().timestamp_micros()
    }

    pub(super) async fn store(&self) -> Result<Store> {
        Ok(self.opened().await?.store)
    }

    /// The open workspace, for what happens by itself: `None` where there is none or it is locked.
    pub(super) async fn store_if_open(&self) -> Result<Option<Store>> {
        match self.store().await {
            Err(error) if matches!(error.code, ErrorCode::WorkspaceLocked | ErrorCode::WorkspaceMissing) => Ok(None),
            store => store.map(Some),
        }
    }

    /// The user's workspace folder, open or not.
    pub(super) fn workspace(&self) -> Workspace {
        let parts = &self.inner.parts;
        Workspace::new(&parts.folders.workspace, Arc::clone(&parts.keyring), Arc::clone(&parts.random))
    }

    /// The folder of the sample workspace. Its key lives in this process only: the data is synthetic and made anew each time.
    pub(super) fn sample_workspace(&self) -> Workspace {
        let parts = &self.inner.parts;
        Workspace::new(&parts.folders.sample, Arc::new(MemoryKeyring::default()), Arc::clone(&parts.random))
    }

    pub(super) fn deps(&self) -> Deps {
        Deps { dialects: source::dialects(), clock: Arc::clone(&self.inner.parts.clock) }
    }
}

/// Closes a workspace off the async threads: it writes what is left and folds the log into the file.
pub(super) async fn close(opened: Opened) {
    view::lock(&opened.views).stop();
    if let Err(error) = tokio::task::spawn_blocking(move || opened.store.close()).await {
        tracing::error!(%error, "closing the workspace panicked");
    }
}

/// Runs blocking work (reading the file, scanning columns) off the async threads.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        Error::new(ErrorCode::Internal, "Auditdesk failed at this. Please report it.").because(error)
    })?
}
