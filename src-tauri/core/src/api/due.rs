//! What happens by itself: automatic syncs, and the daily test of destinations in use. Whoever hosts the desk calls [`Desk::sync_due`] every half minute
//! or so, and [`Desk::test_due`] every some minutes.
//!
//! What is due is decided by the wall clock and a moment in the file, not by a timer: timers stop while a machine sleeps.

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::{
    desk::Desk,
    wire::{DestinationInfo, Event, SourceRef},
};
use crate::{
    error::Result,
    export,
    source::Silent,
    store::{Owner, Store},
};

/// A destination that no export went to for so long is not in use.
const IN_USE: TimeDelta = TimeDelta::days(35);

impl Desk {
    /// Starts the sync of every source that is due; how many were started. Nothing is due where no workspace is open.
    ///
    /// # Errors
    /// Where the file cannot be read. A source that cannot be started keeps the error as its last sync's and is due again later.
    pub async fn sync_due(&self) -> Result<usize> {
        let Some(store) = self.store_if_open().await? else { return Ok(0) };
        let mut started = 0;
        for id in store.due_sources(self.now()).await? {
            match self.source_sync(SourceRef { id }).await {
                Ok(_) => started += 1,
                Err(error) => self.sync_failed(&store, id, error).await?,
            }
        }
        Ok(started)
    }

    /// Tests every destination in use that was not tested for a day, or not for an hour after a test that failed; those that were tested, with their
    /// results. Only what leaves nothing behind is tried.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub async fn test_due(&self) -> Result<Vec<DestinationInfo>> {
        let Some(store) = self.store_if_open().await? else { return Ok(Vec::new()) };
        let now = self.now();
        let ago = |time: TimeDelta| now - time.num_microseconds().expect("some days fit");
        let (used, tested, failed) = (ago(IN_USE), ago(TimeDelta::days(1)), ago(TimeDelta::hours(1)));
        let mut done = Vec::new();
        for id in store.due_destinations(used, tested, failed).await? {
            let before = store.destination(id).await?;
            let secret = store.credential(Owner::Destination(id)).await?.map(|credential| credential.secret);
            let test = export::Test {
                place: &before.place,
                secret: secret.as_ref(),
                expires: before.expires,
                prefix: &before.prefix,
                options: &before.options,
                leave: false,
            };
            let result =
                Box::pin(export::test(&test, &*self.inner.parts.clock, &Silent, &CancellationToken::new())).await?;
            tracing::info!(destination = id, conclusion = ?result.conclusion, "tested again");
            if store.destination(id).await? != before {
                // It was edited or tested meanwhile: this result is of something else.
                continue;
            }
            store.put_last_test(id, result, self.now()).await?;
            self.tell(Event::Lists);
            done.push(store.destination(id).await?);
        }
        Ok(done)
    }

    /// Keeps why a sync could not even be started.
    async fn sync_failed(&self, store: &Store, id: u32, error: crate::error::Error) -> Result<()> {
        let now = self.now();
        let row = store.source(id).await?;
        let result = Err(error);
        let recorded = super::sources::sync_result(now, now, &result, store, id).await;
        store.put_last_sync(id, recorded, super::sources::next_sync(&row, now, &result)).await
    }
}
