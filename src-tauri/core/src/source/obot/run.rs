//! What one sync run carries: the connection, the sink, the checkpoint, and the one way to commit.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU8, Ordering},
};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{
    checkpoint::State,
    client::{Api, Me},
    fault::Fault,
    generation::Generation,
    meter::Meter,
    role::Proof,
};
use crate::{
    clock::Clock,
    entry::SourceId,
    error::{Error, Result},
    source::{Batch, SightLimit, Sink, SyncSummary},
};

/// Why a run ends early.
#[derive(Debug)]
pub(super) enum Stop {
    /// With an error.
    Failed(Error),
    /// The server speaks another generation than before: it was upgraded under our hands. Begin again.
    Upgraded,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// One sync run.
pub(super) struct Run<'a> {
    pub api: &'a Api,
    pub source: SourceId,
    pub clock: &'a dyn Clock,
    pub sink: &'a dyn Sink,
    pub cancel: &'a CancellationToken,
    pub meter: Meter<'a>,
    pub generation: Generation,
    pub me: Me,
    /// What is proven of the role; see [`Proof`].
    pub proof: AtomicU8,
    /// The list brought something to fetch, or is done.
    pub more: Notify,
    /// The list is done.
    pub listed: AtomicBool,
    /// Redacted entries of generation A, whose payload the list gives again now.
    pub refill: Mutex<std::collections::HashSet<String>>,
    desk: tokio::sync::Mutex<Desk>,
}

/// What commits change, under one lock: checkpoints must be committed in the order in which they were made.
struct Desk {
    state: State,
    summary: SyncSummary,
}

impl<'a> Run<'a> {
    #[expect(clippy::too_many_arguments, reason = "each is a part of its own")]
    pub(super) fn new(
        api: &'a Api,
        source: SourceId,
        clock: &'a dyn Clock,
        sink: &'a dyn Sink,
        cancel: &'a CancellationToken,
        meter: Meter<'a>,
        (generation, me): (Generation, Me),
        (state, summary): (State, SyncSummary),
    ) -> Self {
        Self {
            api,
            source,
            clock,
            sink,
            cancel,
            meter,
            generation,
            me,
            proof: AtomicU8::new(Proof::Open as u8),
            more: Notify::new(),
            listed: AtomicBool::new(false),
            refill: Mutex::default(),
            desk: tokio::sync::Mutex::new(Desk { state, summary }),
        }
    }

    /// The state as committed.
    pub(super) async fn state(&self) -> State {
        self.desk.lock().await.state.clone()
    }

    /// Ends the run.
    pub(super) fn finish(self) -> (State, SyncSummary) {
        let desk = self.desk.into_inner();
        (desk.state, desk.summary)
    }

    /// Commits a batch with the state as `change` leaves it.
    pub(super) async fn commit(&self, mut batch: Batch, change: impl FnOnce(&mut State)) -> Result<()> {
        let mut desk = self.desk.lock().await;
        let mut state = desk.state.clone();
        change(&mut state);
        batch.checkpoint = Some(state.write());
        let unreadable = batch.quarantine.len() as u64;
        let committed = self.sink.commit(batch).await?;
        desk.state = state;
        desk.summary.new += committed.new;
        desk.summary.settled += committed.settled;
        desk.summary.unreadable += unreadable;
        Ok(())
    }

    /// Notes something the reviewer should know; once, however often it is noticed.
    pub(super) async fn remark(&self, words: String) {
        let mut desk = self.desk.lock().await;
        if !desk.summary.remarks.contains(&words) {
            desk.summary.remarks.push(words);
        }
    }

    /// Notes what the role does not see.
    pub(super) async fn limit(&self, limit: SightLimit) {
        let mut desk = self.desk.lock().await;
        if !desk.summary.limits.contains(&limit) {
            desk.summary.limits.push(limit);
        }
    }

    /// `cancelled` if the work is cancelled.
    pub(super) fn check(&self) -> Result<()> {
        Error::if_cancelled(self.cancel)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A fault of a request that the run cannot do without.
    pub(super) fn needed(&self, fault: Fault, doing: &str) -> Stop {
        Stop::Failed(fault.into_error(self.api.host(), doing))
    }

    /// The list is done: wakes whoever waits for more.
    pub(super) fn close_list(&self) {
        self.listed.store(true, Ordering::Release);
        self.more.notify_one();
    }
}
