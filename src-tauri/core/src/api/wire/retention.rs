//! Retention: rules, legal holds, tombstones, and what vanishes at the sources.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Micros;

/// How long entries are kept, here and at the sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Retention {
    /// Each source.
    pub sources: Vec<SourceRetention>,
    /// Every legal hold, the newest first; those that were lifted, too.
    pub holds: Vec<LegalHold>,
    /// What was removed, the newest first.
    pub tombstones: Vec<Tombstone>,
}

/// How long entries of a source are kept, and what would go now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SourceRetention {
    /// The source.
    pub source: u32,
    /// Its name.
    pub name: String,
    /// Days kept here; `None`: for ever.
    pub keep_days: Option<u32>,
    /// Days kept at the source, 0 for ever; `None`: not known.
    pub there_days: Option<u32>,
    /// Whether `there_days` was said by the user; else it is what the platform is known to do.
    pub there_chosen: bool,
    /// When its oldest record happened.
    pub oldest: Option<Micros>,
    /// What would go now.
    pub due: RetentionDue,
    /// What the source is about to delete; `None` where it keeps for ever, or nobody knows.
    pub vanishing: Option<Vanishing>,
}

/// What a rule would remove now, and what stays all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RetentionDue {
    /// The first moment that is kept; `None`: everything is.
    pub before: Option<Micros>,
    /// Records that would be removed, earlier versions included.
    pub removed: u64,
    /// How many of those have a disposition, a tag or a note, or are in a sample.
    pub reviewed: u64,
    /// Records that stay because of a legal hold.
    pub held: u64,
    /// Records that stay because a schedule did not export them yet.
    pub unexported: u64,
}

/// What a source is about to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Vanishing {
    /// Within so many days from now.
    pub within_days: u32,
    /// The moment of the first deletion that concerns an entry; `None`: none does within that time.
    pub first: Option<Micros>,
    /// Entries that are deleted there until then, as far as is known.
    pub entries: u64,
    /// How many of them are not here yet, by the counts of the source; `None`: the source states no counts.
    pub missing: Option<u64>,
    /// How many are here without their payload.
    pub without_payload: u64,
}

/// Changes how long entries of a source are kept.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SetRetention {
    /// The source.
    pub source: u32,
    /// Days kept here, at least 1; `None`: for ever.
    pub keep_days: Option<u32>,
    /// Days kept at the source, 0 for ever; `None`: as its platform is known to do.
    pub there_days: Option<u32>,
}

/// What must stay whatever the rules say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LegalHold {
    /// The hold.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Which entries: a filter's text with absolute times. New entries that match are held, too.
    pub filter: String,
    /// The IANA zone for wall-clock times in the filter.
    pub zone: String,
    /// Why.
    pub reason: String,
    /// When it was placed.
    pub placed_at: Micros,
    /// By whom.
    pub placed_by: String,
    /// When and why it was lifted.
    pub lifted: Option<LiftedHold>,
    /// How many current entries it holds; `None` where it was lifted.
    pub entries: Option<u64>,
}

/// The end of a hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LiftedHold {
    /// When.
    pub at: Micros,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Places a hold.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlaceHold {
    /// Its name.
    pub name: String,
    /// Which entries: the filter's text; empty: all.
    pub filter: String,
    /// The IANA zone for wall-clock times in the filter; empty: UTC.
    pub zone: String,
    /// Why.
    pub reason: String,
}

/// Lifts a hold.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LiftHold {
    /// The hold.
    pub id: u32,
    /// Why.
    pub reason: String,
}

/// What is left of removed records: each removal has one per 65,536 ledger places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Tombstone {
    /// Names it.
    pub id: u64,
    /// When they were removed.
    pub at: Micros,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// How many records.
    pub entries: u64,
    /// The first ledger place.
    pub first: u64,
    /// The last one.
    pub last: u64,
    /// The SHA-256 of the removed records' SHA-256 in hex, in the order of the ledger, a line feed after each; empty: an earlier version did not say.
    pub sha256: String,
    /// The head of the ledger's chain at that time, hex; empty: an earlier version did not say.
    pub chain: String,
}
