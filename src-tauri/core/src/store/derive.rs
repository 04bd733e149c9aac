//! Columns and signatures from the ledger: loads what was persisted and derives the rest from raw records.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use rusqlite::{Connection, TransactionBehavior, params};

use super::{
    Deps,
    columns::{Change, ColumnWriter, DictionaryValue, MarkStrip, Row, SegmentBlob},
    ledger::{self, Packed},
    pending,
    signatures::{self, Filler, Index, OpenBlock},
    tables::{reviews, samples},
    writer,
};
use crate::{
    entry::{Actor, Client, Entry, Outcome, Record, Seq, Status, Target, TimeBy},
    error::{Error, ErrorCode, Result},
    source::Dialects,
};

/// The version of what is derived: the entries that dialects read out of records, the columns made of them, and the signatures. Raised when one of them
/// changes, so that the next opening derives everything again.
const VERSION: i64 = 3;

/// Blocks that are decoded and parsed at a time: 16 MB of raw records at most, but for huge ones.
pub(super) const CHUNK: usize = 64;
/// Column segments that are decoded at a time, while as many are read: some 25 MB beside those that are done.
const SEGMENTS_AT_ONCE: usize = 4;

/// Columns for a process that writes: what had to be derived anew is persisted.
pub(super) fn write(connection: &mut Connection, deps: &Deps) -> Result<ColumnWriter> {
    let mut columns = if let Some(loaded) = load(connection)? {
        loaded
    } else {
        // Killed in the middle, the version still says that everything is to be derived.
        let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        sql.execute_batch("UPDATE derived SET version = 0; DELETE FROM dictionary; DELETE FROM column_segment; DELETE FROM column_chunk")?;
        signatures::clear(&sql)?;
        sql.commit()?;
        empty(connection)?
    };
    let mut next = columns.settled() + 1;
    while let Some(rows) = settled(connection, deps, next)? {
        let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (record, entry) in &rows {
            stage(&mut columns, next, record, entry);
            next += 1;
        }
        writer::save(&sql, &columns.unsaved())?;
        sql.commit()?;
        columns.publish();
    }
    rest(connection, deps, &mut columns)?;
    let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    writer::save(&sql, &columns.unsaved())?;
    sql.execute("UPDATE derived SET version = ?1 WHERE version <> ?1", [VERSION])?;
    sql.commit()?;
    columns.publish();
    Ok(columns)
}

/// Signatures for a process that writes: blocks without one get theirs.
pub(super) fn sign(connection: &mut Connection) -> Result<Index> {
    let mut index = signatures::load(connection)?;
    let mut after = index.last();
    loop {
        let firsts: Vec<Seq> = connection
            .prepare_cached("SELECT first FROM block INDEXED BY block_span WHERE first > ?1 ORDER BY first LIMIT ?2")?
            .query_map(params![after, CHUNK], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let Some(last) = firsts.last() else { return Ok(index) };
        after = *last;
        let signed = signatures_of(connection, &firsts)?;
        let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        signatures::save(&sql, &mut index, signed)?;
        sql.commit()?;
    }
}

/// The signatures of the blocks with these first places.
pub(super) fn signatures_of(connection: &Connection, firsts: &[Seq]) -> Result<Vec<OpenBlock>> {
    let blocks = firsts.iter().filter_map(|first| Packed::load(connection, *first).transpose());
    let blocks = blocks.collect::<Result<Vec<_>>>()?;
    let sign = |filler: &mut Filler, block: &Packed| {
        block.scan(&mut |_, raw| filler.add(raw))?;
        Ok(OpenBlock { first: block.span.first, signature: Arc::new(filler.finish()) })
    };
    blocks.par_iter().map_init(Filler::default, sign).collect()
}

/// Signatures for a process that only reads.
pub(super) fn signed(connection: &Connection) -> Result<Index> {
    if is_current(connection)? { signatures::load(connection) } else { Ok(Index::default()) }
}

/// Columns for a process that only reads: nothing is persisted.
pub(super) fn read(connection: &Connection, deps: &Deps) -> Result<ColumnWriter> {
    let mut columns = match load(connection)? {
        Some(loaded) => loaded,
        None => empty(connection)?,
    };
    let mut next = columns.settled() + 1;
    while let Some(rows) = settled(connection, deps, next)? {
        for (record, entry) in &rows {
            stage(&mut columns, next, record, entry);
            next += 1;
        }
        columns.publish();
    }
    rest(connection, deps, &mut columns)?;
    columns.publish();
    Ok(columns)
}

fn empty(connection: &Connection) -> Result<ColumnWriter> {
    ColumnWriter::open(Vec::new(), &superseded(connection)?, &removed(connection)?)
}

fn is_current(connection: &Connection) -> Result<bool> {
    let version: i64 = connection.query_row("SELECT version FROM derived", [], |row| row.get(0))?;
    Ok(version == VERSION)
}

/// The persisted columns as far as they are good; `None` where they are of another version or their dictionaries are damaged.
fn load(connection: &Connection) -> Result<Option<ColumnWriter>> {
    if !is_current(connection)? {
        return Ok(None);
    }
    let values = connection
        .prepare("SELECT dictionary, code, value FROM dictionary ORDER BY dictionary, code")?
        .query_map([], |row| Ok(DictionaryValue { dictionary: row.get(0)?, code: row.get(1)?, value: row.get(2)? }))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut columns = match ColumnWriter::open(values, &superseded(connection)?, &removed(connection)?) {
        Ok(columns) => columns,
        Err(e) => return damaged(e).map(|()| None),
    };
    restore(connection, &mut columns).or_else(damaged)?;
    Ok(Some(columns))
}

/// Columns that are damaged are derived again; other errors are errors.
fn damaged(error: Error) -> Result<()> {
    if error.code != ErrorCode::Corrupt {
        return Err(error);
    }
    tracing::warn!("the persisted columns are damaged and are derived again");
    Ok(())
}

fn restore(connection: &Connection, columns: &mut ColumnWriter) -> Result<()> {
    let blob = |row: &rusqlite::Row<'_>| Ok(SegmentBlob { index: row.get(0)?, bytes: row.get(1)? });
    let mut statement = connection.prepare("SELECT \"index\", bytes FROM column_segment ORDER BY \"index\"")?;
    let mut rows = statement.query_map([], blob)?;
    let mut read = || rows.by_ref().take(SEGMENTS_AT_ONCE).collect::<Result<Vec<_>, _>>();
    let mut segments = read()?;
    while !segments.is_empty() {
        let mut restored = Ok(());
        // The next are read and decrypted meanwhile.
        let next = rayon::in_place_scope(|scope| {
            scope.spawn(|_| restored = columns.restore(&segments));
            read()
        });
        restored?;
        segments = next?;
    }
    let chunks = connection
        .prepare("SELECT \"index\", bytes FROM column_chunk ORDER BY \"index\"")?
        .query_map([], blob)?
        .collect::<Result<Vec<_>, _>>()?;
    columns.restore_chunks(&chunks)
}

fn superseded(connection: &Connection) -> Result<Vec<Seq>> {
    let old = connection
        .prepare("SELECT old FROM supersession ORDER BY old")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(old)
}

fn removed(connection: &Connection) -> Result<Vec<MarkStrip>> {
    let strips = connection
        .prepare("SELECT strip, bits FROM removed ORDER BY strip")?
        .query_map([], |row| Ok(MarkStrip { index: row.get(0)?, bits: row.get(1)? }))?
        .collect::<Result<_, _>>()?;
    Ok(strips)
}

/// The next records from ledger place `next` on, with their entries; `None` at the end.
fn settled(connection: &Connection, deps: &Deps, next: Seq) -> Result<Option<Vec<(Record, Entry)>>> {
    let dialects = &*deps.dialects;
    let mut blocks = Vec::new();
    let mut at = next;
    while blocks.len() < CHUNK
        && let Some(span) = ledger::span_of(connection, at)?
    {
        blocks.extend(Packed::load(connection, span.first)?);
        at = span.first + u64::from(span.count);
    }
    let rows = if blocks.is_empty() {
        let tail = ledger::tail_records(connection, next, u32::MAX)?;
        tail.into_iter().map(|record| with_entry(record, dialects)).collect()
    } else {
        let decoded: Vec<Vec<(Record, Entry)>> = blocks
            .par_iter()
            .map(|block| {
                // A segment may end within a block.
                let skip = next.saturating_sub(block.span.first) as usize;
                Ok(block.decode()?.into_iter().skip(skip).map(|record| with_entry(record, dialects)).collect())
            })
            .collect::<Result<_>>()?;
        decoded.into_iter().flatten().collect::<Vec<_>>()
    };
    Ok(Some(rows).filter(|rows| !rows.is_empty()))
}

/// Pending rows and names.
fn rest(connection: &Connection, deps: &Deps, columns: &mut ColumnWriter) -> Result<()> {
    pending::each(connection, |record| {
        let (record, entry) = with_entry(record, &*deps.dialects);
        columns.stage(Change::Pend { row: row(&record, &entry) });
    })?;
    let mut statement = connection.prepare("SELECT id, name FROM source")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(1)?;
        columns.stage(Change::SourceNamed { source: row.get(0)?, name: &name });
    }
    let mut statement = connection.prepare("SELECT source, id, name, email FROM person")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name, email): (String, Option<String>, Option<String>) = (row.get(1)?, row.get(2)?, row.get(3)?);
        columns.stage(Change::Person { source: row.get(0)?, id: &id, name: name.as_deref(), email: email.as_deref() });
    }
    reviews::each(connection, |seq, review| columns.stage(Change::Reviewed { seq, review }))?;
    samples::each(connection, |id, sample| columns.stage(Change::Sampled { id, sample: Some(sample) }))
}

fn stage(columns: &mut ColumnWriter, seq: Seq, record: &Record, entry: &Entry) {
    columns.stage(Change::Settle { seq, supersedes: record.supersedes, row: row(record, entry) });
}

fn row<'a>(record: &'a Record, entry: &'a Entry) -> Row<'a> {
    Row { source: record.source, remote_id: &record.remote_id, payload: record.payload, entry }
}

fn with_entry(record: Record, dialects: &dyn Dialects) -> (Record, Entry) {
    if record.is_removed() {
        // The columns know that it is; its row stays blank.
        let entry = unreadable(record.received_at);
        return (record, entry);
    }
    let entry = dialects.entry(record.borrowed()).unwrap_or_else(|e| {
        tracing::warn!(dialect = record.dialect, error = %e, "a record of the ledger cannot be read any more");
        unreadable(record.received_at)
    });
    (record, entry)
}

/// The entry of a record that no dialect reads any more. It keeps its row, so that its bytes can be found, looked at and exported.
fn unreadable(received_at: DateTime<Utc>) -> Entry {
    Entry {
        occurred_at: received_at,
        recorded_at: received_at,
        time_by: TimeBy::Client,
        kind: "unreadable".to_owned(),
        actor: Actor::default(),
        operation: String::new(),
        target: Target::default(),
        outcome: Outcome { status: Status::Unknown, http_status: None, reason: None, error: None, tool_error: None },
        duration_us: None,
        client: Client::default(),
        ip: None,
        session_id: None,
        request_id: None,
        flags: crate::entry::Flags::NONE,
    }
}
