//! Tells of schedules that fail and of those that work again, whether the window is open or not.

use auditdesk_core::api::{
    Desk,
    wire::{AlertKind, Event},
};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

/// Shows each alert of the core as a notification of the system.
pub fn watch(app: AppHandle, desk: &Desk) {
    crate::events::each(desk, move |event| {
        let Event::Alert { alert } = event else { return };
        let title = match alert.kind {
            AlertKind::Failed => "An export failed",
            AlertKind::Broken => "Exports keep failing",
            AlertKind::Recovered => "Exports work again",
        };
        if let Err(error) = app.notification().builder().title(title).body(alert.message).show() {
            tracing::warn!(%error, "a notification could not be shown");
        }
    });
}
