//! Automatic syncs: whoever hosts the desk calls [`Desk::sync_due`] every half minute or so.
//!
//! What is due is decided by the wall clock and a moment in the file, not by a timer: timers stop while a machine sleeps.

use super::{desk::Desk, wire::SourceRef};
use crate::{
    error::{ErrorCode, Result},
    store::Store,
};

impl Desk {
    /// Starts the sync of every source that is due; how many were started. Nothing is due where no workspace is open.
    ///
    /// # Errors
    /// Where the file cannot be read. A source that cannot be started keeps the error as its last sync's and is due again later.
    pub async fn sync_due(&self) -> Result<usize> {
        let store = match self.store().await {
            Ok(store) => store,
            Err(error) if matches!(error.code, ErrorCode::WorkspaceLocked | ErrorCode::WorkspaceMissing) => {
                return Ok(0);
            }
            Err(error) => return Err(error),
        };
        let mut started = 0;
        for id in store.due_sources(self.now()).await? {
            match self.source_sync(SourceRef { id }).await {
                Ok(_) => started += 1,
                Err(error) => self.sync_failed(&store, id, error).await?,
            }
        }
        Ok(started)
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
