//! Sources: configuration, checkpoint, last sync.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Json,
    credentials::{self, Credential, Owner},
    taken, unknown,
};
use crate::{
    api::wire::{Micros, SourceConfig, SyncResult},
    entry::SourceId,
    error::Result,
    source::Checkpoint,
    store::{Durability, Store, columns::Change},
};

/// A source as it is stored. Never a secret: that is a [`Credential`].
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRow {
    /// Its id, never given again.
    pub id: SourceId,
    /// Its name, unique among the sources that were not removed.
    pub name: String,
    /// How to reach it.
    pub config: SourceConfig,
    /// What signs in: `none`, `api_key`, ….
    pub credential: String,
    /// The last finished sync.
    pub last_sync: Option<SyncResult>,
    /// When a sync last ended without an error.
    pub last_success: Option<Micros>,
    /// Seconds between automatic syncs; `None`: only when told.
    pub interval_s: Option<u32>,
    /// When the next automatic sync is due.
    pub next_sync: Option<Micros>,
    /// Syncs that ended with an error since the last one without.
    pub failures: u32,
    /// Gaps that are not repaired. The horizon, before which there is nothing, is none.
    pub gaps: u64,
    /// How many entries of it can still change.
    pub pending: u64,
    /// Records of it in quarantine.
    pub unreadable: u64,
}

const SELECT: &str = "SELECT id, name, config, coalesce((SELECT kind FROM credential WHERE owner = 'source' AND owner_id = id), 'none'), last_sync,
    (SELECT count(*) FROM pending WHERE source = source.id),
    (SELECT count(*) FROM quarantine WHERE source = source.id),
    last_success, interval_s, next_sync, failures,
    (SELECT count(*) FROM gap WHERE source = source.id AND repaired_at IS NULL AND from_at IS NOT NULL)
    FROM source WHERE removed = 0";

fn row(row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    let Json(config) = row.get(2)?;
    let last_sync: Option<Json<SyncResult>> = row.get(4)?;
    Ok(SourceRow {
        id: row.get(0)?,
        name: row.get(1)?,
        config,
        credential: row.get(3)?,
        last_sync: last_sync.map(|Json(result)| result),
        pending: row.get(5)?,
        unreadable: row.get(6)?,
        last_success: row.get(7)?,
        interval_s: row.get(8)?,
        next_sync: row.get(9)?,
        failures: row.get(10)?,
        gaps: row.get(11)?,
    })
}

impl Store {
    /// The sources by name, those removed left out.
    pub async fn sources(&self) -> Result<Vec<SourceRow>> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached(&format!("{SELECT} ORDER BY name"))?;
            let rows = statement.query_map([], row)?.collect::<Result<_, _>>()?;
            Ok(rows)
        })
        .await
    }

    /// One source.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn source(&self, id: SourceId) -> Result<SourceRow> {
        self.read(move |sql| {
            let found = sql.prepare_cached(&format!("{SELECT} AND id = ?1"))?.query_row([id], row).optional()?;
            found.ok_or_else(|| unknown("source", id))
        })
        .await
    }

    /// Adds a source with what signs in (`None`: nothing needed).
    ///
    /// # Errors
    /// `WrongUse` where the name is taken.
    pub async fn add_source(
        &self,
        name: String,
        config: SourceConfig,
        credential: Option<Credential>,
    ) -> Result<SourceId> {
        self.write(Durability::Disk, move |txn| {
            txn.sql
                .execute("INSERT INTO source (name, config) VALUES (?1, ?2)", params![name, Json(config)])
                .map_err(taken("source", &name))?;
            let id = SourceId::try_from(txn.sql.last_insert_rowid()).expect("fewer sources than an id can name");
            credentials::put(txn.sql, Owner::Source(id), credential.as_ref())?;
            txn.columns.stage(Change::SourceNamed { source: id, name: &name });
            txn.effect.changed = true;
            Ok(id)
        })
        .await
    }

    /// Changes a source. Its checkpoint stays: the same platform under another name or address. `credential`: `None` leaves the stored one,
    /// `Some(None)` forgets it.
    ///
    /// # Errors
    /// `NotFound`; `WrongUse` where the name is taken.
    pub async fn update_source(
        &self,
        id: SourceId,
        name: String,
        config: SourceConfig,
        credential: Option<Option<Credential>>,
    ) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let changed = txn
                .sql
                .execute(
                    "UPDATE source SET name = ?2, config = ?3 WHERE id = ?1 AND removed = 0",
                    params![id, name, Json(config)],
                )
                .map_err(taken("source", &name))?;
            if changed == 0 {
                return Err(unknown("source", id));
            }
            if let Some(credential) = credential {
                credentials::put(txn.sql, Owner::Source(id), credential.as_ref())?;
            }
            txn.columns.stage(Change::SourceNamed { source: id, name: &name });
            txn.effect.changed = true;
            Ok(())
        })
        .await
    }

    /// Forgets how to reach a source and what signs in. Its entries stay, with its name.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_source(&self, id: SourceId) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let changed = txn.sql.execute(
                "UPDATE source SET removed = 1, config = NULL, checkpoint = NULL WHERE id = ?1 AND removed = 0",
                [id],
            )?;
            if changed == 0 {
                return Err(unknown("source", id));
            }
            credentials::put(txn.sql, Owner::Source(id), None)
        })
        .await
    }

    /// Keeps how a sync ended, and when the next automatic one is due (`None`: only when told).
    pub async fn put_last_sync(&self, id: SourceId, result: SyncResult, next: Option<Micros>) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let succeeded = result.error.is_none().then_some(result.ended);
            txn.sql.execute(
                "UPDATE source SET last_sync = ?2, next_sync = ?3, last_success = coalesce(?4, last_success),
                     failures = CASE WHEN ?4 IS NULL THEN failures + 1 ELSE 0 END
                 WHERE id = ?1",
                params![id, Json(result), next, succeeded],
            )?;
            Ok(())
        })
        .await
    }

    /// Has a source read by itself from `now` on, with so many seconds between; `None`: only when told. The same interval again changes nothing.
    pub async fn put_interval(&self, id: SourceId, interval_s: Option<u32>, now: Micros) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "UPDATE source SET interval_s = ?2, next_sync = CASE WHEN ?2 IS NULL THEN NULL ELSE ?3 END
                 WHERE id = ?1 AND interval_s IS NOT ?2",
                params![id, interval_s, now],
            )?;
            Ok(())
        })
        .await
    }

    /// The sources whose automatic sync is due by `now`, the longest overdue first.
    pub async fn due_sources(&self, now: Micros) -> Result<Vec<SourceId>> {
        self.read(move |sql| {
            let due = sql
                .prepare_cached("SELECT id FROM source WHERE removed = 0 AND next_sync <= ?1 ORDER BY next_sync, id")?
                .query_map([now], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(due)
        })
        .await
    }

    /// Where the sync of a source stands; `None` before its first batch.
    pub async fn checkpoint(&self, id: SourceId) -> Result<Option<Checkpoint>> {
        self.read(move |sql| {
            let found: Option<Option<Json<Checkpoint>>> =
                sql.query_row("SELECT checkpoint FROM source WHERE id = ?1", [id], |row| row.get(0)).optional()?;
            Ok(found.flatten().map(|Json(checkpoint)| checkpoint))
        })
        .await
    }
}

/// Keeps a checkpoint, in the transaction of its batch.
///
/// # Errors
/// `NotFound` where the source was removed meanwhile: its sync must end.
pub(in crate::store) fn put_checkpoint(sql: &Connection, id: SourceId, checkpoint: &Checkpoint) -> Result<()> {
    let changed = sql
        .prepare_cached("UPDATE source SET checkpoint = ?2 WHERE id = ?1 AND removed = 0")?
        .execute(params![id, Json(checkpoint)])?;
    if changed == 0 { Err(unknown("source", id)) } else { Ok(()) }
}
