//! Which blocks may hold a text.

use rayon::prelude::*;
use rusqlite::Connection;
use zstd::bulk::Decompressor;

use super::{
    index::{Covered, Index},
    segment::{SEGMENT_BLOCKS, Slice, place, slice},
    table,
};
use crate::{
    entry::{
        Seq,
        filter::text::{Finder, commonness, fold},
    },
    error::Result,
    store::blocks::BlockSpan,
};

/// Trigrams that are looked up at most. With a fifth of all bits set, so many leave no block by chance; more only cost time.
const MOST: usize = 24;

/// The hashes of the trigrams of a text, the rarer ones first; none where the text is shorter than a trigram.
pub(super) fn buckets(text: &Finder) -> Vec<u16> {
    // The index is of folded records: what holds the text in its case holds it folded.
    let folded = fold(text.needle());
    let mut trigrams: Vec<&[u8]> = folded.as_bytes().windows(3).collect();
    trigrams.sort_by_key(|trigram| trigram.iter().map(|byte| commonness(*byte)).sum::<usize>());
    let mut buckets = Vec::new();
    for trigram in trigrams {
        let bucket = super::fill::bucket(trigram[0], trigram[1], trigram[2]);
        if buckets.len() < MOST && !buckets.contains(&bucket) {
            buckets.push(bucket);
        }
    }
    buckets
}

/// For each of `spans` (ascending): whether its block may hold the text. `read` lends a connection.
pub(in crate::store) fn candidates(
    index: &Index,
    spans: &[BlockSpan],
    text: &Finder,
    read: &(impl Fn(&mut dyn FnMut(&Connection) -> Result<()>) -> Result<()> + Sync),
) -> Result<Vec<bool>> {
    let buckets = buckets(text);
    if buckets.is_empty() {
        return Ok(vec![true; spans.len()]);
    }
    let work: Vec<(&Covered, &[BlockSpan])> = index
        .segments
        .iter()
        .filter_map(|segment| {
            let (first, last) = (*segment.firsts.first()?, *segment.firsts.last()?);
            let from = spans.partition_point(|span| span.first < first);
            let until = spans.partition_point(|span| span.first <= last);
            (from < until).then(|| (segment, &spans[from..until]))
        })
        .collect();
    let found: Vec<Vec<(Seq, bool)>> = work
        .into_par_iter()
        .map(|(segment, spans)| {
            let mut found = Vec::with_capacity(spans.len());
            read(&mut |sql| {
                found = in_segment(sql, segment, spans, &buckets)?;
                Ok(())
            })?;
            Ok(found)
        })
        .collect::<Result<_>>()?;
    let mut known = found.into_iter().flatten().peekable();
    let mut open = index.open.iter().peekable();
    Ok(spans
        .iter()
        .map(|span| {
            if let Some((_, may)) = known.next_if(|(first, _)| *first == span.first) {
                return may;
            }
            while open.next_if(|block| block.first < span.first).is_some() {}
            // The tail and what was rewritten since have no signature.
            open.next_if(|block| block.first == span.first)
                .is_none_or(|block| buckets.iter().all(|bucket| block.signature.has(*bucket)))
        })
        .collect())
}

/// The blocks of `spans` that `segment` covers.
fn in_segment(sql: &Connection, segment: &Covered, spans: &[BlockSpan], buckets: &[u16]) -> Result<Vec<(Seq, bool)>> {
    let mut places = Vec::with_capacity(spans.len());
    let mut may: Slice = [0; SEGMENT_BLOCKS / 64];
    let mut at = 0;
    for span in spans {
        at += segment.firsts[at..].partition_point(|first| *first < span.first);
        if segment.firsts.get(at) == Some(&span.first) {
            may[at / 64] |= 1 << (at % 64);
            places.push((span.first, at));
        }
    }
    let mut unpacker = Decompressor::new().map_err(table::no_memory)?;
    for bucket in buckets {
        if may.iter().all(|word| *word == 0) {
            break;
        }
        let (group, at) = place(*bucket);
        // A slice that is damaged, or gone since this state of the index, rules nothing out.
        let Some(slice) = table::group(sql, segment.id, group, |stored| slice(stored, at, &mut unpacker))? else {
            continue;
        };
        may.iter_mut().zip(slice).for_each(|(word, bits)| *word &= bits);
    }
    Ok(places.into_iter().map(|(first, at)| (first, may[at / 64] >> (at % 64) & 1 == 1)).collect())
}
