//! Exports and runs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Micros, RunVerification};

/// What an export writes of each entry, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// For the formats that are text; Parquet compresses its columns itself.
    pub compression: Compression,
    /// CSV only: begin with the mark by which spreadsheets know UTF-8.
    pub bom: bool,
    /// The fields in this order; empty: all, in their own order.
    pub fields: Vec<String>,
    /// With request and response, or metadata only.
    pub payload: bool,
    /// The most rows of an object; 0: no limit.
    pub split_rows: u64,
    /// About the most bytes of an object before compression; 0: no limit.
    pub split_bytes: u64,
    /// Objects by the day of the event, in folders `dt=YYYY-MM-DD`.
    pub by_day: bool,
    /// What is taken out.
    pub redactions: Vec<Redaction>,
}

/// A format of objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Format {
    /// One JSON object per line.
    #[default]
    Jsonl,
    /// A table for spreadsheets.
    Csv,
    /// A table for query engines.
    Parquet,
}

/// How text is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// Something that is replaced by `[redacted: NAME]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Redaction {
    /// Its name, in what replaces and in the counts.
    pub name: String,
    /// What is replaced.
    pub rule: RedactionRule,
}

/// What a redaction replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum RedactionRule {
    /// The values of these headers, in whatever case.
    Header {
        /// Their names.
        names: Vec<String>,
    },
    /// The value at this place in each part of the payload, RFC 6901.
    Pointer {
        /// The place, for example `/params/arguments/password`.
        pointer: String,
    },
    /// Addresses of e-mail.
    Email,
    /// Keys and tokens that look like such.
    Token,
    /// Numbers of payment cards with a right check digit.
    Card,
    /// Whatever this regular expression finds.
    Pattern {
        /// The expression, in the syntax of Rust's `regex`.
        regex: String,
    },
}

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
    /// What of each entry, and how.
    pub output: Output,
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

/// What a run would write if it ran now, and how long that would take. What was in earlier attempts is not taken off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Estimate {
    /// Settled entries that match; exact.
    pub rows: u64,
    /// Of these, how many were encoded to find out; all of them: bytes, objects and requests are exact.
    pub sampled: u64,
    /// Bytes of all objects, compressed.
    pub bytes: Figure,
    /// Objects, without a manifest.
    pub objects: Figure,
    /// Requests to the storage that write objects and manifest, none of them tried again; 0 for a folder.
    pub requests: Figure,
    /// Seconds; `None`: nothing was exported to this destination yet by which to tell.
    pub seconds: Option<Figure>,
    /// How many earlier runs the time is told by.
    pub by_runs: u32,
}

/// A number that is known, or estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Figure {
    /// About so much.
    pub about: u64,
    /// Hardly less.
    pub low: u64,
    /// Hardly more.
    pub high: u64,
    /// Exactly so much.
    pub exact: bool,
}

impl Figure {
    /// A number that is known.
    pub fn exact(value: u64) -> Self {
        Self { about: value, low: value, high: value, exact: true }
    }
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
    /// What of each entry, and how.
    pub output: Output,
    /// The schedule, and the moment it ran for; `None` for an export that somebody started once.
    pub schedule: Option<RunOf>,
    /// Rows written.
    pub rows: u64,
    /// Bytes written.
    pub bytes: u64,
    /// What was written.
    pub objects: Vec<RunObject>,
    /// What was found when it was read again the last time.
    pub verification: Option<RunVerification>,
    /// The error that ended it, or its last attempt.
    pub error: Option<crate::error::WireError>,
}

/// What a scheduled run is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunOf {
    /// The schedule.
    pub id: u32,
    /// What the run is for.
    pub reason: RunReason,
    /// The moment it was due.
    pub slot: Micros,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again, where it waits for that.
    pub retry_at: Option<Micros>,
    /// Key and hash of its manifest, once written.
    pub manifest: Option<RunManifest>,
    /// Rows that are later versions of entries with an earlier place in the ledger.
    pub revisions: u64,
}

/// Why a scheduled run ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RunReason {
    /// Its time had come.
    Due,
    /// Its time had passed while the program did not run or the storage could not be reached.
    Missed,
    /// Somebody asked for it.
    Asked,
    /// Entries from before the schedule's beginning.
    Backfill,
}

/// The manifest of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunManifest {
    /// Its key.
    pub key: String,
    /// Its full address.
    pub location: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
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
    /// A scheduled run that did not get to its end and goes on where it was.
    Waiting,
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
