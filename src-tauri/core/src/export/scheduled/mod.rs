//! Scheduled runs: each settled entry of a range of the ledger in exactly one committed object.
//!
//! A run covers a half-open range of ledger places, fixed in the file before its first byte. It writes its objects one after the other, and each goes through
//! three states on record: *begun* (its key and where it begins, before the first byte), *sealed* (where it ends, its rows and hash, before the request that
//! makes it exist) and *landed* (the storage said so). Whatever ends the program in between, the next attempt knows: what was only begun does not exist and is written
//! anew; what was sealed may exist, is written again from the same places under the same key, and an object that is there already is this one; what has landed is done.
//! The manifest comes last, then one transaction commits the run and moves the schedule's position behind its range.
//!
//! The record ([`Journal`]) and the storage ([`Objects`]) are seams: `tests/core/schedule_histories` runs this engine through many thousand seeded histories.

mod engine;
mod manifest;
mod writer;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use engine::run;
pub use manifest::Facts;
pub(crate) use writer::{Rows, Writer};

use crate::{api::wire::Micros, entry::Seq, error::Result};

/// A run that was decided on: everything that must not change between its attempts.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The run.
    pub run: u64,
    /// The half-open range of ledger places.
    pub range: (Seq, Seq),
    /// The days of events that get objects of their own; one `None` where days do not matter. Ascending.
    pub days: Vec<Option<NaiveDate>>,
    /// Write an object and a manifest even if there are no rows.
    pub allow_empty: bool,
    /// What the manifest says of it.
    pub facts: Facts,
}

/// An object on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectRecord {
    /// 0, 1, 2, … within the run.
    pub part: u32,
    /// Its key.
    pub key: String,
    /// Its full address, to show.
    pub location: String,
    /// The first ledger place it may hold.
    pub from: Seq,
    /// The day of its events.
    pub day: Option<NaiveDate>,
    /// How far it is.
    pub state: ObjectState,
    /// An upload in parts that was begun for it.
    pub upload: Option<String>,
    /// What it is, from the moment it was sealed.
    pub sealed: Option<Sealed>,
}

/// How far an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectState {
    /// It does not exist; an unfinished upload may.
    Begun,
    /// It may exist, whole.
    Sealed,
    /// It exists.
    Landed,
}

/// What an object is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The first ledger place behind it.
    pub until: Seq,
    /// Its rows.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Rows that are later versions of entries.
    pub revisions: u64,
    /// The moments of its first and last event.
    pub span: Option<(Micros, Micros)>,
    /// How often each redaction replaced something.
    pub redacted: Vec<(String, u64)>,
    /// What it may be instead, of the same places: an attempt whose request may have been the one that counted had other bytes. Almost always empty: it takes two
    /// attempts that were ended at their last request, and a new name in the directory, a removed entry or another version of this program between them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub or: Vec<Form>,
}

/// The bytes of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its rows.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

impl Sealed {
    /// This, or what was sealed before.
    #[must_use]
    fn or_earlier(mut self, earlier: &Self) -> Self {
        let first = Form { rows: earlier.rows, bytes: earlier.bytes, sha256: earlier.sha256.clone() };
        for form in [first].into_iter().chain(earlier.or.iter().cloned()) {
            if form.sha256 != self.sha256 && !self.or.contains(&form) {
                self.or.push(form);
            }
        }
        self
    }
}

/// What is known of a run, durable before each call returns.
#[async_trait]
pub trait Journal: Send + Sync {
    /// The objects of a run, in order.
    async fn objects(&self, run: u64) -> Result<Vec<ObjectRecord>>;
    /// An object is going to be written. One that is on record as this part, and not landed, is replaced.
    async fn begin(&self, run: u64, object: &ObjectRecord) -> Result<()>;
    /// An upload in parts was begun for it.
    async fn uploading(&self, run: u64, part: u32, upload: Option<&str>) -> Result<()>;
    /// The next request makes it exist.
    async fn seal(&self, run: u64, part: u32, sealed: &Sealed) -> Result<()>;
    /// It exists, and this is what it is.
    async fn land(&self, run: u64, part: u32, sealed: &Sealed) -> Result<()>;
    /// There was nothing to write.
    async fn forget(&self, run: u64, part: u32) -> Result<()>;
    /// Key and text of the manifest that an earlier attempt was going to write.
    async fn manifest(&self, run: u64) -> Result<Option<(String, String)>>;
    /// The next request writes the manifest.
    async fn seal_manifest(&self, run: u64, key: &str, text: &str) -> Result<()>;
    /// All is written: the run is done and the schedule goes on behind its range. One transaction.
    async fn commit(&self, run: u64, manifest_sha256: Option<&str>) -> Result<()>;
}

/// Where the objects go.
#[async_trait]
pub trait Objects: Send + Sync {
    /// The key of an object of this run.
    fn key(&self, part: u32, day: Option<NaiveDate>) -> Result<String>;
    /// The key of its manifest.
    fn manifest_key(&self) -> Result<String>;
    /// The full address of a key, to show.
    fn location(&self, key: &str) -> String;
    /// A key in place of one that somebody else has.
    fn other_key(&self, key: &str) -> Result<String>;
    /// Writes the rows of some ledger places and one day as one object, or as many of them as fit into one; `None`: there are none, and nothing was
    /// written. A `whole` object holds them all, however many or few they are. Tells `notes` in time.
    async fn write(
        &self,
        object: &ObjectRecord,
        until: Seq,
        whole: bool,
        notes: &dyn Notes,
    ) -> Result<Option<(Sealed, Landing)>>;
    /// Writes a small object.
    async fn put(&self, key: &str, bytes: Bytes) -> Result<Landing>;
    /// Removes the unfinished upload of a key that is on record, and those that never came on record where the storage tells of them. One that is not
    /// there is no error.
    async fn abort(&self, key: &str, upload: Option<&str>) -> Result<()>;
}

/// Is told of an object on its way what must be on record first.
#[async_trait]
pub trait Notes: Send + Sync {
    /// An upload in parts was begun.
    async fn uploading(&self, upload: &str) -> Result<()>;
    /// The next request makes the object exist.
    async fn seal(&self, sealed: &Sealed) -> Result<()>;
}

/// How the request ended that makes an object exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// It exists as it was sealed.
    Created,
    /// There was one already; an earlier request of the same call may have made it.
    Ours,
    /// There was one already, made by nobody here in this call.
    Taken,
}
