//! The completeness certificate: what a source had and what of it is here, day by day.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{GapSpan, Micros};

/// Asks for certificates.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadReport {
    /// The source; `None`: one certificate for each.
    pub source: Option<u32>,
    /// The first day (UTC, `2026-08-20`); `None`: the first there is.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day.
    #[serde(default)]
    pub until: Option<String>,
}

/// What a source had and what of it is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Certificate {
    /// The source.
    pub source: u32,
    /// Its name.
    pub name: String,
    /// What it is, in plain words: `Obot server https://…`.
    pub described: String,
    /// When this was drawn up.
    pub made: Micros,
    /// When a sync last ended without an error.
    pub last_success: Option<Micros>,
    /// The hash of the ledger's chain up to `settled_until`, in hex: what was settled by then cannot change without it.
    pub chain: String,
    /// The last ledger place that is covered.
    pub settled_until: u64,
    /// Per day in UTC, the newest first.
    pub days: Vec<CertifiedDay>,
    /// The sum of the days.
    pub sum: CertifiedCounts,
    /// Objects of a bucket or folder; `None` for a platform that is asked.
    pub objects: Option<CertifiedObjects>,
    /// Every gap on record, repaired ones included.
    pub gaps: Vec<GapSpan>,
    /// What the numbers do not say, in plain words.
    pub remarks: Vec<String>,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CertifiedDay {
    /// The day in UTC, `2026-08-20`.
    pub day: String,
    /// Its numbers.
    pub counts: CertifiedCounts,
    /// Whether anything of this day is, or may be, missing.
    pub verdict: DayVerdict,
}

/// Numbers of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CertifiedCounts {
    /// How many the source says it has, or had in its objects; `None`: it does not say.
    pub offered: Option<u64>,
    /// How many of what was offered say the same as another: writers deliver twice.
    pub repeated: u64,
    /// How many came here, each counted once.
    pub fetched: u64,
    /// How many of them are settled.
    pub settled: u64,
    /// Records in quarantine, by the day they were received.
    pub unreadable: u64,
    /// How many lack their payload because of the role of the key, or had secrets removed.
    pub redacted: u64,
    /// Minutes of the day that are in a gap: out of reach, missed or incomplete.
    pub out_of_reach_minutes: u64,
}

/// Whether anything of a day is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DayVerdict {
    /// Everything the source offered is here, readable and settled, and there is no gap.
    Complete,
    /// Something is pending, redacted or unreadable, or in a gap.
    Incomplete,
    /// The source does not say what it has: nothing is known to be missing.
    NothingMissing,
}

/// Numbers of objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CertifiedObjects {
    /// Objects read to their end.
    pub read: u64,
    /// Objects with anything unreadable in them.
    pub unreadable: u64,
    /// Objects that were read and are not in the bucket any more.
    pub gone: u64,
    /// Bytes of the objects read, as stored.
    pub bytes: u64,
    /// Records of another kind, left out by design.
    pub ignored: u64,
}
