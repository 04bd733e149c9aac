//! A sync from its beginning to its end: who is there, what is new, what is missing, what is owed.
//!
//! Two strands run side by side and share the connection's four requests: one reads the list, the other works the queue of entries that need
//! a look. Both commit as they go.

use tokio_util::sync::CancellationToken;

use super::{
    checkpoint::State,
    client::Me,
    fault::Fault,
    generation::{Generation, detect},
    meter::Meter,
    run::{Run, Stop},
};
use crate::{
    error::{Error, ErrorCode, Result},
    source::{Batch, Checkpoint, Progress, SightLimit, Sink, SyncSummary},
};

/// How often a run begins again because the server changes its generation. Once is an upgrade.
const UPGRADES: u32 = 3;

impl super::Obot {
    /// Reads everything new until nothing new is left and nothing is due.
    pub(super) async fn run(
        &self,
        checkpoint: Option<Checkpoint>,
        sink: &dyn Sink,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<SyncSummary> {
        let mut carried = (State::read(checkpoint)?, SyncSummary::default());
        for _ in 0..UPGRADES {
            let queued = sink.pending_count().await?.details;
            let meter = Meter::new(progress, queued);
            meter.doing("Connecting");
            let hello = self.hello(cancel).await?;
            let run = Run::new(&self.api, self.source, &*self.deps.clock, sink, cancel, meter, hello, carried);
            match run.everything().await {
                Ok(()) => {
                    let (_, mut summary) = run.finish();
                    let pending = sink.pending_count().await?;
                    summary.pending = pending.outcome + pending.details;
                    return Ok(summary);
                }
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Upgraded) => carried = run.finish(),
            }
        }
        let message = format!(
            "{} changes the form of its answers from request to request: servers of different versions seem to share this address. \
             Sync again when the upgrade is over.",
            self.api.host()
        );
        Err(Error::new(ErrorCode::SourceAnswer, message))
    }

    /// Which generation the server speaks, and who we are to it.
    pub(super) async fn hello(&self, cancel: &CancellationToken) -> Result<(Generation, Me)> {
        let host = self.api.host();
        let generation = detect(&self.api, cancel).await.map_err(|fault| fault.into_error(host, "the audit log"))?;
        let me = match self.api.object::<Me>("api/me", Vec::new(), 1 << 20, cancel).await {
            Ok(me) => me,
            Err(Fault::Stop(error)) => return Err(error),
            // What the role allows shows in the answers; the identity is for better words only.
            Err(_) => Me::default(),
        };
        Ok((generation, me))
    }
}

impl Run<'_> {
    async fn everything(&self) -> Result<(), Stop> {
        self.recognise().await?;
        let generation = self.generation;
        let before = self.state().await;
        self.plan().await?;
        if before.generation != Some(generation) {
            self.commit(Batch::default(), move |state| state.generation = Some(generation)).await?;
        }
        futures::future::try_join(self.list(before.planned), self.details()).await?;
        self.redacted().await?;
        if self.state().await.redacted {
            let words = "Payloads were withheld because the key's owner is not an auditor. They are fetched by themselves once the role \
                         is there.";
            self.remark(words.into()).await;
            self.limit(SightLimit::NoPayloads).await;
        }
        if self.me.is_known() && !self.me.sees_all() {
            let words = "The platform shows this key a part of the entries only: those of servers that belong to its owner. A key of an \
                         auditor, an administrator or an owner sees all.";
            self.remark(words.into()).await;
            self.limit(SightLimit::PartOfEntries).await;
        }
        Ok(())
    }

    async fn list(&self, again: bool) -> Result<(), Stop> {
        self.directory().await?;
        if again && !self.state().await.spans.is_empty() {
            // The newest first, even if the past is not done yet.
            self.tail().await?;
        }
        self.backfill().await?;
        self.tail().await?;
        self.local_agents().await?;
        self.completeness().await?;
        self.close_list();
        Ok(())
    }
}
