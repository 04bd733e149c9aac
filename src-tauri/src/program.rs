//! What the window may ask of the shell itself: how the program starts and closes.

use auditdesk_core::error::{Error, ErrorCode, WireError};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State};

use crate::{choices::Kept, closing, login, tray, window};

/// The bounds of the size of what the window shows, in per cent: beyond, the way back could not be found on the screen.
const ZOOM_LEAST: u16 = 50;
const ZOOM_MOST: u16 = 300;

/// How the program starts and closes; `Program` in `ui/src/platform/types.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Program {
    /// Whether closing the window leaves it running; nothing: it is asked when it matters.
    keeps_running: Option<bool>,
    /// Whether it starts at login; nothing: the system does not tell.
    starts_at_login: Option<bool>,
    /// Whether a tray icon leads back to it. Without one, closing the window ends it.
    has_tray: bool,
    /// The size of what the window shows, in per cent.
    zoom: u16,
}

/// A change of some of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    keeps_running: Option<bool>,
    starts_at_login: Option<bool>,
    zoom: Option<u16>,
}

/// How the program starts and closes.
#[tauri::command]
pub async fn program_read(app: AppHandle, kept: State<'_, Kept>) -> Result<Program, WireError> {
    let starts_at_login = login::is_on().inspect_err(|error| tracing::info!(%error, "start at login is not known"));
    Ok(Program {
        keeps_running: kept.get().keeps_running,
        starts_at_login: starts_at_login.ok(),
        has_tray: tray::is_shown(&app).await,
        zoom: kept.get().zoom,
    })
}

/// Changes how the program starts and closes.
#[tauri::command]
pub async fn program_change(app: AppHandle, kept: State<'_, Kept>, change: Change) -> Result<Program, WireError> {
    kept.change(|choices| {
        choices.keeps_running = change.keeps_running.or(choices.keeps_running);
        choices.zoom = change.zoom.map_or(choices.zoom, |zoom| zoom.clamp(ZOOM_LEAST, ZOOM_MOST));
    })
    .map_err(|error| {
        let message = format!("The choice could not be written and holds until Auditdesk ends: {error}.");
        Error::new(ErrorCode::Io, message).to_wire()
    })?;
    if change.zoom.is_some() {
        window::zoom(&app);
    }
    if let Some(on) = change.starts_at_login {
        login::set(on).map_err(|error| {
            let message = format!("The system did not take the change of what starts at login: {error}.");
            Error::new(ErrorCode::Io, message).to_wire()
        })?;
    }
    program_read(app, kept).await
}

/// The answer to whether the program stays when its window is closed; nothing: the window stays.
#[tauri::command]
pub async fn program_closing(app: AppHandle, kept: State<'_, Kept>, stays: Option<bool>) -> Result<(), WireError> {
    if let Some(stays) = stays
        && let Err(error) = kept.change(|choices| choices.keeps_running = Some(stays))
    {
        tracing::warn!(%error, "the choice could not be written; it is asked again after the next start");
    }
    closing::answered(&app, stays);
    Ok(())
}
