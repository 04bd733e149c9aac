//! Columns from the ledger: loads what was persisted and derives the rest from raw records.

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use rusqlite::{Connection, TransactionBehavior, params};

use super::{
    Deps,
    columns::{Change, ColumnWriter, DictionaryValue, Row, SEGMENT_ROWS, SegmentBlob},
    ledger::{self, Packed},
    pending, writer,
};
use crate::{
    entry::{Actor, Client, Entry, Outcome, Record, RecordRef, Seq, Status, Target, TimeBy},
    error::{ErrorCode, Result},
    source::Dialects,
};

/// The version of what is derived: the entries that dialects read out of records, and the columns made of them. Raised when either changes, so that the
/// next opening derives everything again.
const VERSION: i64 = 1;

/// Blocks that are decoded and parsed at a time: 16 MB of raw records at most, but for huge ones.
const CHUNK: usize = 64;

/// Columns for a process that writes: what had to be derived anew is persisted.
pub(super) fn write(connection: &mut Connection, deps: &Deps) -> Result<ColumnWriter> {
    let (mut columns, derived) = if let Some(loaded) = load(connection)? {
        loaded
    } else {
        // Killed in the middle, the version still says that everything is to be derived.
        connection.execute_batch(
            "BEGIN IMMEDIATE; UPDATE derived SET version = 0; DELETE FROM dictionary; DELETE FROM column_segment; COMMIT",
        )?;
        (empty(connection)?, 0)
    };
    let rebuilt = derived == 0;
    let mut next = derived + 1;
    while let Some(rows) = settled(connection, deps, next)? {
        let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (record, entry) in &rows {
            stage(&mut columns, next, record, entry);
            if rebuilt {
                // A dialect that reads times otherwise moves the entry in what is asked of the index, too.
                sql.prepare_cached("UPDATE identity SET occurred_at = ?4 WHERE source = ?1 AND remote_id = ?2 AND seq = ?3 AND occurred_at <> ?4")?
                    .execute(params![record.source, record.remote_id, next, entry.occurred_at.timestamp_micros()])?;
            }
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

/// Columns for a process that only reads: nothing is persisted.
pub(super) fn read(connection: &Connection, deps: &Deps) -> Result<ColumnWriter> {
    let (mut columns, derived) = match load(connection)? {
        Some(loaded) => loaded,
        None => (empty(connection)?, 0),
    };
    let mut next = derived + 1;
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
    ColumnWriter::open(Vec::new(), Vec::new(), &superseded(connection)?)
}

/// The persisted columns and the last ledger place they cover; `None` where they are of another version or damaged.
fn load(connection: &Connection) -> Result<Option<(ColumnWriter, Seq)>> {
    let version: i64 = connection.query_row("SELECT version FROM derived", [], |row| row.get(0))?;
    if version != VERSION {
        return Ok(None);
    }
    let values = connection
        .prepare("SELECT dictionary, code, value FROM dictionary ORDER BY dictionary, code")?
        .query_map([], |row| Ok(DictionaryValue { dictionary: row.get(0)?, code: row.get(1)?, value: row.get(2)? }))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut segments = connection
        .prepare("SELECT \"index\", bytes FROM column_segment ORDER BY \"index\"")?
        .query_map([], |row| Ok(SegmentBlob { index: row.get(0)?, bytes: row.get(1)? }))?
        .collect::<Result<Vec<_>, _>>()?;
    // Up to a missing one they are good; the others are derived again.
    let good = (0..).zip(&segments).take_while(|(at, segment)| segment.index == *at).count();
    segments.truncate(good);
    match ColumnWriter::open(values, segments, &superseded(connection)?) {
        Ok(columns) => Ok(Some((columns, good as u64 * SEGMENT_ROWS))),
        Err(e) if e.code == ErrorCode::Corrupt => {
            tracing::warn!("the persisted columns are damaged and are derived again");
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

fn superseded(connection: &Connection) -> Result<Vec<Seq>> {
    let old = connection
        .prepare("SELECT old FROM supersession ORDER BY old")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(old)
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
    Ok(())
}

fn stage(columns: &mut ColumnWriter, seq: Seq, record: &Record, entry: &Entry) {
    columns.stage(Change::Settle { seq, supersedes: record.supersedes, row: row(record, entry) });
}

fn row<'a>(record: &'a Record, entry: &'a Entry) -> Row<'a> {
    Row { source: record.source, remote_id: &record.remote_id, payload: record.payload, entry }
}

fn with_entry(record: Record, dialects: &dyn Dialects) -> (Record, Entry) {
    let bytes =
        RecordRef { source: record.source, dialect: &record.dialect, remote_id: &record.remote_id, raw: &record.raw };
    let entry = dialects.entry(bytes).unwrap_or_else(|e| {
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
    }
}
