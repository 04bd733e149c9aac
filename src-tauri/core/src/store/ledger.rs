//! The settled sequence: append, seal, read.
//!
//! Records get ledger places 1, 2, 3, …. The newest stay single rows (the tail) until they fill a block; then they are sealed in the same transaction:
//! compressed together and chained by hash to all blocks before. A block's chain hash is SHA-256 over the one before it and the SHA-256 of each of its
//! frames, so that the hash of a single record is proof enough and need not be stored.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{blocks::BlockSpan, file, frame, writer::Txn};
use crate::{
    entry::{Record, Seq, SourceId},
    error::Result,
};

/// Records in a full block.
const BLOCK_RECORDS: usize = 64;
/// Bytes, before compression, with which a block is full.
const BLOCK_BYTES: usize = 256 << 10;
/// A larger record closes its block: it would make reading its neighbours slow.
const LARGE_RECORD: usize = 64 << 10;
/// zstd's level: 455 MB/s a core at a ratio of 2.9; level 3 is half as fast and 3 % smaller.
pub(super) const LEVEL: i32 = 1;
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
    /// For each of them its end in `frames` and its hash.
    ends: Vec<(usize, Hash)>,
    /// How many of them are rows already.
    stored: usize,
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
        let mut head = Self { next, chain, frames: Vec::new(), ends: Vec::new(), stored: 0 };
        let mut tail = connection.prepare("SELECT seq, frame FROM tail ORDER BY seq")?;
        let mut rows = tail.query([])?;
        while let Some(row) = rows.next()? {
            if row.get::<_, Seq>(0)? != head.next {
                return Err(file::corrupt(format_args!("the record at ledger place {} is missing", head.next)));
            }
            head.push(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
        }
        head.stored = head.ends.len();
        Ok(head)
    }

    fn push(&mut self, frame: &[u8]) {
        frame::put_bytes(&mut self.frames, frame);
        self.ends.push((self.frames.len(), Sha256::digest(frame).into()));
        self.next += 1;
    }

    /// The span of the tail, where it has records.
    pub(super) fn tail_span(&self) -> Option<BlockSpan> {
        let count = self.ends.len() as u32;
        (count > 0).then(|| BlockSpan { first: self.first(), count })
    }

    fn first(&self) -> Seq {
        self.next - self.ends.len() as u64
    }

    /// The record at `seq`, where it is in the tail; committed or not.
    fn record(&self, seq: Seq) -> Option<Result<Record>> {
        let at = usize::try_from(seq.checked_sub(self.first())?).ok()?;
        let frames = frame::split(&self.frames).expect("these frames were put there whole");
        Some(decode(frames.get(at)?, seq))
    }
}

impl Txn<'_> {
    /// Gives `record` the next ledger place.
    pub(super) fn append(&mut self, record: &Record) -> Result<Seq> {
        let seq = self.head.next;
        let mut frame = Vec::new();
        frame::encode(record, &mut frame);
        self.head.push(&frame);
        self.effect.changed = true;
        if self.head.ends.len() >= BLOCK_RECORDS
            || self.head.frames.len() >= BLOCK_BYTES
            || record.raw.len() > LARGE_RECORD
        {
            self.seal()?;
        }
        Ok(seq)
    }

    /// The record at a ledger place, also one of this transaction.
    pub(super) fn record(&self, seq: Seq) -> Result<Record> {
        match self.head.record(seq) {
            Some(record) => record,
            None => self.held.record(self.sql, seq),
        }
    }

    fn seal(&mut self) -> Result<()> {
        let head = &mut *self.head;
        let span = BlockSpan { first: head.first(), count: head.ends.len() as u32 };
        head.chain = chain(&head.chain, head.ends.iter().map(|(_, hash)| hash));
        let records = self.packer.compress(&head.frames).map_err(|e| {
            crate::error::Error::new(crate::error::ErrorCode::Internal, "A block could not be compressed.").because(e)
        })?;
        self.sql
            .prepare_cached("INSERT INTO block (first, count, raw_bytes, chain, records) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![span.first, span.count, head.frames.len(), head.chain, records])?;
        if head.stored > 0 {
            self.sql.execute("DELETE FROM tail", [])?;
        }
        head.frames.clear();
        head.ends.clear();
        head.stored = 0;
        self.effect.sealed.push(span);
        Ok(())
    }

    /// Stores the records of the tail that are not rows yet.
    pub(super) fn store_tail(&mut self) -> Result<()> {
        let mut insert = self.sql.prepare_cached("INSERT INTO tail (seq, frame, sha256) VALUES (?1, ?2, ?3)")?;
        let frames = frame::split(&self.head.frames).expect("these frames were put there whole");
        for (at, (_, hash)) in self.head.ends.iter().enumerate().skip(self.head.stored) {
            insert.execute(params![self.head.first() + at as u64, frames[at], hash])?;
        }
        self.head.stored = self.head.ends.len();
        Ok(())
    }
}

/// The chain hash of a block: over the one before it and the hashes of its frames.
pub(super) fn chain<'a>(before: &Hash, frames: impl Iterator<Item = &'a Hash>) -> Hash {
    let mut hasher = Sha256::new_with_prefix(before);
    for hash in frames {
        hasher.update(hash);
    }
    hasher.finalize().into()
}

/// The latest version of an entry.
pub(super) struct Identity {
    pub(super) seq: Seq,
    pub(super) fingerprint: u64,
}

/// The latest settled version of an entry; `None` where it never settled.
pub(super) fn identity(sql: &Connection, source: SourceId, remote_id: &str) -> Result<Option<Identity>> {
    let found = sql
        .prepare_cached("SELECT seq, fingerprint FROM identity WHERE source = ?1 AND remote_id = ?2")?
        .query_row(params![source, remote_id], |row| {
            Ok(Identity { seq: row.get(0)?, fingerprint: row.get::<_, i64>(1)?.cast_unsigned() })
        })
        .optional()?;
    Ok(found)
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

    /// Its records.
    pub(super) fn decode(&self) -> Result<Vec<Record>> {
        let block = self.unpack()?;
        let first = self.span.first;
        let frames = frame::split(&block)
            .map_err(|e| file::corrupt(format_args!("in the block at ledger place {first} {e}")))?;
        if frames.len() != self.span.count as usize {
            return Err(file::corrupt(format_args!("the block at ledger place {first} has a wrong number of records")));
        }
        (first..).zip(frames).map(|(seq, frame)| decode(frame, seq)).collect()
    }
}

/// The records of the block that starts at `first`.
pub(super) fn read_block(sql: &Connection, first: Seq) -> Result<Vec<Record>> {
    Packed::load(sql, first)?
        .ok_or_else(|| file::corrupt(format_args!("the block at ledger place {first} is missing")))?
        .decode()
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
