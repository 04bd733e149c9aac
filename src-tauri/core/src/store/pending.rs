//! Pending entries: rows that are looked at again until they settle.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params, types::Type};

use super::{file, frame};
use crate::{
    entry::{Record, SourceId},
    error::Result,
    source::{Awaiting, PendingCount, PendingEntry},
};

/// What is known of a pending entry, without its record.
pub(super) struct Waiting {
    pub(super) fingerprint: u64,
    pub(super) first_seen: i64,
    frame: Vec<u8>,
}

impl Waiting {
    /// Whether `frame` says the same as the stored one.
    pub(super) fn same(&self, frame: &[u8]) -> bool {
        self.frame == frame
    }
}

/// The pending entry with this id.
pub(super) fn find(sql: &Connection, source: SourceId, remote_id: &str) -> Result<Option<Waiting>> {
    let found = sql
        .prepare_cached("SELECT fingerprint, first_seen, frame FROM pending WHERE source = ?1 AND remote_id = ?2")?
        .query_row(params![source, remote_id], |row| {
            Ok(Waiting {
                fingerprint: row.get::<_, i64>(0)?.cast_unsigned(),
                first_seen: row.get(1)?,
                frame: row.get(2)?,
            })
        })
        .optional()?;
    Ok(found)
}

/// The record of the pending entry with this id.
pub(super) fn record(sql: &Connection, source: SourceId, remote_id: &str) -> Result<Option<Record>> {
    find(sql, source, remote_id)?.map(|waiting| decode(&waiting.frame)).transpose()
}

/// A pending entry as it is to be kept.
pub(super) struct Pend<'a> {
    pub(super) source: SourceId,
    pub(super) remote_id: &'a str,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) fingerprint: u64,
    pub(super) awaiting: Awaiting,
    pub(super) next_look: DateTime<Utc>,
    pub(super) looks: u32,
    pub(super) first_seen: i64,
    pub(super) frame: &'a [u8],
}

/// Keeps a pending entry, in the place of an earlier look at it.
pub(super) fn put(sql: &Connection, pend: &Pend<'_>) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO pending (source, remote_id, occurred_at, fingerprint, awaiting, next_look, looks, first_seen, frame)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (source, remote_id) DO UPDATE SET
             occurred_at = excluded.occurred_at, fingerprint = excluded.fingerprint, awaiting = excluded.awaiting,
             next_look = excluded.next_look, looks = excluded.looks, frame = excluded.frame",
    )?
    .execute(params![
        pend.source,
        pend.remote_id,
        pend.occurred_at.timestamp_micros(),
        pend.fingerprint.cast_signed(),
        word(pend.awaiting),
        pend.next_look.timestamp_micros(),
        pend.looks,
        pend.first_seen,
        pend.frame,
    ])?;
    Ok(())
}

/// Drops a pending entry.
pub(super) fn remove(sql: &Connection, source: SourceId, remote_id: &str) -> Result<()> {
    sql.prepare_cached("DELETE FROM pending WHERE source = ?1 AND remote_id = ?2")?
        .execute(params![source, remote_id])?;
    Ok(())
}

/// The pending entries to be looked at by `now`, the longest overdue first.
pub(super) fn due(sql: &Connection, source: SourceId, now: DateTime<Utc>, limit: usize) -> Result<Vec<PendingEntry>> {
    let mut statement = sql.prepare_cached(
        "SELECT fingerprint, awaiting, looks, first_seen, frame FROM pending
         WHERE source = ?1 AND next_look <= ?2 ORDER BY next_look, id LIMIT ?3",
    )?;
    let mut rows = statement.query(params![source, now.timestamp_micros(), limit])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let record = decode(row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?)?;
        entries.push(PendingEntry {
            remote_id: record.remote_id.clone(),
            record,
            fingerprint: row.get::<_, i64>(0)?.cast_unsigned(),
            awaiting: if row.get_ref(1)?.as_str().is_ok_and(|text| text == "details") {
                Awaiting::Details
            } else {
                Awaiting::Outcome
            },
            looks: row.get(2)?,
            first_seen: moment(row.get(3)?)?,
        });
    }
    Ok(entries)
}

/// How many wait for what.
pub(super) fn count(sql: &Connection, source: SourceId) -> Result<PendingCount> {
    let count = sql
        .prepare_cached("SELECT count(*) FILTER (WHERE awaiting = 'outcome'), count(*) FILTER (WHERE awaiting = 'details') FROM pending WHERE source = ?1")?
        .query_row([source], |row| Ok(PendingCount { outcome: row.get(0)?, details: row.get(1)? }))?;
    Ok(count)
}

/// Calls `visit` with every pending record of the workspace.
pub(super) fn each(sql: &Connection, mut visit: impl FnMut(Record)) -> Result<()> {
    let mut statement = sql.prepare("SELECT frame FROM pending ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        visit(decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?);
    }
    Ok(())
}

/// A stored moment: microseconds since 1970 UTC.
pub(super) fn moment(micros: i64) -> Result<DateTime<Utc>, rusqlite::Error> {
    DateTime::from_timestamp_micros(micros)
        .ok_or_else(|| rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, "a moment out of range".into()))
}

fn word(awaiting: Awaiting) -> &'static str {
    match awaiting {
        Awaiting::Outcome => "outcome",
        Awaiting::Details => "details",
    }
}

fn decode(frame: &[u8]) -> Result<Record> {
    frame::decode(frame).map_err(|e| file::corrupt(format_args!("in a pending entry {e}")))
}
