//! The settled sequence: append, seal, read.
//!
//! Records get ledger places 1, 2, 3, …. The newest stay single rows (the tail) until they fill a block; then they are sealed in the same transaction:
//! compressed together and chained by hash to all blocks before. A block's chain hash is SHA-256 over the one before it and the SHA-256 of each of its
//! frames, so that the hash of a single record is proof enough and need not be stored.
//!
//! Hashing, compressing and the signature of a block are the work of all cores; the writing thread only puts the blocks in order and writes them.

use std::sync::Arc;

use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use zstd::bulk::Compressor;

use super::{
    blocks::BlockSpan,
    file, frame,
    signatures::{self, BlockSignature, Filler, OpenBlock},
    writer::Txn,
};
use crate::{
    entry::{Record, Seq},
    error::{Error, ErrorCode, Result},
};

/// Records in a full block.
const BLOCK_RECORDS: usize = 64;
/// Bytes, before compression, with which a block is full.
const BLOCK_BYTES: usize = 256 << 10;
/// A larger record closes its block: it would make reading its neighbours slow.
const LARGE_RECORD: usize = 64 << 10;
/// zstd's level: 455 MB/s a core at a ratio of 2.9; level 3 is half as fast and 3 % smaller.
pub(super) const LEVEL: i32 = 1;
/// Blocks that are sealed together: up to 64 MB of records wait for it.
const SEALED_AT_ONCE: usize = 256;
/// Blocks that a thread seals in a row: preparing a compressor costs as much as half a block.
const SEALED_BY_ONE: usize = 8;
/// The most bytes a block may claim to hold: one record of SQLite's largest value.
const LARGEST_BLOCK: usize = 1 << 30;

/// A SHA-256.
pub(super) type Hash = [u8; 32];

/// The growing end of the ledger, as the writer keeps it.
#[derive(Clone)]
pub(super) struct Head {
    /// The place the next record gets.
    next: Seq,
    /// The chain hash of the last block, or the workspace's genesis.
    chain: Hash,
    /// The frames of the tail, each with its length before it.
    frames: Vec<u8>,
    /// How many they are.
    count: u32,
    /// How many of them are rows already.
    stored: u32,
}

/// A block that is full and not sealed yet.
pub(super) struct Full {
    span: BlockSpan,
    frames: Vec<u8>,
}

impl Head {
    pub(super) fn load(connection: &Connection) -> Result<Self> {
        let genesis = connection.query_row("SELECT hash FROM genesis", [], |row| row.get(0))?;
        let last: Option<(Seq, Hash)> = connection
            .query_row("SELECT first + count, chain FROM block ORDER BY first DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (next, chain) = last.unwrap_or((1, genesis));
        let mut head = Self { next, chain, frames: Vec::new(), count: 0, stored: 0 };
        let mut tail = connection.prepare("SELECT seq, frame FROM tail ORDER BY seq")?;
        let mut rows = tail.query([])?;
        while let Some(row) = rows.next()? {
            if row.get::<_, Seq>(0)? != head.next {
                return Err(file::corrupt(format_args!("the record at ledger place {} is missing", head.next)));
            }
            frame::put_bytes(&mut head.frames, row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
            head.count += 1;
            head.next += 1;
        }
        head.stored = head.count;
        Ok(head)
    }

    /// The place the next record gets.
    pub(super) fn next(&self) -> Seq {
        self.next
    }

    /// The chain hash of the last block, or the workspace's genesis.
    pub(super) fn chain(&self) -> &Hash {
        &self.chain
    }

    /// The span of the tail, where it has records.
    pub(super) fn tail_span(&self) -> Option<BlockSpan> {
        (self.count > 0).then(|| self.span())
    }

    fn span(&self) -> BlockSpan {
        BlockSpan { first: self.next - u64::from(self.count), count: self.count }
    }
}

/// The record at `seq` of the frames of `span`, where it is there.
fn within(span: BlockSpan, frames: &[u8], seq: Seq) -> Option<Result<Record>> {
    let at = usize::try_from(seq.checked_sub(span.first)?).ok()?;
    let frames = frame::split(frames).expect("these frames were put there whole");
    Some(decode(frames.get(at)?, seq))
}

impl Txn<'_> {
    /// Gives `record` the next ledger place, as a version of what is at `supersedes`.
    pub(super) fn append(&mut self, record: &Record, supersedes: Option<Seq>) -> Result<Seq> {
        let head = &mut *self.head;
        let seq = head.next;
        frame::put(&mut head.frames, record, supersedes);
        head.count += 1;
        head.next += 1;
        self.effect.changed = true;
        if head.count as usize >= BLOCK_RECORDS || head.frames.len() >= BLOCK_BYTES || record.raw.len() > LARGE_RECORD {
            self.close_block()?;
        }
        Ok(seq)
    }

    /// The record at a ledger place, also one of this transaction.
    pub(super) fn record(&self, seq: Seq) -> Result<Record> {
        let full = self.full.iter().map(|full| (full.span, &full.frames));
        full.chain([(self.head.span(), &self.head.frames)])
            .find_map(|(span, frames)| within(span, frames, seq))
            .unwrap_or_else(|| self.held.record(self.sql, seq))
    }

    /// Ends the block that is being filled, whatever it holds.
    pub(super) fn close_block(&mut self) -> Result<()> {
        let head = &mut *self.head;
        if head.count == 0 {
            return Ok(());
        }
        if head.stored > 0 {
            self.sql.execute("DELETE FROM tail", [])?;
        }
        self.full.push(Full { span: head.span(), frames: std::mem::take(&mut head.frames) });
        head.count = 0;
        head.stored = 0;
        if self.full.len() >= SEALED_AT_ONCE { self.seal() } else { Ok(()) }
    }

    /// Seals the blocks that are full.
    pub(super) fn seal(&mut self) -> Result<()> {
        let full = std::mem::take(&mut self.full);
        let sealed: Vec<Sealed> = full
            .into_par_iter()
            .with_min_len(SEALED_BY_ONE)
            .map_init(Sealer::default, |sealer, full| sealer.seal(&full))
            .collect::<Result<_>>()?;
        let mut insert = self.sql.prepare_cached(
            "INSERT INTO block (first, count, raw_bytes, chain, records) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for block in sealed {
            self.head.chain = chain(&self.head.chain, block.hashes.iter());
            insert.execute(params![
                block.span.first,
                block.span.count,
                block.raw_bytes,
                self.head.chain,
                block.records
            ])?;
            self.effect.sealed.push(block.span);
            self.sealed.push(OpenBlock { first: block.span.first, signature: Arc::new(block.signature) });
        }
        Ok(())
    }

    /// Writes what belongs to the ledger and is not written yet: full blocks, their signatures, the tail.
    pub(super) fn store_ledger(&mut self) -> Result<()> {
        self.seal()?;
        signatures::save(self.sql, self.signatures, std::mem::take(&mut self.sealed))?;
        let mut insert = self.sql.prepare_cached("INSERT INTO tail (seq, frame, sha256) VALUES (?1, ?2, ?3)")?;
        let frames = frame::split(&self.head.frames).expect("these frames were put there whole");
        for (seq, frame) in (self.head.span().first..).zip(frames).skip(self.head.stored as usize) {
            insert.execute(params![seq, frame, hash(frame)])?;
        }
        self.head.stored = self.head.count;
        Ok(())
    }
}

/// What a thread needs to seal blocks, kept from one to the next.
#[derive(Default)]
struct Sealer {
    packer: Option<Compressor<'static>>,
    filler: Filler,
}

/// A block ready to be chained and written.
struct Sealed {
    span: BlockSpan,
    raw_bytes: usize,
    hashes: Vec<Hash>,
    records: Vec<u8>,
    signature: BlockSignature,
}

impl Sealer {
    fn seal(&mut self, full: &Full) -> Result<Sealed> {
        let packer = match &mut self.packer {
            Some(packer) => packer,
            none => none.insert(Compressor::new(LEVEL).map_err(not_compressed)?),
        };
        let frames = frame::split(&full.frames).expect("these frames were put there whole");
        for frame in &frames {
            self.filler.add(frame::raw(frame).expect("this frame was put there whole"));
        }
        Ok(Sealed {
            span: full.span,
            raw_bytes: full.frames.len(),
            hashes: frames.iter().map(|frame| hash(frame)).collect(),
            records: packer.compress(&full.frames).map_err(not_compressed)?,
            signature: self.filler.finish(),
        })
    }
}

/// Compresses the frames of a block that is written again.
pub(super) fn pack(frames: &[u8], level: i32) -> Result<Vec<u8>> {
    zstd::bulk::compress(frames, level).map_err(not_compressed)
}

fn not_compressed(error: std::io::Error) -> Error {
    Error::new(ErrorCode::Internal, "A block could not be compressed.").because(error)
}

/// The hash of a frame, as the chain takes it.
pub(super) fn hash(frame: &[u8]) -> Hash {
    frame::removed(frame).unwrap_or_else(|| Sha256::digest(frame).into())
}

/// The chain hash of a block: over the one before it and the hashes of its frames.
pub(super) fn chain<'a>(before: &Hash, frames: impl Iterator<Item = &'a Hash>) -> Hash {
    let mut hasher = Sha256::new_with_prefix(before);
    for hash in frames {
        hasher.update(hash);
    }
    hasher.finalize().into()
}

/// The sealed block that covers a ledger place.
pub(super) fn span_of(sql: &Connection, seq: Seq) -> Result<Option<BlockSpan>> {
    let found = sql
        .prepare_cached(
            "SELECT first, count FROM block INDEXED BY block_span WHERE first <= ?1 ORDER BY first DESC LIMIT 1",
        )?
        .query_row([seq], |row| Ok(BlockSpan { first: row.get(0)?, count: row.get(1)? }))
        .optional()?;
    Ok(found.filter(|span| seq < span.first + u64::from(span.count)))
}

/// A block as it is stored.
pub(super) struct Packed {
    pub(super) span: BlockSpan,
    pub(super) raw_bytes: usize,
    pub(super) chain: Hash,
    pub(super) records: Vec<u8>,
}

impl Packed {
    /// The block that starts at `first`.
    pub(super) fn load(sql: &Connection, first: Seq) -> Result<Option<Self>> {
        let found = sql
            .prepare_cached("SELECT count, raw_bytes, chain, records FROM block WHERE first = ?1")?
            .query_row([first], |row| {
                let span = BlockSpan { first, count: row.get(0)? };
                Ok(Self { span, raw_bytes: row.get(1)?, chain: row.get(2)?, records: row.get(3)? })
            })
            .optional()?;
        Ok(found)
    }

    /// Whether all its records were removed. Its chain hash is all that is left.
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Its frames, each with its length before it.
    pub(super) fn unpack(&self) -> Result<Vec<u8>> {
        let first = self.span.first;
        let damaged = || file::corrupt(format_args!("the block at ledger place {first} cannot be decompressed"));
        if self.raw_bytes > LARGEST_BLOCK {
            return Err(damaged());
        }
        let block = zstd::bulk::decompress(&self.records, self.raw_bytes).map_err(|e| damaged().because(e))?;
        if block.len() == self.raw_bytes { Ok(block) } else { Err(damaged()) }
    }

    /// Shows the raw bytes of its records in order, with their place.
    pub(super) fn scan(&self, visit: &mut dyn FnMut(usize, &[u8])) -> Result<()> {
        if self.is_empty() {
            (0..self.span.count as usize).for_each(|place| visit(place, &[]));
            return Ok(());
        }
        let block = self.unpack()?;
        for (place, frame) in self.split(&block)?.into_iter().enumerate() {
            let raw = frame::raw(frame)
                .map_err(|e| file::corrupt(format_args!("at ledger place {} {e}", self.span.first + place as u64)))?;
            visit(place, raw);
        }
        Ok(())
    }

    /// Cuts its bytes into frames.
    pub(super) fn split<'a>(&self, block: &'a [u8]) -> Result<Vec<&'a [u8]>> {
        let first = self.span.first;
        let frames =
            frame::split(block).map_err(|e| file::corrupt(format_args!("in the block at ledger place {first} {e}")))?;
        if frames.len() == self.span.count as usize {
            Ok(frames)
        } else {
            Err(file::corrupt(format_args!("the block at ledger place {first} has a wrong number of records")))
        }
    }

    /// Its records.
    pub(super) fn decode(&self) -> Result<Vec<Record>> {
        if self.is_empty() {
            return Ok(vec![Record::removed(); self.span.count as usize]);
        }
        let block = self.unpack()?;
        let frames = self.split(&block)?;
        (self.span.first..).zip(frames).map(|(seq, frame)| decode(frame, seq)).collect()
    }
}

/// At most `count` records of the tail from `first` on.
pub(super) fn tail_records(sql: &Connection, first: Seq, count: u32) -> Result<Vec<Record>> {
    let mut statement = sql.prepare_cached("SELECT seq, frame FROM tail WHERE seq >= ?1 AND seq < ?2 ORDER BY seq")?;
    let mut rows = statement.query(params![first, first.saturating_add(count.into())])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let frame = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        records.push(decode(frame, row.get(0)?)?);
    }
    Ok(records)
}

pub(super) fn decode(frame: &[u8], seq: Seq) -> Result<Record> {
    frame::decode(frame).map_err(|e| file::corrupt(format_args!("at ledger place {seq} {e}")))
}
