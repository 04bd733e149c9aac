//! Verification: walks the whole ledger and recomputes its chain of hashes.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{
    Store, frame,
    key::to_hex,
    ledger::{self, Hash, Packed},
};
use crate::{
    entry::Seq,
    error::{Error, Result},
    source::Progress,
};

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Records that are as they were settled.
    pub records: u64,
    /// Sealed blocks among them.
    pub blocks: u64,
    /// Records that were removed for good. Of those in a block with others the hash is verified; a block of nothing else is taken at its chain hash.
    pub removed: u64,
    /// The chain hash of the last sealed block, hex; the workspace's genesis where there is none. Who keeps it elsewhere can prove later that nothing
    /// before it was changed.
    pub head: String,
    /// The first break; `None`: everything is as it was settled.
    pub broken: Option<Break>,
}

/// Where the ledger is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The first ledger place concerned.
    pub seq: Seq,
    /// What is wrong with it.
    pub what: String,
}

/// Blocks between two looks at progress and cancellation.
const STEP: u64 = 64;

impl Store {
    /// The chain hash of the last sealed block in hex and the last ledger place it covers; the workspace's genesis and 0 where there is none.
    pub async fn chain_head(&self) -> Result<(String, Seq)> {
        self.read(|sql| {
            let sealed = sql
                .query_row("SELECT chain, first + count - 1 FROM block ORDER BY first DESC LIMIT 1", [], |row| {
                    Ok((row.get::<_, Hash>(0)?, row.get(1)?))
                })
                .optional()?;
            let (chain, last) = match sealed {
                Some(sealed) => sealed,
                None => (sql.query_row("SELECT hash FROM genesis", [], |row| row.get(0))?, 0),
            };
            Ok((to_hex(&chain), last))
        })
        .await
    }

    /// Walks the ledger as it is when the walk comes by, from the first record to the tail, up to the first break. Blocks.
    ///
    /// # Errors
    /// `Cancelled`; `Corrupt` only where the file cannot be read at all: damage within the ledger is a [`Break`].
    pub fn verify(&self, progress: &dyn Progress, cancel: &CancellationToken) -> Result<Verification> {
        let total = self.0.held.settled();
        let mut walk = self.read_blocking(Walk::start)?;
        loop {
            Error::if_cancelled(cancel)?;
            // A connection and a snapshot per step: a walk of minutes must neither hold up the log nor the other readers.
            let done = self.read_blocking(|sql| walk.step(sql))?;
            progress.update(walk.next - 1, total.max(walk.next - 1), "Verifying the ledger");
            if done {
                let head = to_hex(&walk.chain);
                let Walk { next, blocks, removed, broken, .. } = walk;
                return Ok(Verification { records: next - 1 - removed, blocks, removed, head, broken });
            }
        }
    }
}

struct Walk {
    next: Seq,
    blocks: u64,
    removed: u64,
    chain: Hash,
    broken: Option<Break>,
}

impl Walk {
    fn start(sql: &Connection) -> Result<Self> {
        let chain = sql.query_row("SELECT hash FROM genesis", [], |row| row.get(0))?;
        Ok(Self { next: 1, blocks: 0, removed: 0, chain, broken: None })
    }

    /// Walks some blocks; `true` when there is nothing more to walk.
    fn step(&mut self, sql: &Connection) -> Result<bool> {
        let sql = sql.unchecked_transaction()?;
        for _ in 0..STEP {
            let found = match Packed::load(&sql, self.next) {
                Ok(Some(block)) => self.block(&block),
                Ok(None) => {
                    self.broken = self.rest(&sql)?;
                    return Ok(true);
                }
                Err(e) => Err(e.message),
            };
            if let Err(what) = found {
                self.broken = Some(Break { seq: self.next, what });
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn block(&mut self, block: &Packed) -> Result<(), String> {
        if block.is_empty() {
            self.removed += u64::from(block.span.count);
            self.pass(block, block.chain);
            return Ok(());
        }
        let bytes = block.unpack().map_err(|e| e.message)?;
        let frames = frame::split(&bytes).map_err(|e| e.to_string())?;
        if frames.len() != block.span.count as usize || frames.is_empty() {
            return Err(format!("the block says {} records and has {}", block.span.count, frames.len()));
        }
        for (seq, frame) in (self.next..).zip(&frames) {
            ledger::decode(frame, seq).map_err(|e| e.message)?;
        }
        let hashes: Vec<Hash> = frames.iter().map(|frame| ledger::hash(frame)).collect();
        let chain = ledger::chain(&self.chain, hashes.iter());
        if chain != block.chain {
            return Err("the chain hash of this block is not that of its records and the blocks before".to_owned());
        }
        self.removed += frames.iter().filter(|frame| frame::removed(frame).is_some()).count() as u64;
        self.pass(block, chain);
        Ok(())
    }

    fn pass(&mut self, block: &Packed, chain: Hash) {
        self.chain = chain;
        self.next += u64::from(block.span.count);
        self.blocks += 1;
    }

    /// After the last block: blocks beyond a hole, the tail, and the look-up tables.
    fn rest(&mut self, sql: &Connection) -> Result<Option<Break>> {
        let beyond: Option<Seq> =
            sql.query_row("SELECT min(first) FROM block WHERE first >= ?1", [self.next], |row| row.get(0))?;
        if let Some(first) = beyond {
            return Ok(Some(Break { seq: self.next, what: format!("the records up to {} are missing", first - 1) }));
        }
        let mut statement = sql.prepare("SELECT seq, frame, sha256 FROM tail ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (seq, frame, hash): (Seq, Vec<u8>, Hash) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let broken = if seq != self.next {
                Some("this record is missing".to_owned())
            } else if Hash::from(Sha256::digest(&frame)) != hash {
                Some("the hash of this record is not that of its bytes".to_owned())
            } else {
                ledger::decode(&frame, seq).err().map(|e| e.message)
            };
            if let Some(what) = broken {
                return Ok(Some(Break { seq: self.next, what }));
            }
            self.next += 1;
        }
        // Every record is the latest version of an entry, or superseded by another one.
        let (latest, last, superseded): (u64, Option<Seq>, u64) = sql.query_row(
            "SELECT (SELECT count(*) FROM identity), (SELECT max(seq) FROM identity), (SELECT count(*) FROM supersession WHERE new > old AND new < ?1)",
            params![self.next],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let records = self.next - 1;
        let on_record: u64 = sql.query_row("SELECT coalesce(sum(entries), 0) FROM removal", [], |row| row.get(0))?;
        if on_record != self.removed {
            let what =
                format!("{} records are not there any more, but {on_record} removals are on record", self.removed);
            return Ok(Some(Break { seq: self.next, what }));
        }
        Ok((latest + superseded != records || last.unwrap_or(0) != records).then(|| Break {
            seq: self.next,
            what: format!(
                "the ledger has {records} records, but {latest} latest and {superseded} earlier versions are known"
            ),
        }))
    }
}
