//! What happens by itself while the program runs. What is due is decided by the wall clock in the core: these timers stop while the machine sleeps, and
//! catch up within one turn.

use std::{
    fmt::Display,
    future::Future,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use auditdesk_core::api::Desk;

/// Automatic syncs are looked up so often; half of the shortest interval.
const SYNCS: Duration = Duration::from_secs(15);

/// Schedules; none of them is more exact than a minute.
const RUNS: Duration = Duration::from_secs(30);

/// Destinations to be tested, and what is kept no longer: both are due once a day.
const TESTS: Duration = Duration::from_mins(5);

/// Whether schedules wait. Until the program ends only: nobody should find after months that they still do.
static PAUSED: AtomicBool = AtomicBool::new(false);

/// Looks up what is due for as long as the program runs.
pub fn start(desk: &Desk) {
    let (syncs, runs, tests, old) = (desk.clone(), desk.clone(), desk.clone(), desk.clone());
    every(SYNCS, "automatic syncs", move || {
        let desk = syncs.clone();
        async move { desk.sync_due().await }
    });
    every(RUNS, "schedules", move || {
        let desk = runs.clone();
        async move { if is_paused() { Ok(0) } else { desk.run_due().await } }
    });
    every(TESTS, "tests of destinations", move || {
        let desk = tests.clone();
        async move { desk.test_due().await }
    });
    every(TESTS, "retention", move || {
        let desk = old.clone();
        async move { desk.retention_due().await }
    });
}

/// Lets schedules wait, or go on.
pub fn pause(paused: bool) {
    PAUSED.store(paused, Ordering::Relaxed);
}

/// Whether schedules wait.
pub fn is_paused() -> bool {
    PAUSED.load(Ordering::Relaxed)
}

fn every<T, E, F>(turn: Duration, what: &'static str, look_up: impl Fn() -> F + Send + 'static)
where
    T: Send,
    E: Display + Send,
    F: Future<Output = Result<T, E>> + Send,
{
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(turn).await;
            if let Err(error) = look_up().await {
                tracing::warn!(%error, what, "what is due could not be looked up");
            }
        }
    });
}
