//! Rules of retention, legal holds, and the tombstones of what was removed.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::unknown;
use crate::{
    api::wire::{LegalHold, LiftedHold, Micros, Tombstone},
    entry::{Seq, SourceId},
    error::{Error, ErrorCode, Result},
    store::{Durability, Store},
};

/// How long entries of a source are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Here, in days; `None`: for ever.
    pub here: Option<u32>,
    /// At the source, in days, 0 for ever; `None`: as its platform is known to do.
    pub there: Option<u32>,
}

fn hold(row: &Row<'_>) -> rusqlite::Result<LegalHold> {
    let lifted_at: Option<Micros> = row.get(7)?;
    let lifted = match lifted_at {
        Some(at) => Some(LiftedHold { at, by: row.get(8)?, reason: row.get(9)? }),
        None => None,
    };
    Ok(LegalHold {
        id: row.get(0)?,
        name: row.get(1)?,
        filter: row.get(2)?,
        zone: row.get(3)?,
        reason: row.get(4)?,
        placed_at: row.get(5)?,
        placed_by: row.get(6)?,
        lifted,
        entries: None,
    })
}

impl Store {
    /// The rules by source.
    pub async fn retention(&self) -> Result<BTreeMap<SourceId, Kept>> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached("SELECT source, keep_days, there_days FROM retention")?;
            let rule = |row: &Row<'_>| Ok((row.get(0)?, Kept { here: row.get(1)?, there: row.get(2)? }));
            Ok(statement.query_map([], rule)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Keeps a rule.
    ///
    /// # Errors
    /// `NotFound` where there is no such source.
    pub async fn put_retention(&self, source: SourceId, kept: Kept) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            if !txn.sql.prepare_cached("SELECT 1 FROM source WHERE id = ?1")?.exists([source])? {
                return Err(unknown("source", source));
            }
            txn.sql.execute(
                "INSERT INTO retention (source, keep_days, there_days) VALUES (?1, ?2, ?3)
                 ON CONFLICT (source) DO UPDATE SET keep_days = excluded.keep_days, there_days = excluded.there_days",
                params![source, kept.here, kept.there],
            )?;
            Ok(())
        })
        .await
    }

    /// Every legal hold, the newest first; those that were lifted, too.
    pub async fn legal_holds(&self) -> Result<Vec<LegalHold>> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached(
                "SELECT id, name, filter, zone, reason, placed_at, placed_by, lifted_at, lifted_by, lifted_reason FROM legal_hold ORDER BY id DESC",
            )?;
            Ok(statement.query_map([], hold)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Places a hold: name, filter, zone, reason.
    pub async fn place_hold(&self, [name, filter, zone, reason]: [String; 4], by: String) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "INSERT INTO legal_hold (name, filter, zone, reason, placed_at, placed_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![name, filter, zone, reason, txn.now.timestamp_micros(), by],
            )?;
            Ok(())
        })
        .await
    }

    /// Lifts a hold.
    ///
    /// # Errors
    /// `NotFound`; `WrongUse` where it was lifted before.
    pub async fn lift_hold(&self, id: u32, reason: String, by: String) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let lifted = txn.sql.execute(
                "UPDATE legal_hold SET lifted_at = ?2, lifted_by = ?3, lifted_reason = ?4 WHERE id = ?1 AND lifted_at IS NULL",
                params![id, txn.now.timestamp_micros(), by, reason],
            )?;
            if lifted == 1 {
                return Ok(());
            }
            if txn.sql.prepare_cached("SELECT 1 FROM legal_hold WHERE id = ?1")?.exists([id])? {
                return Err(Error::new(ErrorCode::WrongUse, "This hold was lifted before."));
            }
            Err(unknown("legal hold", id))
        })
        .await
    }

    /// What was removed, the newest first.
    pub async fn tombstones(&self) -> Result<Vec<Tombstone>> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached(
                "SELECT id, at, reason, entries, first, last, by, sha256, chain FROM removal ORDER BY id DESC",
            )?;
            let tombstone = |row: &Row<'_>| {
                Ok(Tombstone {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    reason: row.get(2)?,
                    entries: row.get(3)?,
                    first: row.get(4)?,
                    last: row.get(5)?,
                    by: row.get(6)?,
                    sha256: row.get(7)?,
                    chain: row.get(8)?,
                })
            };
            Ok(statement.query_map([], tombstone)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The first ledger place that some schedule did not export yet; `None` where there is no schedule.
    pub async fn first_unexported(&self) -> Result<Option<Seq>> {
        self.read(|sql| Ok(sql.query_row("SELECT min(position) FROM schedule", [], |row| row.get(0))?)).await
    }
}
