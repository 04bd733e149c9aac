//! The one command of the window.

use auditdesk_core::{api::Desk, error::WireError};
use serde_json::Value;
use tauri::State;

/// Calls a command of the core by name. Types are fixed by the core's list of commands on both sides.
#[tauri::command]
pub async fn rpc(desk: State<'_, Desk>, name: String, request: Value) -> Result<Value, WireError> {
    desk.call(&name, request).await.map_err(|error| {
        tracing::warn!(%name, code = ?error.code, %error, cause = ?error.source, "a command failed");
        error.to_wire()
    })
}
