//! No sleep during an upload: while an export runs and is not paused, the machine does not fall asleep by itself. A closed lid still puts it to sleep; what was interrupted
//! goes on afterwards.
//!
//! On macOS this also keeps App Nap away, which spares programs that hold a power assertion.

use std::{collections::BTreeSet, sync::mpsc, thread};

use auditdesk_core::api::{
    Desk,
    wire::{Event, JobKind, JobState},
};

/// Follows the exports of this program.
pub fn watch(desk: &Desk) {
    let (busy, changes) = mpsc::channel();
    // Windows ties the request to the thread that made it, and the bus of Linux is spoken to without an async runtime: one thread holds it.
    if let Err(error) = thread::Builder::new().name("power".into()).spawn(move || hold(&changes)) {
        tracing::warn!(%error, "the machine may fall asleep during exports");
        return;
    }
    let mut running = BTreeSet::new();
    crate::events::each(desk, move |event| {
        let Event::Job { job } = event else { return };
        if job.kind != JobKind::Export {
            return;
        }
        let before = running.is_empty();
        if job.state == JobState::Running && !job.paused {
            running.insert(job.id)
        } else {
            running.remove(&job.id)
        };
        if running.is_empty() != before {
            // Where the thread is gone, the machine sleeps as it likes.
            busy.send(!running.is_empty()).ok();
        }
    });
}

fn hold(changes: &mpsc::Receiver<bool>) {
    let mut held = None;
    while let Ok(busy) = changes.recv() {
        held = if busy { awake() } else { None };
    }
    drop(held);
}

fn awake() -> Option<keepawake::KeepAwake> {
    let request = keepawake::Builder::default()
        .idle(true)
        // Desktops on Linux heed this lock only. logind does not hold up a closed lid for it.
        .sleep(cfg!(target_os = "linux"))
        .reason("An export is being uploaded")
        .app_name("Auditdesk")
        .app_reverse_domain("app.auditdesk.desktop")
        .create();
    // Servers and containers have nobody to ask, and do not fall asleep either.
    request.inspect_err(|error| tracing::info!(%error, "the machine may fall asleep during this export")).ok()
}
