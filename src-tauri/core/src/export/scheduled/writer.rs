//! The objects of a run in a real destination.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::NaiveDate;
use tokio_util::sync::CancellationToken;

use super::{Landing, Notes, ObjectRecord, Objects, Sealed};
use crate::{
    entry::Seq,
    error::Result,
    export::{
        Batch, Destination, Encoding,
        destination::Kind,
        key::RunKeys,
        parts::{Extent, Object, Parts, Recorder, Totals},
    },
    source::Progress,
};

/// The rows of a run.
pub(crate) trait Rows: Send + Sync {
    /// Rows some at a time.
    type Batch: Batch + 'static;
    /// The rows of these ledger places, and of one day where one is given, in the order of the ledger.
    fn batches(
        &self,
        from: Seq,
        until: Seq,
        day: Option<NaiveDate>,
    ) -> impl Iterator<Item = Self::Batch> + Send + 'static;
}

/// Writes the objects of one run.
pub(crate) struct Writer<'a, R> {
    pub destination: &'a Destination,
    pub keys: RunKeys,
    pub encoding: Arc<Encoding>,
    pub rows: R,
    /// Rows of the whole run.
    pub total: u64,
    /// Rows that arrived, those of earlier attempts included.
    pub done: AtomicU64,
    pub progress: &'a dyn Progress,
    pub cancel: &'a CancellationToken,
    /// A part of a key that nobody has: called where somebody has the planned one.
    pub unique: &'a (dyn Fn() -> Result<String> + Sync),
}

#[async_trait]
impl<R: Rows> Objects for Writer<'_, R> {
    fn key(&self, part: u32, day: Option<NaiveDate>) -> Result<String> {
        self.destination.checked(self.keys.object(part, day, self.encoding.extension()))
    }

    fn manifest_key(&self) -> Result<String> {
        self.destination.checked(self.keys.manifest())
    }

    fn location(&self, key: &str) -> String {
        self.destination.location(key)
    }

    fn other_key(&self, key: &str) -> Result<String> {
        let (folder, name) = key.rsplit_once('/').map_or(("", key), |(folder, name)| (folder, name));
        let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
        let slash = if folder.is_empty() { "" } else { "/" };
        self.destination.checked(format!("{folder}{slash}{stem}-{}.{ending}", (self.unique)()?))
    }

    async fn write(
        &self,
        object: &ObjectRecord,
        until: Seq,
        whole: bool,
        notes: &dyn Notes,
    ) -> Result<Option<(Sealed, Landing)>> {
        // Stops the encoder when this ends for whatever reason, its future being dropped included.
        let encoding = self.cancel.child_token();
        let _stop = encoding.clone().drop_guard();
        let batches = self.rows.batches(object.from, until, object.day);
        let extent = Extent { until, day: object.day, whole };
        let mut parts = Parts::of(batches, (Arc::clone(&self.encoding), extent), self.destination.parts_of(), encoding);
        let doing = format!("Writing {}", self.destination.location(&object.key));
        let moved = |rows: u64, bytes: u64| {
            let done = self.done.fetch_add(rows, Ordering::Relaxed) + rows;
            self.progress.update(done, self.total.max(done), &doing);
            self.progress.sent(bytes);
        };
        moved(0, 0);
        if !parts.has_rows().await && !whole {
            parts.totals().await?;
            return Ok(None);
        }
        let recorder = Told { notes, sealed: Mutex::default() };
        let object = Object {
            key: &object.key,
            parts: &mut parts,
            moved: &moved,
            cancel: self.cancel,
            recorder: Some(&recorder),
        };
        let (_, landing) = match &self.destination.kind {
            Kind::Bucket(bucket) => bucket.write_object(object).await?,
            Kind::Folder(folder) => folder.write(object).await?,
        };
        let sealed = recorder.sealed.into_inner().expect("nobody panics while it is held");
        Ok(sealed.map(|sealed| (sealed, landing)))
    }

    async fn put(&self, key: &str, bytes: Bytes) -> Result<Landing> {
        self.progress.update(
            self.done.load(Ordering::Relaxed),
            self.total,
            &format!("Writing {}", self.destination.location(key)),
        );
        match &self.destination.kind {
            Kind::Bucket(bucket) => bucket.landing(bucket.put(key, bytes, self.cancel).await, true),
            Kind::Folder(folder) => folder.put(key, bytes).await,
        }
    }

    async fn abort(&self, key: &str, upload: Option<&str>) -> Result<()> {
        self.destination.abort(key, upload, self.cancel).await
    }
}

impl Destination {
    /// As [`Objects::abort`].
    pub(crate) async fn abort(&self, key: &str, upload: Option<&str>, cancel: &CancellationToken) -> Result<()> {
        match &self.kind {
            Kind::Bucket(bucket) => {
                let known = upload.map(str::to_owned);
                for upload in bucket.unfinished(key, cancel).await.into_iter().chain(known) {
                    bucket.remove(key, &upload).await?;
                }
            }
            Kind::Folder(folder) => {
                if let Some(draft) = upload {
                    folder.remove(key, draft).await?;
                }
            }
        }
        Ok(())
    }
}

/// Makes of what an upload tells what a run has on record.
struct Told<'a> {
    notes: &'a dyn Notes,
    sealed: Mutex<Option<Sealed>>,
}

#[async_trait]
impl Recorder for Told<'_> {
    async fn uploading(&self, upload: &str) -> Result<()> {
        self.notes.uploading(upload).await
    }

    async fn seal(&self, totals: &Totals) -> Result<()> {
        let sealed = Sealed {
            until: totals.next,
            rows: totals.rows,
            bytes: totals.bytes,
            sha256: totals.sha256.clone(),
            revisions: totals.revisions,
            span: totals
                .first_at
                .zip(totals.last_at)
                .map(|(first, last)| (first.timestamp_micros(), last.timestamp_micros())),
            redacted: totals.redacted.clone(),
            or: Vec::new(),
        };
        self.notes.seal(&sealed).await?;
        *self.sealed.lock().expect("nobody panics while it is held") = Some(sealed);
        Ok(())
    }
}
