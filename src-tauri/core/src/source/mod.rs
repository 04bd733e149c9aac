//! Log sources: one folder per platform, one trait, one conformance suite.
//!
//! Platforms that are asked over HTTP implement [`Source`] themselves; what is written into buckets, folders and files implements
//! [`objects::Format`], and [`objects`] does the listing, fetching and remembering for all of them.
//!
//! A source reads a platform and hands [`Batch`]es to a [`Sink`]. The sink commits a batch with its checkpoint in one transaction, so that
//! a sync can be killed at any moment and goes on where it was.

pub mod airbyte;
pub mod airkit;
pub mod auditdesk;
mod digest;
mod http;
mod json;
pub mod mapped;
mod newest;
pub mod objects;
pub mod obot;
pub mod podwarden;
mod redact;
mod wait;

use self::objects::{Format, Objects};
pub use http::Address;
pub use wait::{Sleeper, SystemSleeper};

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use tokio_util::sync::CancellationToken;

use crate::{
    api::wire::{CheckLine, FileInspected, Mapping, SourceConfig, Writer},
    clock::{Clock, SystemClock},
    entry::{Entry, Payload, Record, RecordRef, SourceId},
    error::Result,
    random::{Random, SystemRandom},
    secret::Secret,
};

/// Where a sync stands, as the source wrote it; opaque to the store. JSON, versioned by the source.
pub type Checkpoint = serde_json::Value;

/// A platform that can be read.
#[async_trait]
pub trait Source: Send + Sync {
    /// Tries the connection and tells line by line what works, what does not, why, and what to do.
    async fn test(&self, report: &dyn Report, cancel: &CancellationToken) -> Result<()>;

    /// Reads everything new since `checkpoint` (everything, where there is none) until nothing new is left, then returns.
    async fn sync(
        &self,
        checkpoint: Option<Checkpoint>,
        sink: &dyn Sink,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<SyncSummary>;

    /// Fetches the details of one entry now. The result is committed to the sink like any other observation.
    async fn fetch(&self, remote_id: &str, sink: &dyn Sink) -> Result<()>;

    /// Tries again to read what is in quarantine: asks the platform again, or reads the kept bytes with today's readers. What can be read by now is
    /// committed to the sink, which takes it out of quarantine; what cannot stays with its latest reason.
    async fn again(&self, quarantined: Quarantined, sink: &dyn Sink) -> Result<()> {
        self.fetch(&quarantined.remote_id, sink).await
    }
}

/// What a finished sync did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncSummary {
    /// Entries seen for the first time.
    pub new: u64,
    /// Entries settled in this sync.
    pub settled: u64,
    /// Entries that are still able to change.
    pub pending: u64,
    /// Records that could not be read and are in quarantine.
    pub unreadable: u64,
    /// Plain words on what the reviewer should know: lost role, history out of reach, days that do not add up.
    pub remarks: Vec<String>,
    /// When the source should be read again so that nothing is missed; `None`: whenever the user wants.
    pub next: Option<std::time::Duration>,
}

/// Takes what a source read. Implemented by the store.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Commits a batch together with its checkpoint: all of it or nothing.
    async fn commit(&self, batch: Batch) -> Result<Committed>;

    /// What is known of these remote ids, in the same order.
    async fn known(&self, remote_ids: &[String]) -> Result<Vec<Known>>;

    /// Pending entries whose next look is due at `now`, the most urgent first, at most `limit`.
    async fn due(&self, now: DateTime<Utc>, limit: usize) -> Result<Vec<PendingEntry>>;

    /// How many pending entries there are, and how many of them wait for details only.
    async fn pending_count(&self) -> Result<PendingCount>;

    /// How many distinct entries with `occurred_at` in `[from, until)` are held, pending ones included.
    async fn held(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<u64>;

    /// Settled entries whose payload was redacted, newest first, at most `limit`, older than `before` (a ledger place).
    async fn redacted(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, String)>>;

    /// What is known of the objects with these keys, in the same order.
    async fn objects(&self, keys: &[String]) -> Result<Vec<Option<KnownObject>>>;

    /// The known objects with keys after this one, in the order of the bytes of their keys, at most `limit`.
    async fn objects_after(&self, after: Option<&str>, limit: usize) -> Result<Vec<KnownObject>>;

    /// The gaps recorded for this source, repaired ones included.
    async fn gaps(&self) -> Result<Vec<Gap>>;
}

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
        days: std::collections::BTreeMap<NaiveDate, u64>,
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

/// Receives the lines of a connection test as they come.
pub trait Report: Send + Sync {
    /// A line is done.
    fn line(&self, line: CheckLine);
}

/// Receives the progress of a sync or an export. Cheap to call often.
pub trait Progress: Send + Sync {
    /// `done` of `total` (0: not known yet) units, and what is being done, in plain words.
    fn update(&self, done: u64, total: u64, doing: &str);
}

/// Reads the dialects of one platform. Pure: the same bytes give the same entry.
pub trait Dialects: Send + Sync {
    /// The normalised entry, or why the bytes cannot be read.
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable>;
    /// The payload parts in the bytes.
    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable>;
    /// Both, where both are needed: the bytes are read once.
    fn whole(&self, record: RecordRef<'_>) -> Result<(Entry, Payload), Unreadable> {
        Ok((self.entry(record)?, self.payload(record)?))
    }
}

/// Why bytes cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// Every dialect of every source; handed to the store, which derives columns again from raw records.
pub fn dialects() -> Arc<dyn Dialects> {
    Arc::new(AllDialects)
}

/// The dialects of all sources; a dialect's name begins with its platform's.
struct AllDialects;

impl AllDialects {
    fn of(dialect: &str) -> Result<&'static dyn Dialects, Unreadable> {
        match dialect.split('-').next() {
            Some("airbyte") => Ok(&airbyte::AirbyteDialects),
            Some("airkit") => Ok(&airkit::AirkitDialects),
            Some("auditdesk") => Ok(&auditdesk::AuditdeskDialects),
            Some("mapped") => Ok(&mapped::MappedDialects),
            Some("obot") => Ok(&obot::ObotDialects),
            Some("podwarden") => Ok(&podwarden::PodwardenDialects),
            _ => Err(Unreadable(format!("no reader for the dialect {dialect}"))),
        }
    }
}

impl Dialects for AllDialects {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        Self::of(record.dialect)?.entry(record)
    }

    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable> {
        Self::of(record.dialect)?.payload(record)
    }

    fn whole(&self, record: RecordRef<'_>) -> Result<(Entry, Payload), Unreadable> {
        Self::of(record.dialect)?.whole(record)
    }
}

/// What a source takes from outside, so that tests decide over time and chance.
#[derive(Clone)]
pub struct SourceDeps {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes chance, for back-off and for ids.
    pub random: Arc<dyn Random>,
    /// Waits.
    pub sleeper: Arc<dyn Sleeper>,
}

impl SourceDeps {
    /// The machine's.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom), sleeper: Arc::new(SystemSleeper) }
    }
}

/// The source that `config` describes; its records carry `id`. Connects to nothing yet.
///
/// # Errors
/// `wrong_use` for a configuration or a credential that cannot be right.
pub fn connect(
    id: SourceId,
    config: &SourceConfig,
    credential: Option<Secret>,
    deps: SourceDeps,
) -> Result<Box<dyn Source>> {
    match config {
        SourceConfig::Obot { url, ca_pem } => Ok(Box::new(obot::Obot::new(id, url, ca_pem, credential, deps)?)),
        SourceConfig::Bucket { writer, place, prefix, log } => {
            let format = format(writer, log.is_none())?;
            Ok(Box::new(Objects::new(log.unwrap_or(id), place, prefix, format, credential, deps)?))
        }
        SourceConfig::Files { writer, log } => {
            Ok(Box::new(Objects::files(log.unwrap_or(id), format(writer, log.is_none())?, deps)))
        }
        SourceConfig::Podwarden { url, ca_pem, own_token } => {
            Ok(Box::new(podwarden::Podwarden::new(id, url, ca_pem, own_token, credential, deps)?))
        }
        SourceConfig::Airbyte { url, organization_id, ca_pem } => {
            Ok(Box::new(airbyte::Airbyte::new(id, url, organization_id, ca_pem, credential, deps)?))
        }
    }
}

/// How the objects of a writer are read. `own`: into a log of its own, not as another copy of one.
///
/// # Errors
/// `wrong_use` for a mapping that cannot be right.
pub fn format(writer: &Writer, own: bool) -> Result<Arc<dyn Format>> {
    Ok(match writer {
        Writer::Airbyte => Arc::new(airbyte::AirbyteFormat),
        Writer::Airkit => Arc::new(airkit::AirkitFormat),
        Writer::Obot => Arc::new(obot::ObotExportFormat),
        Writer::Auditdesk => Arc::new(auditdesk::AuditdeskFormat::new(own)),
        Writer::Mapped { mapping } => Arc::new(mapped::MappedFormat::new(mapping)?),
    })
}

/// What is in a file of so many bytes that begins with `head`, packed as it is.
///
/// # Errors
/// `wrong_use` for a mapping that cannot be right.
pub fn inspect(bytes: u64, head: &[u8], writer: Option<&Writer>) -> Result<FileInspected> {
    mapped::inspect(bytes, head, writer)
}

/// Whether a mapping can be right.
///
/// # Errors
/// `wrong_use` that says why not.
pub fn check_mapping(mapping: &Mapping) -> Result<()> {
    mapped::check(mapping)
}
