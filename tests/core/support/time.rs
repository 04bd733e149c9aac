//! A clock that tests move, and sleep that moves it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use auditdesk_core::{
    clock::{Clock, ManualClock},
    random::SystemRandom,
    source::{Sleeper, SourceDeps},
};
use chrono::{DateTime, TimeZone, Utc};

/// When every test of this suite happens: a Thursday afternoon. Stand-ins are quiet at night and on weekends, and what a test needs of the last hours
/// must not depend on when it is run.
pub fn present() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 8, 20, 15, 30, 0).single().expect("a valid moment")
}

/// Time under the test's control, starting at [`present`].
#[derive(Clone)]
pub struct Time {
    pub clock: ManualClock,
    pub slept: Arc<Mutex<Vec<Duration>>>,
}

impl Time {
    pub fn new() -> Self {
        Self { clock: ManualClock::new(present()), slept: Arc::default() }
    }

    /// What a source takes from outside.
    pub fn deps(&self) -> SourceDeps {
        SourceDeps {
            clock: Arc::new(self.clock.clone()),
            random: Arc::new(SystemRandom),
            sleeper: Arc::new(Jump(self.clone())),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The longest sleep so far.
    pub fn longest_sleep(&self) -> Duration {
        self.slept.lock().expect("no holder panics").iter().copied().max().unwrap_or_default()
    }
}

/// Sleeps by moving the clock.
struct Jump(Time);

#[async_trait]
impl Sleeper for Jump {
    async fn sleep(&self, span: Duration) {
        self.0.slept.lock().expect("no holder panics").push(span);
        self.0.clock.advance(chrono::Duration::from_std(span).expect("a short sleep"));
        tokio::task::yield_now().await;
    }
}
