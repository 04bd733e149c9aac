//! Showing, closing and quitting. `App::run` ends the process without destructors, so the core is drained here.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use auditdesk_core::api::Desk;
use tauri::{AppHandle, Manager, RunEvent};

/// How long running work may take to stop before the process ends anyway. What was committed is kept either way.
const DRAIN_LIMIT: Duration = Duration::from_secs(8);

/// How often automatic syncs are looked up; half of the shortest interval.
const TURN: Duration = Duration::from_secs(15);

/// How often destinations to be tested are looked up.
const TESTS_TURN: Duration = Duration::from_mins(5);

static DRAINING: AtomicBool = AtomicBool::new(false);

/// Brings the window to the front; a second start of the program asks for this.
pub fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        // Focusing a hidden or minimised window does nothing: show first.
        for step in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = step {
                tracing::warn!(%error, "the window could not be brought to the front");
            }
        }
    }
}

/// Starts automatic syncs that are due, for as long as the program runs. What is due is decided by the wall clock in the core: this timer stops while the
/// machine sleeps, and catches up within one turn.
pub fn sync_due(desk: Desk) {
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(TURN).await;
            if let Err(error) = desk.sync_due().await {
                tracing::warn!(%error, "automatic syncs could not be looked up");
            }
        }
    });
}

/// Tests destinations in use again, daily, for as long as the program runs; what is due is decided as for syncs.
pub fn test_due(desk: Desk) {
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(TESTS_TURN).await;
            if let Err(error) = desk.test_due().await {
                tracing::warn!(%error, "destinations could not be tested again");
            }
        }
    });
}

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
        // `code` is none when the user closed the last window, and ours after the drain.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            quit(app);
        }
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

fn quit(app: &AppHandle) {
    if DRAINING.swap(true, Ordering::SeqCst) {
        return;
    }
    let app = app.clone();
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
