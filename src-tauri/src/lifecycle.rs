//! Closing and quitting. `App::run` ends the process without destructors, so the core is drained here.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use auditdesk_core::api::Desk;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

use crate::{closing, window};

/// How long running work may take to stop before the process ends anyway. What was committed is kept either way.
const DRAIN_LIMIT: Duration = Duration::from_secs(8);

static DRAINING: AtomicBool = AtomicBool::new(false);

/// Ends the process cleanly when the system asks it to, for example at log-out.
pub fn stop_on_signals(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        if wait_for_signal().await.is_ok() {
            quit(&app);
        }
    });
}

#[cfg(unix)]
async fn wait_for_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
        result = tokio::signal::ctrl_c() => result?,
    }
    Ok(())
}

#[cfg(not(unix))]
async fn wait_for_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Handles what the window system tells of the program's life.
pub fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            api.prevent_close();
            closing::asked(app);
        }
        // `code` is none when the user closed the last window, and ours after the drain.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            if !closing::is_staying() {
                quit(app);
            }
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app),
        // On macOS Quit and log-out raise only this one: stop what can be stopped without waiting long.
        RunEvent::Exit if !DRAINING.swap(true, Ordering::SeqCst) => {
            if let Some(desk) = app.try_state::<Desk>() {
                let desk = desk.inner().clone();
                tauri::async_runtime::block_on(drain(desk));
            }
        }
        _ => {}
    }
}

/// Ends the program, once running work has stopped.
pub fn quit(app: &AppHandle) {
    if DRAINING.swap(true, Ordering::SeqCst) {
        return;
    }
    let app = app.clone();
    window::hide(&app);
    tauri::async_runtime::spawn(async move {
        let desk = app.try_state::<Desk>().map(|desk| desk.inner().clone());
        if let Some(desk) = desk {
            drain(desk).await;
        }
        app.exit(0);
    });
}

async fn drain(desk: Desk) {
    if tokio::time::timeout(DRAIN_LIMIT, desk.drain()).await.is_err() {
        tracing::warn!("running work did not stop in time; it is resumed at the next start");
    }
}
