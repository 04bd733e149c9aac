//! Syncs and schedules until somebody stops it.

use std::time::Duration;

use auditdesk_core::{
    api::{
        Desk,
        wire::{Event, JobState},
    },
    error::Result,
};

use crate::output;

/// How often it is looked what is due. By the wall clock, as timers stop while a machine sleeps.
const LOOK: Duration = Duration::from_secs(30);

/// How often destinations in use are looked at for their daily test.
const TEST: u32 = 10;

/// Runs what is due until Ctrl-C, or until the system ends it. What is at work then is ended in order, and goes on at the next start.
pub async fn run(desk: &Desk) -> Result<()> {
    output::line("Watching. Ctrl-C stops.");
    let mut events = desk.events();
    let mut every = tokio::time::interval(LOOK);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut looks = 0_u32;
    let mut stop = std::pin::pin!(stopped());
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            _ = every.tick() => {
                look(desk, looks.is_multiple_of(TEST)).await;
                looks = looks.wrapping_add(1);
            }
            event = events.recv() => tell(event.ok()),
        }
    }
}

async fn look(desk: &Desk, test: bool) {
    // What cannot be done now is told and looked at again.
    if let Err(error) = desk.sync_due().await {
        output::error(&error, false);
    }
    if let Err(error) = desk.run_due().await {
        output::error(&error, false);
    }
    if test && let Err(error) = desk.test_due().await {
        output::error(&error, false);
    }
    if test && let Err(error) = desk.retention_due().await {
        output::error(&error, false);
    }
}

fn tell(event: Option<Event>) {
    match event {
        Some(Event::Alert { alert }) => output::line(alert.message),
        Some(Event::Job { job }) if job.state == JobState::Done => {
            output::line(format!("{}: done, {}", job.title, job.done));
        }
        Some(Event::Job { job }) if job.state == JobState::Failed => {
            let why = job.error.map(|error| error.message).unwrap_or_default();
            output::line(format!("{}: {why}", job.title));
        }
        _ => {}
    }
}

/// Ctrl-C, or the signal with which a service is ended.
async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut ended) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = ended.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
