//! Keeping bytes as a file where the user says. The window names a file, never a path.

use auditdesk_core::error::{Error, ErrorCode, WireError};
use percent_encoding::percent_decode_str;
use tauri::{
    AppHandle,
    ipc::{InvokeBody, Request},
};
use tauri_plugin_dialog::DialogExt;

/// Asks the user for a place and writes the request's bytes there; where it was, nothing when the dialog was closed.
/// The header `name` has the proposed name of the file, percent-encoded.
#[tauri::command]
pub async fn save_file(app: AppHandle, request: Request<'_>) -> Result<Option<String>, WireError> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(Error::new(ErrorCode::WrongUse, "A file is saved from bytes.").to_wire());
    };
    let name = request.headers().get("name").and_then(|name| name.to_str().ok()).unwrap_or("auditdesk");
    let name = percent_decode_str(name).decode_utf8_lossy().replace(['/', '\\'], "-");
    let (chosen, answer) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(move |path| drop(chosen.send(path)));
    let Some(path) = answer.await.ok().flatten() else { return Ok(None) };
    let path = path.into_path().map_err(|error| failed(&error))?;
    std::fs::write(&path, bytes).map_err(|error| failed(&error))?;
    Ok(Some(path.display().to_string()))
}

fn failed(error: &dyn std::fmt::Display) -> WireError {
    let message = format!("The file could not be written: {error}. Choose another place.");
    Error::new(ErrorCode::Io, message).to_wire()
}
