//! Quarantine: what could not be read, with its bytes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Micros;

/// A record, or a whole object, in quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UnreadableRecord {
    /// Names it in the quarantine.
    pub key: i64,
    /// The platform's id where it is known.
    pub id: String,
    /// The object that holds it, where it came from one.
    pub object: Option<String>,
    /// Why it could not be read.
    pub reason: String,
    /// When it came.
    pub received: Micros,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its beginning as text, at most 2,000 characters.
    pub start: String,
}

/// Asks for the bytes of a record in quarantine.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadQuarantined {
    /// The record; see [`UnreadableRecord::key`].
    pub key: i64,
    /// The first byte wanted.
    pub offset: u64,
}

/// Bytes of a record in quarantine, at most 64 KiB at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QuarantinedBytes {
    /// The first byte that is here.
    pub offset: u64,
    /// The bytes as text; what is no UTF-8 is shown as U+FFFD.
    pub text: String,
    /// The same bytes, two hexadecimal digits each.
    pub hex: String,
    /// The size of the record in bytes.
    pub bytes: u64,
}

/// Tries again to read what is in quarantine.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RetryQuarantined {
    /// The source.
    pub source: u32,
    /// One record; `None`: everything of that source.
    pub key: Option<i64>,
}

/// How trying again ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Retried {
    /// Records that were tried.
    pub tried: u64,
    /// Records still in quarantine.
    pub left: u64,
}
