//! The core's events on their way to the window.

use auditdesk_core::api::Desk;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// Forwards every event of the core to the window, until the core is gone.
pub fn forward(app: AppHandle, desk: &Desk) {
    let mut events = desk.events();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => {
                    if let Err(error) = app.emit("event", event) {
                        tracing::warn!(%error, "an event did not reach the window");
                    }
                }
                // The window reads the truth again on the next event; a lost one in between costs nothing.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}
