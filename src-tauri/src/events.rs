//! The core's events: on their way to the window, and for the parts of the shell that act on them.

use auditdesk_core::api::{Desk, wire::Event};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// Calls `act` with every event of the core, until the core is gone.
pub fn each(desk: &Desk, mut act: impl FnMut(Event) + Send + 'static) {
    let mut events = desk.events();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => act(event),
                // Whoever acts on events reads the truth again on the next one; a lost one in between costs nothing.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// Forwards every event to the window.
pub fn forward(app: AppHandle, desk: &Desk) {
    each(desk, move |event| {
        if let Err(error) = app.emit("event", event) {
            tracing::warn!(%error, "an event did not reach the window");
        }
    });
}
