//! What the user chose, and what this program is.

use super::{
    desk::Desk,
    wire::{About, Empty, Event, Settings},
};
use crate::error::Result;

impl Desk {
    /// What the user chose; the defaults while no workspace is open.
    pub async fn settings_read(&self, _: Empty) -> Result<Settings> {
        match self.inner.open.read().await.clone() {
            Some(opened) => opened.store.settings().await,
            None => Ok(Settings::default()),
        }
    }

    /// Keeps what the user chose.
    pub async fn settings_write(&self, settings: Settings) -> Result<Settings> {
        super::views::zone(&settings.zone)?;
        let reviewer = super::reviews::checked_reviewer(&settings.reviewer)?;
        let settings = Settings { reviewer, ..settings };
        let store = self.store().await?;
        let by = self.reviewer(&store).await?;
        store.put_settings(settings.clone(), by).await?;
        self.tell(Event::Reviews);
        Ok(settings)
    }

    /// What this program is.
    pub async fn about(&self, _: Empty) -> Result<About> {
        Ok(About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            database: crate::store::database_version()?,
            license: env!("CARGO_PKG_LICENSE").to_owned(),
            system_zone: system_zone(),
            system_user: super::reviews::system_user(),
        })
    }
}

/// The machine's IANA zone; UTC where it cannot be told.
fn system_zone() -> String {
    iana_time_zone::get_timezone()
        .ok()
        .filter(|name| name.parse::<chrono_tz::Tz>().is_ok())
        .unwrap_or_else(|| "UTC".to_owned())
}
