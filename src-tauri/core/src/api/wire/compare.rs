//! Two or more entries side by side.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EntryDetail, EntryKey};
use crate::entry::{PartName, filter::Field};

/// Asks for a comparison.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Compare {
    /// The entry that the others are compared with.
    pub reference: EntryKey,
    /// The others, at most 9.
    pub keys: Vec<EntryKey>,
}

/// Entries side by side, the reference first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Comparison {
    /// The entries.
    pub entries: Vec<EntryDetail>,
    /// Their fields.
    pub fields: Vec<ComparedField>,
    /// The parts that at least one of them has.
    pub parts: Vec<PartName>,
}

/// A field of several entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ComparedField {
    /// The field.
    pub field: Field,
    /// Its heading.
    pub label: String,
    /// Its value in each entry, as filters write it; empty where there is none.
    pub values: Vec<String>,
    /// Whether all are alike.
    pub same: bool,
}

/// Asks how two parts differ.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CompareParts {
    /// The one before.
    pub before: PartRef,
    /// The one after.
    pub after: PartRef,
}

/// A part of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PartRef {
    /// The entry.
    pub entry: EntryKey,
    /// The SHA-256 of its raw record as it was shown.
    pub sha256: String,
    /// The part; `None` for the raw record.
    pub part: Option<PartName>,
}

/// How two parts differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PartDifference {
    /// Whether both are JSON and were compared value by value.
    pub structural: bool,
    /// Whether they are the same byte by byte.
    pub identical: bool,
    /// The differences, at most 5,000.
    pub changes: Vec<PartChange>,
    /// How many differences there are.
    pub count: u64,
    /// Whether the comparison took a shortcut, because an array is very long or there are very many differences.
    pub coarse: bool,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PartChange {
    /// What happened.
    pub what: ChangeKind,
    /// Where, in the first; in the second where it is only there.
    pub path: String,
    /// Where it went, where that is another place.
    pub to: Option<String>,
    /// As it is written in the first, cut after 2,000 bytes.
    pub before: Option<String>,
    /// As it is written in the second.
    pub after: Option<String>,
}

/// What happened to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ChangeKind {
    /// It is in the second only.
    Added,
    /// It is in the first only.
    Removed,
    /// Another value stands there.
    Changed,
    /// It stands elsewhere in its array.
    Moved,
    /// The same value, written in another way.
    Spelled,
}
