//! What somebody writes into objects, and how it is read.

use crate::{
    entry::{Entry, Note, PayloadState},
    source::Unreadable,
};

/// Reads the records out of the objects of one writer. Pure: the same bytes give the same records.
pub trait Format: Send + Sync {
    /// Whether an object with this key may hold records. Others are listed and counted, never fetched.
    fn wants(&self, key: &str) -> bool;

    /// Hands every record in `bytes` to `each`, in their order. The bytes are decompressed; a byte order mark is still there.
    ///
    /// # Errors
    /// Why the object cannot be read, or cannot be read any further: it goes to quarantine as a whole. What was handed out before stays.
    fn read(&self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> Result<(), Unreadable>;
}

/// One record of an object.
#[derive(Clone, Debug)]
pub enum Item {
    /// An entry.
    Entry(Box<Found>),
    /// A record that cannot be read: it goes to quarantine with its bytes.
    Unreadable {
        /// Why.
        reason: String,
        /// Its bytes.
        raw: Vec<u8>,
    },
    /// A record of another kind, by design not for an audit log.
    Ignored,
}

/// A record that was read.
#[derive(Clone, Debug)]
pub struct Found {
    /// The platform's id, unique within its log; without one, the SHA-256 of the record in hex.
    pub remote_id: String,
    /// The reader that understands `raw`; see [`crate::entry::Record::dialect`].
    pub dialect: String,
    /// The record as it is kept: byte for byte as in the object, unless secrets were removed from it.
    pub raw: Vec<u8>,
    /// How much of the payload `raw` holds.
    pub payload: PayloadState,
    /// What else is known.
    pub note: Option<Note>,
    /// The normalised form of `raw`, the same as its dialect's [`crate::source::Dialects::entry`] gives.
    pub entry: Entry,
}
