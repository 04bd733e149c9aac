//! Views: opening, pages, facets, timeline, and where free texts were found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EntryKey, EntryRow, Micros};
use crate::entry::{PartName, filter::Field};

/// Opens a view: a filter over the present state of the workspace, in an order.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpenView {
    /// The filter's text.
    pub filter: String,
    /// The order.
    pub sort: Sort,
    /// The IANA zone for wall-clock times in the filter; empty: UTC.
    pub zone: String,
}

/// An order. Ties are broken by time, then by ledger place, so that it is total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Sort {
    /// The field.
    pub field: Field,
    /// The greatest (newest) first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { field: Field::Time, descending: true }
    }
}

/// An opened view. Views are kept for the last few filters; a forgotten one answers `not_found` and is opened again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ViewOpened {
    /// What is known by now.
    #[serde(flatten)]
    pub progress: ViewProgress,
    /// How many entries there are without the filter (current ones, no earlier versions).
    pub total: u64,
    /// Counts the changes of the workspace; a later number means that there is more to see.
    pub version: u64,
    /// The free texts that the filter asks for, to be shown where they occur; none that it leaves out.
    pub texts: Vec<SearchText>,
}

/// How far a view got. A filter with free text may still be answered when its view is opened: the entries are then decided in the order of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ViewProgress {
    /// Names the view in later calls.
    pub view: u64,
    /// Whether everything is counted. An error ends the counting, too.
    pub complete: bool,
    /// How many entries match; at least so many while it is not complete.
    pub count: u64,
    /// How many first rows are final. Pages end there.
    pub certain: u64,
    /// How many of the matches are pending.
    pub pending: u64,
    /// The moment of the first and the last match; while it is not complete, those between which all matches will lie.
    pub span: Option<(Micros, Micros)>,
    /// Entries whose records were looked at.
    pub searched: u64,
    /// Entries whose records are to be looked at in all.
    pub of: u64,
    /// How long it took, in microseconds.
    pub micros: u64,
    /// Why the counting ended early; the rows up to `certain` stay right.
    pub error: Option<crate::error::WireError>,
}

/// A free text of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SearchText {
    /// What is to be found.
    pub needle: String,
    /// Whether the case matters.
    pub match_case: bool,
}

/// Names a view.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ViewRef {
    /// The view.
    pub view: u64,
}

/// Waits for a view.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WaitView {
    /// The view.
    pub view: u64,
    /// Until so many first rows are final; `None`: until everything is counted.
    pub rows: Option<u64>,
}

/// Asks for rows by rank.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadPage {
    /// The view.
    pub view: u64,
    /// The rank of the first row, from 0.
    pub offset: u64,
    /// How many rows, at most 1000.
    pub limit: u32,
}

/// Rows of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Page {
    /// The rows in order.
    pub rows: Vec<EntryRow>,
}

/// Asks for facets of a view.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadFacets {
    /// The view.
    pub view: u64,
    /// The fields.
    pub fields: Vec<Field>,
    /// How many values per field, the most frequent first.
    pub limit: u32,
    /// Only values that contain this text; empty: all.
    pub search: String,
}

/// The values of one field within a view. Counts leave out the view's own pills on this field, so that a chosen value can be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// The most frequent values.
    pub values: Vec<FacetValue>,
    /// How many distinct values there are.
    pub distinct: u64,
    /// How many entries have no value.
    pub absent: u64,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FacetValue {
    /// The value as the filter takes it.
    pub value: String,
    /// What is shown: the name for an id.
    pub label: String,
    /// How many entries have it; exact.
    pub count: u64,
    /// Whether the filter's pills on this field include it, exclude it or say nothing.
    pub chosen: Option<Chosen>,
}

/// What a filter says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Chosen {
    /// It is asked for.
    Included,
    /// It is left out.
    Excluded,
}

/// Asks for the timeline of a view.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadTimeline {
    /// The view.
    pub view: u64,
    /// At most so many buckets; their width is a round span (1 s … 1 month).
    pub buckets: u32,
    /// The zone in which days and months are cut; empty: UTC.
    pub zone: String,
}

/// Counts over time, stacked by outcome, over the whole view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Timeline {
    /// The buckets in order, without holes.
    pub buckets: Vec<Bucket>,
    /// What a bucket spans, in words: `5 min`, `1 day`.
    pub width: String,
    /// Spans in which data is, or may be, missing: no data is not the same as no activity.
    pub gaps: Vec<GapSpan>,
}

/// One bar of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Bucket {
    /// Its first moment.
    pub from: Micros,
    /// The first moment after.
    pub until: Micros,
    /// Counts in the order success, failure, denied, timeout, unknown. A tool error counts as its transport outcome.
    pub counts: [u64; 5],
    /// How many of them are tool errors inside a transport success.
    pub tool_errors: u64,
}

/// A span in which data is missing, cut to the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GapSpan {
    /// The source's name.
    pub source: String,
    /// Its first moment; `None`: since ever.
    pub from: Option<Micros>,
    /// The first moment after.
    pub until: Micros,
    /// Why.
    pub reason: crate::source::GapReason,
    /// What part of the log it concerns; `None`: all of it.
    pub scope: Option<String>,
    /// When it was closed; the timeline has open gaps only.
    pub repaired: Option<Micros>,
}

/// Asks for the rank of an entry in a view.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FindRank {
    /// The view.
    pub view: u64,
    /// The entry.
    pub key: EntryKey,
}

/// The rank of an entry in a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Rank {
    /// From 0; `None`: the entry is not in the view.
    pub rank: Option<u64>,
}

/// Asks where the free texts of a view's filter are in some entries.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FindMatches {
    /// The view.
    pub view: u64,
    /// The entries, at most 200.
    pub keys: Vec<EntryKey>,
}

/// Where an entry has the free texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryMatches {
    /// The entry.
    pub key: EntryKey,
    /// The fields that have one of them.
    pub fields: Vec<Field>,
    /// The parts of the payload that have one of them; the raw record where neither a field nor a part has.
    pub parts: Vec<PartMatch>,
}

/// The first occurrence in a part of a payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PartMatch {
    /// Which part; `None` for the raw record.
    pub part: Option<PartName>,
    /// The text around it on one line, its JSON escapes decoded where it is found that way.
    pub snippet: String,
    /// Where the texts are in the snippet: from and until, in UTF-16 units.
    pub ranges: Vec<(u32, u32)>,
}
