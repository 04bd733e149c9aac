//! The log of each run: what happened in it, written in the transaction in which it happened.

use rusqlite::params;

use super::Json;
use crate::{
    api::wire::{RunEvent, RunLogLine},
    error::Result,
    store::{Store, Txn},
};

/// Lines of a run that are shown; a run that fails for a year has about as many.
const SHOWN: u32 = 5_000;

/// Something happened in a run.
pub(super) fn note(txn: &mut Txn<'_>, run: u64, event: &RunEvent) -> Result<()> {
    let mut statement = txn.sql.prepare_cached("INSERT INTO run_log (run, at, event) VALUES (?1, ?2, ?3)")?;
    statement.execute(params![run, txn.now.timestamp_micros(), Json(event)])?;
    Ok(())
}

/// The same happened in every run of which a condition in SQL holds.
pub(super) fn note_all(txn: &mut Txn<'_>, which: &str, event: &RunEvent) -> Result<()> {
    let runs: Vec<u64> = txn
        .sql
        .prepare(&format!("SELECT id FROM run WHERE {which} ORDER BY id"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    runs.into_iter().try_for_each(|run| note(txn, run, event))
}

impl Store {
    /// What happened in a run, the oldest first.
    pub async fn run_log(&self, run: u64) -> Result<Vec<RunLogLine>> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT id, at, event FROM (SELECT id, at, event FROM run_log WHERE run = ?1 ORDER BY id DESC LIMIT ?2) ORDER BY id",
            )?;
            let lines = statement.query_map(params![run, SHOWN], |row| {
                let Json(event) = row.get(2)?;
                Ok(RunLogLine { id: row.get(0)?, at: row.get(1)?, event })
            })?;
            Ok(lines.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}
