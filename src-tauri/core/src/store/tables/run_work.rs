//! How long runs worked: by what was done before, the time of the next one is told.

use rusqlite::params;

use crate::{
    api::wire::Micros,
    error::Result,
    store::{Durability, Store},
};

/// What the last runs to a destination did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PastWork {
    /// How many runs.
    pub runs: u32,
    /// Rows written.
    pub rows: u64,
    /// Bytes written.
    pub bytes: u64,
    /// How long they worked.
    pub micros: u64,
}

impl Store {
    /// Adds to the time that a run worked. A clock that was set back adds nothing.
    pub async fn add_work(&self, run: u64, worked: Micros) -> Result<()> {
        let worked = worked.max(0);
        self.write(Durability::Sync, move |txn| {
            txn.sql.execute("UPDATE run SET worked = coalesce(worked, 0) + ?2 WHERE id = ?1", params![run, worked])?;
            Ok(())
        })
        .await
    }

    /// What the last finished runs to a destination did, those without rows left out.
    pub async fn past_work(&self, destination: u32, limit: usize) -> Result<PastWork> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT count(*), coalesce(sum(rows), 0), coalesce(sum(bytes), 0), coalesce(sum(worked), 0) FROM (
                    SELECT rows, bytes, worked FROM run
                    WHERE destination_id = ?1 AND state = 'done' AND rows > 0 AND worked > 0 ORDER BY id DESC LIMIT ?2)",
            )?;
            Ok(statement.query_row(params![destination, limit], |row| {
                Ok(PastWork { runs: row.get(0)?, rows: row.get(1)?, bytes: row.get(2)?, micros: row.get(3)? })
            })?)
        })
        .await
    }
}
