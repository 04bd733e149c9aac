//! The normalised fields of every entry as small integers in memory: what filters, counts, facets, timelines, sorting and the grid run on.
//!
//! Columns are derived from records and can be rebuilt. Dictionaries and full segments are persisted by the store so that opening is fast.

mod blob;
pub(crate) mod codes;
pub(crate) mod dictionary;
mod names;
mod pending;
pub(crate) mod segment;
mod snapshot;
pub(crate) mod texts;
mod writer;

pub(crate) use snapshot::{ActorView, Part};
pub use snapshot::{Columns, RowAt, Snapshot};
pub use writer::ColumnWriter;

use crate::{
    entry::{Entry, PayloadState, Seq, SourceId},
    review::{Review, Sampled},
};

/// Rows per segment.
pub const SEGMENT_ROWS: u64 = 65_536;

/// A change to the columns, staged by the writer and published after its transaction committed.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// An entry got the next ledger place. If it was pending, that row goes.
    Settle {
        /// Its ledger place; consecutive.
        seq: Seq,
        /// The ledger place it supersedes.
        supersedes: Option<Seq>,
        /// Its fields.
        row: Row<'a>,
    },
    /// A pending entry came or changed.
    Pend {
        /// Its fields.
        row: Row<'a>,
    },
    /// A pending entry is gone without a new ledger place: what it would have settled with is in the ledger already.
    Withdraw {
        /// Its source.
        source: SourceId,
        /// The platform's id.
        remote_id: &'a str,
    },
    /// A source got a name.
    SourceNamed {
        /// The source.
        source: SourceId,
        /// Its name.
        name: &'a str,
    },
    /// Reviewers say something else of an entry.
    Reviewed {
        /// Its ledger place.
        seq: Seq,
        /// What they say now.
        review: Review,
    },
    /// A sample was drawn, or forgotten.
    Sampled {
        /// The sample.
        id: u32,
        /// Its entries; `None`: it is forgotten.
        sample: Option<Sampled>,
    },
    /// An actor of a source got a name.
    Person {
        /// The source.
        source: SourceId,
        /// The platform's id of the actor.
        id: &'a str,
        /// The display name.
        name: Option<&'a str>,
        /// The e-mail address.
        email: Option<&'a str>,
    },
}

/// The fields of one entry with what the columns need besides.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Its source.
    pub source: SourceId,
    /// The platform's id.
    pub remote_id: &'a str,
    /// How much of its payload is here.
    pub payload: PayloadState,
    /// The normalised fields.
    pub entry: &'a Entry,
}

/// A dictionary value that must be persisted in the same transaction as the rows that use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionaryValue {
    /// Which dictionary.
    pub dictionary: u8,
    /// The code: 0, 1, 2, … within the dictionary.
    pub code: u32,
    /// The value.
    pub value: String,
}

/// Rows that are packed, and persisted, before a segment is full.
pub const CHUNK_ROWS: u64 = 4096;

/// A full segment, or a chunk of the segment that is not full yet, in its persistent form (compressed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentBlob {
    /// Which segment: rows `index * SEGMENT_ROWS + 1 ..= (index + 1) * SEGMENT_ROWS` of the ledger; for a chunk with [`CHUNK_ROWS`].
    pub index: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A bit for each of [`SEGMENT_ROWS`] ledger places, the first in the lowest bit of the first byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkStrip {
    /// Which strip: the first place is `index * SEGMENT_ROWS + 1`.
    pub index: u32,
    /// The bits.
    pub bits: Vec<u8>,
}

/// What must be written in the same transaction as the staged changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsaved {
    /// New dictionary values.
    pub values: Vec<DictionaryValue>,
    /// Segments that became full. Their chunks are persisted no more.
    pub segments: Vec<SegmentBlob>,
    /// Chunks that became full.
    pub chunks: Vec<SegmentBlob>,
    /// Which rows are removed, where that changed.
    pub removed: Vec<MarkStrip>,
}
