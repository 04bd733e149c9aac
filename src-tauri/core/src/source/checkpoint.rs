//! Reading and writing where a sync stands: each source has its own state, all refuse alike what they cannot read.

use serde::{Serialize, de::DeserializeOwned};

use super::Checkpoint;
use crate::error::{Error, ErrorCode, Result};

/// Reads the state of a source whose present form is `version`; `None` before the first batch.
///
/// # Errors
/// `newer_file` where a later Auditdesk wrote it, `corrupt` where nobody did.
pub(crate) fn read<T: DeserializeOwned>(checkpoint: Option<Checkpoint>, version: u32) -> Result<Option<T>> {
    let Some(value) = checkpoint else { return Ok(None) };
    if value.get("version").and_then(serde_json::Value::as_u64).is_some_and(|written| written > u64::from(version)) {
        let message = "A newer version of Auditdesk synced this source. Update Auditdesk.";
        return Err(Error::new(ErrorCode::NewerFile, message));
    }
    serde_json::from_value(value).map(Some).map_err(|error| {
        let message = "The place where the last sync of this source stopped cannot be read. Remove the source and add it again; \
                       its entries stay.";
        Error::new(ErrorCode::Corrupt, message).because(error)
    })
}

/// A state as it is stored.
pub(crate) fn write(state: &impl Serialize) -> Checkpoint {
    serde_json::to_value(state).expect("the state has text keys only")
}
