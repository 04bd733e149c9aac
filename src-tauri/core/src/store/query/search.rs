//! The rows that only their raw record decides: blocks are decoded once each, and only those that hold such a row.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use tokio_util::sync::CancellationToken;

use super::{evaluate::Partial, mask::Mask, plan::Compiled};
use crate::{
    entry::Record,
    error::{Error, ErrorCode, Result},
    store::{
        blocks::{BlockSpan, Blocks},
        columns::{Part, RowAt, Snapshot},
    },
};

/// An undecided segment: what the columns left open, and for which rows.
pub(crate) struct Open {
    pub part: usize,
    pub partial: Partial,
    pub undecided: Mask,
}

/// The undecided rows that match.
pub(crate) fn verify(
    snapshot: &Snapshot,
    compiled: &Compiled,
    open: &[Open],
    blocks: &dyn Blocks,
    cancel: &CancellationToken,
) -> Result<Vec<RowAt>> {
    let settled_parts = snapshot.0.segments.len();
    let (settled, pending) = open.split_at(open.partition_point(|open| open.part < settled_parts));
    let mut hits = in_blocks(snapshot, compiled, settled, blocks, cancel)?;
    for open in pending {
        hits.extend(in_pending(&snapshot.part(open.part), compiled, open, blocks, cancel)?);
    }
    Ok(hits)
}

fn in_blocks(
    snapshot: &Snapshot,
    compiled: &Compiled,
    open: &[Open],
    blocks: &dyn Blocks,
    cancel: &CancellationToken,
) -> Result<Vec<RowAt>> {
    let undecided: usize = open.iter().map(|open| open.undecided.count() as usize).sum();
    if undecided == 0 {
        return Ok(Vec::new());
    }
    // Where an undecided row is within `open`, if it is one.
    let find = |row: u32| {
        let (part, place) = snapshot.locate(RowAt(row))?;
        let at = open.binary_search_by_key(&part.index, |open| open.part).ok()?;
        open[at].undecided.get(place).then_some((&open[at], place))
    };
    let settled = snapshot.settled();
    let rows = |span: &BlockSpan| span.first - 1..(span.first - 1 + u64::from(span.count)).min(settled);
    let spans = blocks.spans();
    let wanted: Vec<_> = spans.iter().filter(|span| rows(span).any(|row| find(row as u32).is_some())).collect();
    let looked_at = AtomicUsize::new(0);
    let hits = wanted.into_par_iter().map(|span| {
        if cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        let records = blocks.read(*span)?;
        let mut hits = Vec::new();
        for (row, record) in rows(span).zip(&records) {
            if let Some((open, place)) = find(row as u32) {
                looked_at.fetch_add(1, Ordering::Relaxed);
                if decide(compiled, open, place, Some(record)) {
                    hits.push(RowAt(row as u32));
                }
            }
        }
        Ok(hits)
    });
    let hits: Vec<_> = hits.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    if looked_at.into_inner() != undecided {
        // To leave them out would be a wrong answer that looks like a right one.
        return Err(Error::new(
            ErrorCode::Corrupt,
            "Records of some entries are missing from the ledger, so the text cannot be searched completely. Run `auditdesk verify`.",
        ));
    }
    Ok(hits)
}

fn in_pending(
    part: &Part<'_>,
    compiled: &Compiled,
    open: &Open,
    blocks: &dyn Blocks,
    cancel: &CancellationToken,
) -> Result<Vec<RowAt>> {
    let rows: Vec<_> = open.undecided.rows().collect();
    let hits = rows.into_par_iter().map(|row| {
        if cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        // One that settled since the snapshot has no pending record any more; the next snapshot has its row in the ledger.
        let record = blocks.pending(part.segment.source(row), &part.segment.id.get(row))?;
        Ok(decide(compiled, open, row, record.as_ref()).then_some(RowAt(part.first + row as u32)))
    });
    Ok(hits.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn decide(compiled: &Compiled, open: &Open, row: usize, record: Option<&Record>) -> bool {
    open.partial.decide(row, &mut |text| record.is_some_and(|record| compiled.texts[text].finder.find_in(&record.raw)))
}
