//! What a source hands in, and what the workspace knows of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Checkpoint, Gap};
use crate::entry::{Entry, Record};

/// Everything a source learned in one step.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Entries, each with what is known of it.
    pub observations: Vec<Observation>,
    /// Where the sync stands once this batch is committed; `None` leaves it as it is.
    pub checkpoint: Option<Checkpoint>,
    /// Records that could not be read.
    pub quarantine: Vec<Quarantined>,
    /// Names for ids.
    pub directory: Vec<Person>,
    /// What the source says it has per day, and what was found.
    pub days: Vec<DayReport>,
    /// Spans of which the source has nothing (any more) or did not give everything.
    pub gaps: Vec<Gap>,
    /// Names in quarantine (see [`Quarantined::remote_id`]) of what could be read by now.
    pub resolved: Vec<String>,
    /// Objects that were read to their end, or vanished.
    pub objects: Vec<ObjectState>,
    /// Which objects the observations came out of: from this place in `observations` on, the object with this key.
    pub origins: Vec<(usize, String)>,
}

/// An object of a bucket or folder as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownObject {
    /// Its key below the bucket or folder.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
    /// The store's tag of its content, else the time of its last change; by this and the size a change is noticed.
    pub tag: String,
    /// Whether it was missing in the latest listing.
    pub gone: bool,
}

/// What became of an object. Replaces what was known of that key; with it goes what was in quarantine of that object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectState {
    /// It was read to its end, with what could not be read in quarantine.
    Read {
        /// Its key.
        key: String,
        /// Its size in bytes, as stored.
        size: u64,
        /// Its tag; see [`KnownObject::tag`].
        tag: String,
        /// When the store says it was last changed.
        modified_at: DateTime<Utc>,
        /// Readable records in it per day (UTC) of the event.
        days: BTreeMap<NaiveDate, u64>,
        /// Records in it that could not be read; an object that could not be read at all counts as one.
        unreadable: u64,
        /// Records in it that are of another kind by design.
        ignored: u64,
    },
    /// It is not there any more. What was read of it stays.
    Gone {
        /// Its key.
        key: String,
    },
}

/// One look at one entry.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The record as received: the details where they are there, else the list item.
    pub record: Record,
    /// The normalised form of `record`.
    pub entry: Entry,
    /// A hash of the list item, by which a later change is noticed.
    pub fingerprint: u64,
    /// Whether it can still change.
    pub phase: Phase,
}

/// Whether an entry can still change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It can: look again at this time. Replaces an earlier pending record of the same id.
    Pending {
        /// What is awaited.
        awaiting: Awaiting,
        /// When to look again.
        next_look: DateTime<Utc>,
        /// How many looks there were.
        looks: u32,
    },
    /// It cannot: it gets the next ledger place, unless the ledger already holds the same bytes or a fuller payload for this id.
    Settled,
}

/// What a pending entry waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// Its outcome at the platform.
    Outcome,
    /// Its details to be fetched from here.
    Details,
}

/// What the workspace knows of a remote id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Never seen.
    No,
    /// Pending, with the fingerprint of the list item last seen.
    Pending(u64),
    /// Settled, with the fingerprint of the list item it settled with.
    Settled(u64),
}

/// A pending entry that should be looked at.
#[derive(Clone, Debug)]
pub struct PendingEntry {
    /// The platform's id.
    pub remote_id: String,
    /// The list item as last seen, in its dialect.
    pub record: Record,
    /// Its fingerprint.
    pub fingerprint: u64,
    /// What it waits for.
    pub awaiting: Awaiting,
    /// How many looks there were.
    pub looks: u32,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
}

/// Numbers of pending entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PendingCount {
    /// Waiting for their outcome.
    pub outcome: u64,
    /// Waiting for their details.
    pub details: u64,
}

/// What a commit did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// Entries seen for the first time.
    pub new: u64,
    /// Entries that got a ledger place.
    pub settled: u64,
}

/// A record that could not be read, with its bytes.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// The platform's id where it is known, else where the bytes came from.
    pub remote_id: String,
    /// Why it could not be read.
    pub reason: String,
    /// The bytes as received; of a huge object only the beginning.
    pub raw: Vec<u8>,
    /// When they were received.
    pub received_at: DateTime<Utc>,
    /// The object that holds it, where it came from one; its key.
    pub object: Option<String>,
}

/// A name for an id, from the platform's directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The platform's id of the actor.
    pub id: String,
    /// The display name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// What a source says it has for one day (UTC), against what is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayReport {
    /// The day in UTC.
    pub day: NaiveDate,
    /// How many entries the source says it has.
    pub stated: u64,
    /// How many are held here.
    pub held: u64,
    /// When it was compared.
    pub checked_at: DateTime<Utc>,
}
