//! Runs of schedules: decided on, tried, committed; and the record of their objects.

use async_trait::async_trait;
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Json, Word,
    run_log::{note, note_all},
    schedules, unknown,
};
use crate::{
    api::wire::{Micros, Output, RunEvent, RunInfo, RunReason, RunState},
    entry::Seq,
    error::{Error, ErrorCode, Result, WireError},
    export::scheduled::{Journal, ObjectRecord, ObjectState, Sealed},
    store::{Durability, Store, Txn},
};

/// A run of a schedule that is decided on. It does not change between its attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewScheduledRun {
    /// The schedule.
    pub schedule: u32,
    /// Its name at this time.
    pub name: String,
    /// What tells its keys from those of every other run, also those of a copy of this file, whose runs have the same numbers.
    pub tag: String,
    /// Why.
    pub reason: RunReason,
    /// The moment it is for.
    pub slot: Micros,
    /// The filter's text, times absolute.
    pub filter: String,
    /// The zone of wall-clock times in it.
    pub zone: String,
    /// The destination, and its name at this time.
    pub destination: (u32, String),
    /// The half-open range of the ledger.
    pub range: (Seq, Seq),
    /// The time of events that it fills in.
    pub span: Option<(Micros, Micros)>,
    /// What of each entry, and how.
    pub output: Output,
    /// Write an object and a manifest even if there are no rows.
    pub allow_empty: bool,
    /// When it is decided on.
    pub now: Micros,
    /// How many runs of the schedule were committed before what this was decided by was read.
    pub after: u64,
}

/// A run of a schedule that is not committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRun {
    /// The run.
    pub id: u64,
    /// What was decided.
    pub plan: NewScheduledRun,
    /// When it is tried again.
    pub retry_at: Option<Micros>,
}

/// A committed run, as far as it says what is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommittedRun {
    /// The half-open range of the ledger.
    pub range: (Seq, Seq),
    /// The moment it was for.
    pub slot: Micros,
    /// The time of events that it filled in, where it did.
    pub span: Option<(Micros, Micros)>,
}

fn open_run(row: &Row<'_>) -> rusqlite::Result<OpenRun> {
    let (Word(reason), Json(output)) = (row.get(4)?, row.get(11)?);
    Ok(OpenRun {
        id: row.get(0)?,
        plan: NewScheduledRun {
            schedule: row.get(1)?,
            name: row.get(2)?,
            tag: row.get(3)?,
            reason,
            slot: row.get(5)?,
            filter: row.get(6)?,
            zone: row.get(7)?,
            destination: (row.get(8)?, row.get(9)?),
            range: (row.get(10)?, row.get(14)?),
            span: row.get::<_, Option<_>>(16)?.zip(row.get(17)?),
            output,
            allow_empty: row.get(12)?,
            now: row.get(15)?,
            after: 0,
        },
        retry_at: row.get(13)?,
    })
}

impl Store {
    /// The run of a schedule that is not committed, if there is one.
    pub async fn open_run(&self, schedule: u32) -> Result<Option<OpenRun>> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT id, schedule, name, tag, reason, slot, filter, zone, destination_id, destination, range_from, output, allow_empty,
                    retry_at, range_until, started, span_from, span_until
                 FROM run WHERE schedule = ?1 AND state IN ('running', 'waiting')",
            )?;
            Ok(statement.query_row([schedule], open_run).optional()?)
        })
        .await
    }

    /// Decides on a run. Durable before it returns, as is every entry in its range.
    ///
    /// # Errors
    /// `WrongUse` where the schedule has a run that is not committed, or another one was committed meanwhile: its range would be exported twice.
    pub async fn plan_run(&self, new: NewScheduledRun) -> Result<u64> {
        self.write(Durability::Disk, move |txn| {
            let (open, committed): (u64, u64) = txn.sql.query_row(
                "SELECT count(*) FILTER (WHERE state IN ('running', 'waiting')), count(*) FILTER (WHERE state IN ('done', 'empty'))
                 FROM run WHERE schedule = ?1",
                [new.schedule],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            if open > 0 || committed != new.after {
                let message = "Another run of this schedule began or ended at the same moment. Try again.";
                return Err(Error::new(ErrorCode::WrongUse, message));
            }
            txn.sql.execute(
                "INSERT INTO run (name, filter, destination_id, destination, state, started, range_from, range_until, output, rows, bytes,
                    schedule, reason, slot, zone, allow_empty, tag, span_from, span_until, retry_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?6)",
                params![
                    new.name,
                    new.filter,
                    new.destination.0,
                    new.destination.1,
                    Word(RunState::Waiting),
                    new.now,
                    new.range.0,
                    new.range.1,
                    Json(&new.output),
                    new.schedule,
                    Word(new.reason),
                    new.slot,
                    new.zone,
                    new.allow_empty,
                    new.tag,
                    new.span.map(|span| span.0),
                    new.span.map(|span| span.1),
                ],
            )?;
            let id = txn.sql.last_insert_rowid().cast_unsigned();
            note(txn, id, &RunEvent::Decided { range: new.range })?;
            Ok(id)
        })
        .await
    }

    /// Begins an attempt of a run.
    ///
    /// # Errors
    /// `NotFound` where it is over.
    pub async fn attempt_run(&self, id: u64) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let number = txn.sql.query_row(
                "UPDATE run SET state = ?2, attempts = attempts + 1, retry_at = NULL, error = NULL WHERE id = ?1 AND state IN (?2, ?3)
                 RETURNING attempts",
                params![id, Word(RunState::Running), Word(RunState::Waiting)],
                |row| row.get(0),
            );
            let number = number.optional()?.ok_or_else(|| unknown("open run", id))?;
            note(txn, id, &RunEvent::Attempt { number })
        })
        .await
    }

    /// An attempt failed and is tried again; how many failed in a row. `retry_at` is asked with that number; `failure` is false for what is nobody's fault.
    pub async fn postpone_run(
        &self,
        id: u64,
        schedule: u32,
        error: Option<WireError>,
        failure: bool,
        retry_at: impl FnOnce(u32) -> Option<Micros> + Send + 'static,
    ) -> Result<u32> {
        self.write(Durability::Disk, move |txn| {
            let failures = if failure { schedules::count_failure(txn, schedule)? } else { 0 };
            let again = retry_at(failures);
            let changed = txn.sql.execute(
                "UPDATE run SET state = ?2, retry_at = ?3, error = ?4 WHERE id = ?1 AND state = ?5",
                params![id, Word(RunState::Waiting), again, error.as_ref().map(Json), Word(RunState::Running)],
            )?;
            if changed > 0 {
                let event = error.map_or(RunEvent::Stopped, |error| RunEvent::Failed { message: error.message, again });
                note(txn, id, &event)?;
            }
            Ok(failures)
        })
        .await
    }

    /// A run that waits is due at this moment.
    pub async fn hurry_run(&self, id: u64, at: Micros) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "UPDATE run SET retry_at = ?2 WHERE id = ?1 AND state = ?3",
                params![id, at, Word(RunState::Waiting)],
            )?;
            Ok(())
        })
        .await
    }

    /// The runs of a schedule, the newest first.
    pub async fn runs_of(&self, schedule: u32, limit: usize) -> Result<Vec<RunInfo>> {
        self.read(move |sql| super::runs::of_schedule(sql, schedule, limit)).await
    }

    /// The committed runs of a schedule, in their order.
    pub async fn committed_runs(&self, schedule: u32) -> Result<Vec<CommittedRun>> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT range_from, range_until, slot, span_from, span_until FROM run
                 WHERE schedule = ?1 AND state IN ('done', 'empty') ORDER BY id",
            )?;
            let runs = statement.query_map([schedule], |row| {
                let span = row.get::<_, Option<_>>(3)?.zip(row.get(4)?);
                Ok(CommittedRun { range: (row.get(0)?, row.get(1)?), slot: row.get(2)?, span })
            })?;
            Ok(runs.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Runs, rows and bytes that a schedule has committed.
    pub async fn committed(&self, schedule: u32) -> Result<(u64, u64, u64)> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT count(*), coalesce(sum(rows), 0), coalesce(sum(bytes), 0) FROM run WHERE schedule = ?1 AND state IN ('done', 'empty')",
            )?;
            Ok(statement.query_row([schedule], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
        })
        .await
    }
}

#[async_trait]
impl Journal for Store {
    async fn objects(&self, run: u64) -> Result<Vec<ObjectRecord>> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT part, key, seq_from, day, state, upload, sealed, location FROM run_object WHERE run = ?1 ORDER BY part",
            )?;
            Ok(statement.query_map([run], object)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn begin(&self, run: u64, object: &ObjectRecord) -> Result<()> {
        let ObjectRecord { part, key, location, from, day, .. } = object.clone();
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "INSERT OR REPLACE INTO run_object (run, part, key, location, rows, bytes, sha256, state, seq_from, day)
                 VALUES (?1, ?2, ?3, ?4, 0, 0, '', 'begun', ?5, ?6)",
                params![run, part, key, location, from, day.map(|day| day.to_string())],
            )?;
            Ok(())
        })
        .await
    }

    async fn uploading(&self, run: u64, part: u32, upload: Option<&str>) -> Result<()> {
        let upload = upload.map(str::to_owned);
        self.write(Durability::Disk, move |txn| {
            change(txn, "UPDATE run_object SET upload = ?3 WHERE run = ?1 AND part = ?2", params![run, part, upload])
        })
        .await
    }

    async fn seal(&self, run: u64, part: u32, sealed: &Sealed) -> Result<()> {
        let sealed = sealed.clone();
        self.write(Durability::Disk, move |txn| is_now(txn, run, part, "sealed", &sealed)).await
    }

    async fn land(&self, run: u64, part: u32, sealed: &Sealed) -> Result<()> {
        let sealed = sealed.clone();
        self.write(Durability::Disk, move |txn| {
            is_now(txn, run, part, "landed", &sealed)?;
            let key = txn.sql.query_row(
                "UPDATE run_object SET upload = NULL WHERE run = ?1 AND part = ?2 RETURNING key",
                params![run, part],
                |row| row.get(0),
            )?;
            note(txn, run, &RunEvent::Written { key, rows: sealed.rows, bytes: sealed.bytes })
        })
        .await
    }

    async fn forget(&self, run: u64, part: u32) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            change(txn, "DELETE FROM run_object WHERE run = ?1 AND part = ?2 AND state = 'begun'", params![run, part])
        })
        .await
    }

    async fn manifest(&self, run: u64) -> Result<Option<(String, String)>> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached("SELECT manifest_key, manifest FROM run WHERE id = ?1")?;
            let (key, text): (Option<String>, Option<String>) =
                statement.query_row([run], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(key.zip(text))
        })
        .await
    }

    async fn seal_manifest(&self, run: u64, key: &str, text: &str) -> Result<()> {
        let (key, text) = (key.to_owned(), text.to_owned());
        self.write(Durability::Disk, move |txn| {
            change(txn, "UPDATE run SET manifest_key = ?2, manifest = ?3 WHERE id = ?1", params![run, key, text])
        })
        .await
    }

    async fn commit(&self, run: u64, manifest_sha256: Option<&str>) -> Result<()> {
        let sha256 = manifest_sha256.map(str::to_owned);
        self.write(Durability::Disk, move |txn| commit(txn, run, sha256.as_deref())).await
    }
}

fn object(row: &Row<'_>) -> rusqlite::Result<ObjectRecord> {
    let (day, state): (Option<String>, String) = (row.get(3)?, row.get(4)?);
    let sealed: Option<Json<Sealed>> = row.get(6)?;
    let day = match day.map(|day| day.parse::<NaiveDate>()).transpose() {
        Ok(day) => day,
        Err(e) => return Err(rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, e.into())),
    };
    Ok(ObjectRecord {
        part: row.get(0)?,
        key: row.get(1)?,
        location: row.get(7)?,
        from: row.get(2)?,
        day,
        state: match state.as_str() {
            "begun" => ObjectState::Begun,
            "sealed" => ObjectState::Sealed,
            _ => ObjectState::Landed,
        },
        upload: row.get(5)?,
        sealed: sealed.map(|Json(sealed)| sealed),
    })
}

/// The run is done and its schedule goes on behind its range.
fn commit(txn: &mut Txn<'_>, run: u64, manifest: Option<&str>) -> Result<()> {
    let sql = &txn.sql;
    let (schedule, Word(reason), slot, until): (u32, Word<RunReason>, Micros, Seq) = sql
        .query_row(
            "SELECT schedule, reason, slot, range_until FROM run WHERE id = ?1 AND state = ?2",
            params![run, Word(RunState::Running)],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?
        .ok_or_else(|| unknown("running run", run))?;
    let objects = facts(sql, run)?;
    let state = if objects.is_empty() { RunState::Empty } else { RunState::Done };
    let (rows, bytes): (u64, u64) = objects.iter().fold((0, 0), |(rows, bytes), o| (rows + o.rows, bytes + o.bytes));
    let revisions: u64 = objects.iter().map(|object| object.revisions).sum();
    let key: Option<String> = sql.query_row(
        "UPDATE run SET state = ?2, ended = ?3, rows = ?4, bytes = ?5, revisions = ?6, manifest_sha256 = ?7, manifest = NULL, error = NULL,
            retry_at = NULL
         WHERE id = ?1 RETURNING manifest_key",
        params![run, Word(state), txn.now.timestamp_micros(), rows, bytes, revisions, manifest],
        |row| row.get(0),
    )?;
    if let Some(key) = key {
        note(txn, run, &RunEvent::Manifest { key })?;
    }
    note(txn, run, &RunEvent::Ended { state })?;
    let position = (reason != RunReason::Backfill).then_some(until);
    schedules::advance(txn, schedule, position, slot, manifest)
}

fn facts(sql: &Connection, run: u64) -> Result<Vec<Sealed>> {
    let mut statement = sql.prepare_cached("SELECT sealed FROM run_object WHERE run = ?1 AND state = 'landed'")?;
    let sealed = statement.query_map([run], |row| row.get(0).map(|Json(sealed)| sealed))?;
    Ok(sealed.collect::<Result<_, _>>()?)
}

fn is_now(txn: &mut Txn<'_>, run: u64, part: u32, state: &str, sealed: &Sealed) -> Result<()> {
    change(
        txn,
        "UPDATE run_object SET state = ?3, rows = ?4, bytes = ?5, sha256 = ?6, sealed = ?7 WHERE run = ?1 AND part = ?2",
        params![run, part, state, sealed.rows, sealed.bytes, sealed.sha256, Json(sealed)],
    )
}

fn change(txn: &mut Txn<'_>, statement: &str, values: impl rusqlite::Params) -> Result<()> {
    if txn.sql.execute(statement, values)? == 0 {
        return Err(unknown("object of a run that is at work", "on record"));
    }
    Ok(())
}

/// At opening: an attempt that still says it is at work was ended by the end of its program, and goes on at once. So does one that was stopped.
pub(in crate::store) fn resume(txn: &mut Txn<'_>) -> Result<()> {
    note_all(txn, "state = 'running' AND schedule IS NOT NULL", &RunEvent::Interrupted)?;
    txn.sql.execute(
        "UPDATE run SET state = ?1, retry_at = ?2
         WHERE schedule IS NOT NULL AND (state = ?3 OR (state = ?1 AND retry_at IS NULL))",
        params![Word(RunState::Waiting), txn.now.timestamp_micros(), Word(RunState::Running)],
    )?;
    Ok(())
}
