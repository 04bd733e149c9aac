//! Records that could not be read, with their bytes and the reason: nothing is dropped.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::unknown;
use crate::{
    api::wire::UnreadableRecord,
    entry::SourceId,
    error::Result,
    source::Quarantined,
    store::{Store, pending::moment},
};

/// Characters of a record that are shown.
const SHOWN: usize = 2_000;

impl Store {
    /// The unreadable records of a source, the newest first, at most `limit`.
    pub async fn unreadable(&self, source: SourceId, limit: usize) -> Result<Vec<UnreadableRecord>> {
        self.read(move |sql| {
            // Of a huge record only so much is read as can be shown: four bytes a character at most.
            let mut statement = sql.prepare_cached(
                "SELECT id, remote_id, object, reason, received_at, length(raw), coalesce(substr(raw, 1, ?3), x'') FROM quarantine
                 WHERE source = ?1 ORDER BY received_at DESC, id DESC LIMIT ?2",
            )?;
            let records = statement
                .query_map(params![source, limit, SHOWN * 4], |row| {
                    let start: Vec<u8> = row.get(6)?;
                    Ok(UnreadableRecord {
                        key: row.get(0)?,
                        id: row.get(1)?,
                        object: row.get(2)?,
                        reason: row.get(3)?,
                        received: row.get(4)?,
                        bytes: row.get(5)?,
                        start: String::from_utf8_lossy(&start).chars().take(SHOWN).collect(),
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(records)
        })
        .await
    }

    /// How many unreadable records of a source were received on each day (UTC, `2026-08-20`).
    pub async fn unreadable_days(&self, source: SourceId) -> Result<BTreeMap<String, u64>> {
        self.read(move |sql| {
            let days = sql
                .prepare_cached(
                    "SELECT date(received_at / 1000000, 'unixepoch'), count(*) FROM quarantine WHERE source = ?1 GROUP BY 1",
                )?
                .query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            Ok(days)
        })
        .await
    }

    /// At most `most` bytes of an unreadable record from `offset` on, and how many there are in all.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn unreadable_bytes(&self, key: i64, offset: u64, most: usize) -> Result<(Vec<u8>, u64)> {
        self.read(move |sql| {
            let found = sql
                .prepare_cached("SELECT coalesce(substr(raw, ?2, ?3), x''), length(raw) FROM quarantine WHERE id = ?1")?
                .query_row(params![key, offset.saturating_add(1), most], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            found.ok_or_else(|| unknown("record in quarantine", key))
        })
        .await
    }

    /// The unreadable records of a source with all their bytes, in the order of arrival, at most `limit`, after the row `after` (0: from the start).
    /// With each comes its row, for the next call.
    pub async fn quarantined(&self, source: SourceId, after: i64, limit: usize) -> Result<Vec<(i64, Quarantined)>> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT id, remote_id, reason, raw, received_at, object FROM quarantine WHERE source = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            )?;
            let records = statement
                .query_map(params![source, after, limit], |row| {
                    let record = Quarantined {
                        remote_id: row.get(1)?,
                        reason: row.get(2)?,
                        raw: row.get(3)?,
                        received_at: moment(row.get(4)?)?,
                        object: row.get(5)?,
                    };
                    Ok((row.get(0)?, record))
                })?
                .collect::<Result<_, _>>()?;
            Ok(records)
        })
        .await
    }
}

/// Keeps an unreadable record. The same bytes for the same id are one record, with the latest reason.
pub(in crate::store) fn put(sql: &Connection, source: SourceId, record: &Quarantined) -> Result<()> {
    let hash: [u8; 32] = Sha256::digest(&record.raw).into();
    sql.prepare_cached(
        "INSERT INTO quarantine (source, remote_id, sha256, reason, received_at, raw, object) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (source, remote_id, sha256) DO UPDATE SET reason = excluded.reason, received_at = excluded.received_at,
             object = excluded.object",
    )?
    .execute(params![
        source,
        record.remote_id,
        hash,
        record.reason,
        record.received_at.timestamp_micros(),
        record.raw,
        record.object
    ])?;
    Ok(())
}

/// How many unreadable records there are.
pub(in crate::store) fn count(sql: &Connection, source: SourceId) -> Result<u64> {
    let count = sql
        .prepare_cached("SELECT count(*) FROM quarantine WHERE source = ?1")?
        .query_row([source], |row| row.get(0))?;
    Ok(count)
}

/// The entry was read in full: what could not be read of it before is of no use any more.
pub(in crate::store) fn resolve(sql: &Connection, source: SourceId, remote_id: &str) -> Result<()> {
    sql.prepare_cached("DELETE FROM quarantine WHERE source = ?1 AND remote_id = ?2")?
        .execute(params![source, remote_id])?;
    Ok(())
}

/// An object is read anew: what could not be read of it before is told anew, too.
pub(super) fn resolve_object(sql: &Connection, source: SourceId, key: &str) -> Result<()> {
    sql.prepare_cached("DELETE FROM quarantine WHERE source = ?1 AND object = ?2")?.execute(params![source, key])?;
    Ok(())
}
