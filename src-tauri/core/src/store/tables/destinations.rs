//! Destinations: where exports go, and how the last connection test went.

use rusqlite::{OptionalExtension, Row, params};

use super::{
    Json,
    credentials::{self, Credential, Owner},
    taken, unknown,
};
use crate::{
    api::wire::{CheckResult, DestinationInfo, Micros, Place, WriteOptions},
    error::{Error, ErrorCode, Result},
    store::{Durability, Store},
};

const SELECT: &str = "SELECT id, name, config, secret IS NOT NULL, expires, prefix, options, last_test, tested_at
    FROM destination LEFT JOIN credential ON owner = 'destination' AND owner_id = id";

fn row(row: &Row<'_>) -> rusqlite::Result<DestinationInfo> {
    let (Json(place), Json(options)) = (row.get(2)?, row.get(6)?);
    let test: Option<Json<CheckResult>> = row.get(7)?;
    let tested: Option<Micros> = row.get(8)?;
    Ok(DestinationInfo {
        id: row.get(0)?,
        name: row.get(1)?,
        place,
        has_secret: row.get(3)?,
        expires: row.get(4)?,
        prefix: row.get(5)?,
        options,
        last_test: test.map(|Json(test)| test).zip(tested),
    })
}

/// What of a destination the user decides, but its secret.
#[derive(Clone, Debug)]
pub struct NewDestination {
    /// Its name, unique.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// The prefix of keys as typed.
    pub prefix: String,
    /// How objects are written.
    pub options: WriteOptions,
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
    pub async fn add_destination(&self, new: NewDestination, secret: Option<Credential>) -> Result<u32> {
        let NewDestination { name, place, prefix, options } = new;
        self.write(Durability::Disk, move |txn| {
            txn.sql
                .execute(
                    "INSERT INTO destination (name, config, prefix, options) VALUES (?1, ?2, ?3, ?4)",
                    params![name, Json(place), prefix, Json(options)],
                )
                .map_err(taken("destination", &name))?;
            let id = u32::try_from(txn.sql.last_insert_rowid()).expect("fewer destinations than an id can name");
            credentials::put(txn.sql, Owner::Destination(id), secret.as_ref())?;
            Ok(id)
        })
        .await
    }

    /// Changes a destination; what the last test found is forgotten, and so is its secret where there is none any more.
    ///
    /// # Errors
    /// `NotFound`; `WrongUse` where the name is taken.
    pub async fn update_destination(&self, id: u32, to: NewDestination, secret: Option<Credential>) -> Result<()> {
        let NewDestination { name, place, prefix, options } = to;
        self.write(Durability::Disk, move |txn| {
            let changed = txn
                .sql
                .execute(
                    "UPDATE destination SET name = ?2, config = ?3, prefix = ?4, options = ?5, last_test = NULL, tested_at = NULL WHERE id = ?1",
                    params![id, name, Json(place), prefix, Json(options)],
                )
                .map_err(taken("destination", &name))?;
            if changed == 0 {
                return Err(unknown("destination", id));
            }
            credentials::put(txn.sql, Owner::Destination(id), secret.as_ref())
        })
        .await
    }

    /// Forgets a destination and its secret. Its runs stay on record.
    ///
    /// # Errors
    /// `NotFound`; `WrongUse` where a schedule writes to it.
    pub async fn remove_destination(&self, id: u32) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let user: Option<String> = txn
                .sql
                .query_row("SELECT name FROM schedule WHERE destination_id = ?1", [id], |row| row.get(0))
                .optional()?;
            if let Some(name) = user {
                let message = format!(
                    "The schedule {name:?} writes to this destination. Give it another one, or delete it, first."
                );
                return Err(Error::new(ErrorCode::WrongUse, message));
            }
            if txn.sql.execute("DELETE FROM destination WHERE id = ?1", [id])? == 0 {
                return Err(unknown("destination", id));
            }
            credentials::put(txn.sql, Owner::Destination(id), None)
        })
        .await
    }

    /// The destinations that an export went to since `used` and whose last test was before `tested`, or failed and was before `failed`; the longest
    /// untested first.
    pub async fn due_destinations(&self, used: Micros, tested: Micros, failed: Micros) -> Result<Vec<u32>> {
        self.read(move |sql| {
            let due = sql
                .prepare_cached(
                    "SELECT id FROM destination AS d
                    WHERE EXISTS (SELECT 1 FROM run WHERE destination_id = d.id AND started >= ?1)
                    AND (tested_at IS NULL OR tested_at <= ?2
                        OR (tested_at <= ?3 AND json_extract(last_test, '$.conclusion') = 'fails'))
                    ORDER BY tested_at, id",
                )?
                .query_map(params![used, tested, failed], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(due)
        })
        .await
    }

    /// Keeps how a connection test of a destination went.
    pub async fn put_last_test(&self, id: u32, test: CheckResult, tested: Micros) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "UPDATE destination SET last_test = ?2, tested_at = ?3 WHERE id = ?1",
                params![id, Json(test), tested],
            )?;
            Ok(())
        })
        .await
    }
}
