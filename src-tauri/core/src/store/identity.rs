//! The latest ledger place of every settled entry, by source and remote id.

use rusqlite::{
    Connection, OptionalExtension, ToSql, params,
    types::{ToSqlOutput, ValueRef},
};

use crate::{
    entry::{Seq, SourceId},
    error::Result,
};

/// The latest version of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub(super) seq: Seq,
    pub(super) fingerprint: u64,
}

/// A remote id as the file keeps it: a plain number where it is one.
struct RemoteId<'a>(&'a str);

impl ToSql for RemoteId<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let digits = self.0.as_bytes();
        let plain = digits.iter().all(u8::is_ascii_digit) && (digits.first() != Some(&b'0') || digits.len() == 1);
        Ok(match self.0.parse::<i64>() {
            Ok(number) if plain => ToSqlOutput::from(number),
            _ => ToSqlOutput::Borrowed(ValueRef::Text(digits)),
        })
    }
}

/// The latest settled version of an entry; `None` where it never settled.
pub(super) fn find(sql: &Connection, source: SourceId, remote_id: &str) -> Result<Option<Identity>> {
    let found = sql
        .prepare_cached("SELECT seq, fingerprint FROM identity WHERE source = ?1 AND remote_id = ?2")?
        .query_row(params![source, RemoteId(remote_id)], |row| {
            Ok(Identity { seq: row.get(0)?, fingerprint: row.get::<_, i64>(1)?.cast_unsigned() })
        })
        .optional()?;
    Ok(found)
}

/// Makes `latest` the latest version of an entry that never settled before; `false`, and nothing done, where it did.
pub(super) fn add(sql: &Connection, source: SourceId, remote_id: &str, latest: Identity) -> Result<bool> {
    let added = sql
        .prepare_cached(
            "INSERT INTO identity (source, remote_id, seq, fingerprint) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![source, RemoteId(remote_id), latest.seq, latest.fingerprint.cast_signed()])?;
    Ok(added == 1)
}

/// Makes `latest` the latest version of an entry that settled before.
pub(super) fn update(sql: &Connection, source: SourceId, remote_id: &str, latest: Identity) -> Result<()> {
    sql.prepare_cached("UPDATE identity SET seq = ?3, fingerprint = ?4 WHERE source = ?1 AND remote_id = ?2")?
        .execute(params![source, RemoteId(remote_id), latest.seq, latest.fingerprint.cast_signed()])?;
    Ok(())
}
