//! Saved views, every version of them.

use rusqlite::{OptionalExtension, Row, params};

use super::{Json, taken, unknown};
use crate::{
    api::wire::{Micros, SavedView, ViewDefinition},
    error::Result,
    store::{Durability, Store},
};

const SELECT: &str = "SELECT id, name, version, definition, sha256, saved_at, saved_by
    FROM saved_view JOIN saved_view_version ON view = id";

fn row(row: &Row<'_>) -> rusqlite::Result<SavedView> {
    let Json(definition) = row.get(3)?;
    Ok(SavedView {
        id: row.get(0)?,
        name: row.get(1)?,
        version: row.get(2)?,
        definition,
        sha256: row.get(4)?,
        saved_at: row.get(5)?,
        saved_by: row.get(6)?,
    })
}

impl Store {
    /// The newest version of every saved view, by name.
    pub async fn saved_views(&self) -> Result<Vec<SavedView>> {
        self.read(|sql| {
            let newest = "version = (SELECT max(version) FROM saved_view_version WHERE view = id)";
            let mut statement = sql.prepare_cached(&format!("{SELECT} WHERE {newest} ORDER BY name COLLATE NOCASE"))?;
            Ok(statement.query_map([], row)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Every version of a saved view, the newest first.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn saved_view_versions(&self, id: u32) -> Result<Vec<SavedView>> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(&format!("{SELECT} WHERE id = ?1 ORDER BY version DESC"))?;
            let versions: Vec<_> = statement.query_map([id], row)?.collect::<Result<_, _>>()?;
            if versions.is_empty() { Err(unknown("saved view", id)) } else { Ok(versions) }
        })
        .await
    }

    /// Keeps a new view, or a new version of one; a version that equals the one before is not kept again. Answers with the newest version.
    ///
    /// # Errors
    /// `NotFound`; `WrongUse` where the name is taken.
    pub async fn save_view(
        &self,
        id: Option<u32>,
        name: String,
        definition: ViewDefinition,
        sha256: String,
        by: String,
        at: Micros,
    ) -> Result<SavedView> {
        self.write(Durability::Disk, move |txn| {
            let id = if let Some(id) = id {
                let renamed = txn.sql.execute("UPDATE saved_view SET name = ?2 WHERE id = ?1", params![id, name]);
                if renamed.map_err(taken("saved view", &name))? == 0 {
                    return Err(unknown("saved view", id));
                }
                id
            } else {
                txn.sql
                    .execute("INSERT INTO saved_view (name) VALUES (?1)", [&name])
                    .map_err(taken("saved view", &name))?;
                u32::try_from(txn.sql.last_insert_rowid()).expect("fewer views than an id can name")
            };
            let newest = |sql: &rusqlite::Connection| {
                let statement = format!("{SELECT} WHERE id = ?1 ORDER BY version DESC LIMIT 1");
                sql.query_row(&statement, [id], row).optional()
            };
            let before = newest(txn.sql)?;
            if before.as_ref().is_none_or(|before| before.sha256 != sha256) {
                txn.sql.execute(
                    "INSERT INTO saved_view_version (view, version, definition, sha256, saved_at, saved_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![id, before.map_or(1, |before| before.version + 1), Json(&definition), sha256, at, by],
                )?;
            }
            newest(txn.sql)?.ok_or_else(|| unknown("saved view", id))
        })
        .await
    }

    /// Forgets a saved view with all its versions. What uses a copy of its filter goes on.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_saved_view(&self, id: u32) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute("DELETE FROM saved_view_version WHERE view = ?1", [id])?;
            let removed = txn.sql.execute("DELETE FROM saved_view WHERE id = ?1", [id])?;
            if removed == 0 { Err(unknown("saved view", id)) } else { Ok(()) }
        })
        .await
    }
}
