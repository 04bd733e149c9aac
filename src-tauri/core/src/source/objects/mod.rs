//! Logs that are written as objects into buckets and folders, and files: one lister and one reader for all who write them.

mod canonical;
mod content;
mod files;
mod format;
mod moment;
mod place;
mod read;
mod sync;
pub(crate) mod table;
mod test;
pub(crate) mod text;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::Utc;
use tokio_util::sync::CancellationToken;

pub(crate) use self::{
    canonical::digest,
    content::{MOST_BYTES, beginning},
    moment::{day, moment},
};
pub use self::{
    files::import,
    format::{Format, Found, Item},
};
use self::{
    place::{Listed, Opened},
    read::read,
    sync::Work,
};
use super::{Batch, Checkpoint, Progress, Quarantined, Report, Sink, Source, SourceDeps, SyncSummary};
use crate::{
    api::wire::Place,
    entry::SourceId,
    error::{Error, ErrorCode, Result},
    secret::Secret,
    storage::Retry,
};

/// A bucket or folder that somebody writes a log into.
pub struct Objects {
    place: Option<Place>,
    prefix: String,
    format: Arc<dyn Format>,
    log: SourceId,
    credential: Option<Secret>,
    deps: SourceDeps,
    retry: Retry,
}

impl Objects {
    /// Connects to nothing yet. `log`: the source whose log the entries belong to.
    ///
    /// # Errors
    /// `wrong_use` for settings that cannot be right.
    pub fn new(
        log: SourceId,
        place: &Place,
        prefix: &str,
        format: Arc<dyn Format>,
        credential: Option<Secret>,
        deps: SourceDeps,
    ) -> Result<Self> {
        if credential.is_some() || matches!(place, Place::Folder { .. }) {
            Opened::new(place, credential.as_ref())?;
        }
        let (prefix, place) = (prefix.trim().to_owned(), Some(place.clone()));
        Ok(Self { place, prefix, format, log, credential, deps, retry: Retry::default() })
    }

    /// Files that were brought in by hand: there is nothing to list.
    pub fn files(log: SourceId, format: Arc<dyn Format>, deps: SourceDeps) -> Self {
        Self { place: None, prefix: String::new(), format, log, credential: None, deps, retry: Retry::default() }
    }

    /// The same source with another way of trying again.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    fn open(&self) -> Result<Arc<Opened>> {
        let Some(place) = &self.place else {
            let message =
                "Files are brought in by hand; there is nothing to list. Import them again where they changed.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        };
        Ok(Arc::new(Opened::new(place, self.credential.as_ref())?.with_retry(self.retry)))
    }
}

#[async_trait]
impl Source for Objects {
    async fn test(&self, report: &dyn Report, cancel: &CancellationToken) -> Result<()> {
        test::run(self, report, cancel).await
    }

    async fn sync(
        &self,
        _: Option<Checkpoint>,
        sink: &dyn Sink,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<SyncSummary> {
        let (place, format, clock, log) = (&self.open()?, &self.format, &self.deps.clock, self.log);
        Work { place, format, log, clock, sink, cancel }.sync(&self.prefix, progress).await
    }

    async fn fetch(&self, _: &str, _: &dyn Sink) -> Result<()> {
        let message = "An entry from an object came with everything there is. Sync again to read objects that changed.";
        Err(Error::new(ErrorCode::WrongUse, message))
    }

    /// Asks for the object again; where it is gone, or never was in a bucket, reads the bytes that were kept.
    async fn again(&self, quarantined: Quarantined, sink: &dyn Sink) -> Result<()> {
        let Some(key) = &quarantined.object else { return self.fetch(&quarantined.remote_id, sink).await };
        let cancel = &CancellationToken::new();
        let object = Listed { key: key.clone(), size: 0, tag: String::new(), modified_at: Utc::now() };
        if self.place.is_some() {
            let (place, format, clock, log) = (&self.open()?, &self.format, &self.deps.clock, self.log);
            if (Work { place, format, log, clock, sink, cancel }).read_again(object.clone()).await? {
                return Ok(());
            }
        }
        let read = read(&*self.format, self.log, object, &quarantined.raw, self.deps.clock.now());
        if !read.quarantine.is_empty() || read.observations.is_empty() {
            return Ok(());
        }
        let resolved = vec![quarantined.remote_id];
        let origins = vec![(0, key.clone())];
        sink.commit(Batch { observations: read.observations, resolved, origins, ..Batch::default() }).await?;
        Ok(())
    }
}
