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
use chrono::Utc;

/// Time under the test's control, starting at the present because the stand-in's history ends there.
#[derive(Clone)]
pub struct Time {
    pub clock: ManualClock,
    pub slept: Arc<Mutex<Vec<Duration>>>,
}

impl Time {
    pub fn new() -> Self {
        Self { clock: ManualClock::new(Utc::now()), slept: Arc::default() }
    }

    /// What a source takes from outside.
    pub fn deps(&self) -> SourceDeps {
        SourceDeps {
            clock: Arc::new(self.clock.clone()),
            random: Arc::new(SystemRandom),
            sleeper: Arc::new(Jump(self.clone())),
        }
    }

    pub fn now(&self) -> chrono::DateTime<Utc> {
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
