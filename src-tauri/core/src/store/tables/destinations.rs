//! Destinations: where exports go, and how the last connection test went.

use rusqlite::{OptionalExtension, Row, params};

use super::{
    Json, Word,
    credentials::{self, Credential, Owner},
    taken, unknown,
};
use crate::{
    api::wire::{DestinationConfig, DestinationInfo, Micros, Verdict},
    error::Result,
    store::{Durability, Store},
};

const SELECT: &str =
    "SELECT id, name, config, EXISTS (SELECT 1 FROM credential WHERE owner = 'destination' AND owner_id = id),
    prefix, last_verdict, tested_at FROM destination";

fn row(row: &Row<'_>) -> rusqlite::Result<DestinationInfo> {
    let Json(config) = row.get(2)?;
    let verdict: Option<Word<Verdict>> = row.get(5)?;
    let tested: Option<Micros> = row.get(6)?;
    Ok(DestinationInfo {
        id: row.get(0)?,
        name: row.get(1)?,
        config,
        has_secret: row.get(3)?,
        prefix: row.get(4)?,
        last_test: verdict.map(|Word(verdict)| verdict).zip(tested),
    })
}

impl Store {
    /// The destinations by name.
    pub async fn destinations(&self) -> Result<Vec<DestinationInfo>> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached(&format!("{SELECT} ORDER BY name"))?;
            let rows = statement.query_map([], row)?.collect::<Result<_, _>>()?;
            Ok(rows)
        })
        .await
    }

    /// One destination.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn destination(&self, id: u32) -> Result<DestinationInfo> {
        self.read(move |sql| {
            let found = sql.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?.query_row([id], row).optional()?;
            found.ok_or_else(|| unknown("destination", id))
        })
        .await
    }

    /// Adds a destination with its secret (`None`: it needs none).
    ///
    /// # Errors
    /// `WrongUse` where the name is taken.
    pub async fn add_destination(
        &self,
        name: String,
        config: DestinationConfig,
        prefix: String,
        secret: Option<Credential>,
    ) -> Result<u32> {
        self.write(Durability::Disk, move |txn| {
            txn.sql
                .execute(
                    "INSERT INTO destination (name, config, prefix) VALUES (?1, ?2, ?3)",
                    params![name, Json(config), prefix],
                )
                .map_err(taken("destination", &name))?;
            let id = u32::try_from(txn.sql.last_insert_rowid()).expect("fewer destinations than an id can name");
            credentials::put(txn.sql, Owner::Destination(id), secret.as_ref())?;
            Ok(id)
        })
        .await
    }

    /// Changes a destination; what the last test found is forgotten. `secret`: `None` leaves the stored one, `Some(None)` forgets it.
    ///
    /// # Errors
    /// `NotFound`; `WrongUse` where the name is taken.
    pub async fn update_destination(
        &self,
        id: u32,
        name: String,
        config: DestinationConfig,
        prefix: String,
        secret: Option<Option<Credential>>,
    ) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let changed = txn
                .sql
                .execute(
                    "UPDATE destination SET name = ?2, config = ?3, prefix = ?4, last_verdict = NULL, tested_at = NULL WHERE id = ?1",
                    params![id, name, Json(config), prefix],
                )
                .map_err(taken("destination", &name))?;
            if changed == 0 {
                return Err(unknown("destination", id));
            }
            secret.map_or(Ok(()), |secret| credentials::put(txn.sql, Owner::Destination(id), secret.as_ref()))
        })
        .await
    }

    /// Forgets a destination and its secret. Its runs stay on record.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_destination(&self, id: u32) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            if txn.sql.execute("DELETE FROM destination WHERE id = ?1", [id])? == 0 {
                return Err(unknown("destination", id));
            }
            credentials::put(txn.sql, Owner::Destination(id), None)
        })
        .await
    }

    /// Keeps how a connection test of a destination went.
    pub async fn put_last_test(&self, id: u32, verdict: Verdict, tested: Micros) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "UPDATE destination SET last_verdict = ?2, tested_at = ?3 WHERE id = ?1",
                params![id, Word(verdict), tested],
            )?;
            Ok(())
        })
        .await
    }
}
