//! Create, unlock, lock, protect, verify.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, Opened, blocking, close},
    wire::{
        ChangeProtection, Compacted, CreateWorkspace, Empty, Event, Protection, Secret, UnlockWorkspace, Verified,
        WorkspaceState, WorkspaceStatus,
    },
};
use crate::{
    error::{Error, ErrorCode, Result},
    source::{Progress, Silent},
    store::{Access, Store, key::Protect},
};

impl Desk {
    /// The state of the workspace.
    pub async fn workspace_status(&self, _: Empty) -> Result<WorkspaceStatus> {
        let opened = self.inner.open.read().await.clone();
        let workspace = self.workspace();
        let own = self.inner.parts.folders.workspace.clone();
        blocking(move || {
            let protection = workspace.protection()?;
            let Some(opened) = opened else {
                // Asked only where the answer is a choice: a locked keyring may prompt the user.
                let keyring_problem = if protection.is_none() { workspace.keyring_problem() } else { None };
                return Ok(WorkspaceStatus {
                    state: if protection.is_some() { WorkspaceState::Locked } else { WorkspaceState::Missing },
                    protection,
                    keyring_problem,
                    path: own.display().to_string(),
                    sample: false,
                    read_only: false,
                    settled: 0,
                    pending: 0,
                    bytes: 0,
                    memory: 0,
                });
            };
            let counts = opened.store.counts();
            Ok(WorkspaceStatus {
                state: WorkspaceState::Open,
                protection: if opened.sample.is_some() { None } else { protection },
                keyring_problem: None,
                path: opened.store.folder().display().to_string(),
                sample: opened.sample.is_some(),
                read_only: opened.store.access() == Access::ReadOnly,
                settled: counts.settled,
                pending: counts.pending,
                bytes: counts.bytes,
                memory: counts.memory,
            })
        })
        .await
    }

    /// Creates the workspace and opens it.
    pub async fn workspace_create(&self, request: CreateWorkspace) -> Result<WorkspaceStatus> {
        let (workspace, deps) = (self.workspace(), self.deps());
        let store = blocking(move || {
            let passphrase = request.passphrase.unwrap_or_default();
            workspace.create(protect(request.protection, &passphrase), deps)
        })
        .await?;
        self.install(store, None).await;
        self.workspace_status(Empty {}).await
    }

    /// Opens the workspace; for reading only where another process writes it.
    pub async fn workspace_unlock(&self, request: UnlockWorkspace) -> Result<WorkspaceStatus> {
        let already = self.inner.open.read().await.as_ref().is_some_and(|opened| opened.sample.is_none());
        if !already {
            let store = self.unlock(request.passphrase).await?;
            self.install(store, None).await;
        }
        self.workspace_status(Empty {}).await
    }

    /// Opens the user's workspace at the start of the program, where that takes no question to the user: its key is in the keyring.
    ///
    /// Every other command waits for it, so that the window does not show a locked workspace for a moment.
    pub async fn resume(&self) -> Result<()> {
        let mut open = self.inner.open.write().await;
        if open.is_none() && self.workspace().protection()? == Some(Protection::Keyring) {
            let store = self.unlock(None).await?;
            *open = Some(self.open_with(store, None));
            drop(open);
            self.tell(Event::Workspace);
        }
        Ok(())
    }

    async fn unlock(&self, passphrase: Option<Secret>) -> Result<Store> {
        let (workspace, deps) = (self.workspace(), self.deps());
        blocking(move || {
            let passphrase = passphrase.as_ref();
            match workspace.unlock(passphrase, deps.clone(), Access::ReadWrite) {
                Err(error) if error.code == ErrorCode::WorkspaceBusy => {
                    workspace.unlock(passphrase, deps, Access::ReadOnly)
                }
                result => result,
            }
        })
        .await
    }

    /// Stops running work, closes the workspace and forgets its key.
    pub async fn workspace_lock(&self, _: Empty) -> Result<WorkspaceStatus> {
        self.close_open().await;
        self.tell(Event::Workspace);
        self.workspace_status(Empty {}).await
    }

    /// Gives the file a new key and keeps that as told.
    pub async fn workspace_change_protection(&self, request: ChangeProtection) -> Result<WorkspaceStatus> {
        let opened = self.opened().await?;
        if opened.sample.is_some() {
            return Err(Error::new(ErrorCode::WrongUse, "The sample workspace has no key of its own to protect."));
        }
        let workspace = self.workspace();
        blocking(move || {
            let passphrase = request.passphrase.unwrap_or_default();
            workspace.change_protection(&opened.store, protect(request.protection, &passphrase))
        })
        .await?;
        self.tell(Event::Workspace);
        self.workspace_status(Empty {}).await
    }

    /// Checks every record of the ledger against its chain of hashes.
    pub async fn verify(&self) -> Result<Verified> {
        let store = self.store().await?;
        blocking(move || {
            let found = store.verify(&Silent, &CancellationToken::new())?;
            let broken = found.broken.as_ref().map(|broken| {
                format!(
                    "Entry {}: {}. Keep this file as it is and restore an earlier copy beside it.",
                    broken.seq, broken.what
                )
            });
            let crate::store::Verification { records, blocks, removed, head, .. } = found;
            Ok(Verified { entries: records, blocks, removed, head, broken })
        })
        .await
    }

    /// Seals the newest block and compresses again what was sealed since the last time.
    pub async fn compact(&self, progress: Arc<dyn Progress>, cancel: CancellationToken) -> Result<Compacted> {
        let store = self.store().await?;
        blocking(move || store.compact(&*progress, &cancel)).await
    }

    pub(super) async fn install(&self, store: Store, sample: Option<Arc<super::SamplePlatforms>>) {
        let opened = self.open_with(store, sample);
        let before = self.inner.open.write().await.replace(opened);
        if let Some(before) = before {
            close(before).await;
        }
        self.tell(Event::Workspace);
    }

    fn open_with(&self, store: Store, sample: Option<Arc<super::SamplePlatforms>>) -> Opened {
        self.forward_changes(&store);
        Opened {
            views: Arc::default(),
            documents: Arc::default(),
            told: Arc::default(),
            revealed: Arc::default(),
            store,
            sample,
        }
    }

    pub(super) async fn close_open(&self) {
        for job in self.inner.jobs.list() {
            if self.inner.jobs.cancel(job.id).is_ok()
                && let Err(error) = self.inner.jobs.ended(job.id).await
            {
                tracing::warn!(%error, job = job.id, "a job could not be waited for");
            }
        }
        let opened = self.inner.open.write().await.take();
        if let Some(opened) = opened {
            close(opened).await;
        }
    }

    /// Tells listeners of changed entries, at most four times a second, until the store is gone.
    fn forward_changes(&self, store: &Store) {
        const PAUSE: std::time::Duration = std::time::Duration::from_millis(250);
        let (mut versions, events) = (store.watch(), self.inner.events.clone());
        tokio::spawn(async move {
            while versions.changed().await.is_ok() {
                let version = *versions.borrow_and_update();
                drop(events.send(Event::Entries { version }));
                tokio::time::sleep(PAUSE).await;
            }
        });
    }
}

fn protect(protection: Protection, passphrase: &Secret) -> Protect<'_> {
    match protection {
        Protection::Keyring => Protect::Keyring,
        Protection::Passphrase => Protect::Passphrase(passphrase),
    }
}
