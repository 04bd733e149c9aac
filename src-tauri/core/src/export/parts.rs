//! Lines become parts: hashed and cut on a thread of their own, handed over through a short channel, so that memory does not grow with the export.

use async_trait::async_trait;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{
    batch::Batch,
    encode::{Lines, encode},
};
use crate::{
    error::{Error, ErrorCode, Result},
    hex::hex,
};

/// The size of a part in bytes. S3 wants at least 5 MiB; some storages want all parts but the last of one size.
const PART_BYTES: usize = 8 << 20;

/// The most parts of an upload. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
const PARTS: usize = 10_000;

/// Parts that wait between encoding and upload.
const WAITING: usize = 1;

/// An object on its way to a destination.
pub(super) struct Object<'a> {
    pub key: &'a str,
    pub parts: &'a mut Parts,
    /// Told how many more rows have arrived.
    pub moved: &'a (dyn Fn(u64) + Sync),
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

/// A piece of the object.
#[derive(Debug)]
pub(super) struct Part {
    /// Its bytes.
    pub bytes: Bytes,
    /// How many rows end in it.
    pub rows: u64,
}

/// What the whole object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Totals {
    pub rows: u64,
    pub bytes: u64,
    /// Hex.
    pub sha256: String,
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
    /// Starts to encode. Ends early, with an error, when `cancel` is cancelled.
    pub fn of<B: Batch>(batches: impl Iterator<Item = B> + Send + 'static, cancel: CancellationToken) -> Self {
        let (out, next) = mpsc::channel(WAITING);
        let encoder = tokio::task::spawn_blocking(move || {
            let mut cutter = Cutter::new(out);
            encode(batches, |lines| if cancel.is_cancelled() { Err(Error::cancelled()) } else { cutter.take(&lines) })?;
            cutter.finish()
        });
        Self { back: Vec::new(), next, encoder, totals: None }
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

/// How large part `index` is: 8 MiB for 31 GiB, then 16, then 32 MiB, so that 10,000 parts hold 170 GiB.
fn part_bytes(index: usize) -> usize {
    match index {
        0..4000 => PART_BYTES,
        4000..7000 => 2 * PART_BYTES,
        _ => 4 * PART_BYTES,
    }
}

/// Hashes lines and cuts them into parts.
struct Cutter {
    out: mpsc::Sender<Part>,
    hash: Sha256,
    rows: u64,
    bytes: u64,
    /// The part that is being filled, how many rows end in it, and which it is.
    part: Vec<u8>,
    ended: u64,
    index: usize,
}

impl Cutter {
    fn new(out: mpsc::Sender<Part>) -> Self {
        Self { out, hash: Sha256::new(), rows: 0, bytes: 0, part: Vec::new(), ended: 0, index: 0 }
    }

    fn take(&mut self, lines: &Lines) -> Result<()> {
        self.hash.update(&lines.bytes);
        self.rows += lines.ends.len() as u64;
        self.bytes += lines.bytes.len() as u64;
        let (mut from, mut ended) = (0, 0);
        while from < lines.bytes.len() {
            let size = part_bytes(self.index);
            if self.part.capacity() == 0 {
                self.part.reserve_exact(size);
            }
            let until = lines.bytes.len().min(from + size - self.part.len());
            self.part.extend_from_slice(&lines.bytes[from..until]);
            let ends = lines.ends.partition_point(|end| *end <= until);
            self.ended += (ends - ended) as u64;
            (from, ended) = (until, ends);
            if self.part.len() == size {
                self.index += 1;
                if self.index >= PARTS {
                    return Err(Error::new(
                        ErrorCode::WrongUse,
                        "The export is larger than one object can be (170 GiB). Narrow the filter, for example to a shorter time.",
                    ));
                }
                self.send()?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Totals> {
        if !self.part.is_empty() {
            self.send()?;
        }
        Ok(Totals { rows: self.rows, bytes: self.bytes, sha256: hex(&self.hash.finalize()) })
    }

    fn send(&mut self) -> Result<()> {
        let part = Part { bytes: std::mem::take(&mut self.part).into(), rows: std::mem::take(&mut self.ended) };
        // Nobody receives any more: the upload failed or was cancelled, and says so itself.
        self.out.blocking_send(part).map_err(|_| Error::cancelled())
    }
}
