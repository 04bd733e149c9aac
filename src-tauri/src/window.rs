//! The one window: there is one, or there is none while the program stays in the background. It is made anew then, as a hidden one would keep its memory.

use tauri::{AppHandle, Manager, WebviewWindowBuilder};

use crate::choices::Kept;

const LABEL: &str = "main";

/// Opens the window, or brings it to the front.
pub fn show(app: &AppHandle) {
    let app = app.clone();
    // Not from within an event of the window system: making a window there waits for ever on Windows.
    tauri::async_runtime::spawn(async move {
        if let Err(error) = open(&app) {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    });
}

/// Opens the window, or brings it to the front.
///
/// # Errors
/// Where the window system refuses.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(LABEL) {
        // Focusing a hidden or minimised window does nothing: show first.
        window.unminimize()?;
        window.show()?;
        return window.set_focus();
    }
    let config = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let config = config.expect("tauri.conf.json has the window").clone();
    WebviewWindowBuilder::from_config(app, &config)?.build()?;
    zoom(app);
    Ok(())
}

/// Shows what is in the window in the size that the user chose.
pub fn zoom(app: &AppHandle) {
    let percent = app.state::<Kept>().get().zoom;
    if let Some(Err(error)) = app.get_webview_window(LABEL).map(|window| window.set_zoom(f64::from(percent) / 100.0)) {
        tracing::warn!(%error, percent, "the window stays at its size");
    }
}

/// Takes the window away; the program goes on.
///
/// # Errors
/// Where the window system refuses.
pub fn close(app: &AppHandle) -> tauri::Result<()> {
    app.get_webview_window(LABEL).map_or(Ok(()), |window| window.destroy())
}

/// Takes the window from the screen while the program ends.
pub fn hide(app: &AppHandle) {
    if let Some(Err(error)) = app.get_webview_window(LABEL).map(|window| window.hide()) {
        tracing::warn!(%error, "the window stays until the program has ended");
    }
}
