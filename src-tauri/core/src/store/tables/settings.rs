//! What the user chose, by key, as JSON.

use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use super::Json;
use crate::{
    api::wire::Settings,
    error::Result,
    store::{Durability, Store},
};

/// The key of [`Settings`].
const SETTINGS: &str = "settings";

impl Store {
    /// What the user chose; the defaults where nothing was chosen yet.
    pub async fn settings(&self) -> Result<Settings> {
        Ok(self.setting(SETTINGS).await?.unwrap_or_default())
    }

    /// Keeps what the user chose.
    pub async fn put_settings(&self, settings: Settings) -> Result<()> {
        self.put_setting(SETTINGS, settings).await
    }

    /// The value under `key`; `None` where there is none.
    pub async fn setting<T: DeserializeOwned + Send + 'static>(&self, key: &'static str) -> Result<Option<T>> {
        self.read(move |sql| {
            let value: Option<Json<T>> =
                sql.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0)).optional()?;
            Ok(value.map(|Json(value)| value))
        })
        .await
    }

    /// Keeps `value` under `key`.
    pub async fn put_setting<T: Serialize + Send + 'static>(&self, key: &'static str, value: T) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
                params![key, Json(value)],
            )?;
            Ok(())
        })
        .await
    }
}
