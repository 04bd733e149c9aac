//! Progress in entries: what is finished against what is known to be there.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use crate::source::Progress;

/// Counts the work of one sync.
pub(super) struct Meter<'a> {
    progress: &'a dyn Progress,
    /// Entries that need nothing more in this sync.
    finished: AtomicU64,
    /// Entries that wait for their details.
    queued: AtomicU64,
    /// Entries that the list still has to give, as far as the source stated them.
    unlisted: AtomicU64,
    doing: Mutex<String>,
}

impl<'a> Meter<'a> {
    pub(super) fn new(progress: &'a dyn Progress, queued: u64) -> Self {
        let doing = Mutex::new(String::new());
        Self { progress, finished: 0.into(), queued: queued.into(), unlisted: 0.into(), doing }
    }

    /// Says what is being done.
    pub(super) fn doing(&self, words: impl Into<String>) {
        *self.doing.lock().expect("no holder panics") = words.into();
        self.tell();
    }

    /// The source stated so many entries that are to be listed.
    pub(super) fn expect(&self, entries: u64) {
        self.unlisted.store(entries, Ordering::Relaxed);
        self.tell();
    }

    /// The list gave entries: so many in all, so many of them new or changed, so many of these to be fetched later.
    pub(super) fn listed(&self, entries: u64, fresh: u64, queued: u64) {
        // What is read again and was known is no work done, unless it was expected as such.
        let counted = entries.min(subtract(&self.unlisted, entries)).max(fresh);
        self.queued.fetch_add(queued, Ordering::Relaxed);
        self.finished.fetch_add(counted.saturating_sub(queued), Ordering::Relaxed);
        self.tell();
    }

    /// Details came.
    pub(super) fn fetched(&self, entries: u64) {
        subtract(&self.queued, entries);
        self.finished.fetch_add(entries, Ordering::Relaxed);
        self.tell();
    }

    fn tell(&self) {
        let finished = self.finished.load(Ordering::Relaxed);
        let total = finished + self.queued.load(Ordering::Relaxed) + self.unlisted.load(Ordering::Relaxed);
        self.progress.update(finished, total, &self.doing.lock().expect("no holder panics"));
    }
}

/// Says what the counter was.
fn subtract(counter: &AtomicU64, by: u64) -> u64 {
    let less = |value: u64| Some(value.saturating_sub(by));
    counter.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).unwrap_or_default()
}
