//! Signatures in the file.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use zstd::bulk::{Compressor, Decompressor};

use super::{
    fill::{BUCKETS, BlockSignature},
    index::{Covered, Index, OpenBlock},
    segment::{GROUPS, SEGMENT_BLOCKS, transpose},
};
use crate::{
    entry::Seq,
    error::{Error, ErrorCode, Result},
    store::file,
};

/// The level of signatures that wait: they are written twice.
const LEVEL: i32 = 1;

/// What the file has.
pub(in crate::store) fn load(sql: &Connection) -> Result<Index> {
    let mut segments = Vec::new();
    let mut statement = sql.prepare("SELECT id, firsts FROM signature_segment ORDER BY first")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let (firsts, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() || firsts.len() > SEGMENT_BLOCKS {
            return Err(damaged());
        }
        let firsts: Arc<[Seq]> = firsts.iter().map(|first| Seq::from_le_bytes(*first)).collect();
        segments.push(Covered { id, firsts });
    }
    let mut open = Vec::new();
    let mut unpacker = Decompressor::new().map_err(no_memory)?;
    let mut statement = sql.prepare("SELECT first, bits FROM signature_open ORDER BY first")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bits = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let bits = unpacker.decompress(bits, BUCKETS / 8).map_err(|e| damaged().because(e))?;
        let signature = BlockSignature::of_bytes(&bits).ok_or_else(damaged)?;
        open.push(OpenBlock { first: row.get(0)?, signature: Arc::new(signature) });
    }
    Ok(Index { segments: Arc::new(segments), open: Arc::new(open) })
}

/// Writes the signatures of blocks that were just sealed, after all others. Full segments are turned round.
pub(in crate::store) fn save(sql: &Connection, index: &mut Index, sealed: Vec<OpenBlock>) -> Result<()> {
    if sealed.is_empty() {
        return Ok(());
    }
    let mut stored = index.open.len();
    let open = Arc::make_mut(&mut index.open);
    open.extend(sealed);
    while open.len() >= SEGMENT_BLOCKS {
        let blocks: Vec<OpenBlock> = open.drain(..SEGMENT_BLOCKS).collect();
        let covered = write_segment(sql, next_id(sql)?, &blocks)?;
        if stored > 0 {
            sql.prepare_cached("DELETE FROM signature_open WHERE first <= ?1")?
                .execute([blocks[SEGMENT_BLOCKS - 1].first])?;
            stored = stored.saturating_sub(SEGMENT_BLOCKS);
        }
        Arc::make_mut(&mut index.segments).push(covered);
    }
    write_open(sql, &open[stored..])
}

fn write_open(sql: &Connection, blocks: &[OpenBlock]) -> Result<()> {
    let mut insert = sql.prepare_cached("INSERT OR REPLACE INTO signature_open (first, bits) VALUES (?1, ?2)")?;
    let mut compressor = Compressor::new(LEVEL).map_err(no_memory)?;
    for block in blocks {
        let bits = compressor.compress(&block.signature.bytes()).map_err(no_memory)?;
        insert.execute(params![block.first, bits])?;
    }
    Ok(())
}

/// Writes one segment.
fn write_segment(sql: &Connection, id: u64, blocks: &[OpenBlock]) -> Result<Covered> {
    let firsts: Arc<[Seq]> = blocks.iter().map(|block| block.first).collect();
    let bytes: Vec<u8> = firsts.iter().flat_map(|first| first.to_le_bytes()).collect();
    sql.prepare_cached("INSERT INTO signature_segment (id, first, firsts) VALUES (?1, ?2, ?3)")?
        .execute(params![id, firsts[0], bytes])?;
    let mut insert = sql.prepare_cached("INSERT INTO signature (id, slices) VALUES (?1, ?2)")?;
    for (group, slices) in transpose(blocks).iter().enumerate() {
        insert.execute(params![key(id, group), slices])?;
    }
    Ok(Covered { id, firsts })
}

/// Drops all of them.
pub(in crate::store) fn clear(sql: &Connection) -> Result<()> {
    sql.execute_batch("DELETE FROM signature; DELETE FROM signature_open; DELETE FROM signature_segment")?;
    Ok(())
}

/// Makes the signatures of the blocks with these first places, from their records.
pub(in crate::store) type Sign = dyn Fn(&Connection, &[Seq]) -> Result<Vec<OpenBlock>>;

/// Makes the signatures of blocks that were rewritten (their first places, ascending) anew: those of their segments, for a slice has all of these.
pub(in crate::store) fn renew(sql: &Connection, index: &mut Index, blocks: &[Seq], sign: &Sign) -> Result<()> {
    for segment in Arc::make_mut(&mut index.segments) {
        if blocks.iter().any(|first| segment.firsts.binary_search(first).is_ok()) {
            let renewed = write_segment(sql, next_id(sql)?, &sign(sql, &segment.firsts)?)?;
            drop_segment(sql, segment.id)?;
            *segment = renewed;
        }
    }
    let open: Vec<Seq> =
        index.open.iter().map(|block| block.first).filter(|first| blocks.binary_search(first).is_ok()).collect();
    if open.is_empty() {
        return Ok(());
    }
    let all = Arc::make_mut(&mut index.open);
    for renewed in sign(sql, &open)? {
        write_open(sql, std::slice::from_ref(&renewed))?;
        all.iter_mut().filter(|block| block.first == renewed.first).for_each(|block| *block = renewed.clone());
    }
    Ok(())
}

fn drop_segment(sql: &Connection, id: u64) -> Result<()> {
    sql.prepare_cached("DELETE FROM signature WHERE id >= ?1 AND id < ?2")?.execute([key(id, 0), key(id + 1, 0)])?;
    sql.prepare_cached("DELETE FROM signature_segment WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Shows the stored slices of a group of a segment; `None` where they are not there (any more).
pub(super) fn group<T>(
    sql: &Connection,
    id: u64,
    group: usize,
    then: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<Option<T>> {
    let found = sql
        .prepare_cached("SELECT slices FROM signature WHERE id = ?1")?
        .query_row([key(id, group)], |row| Ok(then(row.get_ref(0)?.as_blob()?)))
        .optional()?;
    Ok(found.flatten())
}

/// Numbers are not given twice, also after the newest segment was dropped.
fn next_id(sql: &Connection) -> Result<u64> {
    Ok(sql.query_row("UPDATE signature_number SET next = next + 1 RETURNING next - 1", [], |row| row.get(0))?)
}

fn key(id: u64, group: usize) -> u64 {
    id * GROUPS as u64 + group as u64
}

fn damaged() -> Error {
    file::corrupt("the search index has a row that cannot be read")
}

pub(super) fn no_memory(error: std::io::Error) -> Error {
    Error::new(ErrorCode::Internal, "The search index could not be packed or unpacked: memory is short.").because(error)
}
