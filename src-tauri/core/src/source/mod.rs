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
mod batch;
mod checkpoint;
mod connect;
mod dialects;
mod digest;
mod gap;
mod http;
mod json;
pub mod mapped;
mod newest;
pub mod objects;
pub mod obot;
pub mod podwarden;
pub(crate) mod redact;
mod wait;

pub use batch::{
    Awaiting, Batch, Committed, DayReport, Known, KnownObject, ObjectState, Observation, PendingCount, PendingEntry,
    Person, Phase, Quarantined,
};
pub use connect::{check_mapping, connect, format, inspect};
pub use dialects::{Dialects, Unreadable, dialects};
pub use gap::{Gap, GapReason};
pub use http::Address;
pub use wait::{Sleeper, SystemSleeper};

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::{
    api::wire::CheckLine,
    clock::{Clock, SystemClock},
    error::Result,
    random::{Random, SystemRandom},
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

/// What a role does not see of a source. What is not seen is not here, and no count tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SightLimit {
    /// Only a part of the entries: those of servers that are its own.
    PartOfEntries,
    /// No requests and responses.
    NoPayloads,
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
    /// What the role that signs in does not see.
    pub limits: Vec<SightLimit>,
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

/// Receives the lines of a connection test as they come.
pub trait Report: Send + Sync {
    /// A line is done.
    fn line(&self, line: CheckLine);
}

/// Receives the progress of a sync or an export. Cheap to call often.
pub trait Progress: Send + Sync {
    /// `done` of `total` (0: not known yet) units, and what is being done, in plain words.
    fn update(&self, done: u64, total: u64, doing: &str);

    /// So many more bytes have arrived at the destination.
    fn sent(&self, bytes: u64) {
        let _ = bytes;
    }
}

/// Nobody watches.
pub(crate) struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: &str) {}
}

impl Report for Silent {
    fn line(&self, _: CheckLine) {}
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
