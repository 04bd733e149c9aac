//! Spans in which entries are missing.

use chrono::{DateTime, Utc};

/// A span of which entries are, or may be, missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first moment inside; `None`: since ever.
    pub from: Option<DateTime<Utc>>,
    /// The first moment after.
    pub until: DateTime<Utc>,
    /// Why.
    pub reason: GapReason,
    /// What part of the log it concerns, in plain words (`token ci-runner`); `None`: all of it.
    pub scope: Option<String>,
    /// When it was closed; a closed gap stays on record.
    pub repaired_at: Option<DateTime<Utc>>,
}

impl Gap {
    /// An open gap in all of the log.
    pub fn new(from: Option<DateTime<Utc>>, until: DateTime<Utc>, reason: GapReason) -> Self {
        Self { from, until, reason, scope: None, repaired_at: None }
    }
}

/// Why there is a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum GapReason {
    /// Older than what the source keeps or gives.
    OutOfReach,
    /// The source states more entries than it gave.
    Incomplete,
    /// More happened between two looks than the source shows at a time.
    Missed,
}
