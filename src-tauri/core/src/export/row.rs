//! One row of an export: an entry with its evidence.

use crate::{
    entry::{Entry, Payload, Record, Seq},
    source::Person,
};

/// A settled entry on its way into an export.
#[derive(Clone, Debug)]
pub struct ExportRow {
    /// Its place in the ledger.
    pub seq: Seq,
    /// The name of its source.
    pub source: String,
    /// The normalised fields.
    pub entry: Entry,
    /// What the source's directory says of the actor; it wins over the names in the entry.
    pub person: Option<Person>,
    /// The record as received.
    pub record: Record,
    /// The payload; `None` for an export of metadata only.
    pub payload: Option<Payload>,
}
