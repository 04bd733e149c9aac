//! Removal for good: what retention lets go.
//!
//! The ledger keeps its places. A block whose records are all removed keeps nothing but its chain hash; in any other, the removed record's hash stands in
//! its place, so that the chain is still verified. The columns of removed rows are blank, the signatures of their blocks are made anew. Remote ids stay
//! known, so that a sync does not bring back what was removed. The words that only removed entries had stay in the dictionaries until the columns are
//! derived anew.

use rayon::prelude::*;
use rusqlite::params;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{
    Store, derive, frame,
    ledger::{self, LEVEL, Packed},
    signatures,
    writer::{Durability, Txn},
};
use crate::{
    entry::Seq,
    error::{Error, ErrorCode, Result},
    hex::hex,
    source::Progress,
    store::columns::SEGMENT_ROWS,
};

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Entries.
    pub entries: u64,
    /// Blocks of which nothing but the chain hash is left.
    pub blocks: u64,
}

/// Why records are removed and by whom; kept on record.
#[derive(Clone, Copy, Debug)]
pub struct RemovalNote<'a> {
    /// Why.
    pub reason: &'a str,
    /// By whom.
    pub by: &'a str,
}

/// A block after the removal.
struct Rewritten {
    first: Seq,
    raw_bytes: usize,
    /// Empty where nothing is left.
    records: Vec<u8>,
    removed: u64,
    /// The SHA-256 of the bytes of each removed record in hex, a line feed after each.
    hashes: String,
}

impl Store {
    /// Removes settled entries for good: places of the ledger, ascending. `note` is kept on record. Blocks. Each 65,536 places are one transaction: what
    /// was removed before an error or a cancellation stays removed, and stays on record.
    ///
    /// # Errors
    /// `NotFound` where there is no such place; `Cancelled`, `DiskFull`, `Corrupt`, `WorkspaceBusy` where it is open for reading only.
    pub fn remove(
        &self,
        seqs: &[Seq],
        note: RemovalNote<'_>,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<Removed> {
        let mut removed = Removed::default();
        let mut done = 0;
        for part in seqs.chunk_by(|a, b| a.saturating_sub(1) / SEGMENT_ROWS == b.saturating_sub(1) / SEGMENT_ROWS) {
            Error::if_cancelled(cancel)?;
            let (places, reason, by) = (part.to_vec(), note.reason.to_owned(), note.by.to_owned());
            let now = self.write_blocking(Durability::Disk, move |txn| {
                remove(txn, &places, RemovalNote { reason: &reason, by: &by })
            })?;
            self.0.held.forget_decoded();
            removed.entries += now.entries;
            removed.blocks += now.blocks;
            done += part.len() as u64;
            progress.update(done, seqs.len() as u64, "Removing entries");
        }
        Ok(removed)
    }
}

fn remove(txn: &mut Txn<'_>, seqs: &[Seq], note: RemovalNote<'_>) -> Result<Removed> {
    let (Some(first), Some(last)) = (seqs.first(), seqs.last()) else { return Ok(Removed::default()) };
    if *last >= txn.head.next() || *first == 0 {
        return Err(Error::new(ErrorCode::NotFound, format!("There is no entry at ledger place {last}.")));
    }
    // What is in the tail is removed as out of a block.
    if txn.head.tail_span().is_some_and(|tail| *last >= tail.first) {
        txn.close_block()?;
        txn.store_ledger()?;
    }
    let mut done = Removed::default();
    let mut touched = Vec::new();
    let mut hashes = Sha256::new();
    let mut rest = seqs;
    while !rest.is_empty() {
        let mut blocks = Vec::new();
        while blocks.len() < derive::CHUNK
            && let Some(seq) = rest.first()
        {
            let span = ledger::span_of(txn.sql, *seq)?
                .ok_or_else(|| super::file::corrupt(format_args!("the block with ledger place {seq} is missing")))?;
            let (here, after) = rest.split_at(rest.partition_point(|seq| *seq < span.first + u64::from(span.count)));
            blocks.extend(Packed::load(txn.sql, span.first)?.map(|block| (block, here)));
            rest = after;
        }
        let rewritten: Vec<Rewritten> =
            blocks.par_iter().map(|(block, seqs)| rewrite(block, seqs)).collect::<Result<_>>()?;
        let mut update = txn.sql.prepare_cached("UPDATE block SET raw_bytes = ?2, records = ?3 WHERE first = ?1")?;
        for block in rewritten.iter().filter(|block| block.removed > 0) {
            update.execute(params![block.first, block.raw_bytes, block.records])?;
            hashes.update(&block.hashes);
            touched.push(block.first);
            done.entries += block.removed;
            done.blocks += u64::from(block.records.is_empty());
        }
    }
    signatures::renew(txn.sql, txn.signatures, &touched, &derive::signatures_of)?;
    txn.sql.execute(
        "DELETE FROM redacted WHERE seq >= ?1 AND seq <= ?2 AND seq IN (SELECT value FROM json_each(?3))",
        params![first, last, serde_json::to_string(seqs).expect("numbers are JSON")],
    )?;
    txn.columns.remove(seqs);
    txn.sql.execute(
        "INSERT INTO removal (at, reason, entries, first, last, by, sha256, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            txn.now.timestamp_micros(),
            note.reason,
            done.entries,
            first,
            last,
            note.by,
            hex(&hashes.finalize()),
            hex(txn.head.chain()),
        ],
    )?;
    txn.effect.changed = true;
    Ok(done)
}

fn rewrite(block: &Packed, seqs: &[Seq]) -> Result<Rewritten> {
    let first = block.span.first;
    if block.is_empty() {
        return Ok(Rewritten { first, raw_bytes: 0, records: Vec::new(), removed: 0, hashes: String::new() });
    }
    let bytes = block.unpack()?;
    let frames = block.split(&bytes)?;
    let mut kept = Vec::with_capacity(bytes.len());
    let (mut left, mut removed, mut hashes) = (0, 0, String::new());
    for (seq, frame) in (first..).zip(frames) {
        let gone = frame::removed(frame).is_some();
        if gone || seqs.binary_search(&seq).is_ok() {
            if !gone {
                removed += 1;
                hashes.push_str(&hex(&Sha256::digest(ledger::decode(frame, seq)?.raw)));
                hashes.push('\n');
            }
            frame::put_removed(&mut kept, &ledger::hash(frame));
        } else {
            left += 1;
            frame::put_bytes(&mut kept, frame);
        }
    }
    if left == 0 {
        return Ok(Rewritten { first, raw_bytes: 0, records: Vec::new(), removed, hashes });
    }
    let records = ledger::pack(&kept, LEVEL)?;
    Ok(Rewritten { first, raw_bytes: kept.len(), records, removed, hashes })
}
