//! What the user chose, by key, as JSON.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{Json, reveals};
use crate::{
    api::wire::Settings,
    error::Result,
    store::{Durability, Store, Txn},
};

/// The key of [`Settings`].
const SETTINGS: &str = "settings";

impl Store {
    /// What the user chose; the defaults where nothing was chosen yet.
    pub async fn settings(&self) -> Result<Settings> {
        Ok(self.setting(SETTINGS).await?.unwrap_or_default())
    }

    /// Keeps what the user chose. Who makes the workspace ask for reasons, or cease to, is on record with it.
    pub async fn put_settings(&self, settings: Settings, by: String) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let before: Settings = read(txn.sql, SETTINGS)?.unwrap_or_default();
            if before.asks_reason != settings.asks_reason {
                reveals::note_asking(txn, settings.asks_reason, &by)?;
            }
            put(txn, SETTINGS, settings)
        })
        .await
    }

    /// The value under `key`; `None` where there is none.
    pub async fn setting<T: DeserializeOwned + Send + 'static>(&self, key: &'static str) -> Result<Option<T>> {
        self.read(move |sql| read(sql, key)).await
    }

    /// Keeps `value` under `key`.
    pub async fn put_setting<T: Serialize + Send + 'static>(&self, key: &'static str, value: T) -> Result<()> {
        self.write(Durability::Disk, move |txn| put(txn, key, value)).await
    }
}

fn read<T: DeserializeOwned>(sql: &Connection, key: &str) -> Result<Option<T>> {
    let mut statement = sql.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
    let value: Option<Json<T>> = statement.query_row([key], |row| row.get(0)).optional()?;
    Ok(value.map(|Json(value)| value))
}

fn put(txn: &Txn<'_>, key: &str, value: impl Serialize) -> Result<()> {
    txn.sql.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        params![key, Json(value)],
    )?;
    Ok(())
}
