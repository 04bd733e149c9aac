//! Objects of buckets and folders as they were when they were read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Json, quarantine};
use crate::{
    api::wire::CertifiedObjects,
    entry::SourceId,
    error::Result,
    source::{KnownObject, ObjectState},
    store::Store,
};

impl Store {
    /// The objects of a source in numbers, and how many readable records they had per day; `None` where it has none.
    pub async fn object_counts(&self, source: SourceId) -> Result<Option<(CertifiedObjects, BTreeMap<String, u64>)>> {
        self.read(move |sql| {
            let (all, counts) = sql.query_row(
                "SELECT count(*), count(*) FILTER (WHERE unreadable > 0), coalesce(sum(gone), 0), coalesce(sum(size), 0), coalesce(sum(ignored), 0)
                 FROM object WHERE source = ?1 AND tag <> ''",
                [source],
                |row| {
                    let read = row.get(0)?;
                    let (unreadable, gone, bytes, ignored) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
                    Ok((read, CertifiedObjects { read, unreadable, gone, bytes, ignored }))
                },
            )?;
            if all == 0 {
                return Ok(None);
            }
            let days = sql
                .prepare(
                    "SELECT day.key, sum(day.value) FROM object, json_each(object.days) AS day WHERE source = ?1 GROUP BY 1",
                )?
                .query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            Ok(Some((counts, days)))
        })
        .await
    }
}

const KNOWN: &str = "SELECT key, size, tag, gone FROM object WHERE source = ?1";

fn known(row: &Row<'_>) -> rusqlite::Result<KnownObject> {
    Ok(KnownObject { key: row.get(0)?, size: row.get(1)?, tag: row.get(2)?, gone: row.get(3)? })
}

/// What is known of an object.
pub(in crate::store) fn find(sql: &Connection, source: SourceId, key: &str) -> Result<Option<KnownObject>> {
    let found =
        sql.prepare_cached(&format!("{KNOWN} AND key = ?2"))?.query_row(params![source, key], known).optional()?;
    Ok(found)
}

/// The objects after a key, in the order of their keys' bytes.
pub(in crate::store) fn after(
    sql: &Connection,
    source: SourceId,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<KnownObject>> {
    let found = sql
        .prepare_cached(&format!("{KNOWN} AND key > coalesce(?2, '') ORDER BY key LIMIT ?3"))?
        .query_map(params![source, after, limit], known)?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// Keeps what became of an object; what was in quarantine of it goes.
pub(in crate::store) fn put(sql: &Connection, source: SourceId, state: &ObjectState) -> Result<()> {
    match state {
        ObjectState::Gone { key } => {
            sql.prepare_cached("UPDATE object SET gone = 1 WHERE source = ?1 AND key = ?2")?
                .execute(params![source, key])?;
        }
        ObjectState::Read { key, size, tag, modified_at, days, unreadable, ignored } => {
            quarantine::resolve_object(sql, source, key)?;
            let days: BTreeMap<String, u64> = days.iter().map(|(day, count)| (day_text(*day), *count)).collect();
            sql.prepare_cached(
                "INSERT INTO object (source, key, size, tag, modified_at, days, unreadable, ignored)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (source, key) DO UPDATE SET size = excluded.size, tag = excluded.tag, modified_at = excluded.modified_at,
                     days = excluded.days, unreadable = excluded.unreadable, ignored = excluded.ignored, gone = 0",
            )?
            .execute(params![source, key, size, tag, modified_at.timestamp_micros(), Json(days), unreadable, ignored])?;
        }
    }
    Ok(())
}

/// The row of an object; a new one, not read yet, where there is none.
pub(super) fn id(sql: &Connection, source: SourceId, key: &str) -> Result<i64> {
    sql.prepare_cached(
        "INSERT INTO object (source, key, size, tag, modified_at, days, unreadable, ignored)
         VALUES (?1, ?2, 0, '', 0, '{}', 0, 0) ON CONFLICT DO NOTHING",
    )?
    .execute(params![source, key])?;
    let id = sql
        .prepare_cached("SELECT id FROM object WHERE source = ?1 AND key = ?2")?
        .query_row(params![source, key], |row| row.get(0))?;
    Ok(id)
}

fn day_text(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}
