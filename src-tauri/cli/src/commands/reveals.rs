//! Payloads behind a reason.

use auditdesk_core::{
    api::{
        Desk,
        wire::{Empty, Look, LookKind, ReadLooks, RevealEntries, Settings},
    },
    error::Result,
};
use chrono_tz::UTC;

use crate::output;

/// Gives the reason for looking at entries, where there is one.
pub async fn reveal(desk: &Desk, keys: &[String], reason: Option<String>) -> Result<()> {
    let Some(reason) = reason else { return Ok(()) };
    desk.entry_reveal(RevealEntries { keys: keys.to_vec(), reason }).await.map(drop)
}

/// Makes the workspace ask for reasons, or cease to.
pub async fn ask(desk: &Desk, asks_reason: bool, json: bool) -> Result<()> {
    let settings = desk.settings_read(Empty {}).await?;
    let settings = desk.settings_write(Settings { asks_reason, ..settings }).await?;
    if json {
        output::json(&serde_json::json!({ "asks_reason": settings.asks_reason }));
    } else if asks_reason {
        output::line("Payloads are shown only to who gives a reason.");
    } else {
        output::line("Payloads are shown without a reason.");
    }
    Ok(())
}

/// Lists who looked at which payload.
pub async fn list(desk: &Desk, limit: u32, json: bool) -> Result<()> {
    let looks = desk.reveal_list(ReadLooks { limit }).await?;
    if json {
        output::json(&looks);
        return Ok(());
    }
    let (shown, total) = (looks.looks.len(), looks.total);
    let rows = looks.looks.into_iter().map(|Look { at, by, what, reason, key, source, id, .. }| {
        let what = match what {
            LookKind::Look => format!("{} ({source}, id {id})", key.as_deref().unwrap_or("pending")),
            LookKind::Ask => "from here on reasons are asked for".to_owned(),
            LookKind::Cease => "from here on no reasons are asked for".to_owned(),
        };
        [output::moment(at, UTC), by, what, reason]
    });
    output::table(["AT (UTC)", "BY", "ENTRY", "REASON"], rows, "Nobody looked, and nobody was asked why.");
    if (shown as u64) < total {
        output::line(format!("{shown} of {total}"));
    }
    Ok(())
}
