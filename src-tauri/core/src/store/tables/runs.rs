//! Runs: every execution of an export, with its ledger range and the objects it wrote.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Json, Word,
    run_log::{note, note_all},
    unknown,
};
use crate::{
    api::wire::{
        Micros, Output, RunEvent, RunInfo, RunManifest, RunObject, RunOf, RunReason, RunState, RunVerification,
    },
    error::{Result, WireError},
    store::{Durability, Store, Txn},
};

/// A run that starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRun {
    /// The export's name.
    pub name: String,
    /// The filter's text, relative times made absolute.
    pub filter: String,
    /// The destination.
    pub destination_id: u32,
    /// Its name at this time.
    pub destination: String,
    /// When it starts.
    pub started: Micros,
    /// The half-open range of the ledger it covers.
    pub range: (u64, u64),
    /// What of each entry, and how.
    pub output: Output,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct RunEnd {
    /// Where it stands now.
    pub state: RunState,
    /// When it ended.
    pub ended: Micros,
    /// Rows written.
    pub rows: u64,
    /// Bytes written.
    pub bytes: u64,
    /// What was written, in order.
    pub objects: Vec<RunObject>,
    /// The error that ended it.
    pub error: Option<WireError>,
}

const SELECT: &str = "SELECT id, name, filter, destination, state, started, ended, range_from, range_until, output, rows, bytes, error, schedule, reason,
    slot, attempts, retry_at, manifest_key, manifest_sha256, revisions, verification FROM run";

fn row(row: &Row<'_>) -> rusqlite::Result<RunInfo> {
    let Word(state) = row.get(4)?;
    let Json(output) = row.get(9)?;
    let error: Option<Json<WireError>> = row.get(12)?;
    let verification: Option<Json<RunVerification>> = row.get(21)?;
    Ok(RunInfo {
        id: row.get(0)?,
        name: row.get(1)?,
        filter: row.get(2)?,
        destination: row.get(3)?,
        state,
        started: row.get(5)?,
        ended: row.get(6)?,
        range: (row.get(7)?, row.get(8)?),
        output,
        schedule: run_of(row)?,
        rows: row.get(10)?,
        bytes: row.get(11)?,
        objects: Vec::new(),
        verification: verification.map(|Json(found)| found),
        error: error.map(|Json(error)| error),
    })
}

fn run_of(row: &Row<'_>) -> rusqlite::Result<Option<RunOf>> {
    let Some(id) = row.get(13)? else { return Ok(None) };
    let Word(reason): Word<RunReason> = row.get(14)?;
    let manifest: (Option<String>, Option<String>) = (row.get(18)?, row.get(19)?);
    let manifest = match manifest {
        (Some(key), Some(sha256)) => Some(RunManifest { location: key.clone(), key, sha256 }),
        _ => None,
    };
    Ok(Some(RunOf {
        id,
        reason,
        slot: row.get(15)?,
        attempts: row.get(16)?,
        retry_at: row.get(17)?,
        manifest,
        revisions: row.get(20)?,
    }))
}

fn with_objects(sql: &Connection, run: RunInfo) -> Result<RunInfo> {
    let objects = sql
        .prepare_cached("SELECT key, location, rows, bytes, sha256 FROM run_object WHERE run = ?1 AND state = 'landed' ORDER BY part")?
        .query_map([run.id], |row| {
            Ok(RunObject {
                key: row.get(0)?,
                location: row.get(1)?,
                rows: row.get(2)?,
                bytes: row.get(3)?,
                sha256: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let mut run = RunInfo { objects, ..run };
    // The manifest lies where the objects lie.
    if let (Some(RunOf { manifest: Some(manifest), .. }), Some(object)) = (&mut run.schedule, run.objects.first())
        && let Some(place) = object.location.strip_suffix(&object.key)
    {
        manifest.location = format!("{place}{}", manifest.key);
    }
    Ok(run)
}

/// The runs of a schedule, the newest first.
pub(super) fn of_schedule(sql: &Connection, schedule: u32, limit: usize) -> Result<Vec<RunInfo>> {
    let sql = sql.unchecked_transaction()?;
    let mut statement = sql.prepare_cached(&format!("{SELECT} WHERE schedule = ?1 ORDER BY id DESC LIMIT ?2"))?;
    let runs = statement.query_map(params![schedule, limit], row)?.collect::<Result<Vec<_>, _>>()?;
    runs.into_iter().map(|run| with_objects(&sql, run)).collect()
}

impl Store {
    /// The runs, the newest first, at most `limit`.
    pub async fn runs(&self, limit: usize) -> Result<Vec<RunInfo>> {
        self.read(move |sql| {
            let sql = sql.unchecked_transaction()?;
            let mut statement = sql.prepare_cached(&format!("{SELECT} ORDER BY id DESC LIMIT ?1"))?;
            let runs = statement.query_map([limit], row)?.collect::<Result<Vec<_>, _>>()?;
            runs.into_iter().map(|run| with_objects(&sql, run)).collect()
        })
        .await
    }

    /// One run.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn run(&self, id: u64) -> Result<RunInfo> {
        self.read(move |sql| {
            let sql = sql.unchecked_transaction()?;
            let found = sql.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?.query_row([id], row).optional()?;
            with_objects(&sql, found.ok_or_else(|| unknown("run", id))?)
        })
        .await
    }

    /// Records that a run starts. Durable before it returns, as is every entry in its range.
    pub async fn start_run(&self, new: NewRun) -> Result<u64> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "INSERT INTO run (name, filter, destination_id, destination, state, started, range_from, range_until, output, rows, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0)",
                params![
                    new.name,
                    new.filter,
                    new.destination_id,
                    new.destination,
                    Word(RunState::Running),
                    new.started,
                    new.range.0,
                    new.range.1,
                    Json(new.output)
                ],
            )?;
            let id = txn.sql.last_insert_rowid().cast_unsigned();
            note(txn, id, &RunEvent::Decided { range: new.range })?;
            Ok(id)
        })
        .await
    }

    /// Records how a run ended, with all its objects.
    ///
    /// # Errors
    /// `NotFound` where there is no such run that is running.
    pub async fn end_run(&self, id: u64, end: RunEnd) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let changed = txn.sql.execute(
                "UPDATE run SET state = ?2, ended = ?3, rows = ?4, bytes = ?5, error = ?6 WHERE id = ?1 AND state = ?7",
                params![
                    id,
                    Word(end.state),
                    end.ended,
                    end.rows,
                    end.bytes,
                    end.error.as_ref().map(Json),
                    Word(RunState::Running)
                ],
            )?;
            if changed == 0 {
                return Err(unknown("running run", id));
            }
            for (part, object) in (0_i64..).zip(&end.objects) {
                txn.sql.execute(
                    "INSERT INTO run_object (run, part, key, location, rows, bytes, sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![id, part, object.key, object.location, object.rows, object.bytes, object.sha256],
                )?;
                let RunObject { key, rows, bytes, .. } = object.clone();
                note(txn, id, &RunEvent::Written { key, rows, bytes })?;
            }
            match end.error {
                Some(error) if end.state == RunState::Failed => {
                    note(txn, id, &RunEvent::Failed { message: error.message, again: None })
                }
                _ => note(txn, id, &RunEvent::Ended { state: end.state }),
            }
        })
        .await
    }
}

/// At opening: a run that still says it is running was ended by the end of its program.
pub(in crate::store) fn interrupt(txn: &mut Txn<'_>) -> Result<()> {
    note_all(txn, "state = 'running' AND schedule IS NULL", &RunEvent::Interrupted)?;
    txn.sql.execute(
        "UPDATE run SET state = ?1, ended = ?2 WHERE state = ?3 AND schedule IS NULL",
        params![Word(RunState::Interrupted), txn.now.timestamp_micros(), Word(RunState::Running)],
    )?;
    Ok(())
}
