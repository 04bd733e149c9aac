//! Mappings that were saved for later.

use rusqlite::params;

use super::{Json, unknown};
use crate::{
    api::wire::SavedMapping,
    error::Result,
    store::{Durability, Store},
};

impl Store {
    /// The saved mappings by name.
    pub async fn mappings(&self) -> Result<Vec<SavedMapping>> {
        self.read(|sql| {
            let saved = sql
                .prepare_cached("SELECT name, mapping FROM mapping ORDER BY name")?
                .query_map([], |row| {
                    let Json(mapping) = row.get(1)?;
                    Ok(SavedMapping { name: row.get(0)?, mapping })
                })?
                .collect::<Result<_, _>>()?;
            Ok(saved)
        })
        .await
    }

    /// Saves a mapping, in the place of an earlier one of that name.
    pub async fn put_mapping(&self, saved: SavedMapping) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "INSERT INTO mapping (name, mapping) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET mapping = excluded.mapping",
                params![saved.name, Json(saved.mapping)],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets a mapping. What was read by it stays as it is.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_mapping(&self, name: String) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            match txn.sql.execute("DELETE FROM mapping WHERE name = ?1", [&name])? {
                0 => Err(unknown("mapping", name)),
                _ => Ok(()),
            }
        })
        .await
    }
}
