//! Objects of buckets and folders as they were when they were read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, params};

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
                 FROM object WHERE source = ?1",
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

/// The objects with `after < key <= until`, in the order of their keys' bytes.
pub(in crate::store) fn between(
    sql: &Connection,
    source: SourceId,
    after: Option<&str>,
    until: Option<&str>,
) -> Result<Vec<KnownObject>> {
    let known = sql
        .prepare_cached(
            "SELECT key, size, tag, gone, again FROM object
             WHERE source = ?1 AND key > coalesce(?2, '') AND (?3 IS NULL OR key <= ?3) ORDER BY key",
        )?
        .query_map(params![source, after, until], |row| {
            Ok(KnownObject {
                key: row.get(0)?,
                size: row.get(1)?,
                tag: row.get(2)?,
                gone: row.get(3)?,
                again: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(known)
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
                     days = excluded.days, unreadable = excluded.unreadable, ignored = excluded.ignored, gone = 0, again = 0",
            )?
            .execute(params![source, key, size, tag, modified_at.timestamp_micros(), Json(days), unreadable, ignored])?;
        }
    }
    Ok(())
}

/// Has an object read again at the next sync although it did not change.
pub(in crate::store) fn read_again(sql: &Connection, source: SourceId, key: &str) -> Result<()> {
    sql.prepare_cached("UPDATE object SET again = 1 WHERE source = ?1 AND key = ?2")?.execute(params![source, key])?;
    Ok(())
}

fn day_text(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}
