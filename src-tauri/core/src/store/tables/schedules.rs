//! Schedules: what somebody decided, and how far each is in the ledger.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Json, Word, run_log::note, taken, unknown};
use crate::{
    api::wire::{Micros, RunEvent, RunState, ScheduleSetup},
    entry::Seq,
    error::Result,
    store::{Durability, Store, Txn},
};

/// A schedule that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSchedule {
    /// What tells its keys from those of others; never changes.
    pub tag: String,
    /// What somebody decided.
    pub setup: ScheduleSetup,
    /// Whether it runs by itself.
    pub enabled: bool,
    /// When it is made; its first moment comes after that.
    pub created: Micros,
    /// The first ledger place it covers.
    pub begins: Seq,
    /// The first moment of events it covers, where it does not begin at a ledger place.
    pub since: Option<Micros>,
}

/// A schedule on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The schedule.
    pub id: u32,
    /// What tells its keys from those of others.
    pub tag: String,
    /// What somebody decided.
    pub setup: ScheduleSetup,
    /// Whether it runs by itself.
    pub enabled: bool,
    /// When it was made.
    pub created: Micros,
    /// The first ledger place it covers.
    pub begins: Seq,
    /// The first moment of events it covers.
    pub since: Option<Micros>,
    /// The first ledger place that no committed run covers.
    pub position: Seq,
    /// The last moment that was run for or skipped.
    pub last_slot: Micros,
    /// Failures in a row.
    pub failures: u32,
    /// SHA-256 of its last manifest, hex; empty: none yet.
    pub chain: String,
}

const SELECT: &str =
    "SELECT id, tag, setup, enabled, created, begins, since, position, last_slot, failures, chain FROM schedule";

fn row(row: &Row<'_>) -> rusqlite::Result<Schedule> {
    let Json(setup) = row.get(2)?;
    Ok(Schedule {
        id: row.get(0)?,
        tag: row.get(1)?,
        setup,
        enabled: row.get(3)?,
        created: row.get(4)?,
        begins: row.get(5)?,
        since: row.get(6)?,
        position: row.get(7)?,
        last_slot: row.get(8)?,
        failures: row.get(9)?,
        chain: row.get(10)?,
    })
}

impl Store {
    /// The schedules, in the order in which they were made.
    pub async fn schedules(&self) -> Result<Vec<Schedule>> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached(&format!("{SELECT} ORDER BY id"))?;
            Ok(statement.query_map([], row)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// One schedule.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn schedule(&self, id: u32) -> Result<Schedule> {
        self.read(move |sql| one(sql, id)).await
    }

    /// Adds a schedule.
    ///
    /// # Errors
    /// `WrongUse` where the name is taken.
    pub async fn add_schedule(&self, new: NewSchedule) -> Result<u32> {
        self.write(Durability::Disk, move |txn| {
            let NewSchedule { tag, setup, enabled, created, begins, since } = new;
            txn.sql
                .execute(
                    "INSERT INTO schedule (name, tag, setup, destination_id, enabled, created, begins, since, position, last_slot)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?6)",
                    params![setup.name, tag, Json(&setup), setup.destination, enabled, created, begins, since],
                )
                .map_err(taken("schedule", &setup.name))?;
            Ok(u32::try_from(txn.sql.last_insert_rowid()).expect("fewer schedules than an id can name"))
        })
        .await
    }

    /// Changes what a schedule does from its next run on. The moments before `now` are not run for any more: they were those of another timetable.
    ///
    /// # Errors
    /// `NotFound`; `WrongUse` where the name is taken.
    pub async fn update_schedule(&self, id: u32, setup: ScheduleSetup, now: Micros) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let before = one(txn.sql, id)?;
            let moved = (&before.setup.recurrence, &before.setup.zone) != (&setup.recurrence, &setup.zone);
            let last_slot = if moved { before.last_slot.max(now) } else { before.last_slot };
            txn.sql
                .execute(
                    "UPDATE schedule SET name = ?2, setup = ?3, destination_id = ?4, last_slot = ?5, failures = 0 WHERE id = ?1",
                    params![id, setup.name, Json(&setup), setup.destination, last_slot],
                )
                .map_err(taken("schedule", &setup.name))?;
            Ok(())
        })
        .await
    }

    /// Lets a schedule run by itself, or not.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn enable_schedule(&self, id: u32, enabled: bool) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            change(txn, id, "UPDATE schedule SET enabled = ?2, failures = 0 WHERE id = ?1", params![id, enabled])
        })
        .await
    }

    /// Passes over the moments up to `slot`: what they would have exported goes out with the next one.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn skip_slots(&self, id: u32, slot: Micros) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            change(txn, id, "UPDATE schedule SET last_slot = max(last_slot, ?2) WHERE id = ?1", params![id, slot])
        })
        .await
    }

    /// Moments after `now` are not passed over any more.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn unskip_slots(&self, id: u32, now: Micros) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            change(txn, id, "UPDATE schedule SET last_slot = min(last_slot, ?2) WHERE id = ?1", params![id, now])
        })
        .await
    }

    /// Forgets a schedule. Its runs stay on record; one that is not committed is cancelled.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_schedule(&self, id: u32) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let open = txn.sql.query_row(
                "UPDATE run SET state = ?3, ended = ?2, retry_at = NULL WHERE schedule = ?1 AND state IN ('running', 'waiting') RETURNING id",
                params![id, txn.now.timestamp_micros(), Word(RunState::Cancelled)],
                |row| row.get(0),
            );
            if let Some(run) = open.optional()? {
                note(txn, run, &RunEvent::Ended { state: RunState::Cancelled })?;
            }
            if txn.sql.execute("DELETE FROM schedule WHERE id = ?1", [id])? == 0 {
                return Err(unknown("schedule", id));
            }
            Ok(())
        })
        .await
    }
}

fn change(txn: &mut Txn<'_>, id: u32, statement: &str, values: impl rusqlite::Params) -> Result<()> {
    if txn.sql.execute(statement, values)? == 0 { Err(unknown("schedule", id)) } else { Ok(()) }
}

fn one(sql: &Connection, id: u32) -> Result<Schedule> {
    let found = sql.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?.query_row([id], row).optional()?;
    found.ok_or_else(|| unknown("schedule", id))
}

/// A run of a schedule was committed: it goes on behind the run's range.
pub(super) fn advance(
    txn: &mut Txn<'_>,
    id: u32,
    position: Option<Seq>,
    slot: Micros,
    chain: Option<&str>,
) -> Result<()> {
    txn.sql.execute(
        "UPDATE schedule SET position = coalesce(?2, position), last_slot = max(last_slot, ?3), failures = 0, chain = coalesce(?4, chain)
         WHERE id = ?1",
        params![id, position, slot, chain],
    )?;
    Ok(())
}

/// A run of a schedule failed; how often in a row now.
pub(super) fn count_failure(txn: &mut Txn<'_>, id: u32) -> Result<u32> {
    let failures = txn.sql.query_row(
        "UPDATE schedule SET failures = failures + 1 WHERE id = ?1 RETURNING failures",
        [id],
        |row| row.get(0),
    );
    Ok(failures.optional()?.unwrap_or(0))
}
