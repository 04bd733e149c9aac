//! Exports and runs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Micros;

/// A one-time export of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StartExport {
    /// The name in the key: letters, digits, `.`, `_`, `-`; at most 100.
    pub name: String,
    /// The filter's text.
    pub filter: String,
    /// The zone for wall-clock times in the filter; empty: UTC.
    pub zone: String,
    /// Where to.
    pub destination: u32,
    /// With request and response, or metadata only.
    pub payload: bool,
    /// Write an object even if nothing matches.
    pub allow_empty: bool,
}

/// What an export would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExportPreview {
    /// The key as it would be now.
    pub key: String,
    /// Settled entries that match; only these are exported.
    pub rows: u64,
    /// Pending entries that match and are left for a later export.
    pub pending: u64,
}

/// Names a run.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunRef {
    /// The run.
    pub id: u64,
}

/// One execution of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunInfo {
    /// The run.
    pub id: u64,
    /// The export's name.
    pub name: String,
    /// The filter's text, relative times already made absolute.
    pub filter: String,
    /// The destination's name at that time.
    pub destination: String,
    /// Where it stands.
    pub state: RunState,
    /// When it started.
    pub started: Micros,
    /// When it ended.
    pub ended: Option<Micros>,
    /// The half-open range of the ledger it covers.
    pub range: (u64, u64),
    /// Whether payloads are in it.
    pub payload: bool,
    /// Rows written.
    pub rows: u64,
    /// Bytes written.
    pub bytes: u64,
    /// What was written.
    pub objects: Vec<RunObject>,
    /// The error that ended it.
    pub error: Option<crate::error::WireError>,
}

/// An object a run wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunObject {
    /// Its key, or its path within the folder.
    pub key: String,
    /// A full address to show: `s3://bucket/key` or the file's path.
    pub location: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RunState {
    /// At work.
    Running,
    /// Finished; what it wrote is in `objects`.
    Done,
    /// Finished; nothing matched, nothing was written.
    Empty,
    /// Ended by an error.
    Failed,
    /// Ended by the user.
    Cancelled,
    /// The program ended during it; nothing was committed.
    Interrupted,
}
