//! The parts of one object, made ahead of those who write them.

use std::{ops::ControlFlow, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

pub(super) use super::cutter::{Part, PartsOf};
use super::{batch::Batch, cutter::Cutter, encode::encode, encoding::Encoding, sink::Sink};
use crate::{
    entry::Seq,
    error::{Error, ErrorCode, Result},
};

/// Parts that wait between encoding and upload.
const WAITING: usize = 1;

/// An object on its way to a destination.
pub(super) struct Object<'a> {
    pub key: &'a str,
    pub parts: &'a mut Parts,
    /// Told how many more rows and bytes have arrived.
    pub moved: &'a (dyn Fn(u64, u64) + Sync),
    pub cancel: &'a CancellationToken,
    /// Told in time what must be on record.
    pub recorder: Option<&'a dyn Recorder>,
}

/// Is told of an object on its way what must be on record before it goes on.
#[async_trait]
pub(super) trait Recorder: Sync {
    /// An upload in parts, or a draft beside the file, was begun.
    async fn uploading(&self, upload: &str) -> Result<()>;
    /// The next request makes the object exist.
    async fn seal(&self, totals: &Totals) -> Result<()>;
}

/// Which rows an object is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// The end of the range that the batches are from.
    pub until: Seq,
    /// Only entries of this day (UTC).
    pub day: Option<NaiveDate>,
    /// All of them, whatever the limits of an object.
    pub whole: bool,
}

/// What the whole object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Totals {
    pub rows: u64,
    pub bytes: u64,
    /// Hex.
    pub sha256: String,
    /// Where the next object begins; the end of the range when everything is in this one.
    pub next: Seq,
    /// Rows that are later versions of entries.
    pub revisions: u64,
    /// The earliest event; `None` without rows.
    pub first_at: Option<DateTime<Utc>>,
    /// The latest event.
    pub last_at: Option<DateTime<Utc>>,
    /// How much each rule took out, by its name, in the order of the rules.
    pub redacted: Vec<(String, u64)>,
}

/// The parts of one object, in order.
#[derive(Debug)]
pub(super) struct Parts {
    /// Parts that were put back, the next one last.
    back: Vec<Part>,
    next: mpsc::Receiver<Part>,
    encoder: JoinHandle<Result<Totals>>,
    totals: Option<Totals>,
}

impl Parts {
    /// Starts to encode rows until the object's limits are reached. Ends early, with an error, when `cancel` is cancelled.
    ///
    /// An object without rows has what its format needs: nothing, or a header, or a schema; see [`Self::has_rows`].
    pub fn of<B: Batch>(
        batches: impl Iterator<Item = B> + Send + 'static,
        (encoding, extent): (Arc<Encoding>, Extent),
        of: PartsOf,
        cancel: CancellationToken,
    ) -> Self {
        let (out, next) = mpsc::channel(WAITING);
        let encoder = tokio::task::spawn_blocking(move || {
            let mut sink = Sink::new(&encoding, Cutter::new(out, of), extent.whole)?;
            let make = |batch, room| encoding.piece(batch, extent.day, room);
            encode(batches, make, |piece| -> Result<ControlFlow<()>> {
                Error::if_cancelled(&cancel)?;
                sink.take(&piece)
            })?;
            sink.finish(extent.until)
        });
        Self { back: Vec::new(), next, encoder, totals: None }
    }

    /// Waits for the first part: whether the object has any rows. Errors show in [`Self::totals`].
    pub async fn has_rows(&mut self) -> bool {
        let Some(first) = self.next().await else { return false };
        let rows = first.rows;
        self.put_back(first);
        rows > 0
    }

    /// The next part; `None` after the last, and after an error or a cancel, which [`Self::totals`] tells.
    pub async fn next(&mut self) -> Option<Part> {
        match self.back.pop() {
            Some(part) => Some(part),
            None => self.next.recv().await,
        }
    }

    /// Puts a part back to the front.
    pub fn put_back(&mut self, part: Part) {
        self.back.push(part);
    }

    /// Waits for the encoder's end: what the object is, or what went wrong with the rows. To be asked before anything is committed.
    pub async fn totals(&mut self) -> Result<Totals> {
        if let Some(totals) = &self.totals {
            return Ok(totals.clone());
        }
        // The encoder must not wait for a place in a channel that nobody reads.
        self.next.close();
        let totals = (&mut self.encoder)
            .await
            .map_err(|e| Error::new(ErrorCode::Internal, "Encoding the export stopped unexpectedly.").because(e))??;
        self.totals = Some(totals.clone());
        Ok(totals)
    }
}
