//! The raw record: the bytes a platform sent for one entry, and what was known when they came.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Seq, SourceId};

/// The evidence of one entry. `raw` is kept byte for byte as received; everything else says how it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which source it came from.
    pub source: SourceId,
    /// The platform's id, unique within the source.
    pub remote_id: String,
    /// When it was received here.
    pub received_at: DateTime<Utc>,
    /// Which reader understands `raw`, for example `obot-c-detail`; a source module owns its dialects.
    pub dialect: String,
    /// How much of the payload `raw` holds.
    pub payload: PayloadState,
    /// What else was known when it settled.
    pub note: Option<Note>,
    /// The ledger place of the earlier version that this one replaces.
    pub supersedes: Option<Seq>,
    /// The bytes.
    pub raw: Vec<u8>,
}

impl Record {
    /// What stands in the place of a record that was removed from the workspace. No other record is without a dialect.
    pub(crate) fn removed() -> Self {
        Self {
            source: 0,
            remote_id: String::new(),
            received_at: DateTime::UNIX_EPOCH,
            dialect: String::new(),
            payload: PayloadState::None,
            note: None,
            supersedes: None,
            raw: Vec::new(),
        }
    }

    /// Whether the record itself was removed from the workspace.
    pub fn is_removed(&self) -> bool {
        self.dialect.is_empty()
    }
    /// What its dialect reads it from.
    pub fn borrowed(&self) -> RecordRef<'_> {
        RecordRef { source: self.source, dialect: &self.dialect, remote_id: &self.remote_id, raw: &self.raw }
    }
}

/// A borrowed [`Record`], as blocks are scanned.
#[derive(Clone, Copy, Debug)]
pub struct RecordRef<'a> {
    /// Which source it came from.
    pub source: SourceId,
    /// The reader that understands `raw`.
    pub dialect: &'a str,
    /// The platform's id.
    pub remote_id: &'a str,
    /// The bytes.
    pub raw: &'a [u8],
}

/// How much of an entry's payload is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PayloadState {
    /// The platform has none for this entry.
    None,
    /// Not asked for yet, or it could not be had (see the note).
    NotFetched,
    /// The platform left it out because of the role of the key.
    Redacted,
    /// All of it.
    Complete,
}

/// Why an entry settled the way it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Note {
    /// No response was recorded within 24 hours; the outcome stays unknown.
    NoResponse,
    /// The platform deleted the details before they were fetched.
    GoneAtSource,
    /// The platform refused the details for this entry.
    Refused,
    /// The platform's details could not be read; they are in quarantine with the reason.
    Unreadable,
}
