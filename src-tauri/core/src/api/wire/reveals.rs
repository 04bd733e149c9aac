//! Payloads behind a reason.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EntryKey, Micros};

/// Gives the reason for looking at the payloads of entries. They are readable then until the workspace is locked or closed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RevealEntries {
    /// The entries, at most 100.
    pub keys: Vec<EntryKey>,
    /// Why, in at most 500 characters.
    pub reason: String,
}

/// Asks for the looks on record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadLooks {
    /// How many at most, the newest first.
    pub limit: u32,
}

/// The looks on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Looks {
    /// How many there are.
    pub total: u64,
    /// The newest first.
    pub looks: Vec<Look>,
}

/// A look at a payload, or a change of whether the workspace asks for reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Look {
    /// When.
    pub at: Micros,
    /// Who.
    pub by: String,
    /// What happened.
    pub what: LookKind,
    /// Why; empty where nobody was asked.
    pub reason: String,
    /// The entry; `None` where it was pending, or there is none.
    pub key: Option<EntryKey>,
    /// SHA-256 of the record, hex; empty where there is none.
    pub sha256: String,
    /// The name of its source at that time.
    pub source: String,
    /// Its id there.
    pub id: String,
}

/// What is on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LookKind {
    /// Somebody looked at a payload.
    Look,
    /// From here on the workspace asks for reasons.
    Ask,
    /// From here on it does not.
    Cease,
}
