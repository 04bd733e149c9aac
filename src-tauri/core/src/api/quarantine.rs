//! Quarantine: the bytes of what could not be read, and trying again.

use super::{
    desk::Desk,
    wire::{CredentialInput, Event, QuarantinedBytes, ReadQuarantined, Retried, RetryQuarantined},
};
use crate::{
    error::{Error, ErrorCode, Result},
    hex::hex,
    store::Store,
};

/// Bytes that come at a time.
const BYTES: usize = 64 * 1024;

/// Records that are tried between two looks at the file: each may be megabytes.
const AT_A_TIME: usize = 16;

impl Desk {
    /// Bytes of a record in quarantine.
    pub async fn quarantine_bytes(&self, request: ReadQuarantined) -> Result<QuarantinedBytes> {
        let (raw, bytes) = self.store().await?.unreadable_bytes(request.key, request.offset, BYTES).await?;
        let text = String::from_utf8_lossy(&raw).into_owned();
        Ok(QuarantinedBytes { offset: request.offset, text, hex: hex(&raw), bytes })
    }

    /// Tries again to read what is in quarantine: with today's readers, and from the platform where it can be asked.
    pub async fn quarantine_retry(&self, request: RetryQuarantined) -> Result<Retried> {
        let store = self.store().await?;
        let row = store.source(request.source).await?;
        let credential = self.credential(&store, Some(row.id), CredentialInput::Stored).await?;
        let connected = self.connect(row.id, &row.config, credential)?;
        let sink = Self::sink_of(&store, &row);
        let mut tried = 0;
        let mut after = request.key.map_or(0, |key| key - 1);
        loop {
            let records = store.quarantined(row.id, after, AT_A_TIME).await?;
            let wanted: Vec<_> =
                records.into_iter().filter(|(key, _)| request.key.is_none_or(|one| one == *key)).collect();
            let Some((last, _)) = wanted.last() else { break };
            after = *last;
            for (_, quarantined) in wanted {
                tried += 1;
                connected.again(quarantined, &*sink).await?;
            }
            if request.key.is_some() {
                break;
            }
        }
        if let (0, Some(key)) = (tried, request.key) {
            let message = format!("There is no record {key} in quarantine any more. Look at the list again.");
            return Err(Error::new(ErrorCode::NotFound, message));
        }
        self.tell(Event::Lists);
        Ok(Retried { tried, left: left(&store, row.id).await? })
    }
}

async fn left(store: &Store, source: u32) -> Result<u64> {
    Ok(store.source(source).await?.unreadable)
}
