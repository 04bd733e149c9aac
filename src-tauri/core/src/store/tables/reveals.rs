//! Looks at payloads, and when the workspace began and ceased to ask for their reasons.

use rusqlite::{Row, params};

use super::Word;
use crate::{
    api::wire::{Look, LookKind},
    error::Result,
    review::Subject,
    store::{Durability, Store, Txn},
};

fn look(row: &Row<'_>) -> rusqlite::Result<Look> {
    let Word(what) = row.get(2)?;
    let seq: Option<u64> = row.get(4)?;
    Ok(Look {
        at: row.get(0)?,
        by: row.get(1)?,
        what,
        reason: row.get(3)?,
        key: seq.map(|seq| format!("s{seq}")),
        sha256: row.get(5)?,
        source: row.get(6)?,
        id: row.get(7)?,
    })
}

/// Notes that the workspace began, or ceased, to ask for reasons.
pub(super) fn note_asking(txn: &Txn<'_>, asks: bool, by: &str) -> Result<()> {
    let what = if asks { LookKind::Ask } else { LookKind::Cease };
    txn.sql.execute(
        "INSERT INTO reveal (at, by, what, reason) VALUES (?1, ?2, ?3, '')",
        params![txn.now.timestamp_micros(), by, Word(what)],
    )?;
    Ok(())
}

impl Store {
    /// Notes a look at each of these records.
    pub async fn note_looks(&self, records: Vec<Subject>, by: String, reason: String) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let mut insert = txn.sql.prepare_cached(
                "INSERT INTO reveal (at, by, what, reason, seq, sha256, source, remote_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            for Subject { sha256, source, id, seq } in records {
                let at = txn.now.timestamp_micros();
                insert.execute(params![at, by, Word(LookKind::Look), reason, seq, sha256, source, id])?;
            }
            Ok(())
        })
        .await
    }

    /// The newest looks, at most `limit`, and how many there are.
    pub async fn looks(&self, limit: u32) -> Result<(u64, Vec<Look>)> {
        self.read(move |sql| {
            let all = sql.query_row("SELECT count(*) FROM reveal", [], |row| row.get(0))?;
            let mut statement = sql.prepare_cached(
                "SELECT at, by, what, reason, seq, sha256, source, remote_id FROM reveal ORDER BY id DESC LIMIT ?1",
            )?;
            Ok((all, statement.query_map([limit], look)?.collect::<Result<_, _>>()?))
        })
        .await
    }
}
