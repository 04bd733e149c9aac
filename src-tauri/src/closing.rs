//! What closing the window does: end the program, or leave it running for its schedules. Asked once, in the window.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use auditdesk_core::api::Desk;
use tauri::{AppHandle, Emitter, Manager};

use crate::{choices::Kept, lifecycle, tray, window};

/// The program stays when its last window is gone.
static STAYING: AtomicBool = AtomicBool::new(false);

/// The question is on the screen.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Looking up schedules and the tray may take so long; a workspace that does not answer must not keep the window open.
const PATIENCE: Duration = Duration::from_secs(3);

/// What closing the window comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Quit,
    Ask,
    Stay,
}

impl Way {
    /// `chosen`: whether the user wants the program to stay, if that was asked. Without a tray icon nobody would find it again.
    fn of(chosen: Option<bool>, has_schedules: bool, tray: bool) -> Self {
        match (tray, chosen) {
            (true, Some(true)) => Self::Stay,
            (true, None) if has_schedules => Self::Ask,
            _ => Self::Quit,
        }
    }
}

/// The user closed the window. It is still there.
pub fn asked(app: &AppHandle) {
    if ASKING.swap(false, Ordering::SeqCst) {
        // Closed once more instead of answered, or the page does not show the question.
        return lifecycle::quit(app);
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let found = tokio::time::timeout(PATIENCE, async {
            let has_schedules = tray::standing(app.state::<Desk>().inner()).await.enabled > 0;
            (has_schedules, tray::is_shown(&app).await)
        });
        let (has_schedules, tray) = found.await.unwrap_or((false, false));
        match Way::of(app.state::<Kept>().get().keeps_running, has_schedules, tray) {
            Way::Quit => lifecycle::quit(&app),
            Way::Stay => stay(&app),
            Way::Ask => {
                ASKING.store(true, Ordering::SeqCst);
                if let Err(error) = app.emit("closing", ()) {
                    tracing::warn!(%error, "the question could not be asked");
                    lifecycle::quit(&app);
                }
            }
        }
    });
}

/// The user answered: stay, quit, or neither.
pub fn answered(app: &AppHandle, stays: Option<bool>) {
    ASKING.store(false, Ordering::SeqCst);
    match stays {
        Some(true) => stay(app),
        Some(false) => lifecycle::quit(app),
        None => {}
    }
}

/// Whether the program stays now that its last window is gone.
pub fn is_staying() -> bool {
    STAYING.load(Ordering::SeqCst)
}

/// Leaves the program without a window.
fn stay(app: &AppHandle) {
    STAYING.store(true, Ordering::SeqCst);
    if let Err(error) = window::close(app) {
        tracing::warn!(%error, "the window could not be closed");
    }
}

/// Starts without a window, at login. Where nobody could find the program, or the workspace waits for its passphrase, the window opens after all.
pub async fn start_hidden(app: AppHandle, opened: bool) {
    /// The tray of a desktop that is starting, too, may come later than this program.
    const TURNS: usize = 20;
    STAYING.store(true, Ordering::SeqCst);
    for _ in 0..TURNS {
        if !opened {
            break;
        }
        if tray::is_shown(&app).await {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    window::show(&app);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_stays_only_where_it_is_wanted_and_can_be_found() {
        assert_eq!(Way::of(None, true, true), Way::Ask);
        assert_eq!(Way::of(None, false, true), Way::Quit, "nothing to stay for");
        assert_eq!(Way::of(Some(true), true, true), Way::Stay);
        assert_eq!(Way::of(Some(true), false, true), Way::Stay, "syncs go on, too");
        assert_eq!(Way::of(Some(false), true, true), Way::Quit);
        for chosen in [None, Some(true), Some(false)] {
            assert_eq!(Way::of(chosen, true, false), Way::Quit, "no tray, no way back");
        }
    }
}
