//! Compaction: blocks compressed once more, at leisure, and the newest block sealed.
//!
//! What a block holds, its hash and its place stay as they are. The file does not get shorter; what is saved is used for new entries first.

use rayon::prelude::*;
use rusqlite::params;
use tokio_util::sync::CancellationToken;

use super::{
    Store,
    derive::CHUNK,
    ledger::{self, Packed},
    writer::Durability,
};
use crate::{
    api::wire::Compacted,
    entry::Seq,
    error::{Error, Result},
    source::Progress,
};

/// zstd's level: a fifth of the speed of the first, and a tenth smaller. Reading is as fast.
const LEVEL: i32 = 6;

impl Store {
    /// Seals the newest block, whatever it holds, and compresses again what was sealed since the last compaction. Blocks. Sixty-four blocks are one
    /// transaction; after an error or a cancellation the next compaction goes on from there.
    ///
    /// # Errors
    /// `Cancelled`, `DiskFull`, `Corrupt`, `WorkspaceBusy` where it is open for reading only.
    pub fn compact(&self, progress: &dyn Progress, cancel: &CancellationToken) -> Result<Compacted> {
        self.write_blocking(Durability::Disk, |txn| {
            txn.close_block()?;
            txn.effect.changed = true;
            Ok(())
        })?;
        let total = self.0.held.settled();
        let mut done = Compacted::default();
        loop {
            Error::if_cancelled(cancel)?;
            let blocks = self.read_blocking(|sql| {
                let mut from: Seq = sql.query_row("SELECT until FROM compaction", [], |row| row.get(0))?;
                let mut blocks = Vec::new();
                while blocks.len() < CHUNK
                    && let Some(block) = Packed::load(sql, from)?
                {
                    from += u64::from(block.span.count);
                    blocks.push(block);
                }
                Ok(blocks)
            })?;
            let Some(last) = blocks.last() else { return Ok(done) };
            let until = last.span.first + u64::from(last.span.count);
            let smaller: Vec<Option<Vec<u8>>> = blocks.par_iter().map(compress).collect::<Result<_>>()?;
            for (block, smaller) in blocks.iter().zip(&smaller) {
                done.blocks += 1;
                done.before += block.records.len() as u64;
                done.after += smaller.as_ref().unwrap_or(&block.records).len() as u64;
            }
            self.write_blocking(Durability::Sync, move |txn| {
                // A removal in between rewrote the block: it stays as it is.
                let mut update = txn.sql.prepare_cached(
                    "UPDATE block SET records = ?2 WHERE first = ?1 AND raw_bytes = ?3 AND length(records) = ?4",
                )?;
                for (block, smaller) in blocks.iter().zip(smaller) {
                    if let Some(smaller) = smaller {
                        update.execute(params![block.span.first, smaller, block.raw_bytes, block.records.len()])?;
                    }
                }
                txn.sql.execute("UPDATE compaction SET until = max(until, ?1)", [until])?;
                Ok(())
            })?;
            progress.update(until - 1, total.max(until - 1), "Compressing entries");
        }
    }
}

/// A block's records, smaller; `None` where they do not get smaller.
fn compress(block: &Packed) -> Result<Option<Vec<u8>>> {
    if block.is_empty() {
        return Ok(None);
    }
    let bytes = block.unpack()?;
    let records = ledger::pack(&bytes, LEVEL)?;
    Ok((records.len() < block.records.len()).then_some(records))
}
