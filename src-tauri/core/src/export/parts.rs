//! Rows become parts: encoded and hashed on a thread of their own, handed over through a short channel, so that memory does not grow with the export.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{
    ExportRow,
    jsonl::{hex, write_line},
};
use crate::error::{Error, ErrorCode, Result};

/// The size of a part in bytes. S3 wants at least 5 MiB; some storages want all parts but the last of one size.
const PART_BYTES: usize = 8 << 20;

/// The most parts of an upload. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
const PARTS: usize = 10_000;

/// Parts that wait between encoding and upload.
const WAITING: usize = 1;

/// A line buffer above this size, in bytes, is given back after its row.
const LINE_BYTES: usize = 1 << 20;

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
    /// Starts to encode rows. Ends early, with an error, when `cancel` is cancelled.
    pub fn of(rows: impl Iterator<Item = Result<ExportRow>> + Send + 'static, cancel: CancellationToken) -> Self {
        let (out, next) = mpsc::channel(WAITING);
        let encoder = tokio::task::spawn_blocking(move || encode(rows, &out, &cancel));
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

fn encode(
    rows: impl Iterator<Item = Result<ExportRow>>,
    out: &mpsc::Sender<Part>,
    cancel: &CancellationToken,
) -> Result<Totals> {
    let mut hash = Sha256::new();
    let (mut rows_in_all, mut bytes_in_all) = (0, 0);
    let mut line = Vec::new();
    let mut part = Vec::new();
    let (mut index, mut ended) = (0, 0);
    for row in rows {
        if cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        write_line(&mut line, &row?)?;
        hash.update(&line);
        rows_in_all += 1;
        bytes_in_all += line.len() as u64;
        let mut rest = line.as_slice();
        loop {
            let size = part_bytes(index);
            if part.capacity() == 0 {
                part.reserve_exact(size);
            }
            let (now, later) = rest.split_at(rest.len().min(size - part.len()));
            part.extend_from_slice(now);
            rest = later;
            if rest.is_empty() {
                ended += 1;
            }
            if part.len() < size {
                break;
            }
            index += 1;
            if index >= PARTS {
                return Err(Error::new(
                    ErrorCode::WrongUse,
                    "The export is larger than one object can be (170 GiB). Narrow the filter, for example to a shorter time.",
                ));
            }
            send(out, &mut part, &mut ended)?;
            if rest.is_empty() {
                break;
            }
        }
        line.clear();
        if line.capacity() > LINE_BYTES {
            line = Vec::new();
        }
    }
    if !part.is_empty() {
        send(out, &mut part, &mut ended)?;
    }
    Ok(Totals { rows: rows_in_all, bytes: bytes_in_all, sha256: hex(&hash.finalize()) })
}

fn send(out: &mpsc::Sender<Part>, part: &mut Vec<u8>, ended: &mut u64) -> Result<()> {
    let part = Part { bytes: Bytes::from(std::mem::take(part)), rows: std::mem::take(ended) };
    // Nobody receives any more: the upload failed or was cancelled, and says so itself.
    out.blocking_send(part).map_err(|_| Error::cancelled())
}
