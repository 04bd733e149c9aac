//! Bytes become parts: hashed, cut and handed over through a short channel, so that memory does not grow with the export.

use std::io::{self, Write};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::{
    error::{Error, ErrorCode, Result},
    hex::hex,
};

/// The size of a part of an upload in bytes. S3 wants at least 5 MiB; some storages want all parts but the last of one size.
const PART_BYTES: usize = 8 << 20;

/// The size of a part of a file. It goes through the processor's cache from where it is made to where it is written.
const FILE_PART_BYTES: usize = 1 << 20;

/// The most parts of an upload. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
pub(super) const PARTS: usize = 10_000;

/// What parts are for, which decides how large they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartsOf {
    Upload,
    File,
}

/// A piece of the object.
#[derive(Debug)]
pub(super) struct Part {
    /// Its bytes.
    pub bytes: Bytes,
    /// How many more rows have gone into the object since the part before; the first part of an object with rows has some.
    pub rows: u64,
}

/// Cuts what is written into parts.
pub(super) struct Cutter {
    out: mpsc::Sender<Part>,
    of: PartsOf,
    hash: Sha256,
    bytes: u64,
    /// The part that is being filled, the rows since the part before, and which it is.
    part: Vec<u8>,
    rows: u64,
    index: usize,
}

impl Cutter {
    pub fn new(out: mpsc::Sender<Part>, of: PartsOf) -> Self {
        Self { out, of, hash: Sha256::new(), bytes: 0, part: Vec::new(), rows: 0, index: 0 }
    }

    /// Rows of which the bytes follow.
    pub fn rows(&mut self, rows: u64) {
        self.rows += rows;
    }

    /// Sends the last part; size and SHA-256 (hex) of the object.
    pub fn finish(mut self) -> Result<(u64, String)> {
        if !self.part.is_empty() {
            self.send()?;
        }
        Ok((self.bytes, hex(&self.hash.finalize())))
    }

    fn send(&mut self) -> Result<()> {
        let part = Part { bytes: std::mem::take(&mut self.part).into(), rows: std::mem::take(&mut self.rows) };
        self.index += 1;
        // Nobody receives any more: the upload failed or was cancelled, and says so itself.
        self.out.blocking_send(part).map_err(|_| Error::cancelled())
    }
}

impl Write for Cutter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let size = self.of.part_bytes(self.index);
        // A full part waits for what follows it: the last one has the last rows.
        if self.part.len() == size {
            if self.of == PartsOf::Upload && self.index + 1 >= PARTS {
                return Err(io::Error::other(too_large()));
            }
            self.send().map_err(io::Error::other)?;
        }
        let size = self.of.part_bytes(self.index);
        if self.part.capacity() == 0 {
            self.part.reserve_exact(size);
        }
        let taken = &bytes[..bytes.len().min(size - self.part.len())];
        self.part.extend_from_slice(taken);
        self.hash.update(taken);
        self.bytes += taken.len() as u64;
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl PartsOf {
    /// How large part `index` is. Of an upload 8 MiB for 31 GiB, then 16, then 32 MiB, so that 10,000 parts hold 170 GiB.
    fn part_bytes(self, index: usize) -> usize {
        match (self, index) {
            (Self::File, _) => FILE_PART_BYTES,
            (Self::Upload, 0..4000) => PART_BYTES,
            (Self::Upload, 4000..7000) => 2 * PART_BYTES,
            (Self::Upload, _) => 4 * PART_BYTES,
        }
    }
}

/// In how many parts an object of so many bytes is uploaded; one without bytes is one part.
pub(super) fn parts(bytes: u64) -> u64 {
    let (mut left, mut parts) = (bytes, 0_usize);
    loop {
        parts += 1;
        left = left.saturating_sub(PartsOf::Upload.part_bytes(parts - 1) as u64);
        if left == 0 {
            return parts as u64;
        }
    }
}

fn too_large() -> Error {
    Error::new(
        ErrorCode::WrongUse,
        "The export is larger than one object can be (170 GiB). Narrow the filter, for example to a shorter time, or split it.",
    )
}
