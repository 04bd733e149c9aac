//! How entries came here: out of which object, and from which sources besides the first.
//!
//! An entry that came one way only has no row of its own: its record names its source, and the object is found by its ledger place.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    entry::{Seq, SourceId},
    error::Result,
    store::Store,
};

/// The ways an entry came here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The sources that brought it; empty: only the one its record names.
    pub feeds: Vec<SourceId>,
    /// The key of the object that its record came out of, and the source that read it.
    pub object: Option<(SourceId, String)>,
}

impl Store {
    /// The ways an entry came here; `seq` is the ledger place of the version in question.
    pub fn provenance(&self, source: SourceId, remote_id: &str, seq: Option<Seq>) -> Result<Provenance> {
        self.read_blocking(|sql| {
            let feeds = sql
                .prepare_cached(
                    "SELECT feed FROM provenance WHERE source = ?1 AND remote_id = ?2 ORDER BY first_at, feed",
                )?
                .query_map(params![source, remote_id], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let object = sql
                .prepare_cached(
                    "SELECT object.source, object.key FROM
                         (SELECT last, object FROM arrival WHERE first <= ?1 ORDER BY first DESC LIMIT 1) AS arrival
                         JOIN object ON object.id = arrival.object
                     WHERE arrival.last >= ?1",
                )?
                .query_row([seq.unwrap_or(0)], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            Ok(Provenance { feeds, object })
        })
    }
}

/// Notes that `feed` brought an entry that is, or becomes, one of `log`.
pub(in crate::store) fn put(sql: &Connection, log: SourceId, remote_id: &str, feed: SourceId, at: i64) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO provenance (source, remote_id, feed, first_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?
    .execute(params![log, remote_id, feed, at])?;
    Ok(())
}

/// Whether any source is noted for an entry.
pub(in crate::store) fn is_noted(sql: &Connection, log: SourceId, remote_id: &str) -> Result<bool> {
    let found = sql
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM provenance WHERE source = ?1 AND remote_id = ?2)")?
        .query_row(params![log, remote_id], |row| row.get(0))?;
    Ok(found)
}

/// Notes that the entries settled at the places `first` to `last` came out of an object.
pub(in crate::store) fn put_arrival(
    sql: &Connection,
    source: SourceId,
    key: &str,
    (first, last): (Seq, Seq),
) -> Result<()> {
    let object = super::objects::id(sql, source, key)?;
    sql.prepare_cached("INSERT INTO arrival (first, last, object) VALUES (?1, ?2, ?3)")?
        .execute(params![first, last, object])?;
    Ok(())
}
