//! Reading the log over the API: what is new first, then the history, window by window.

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::{
    checkpoint::{State, Window},
    client::{Api, Fault, Page, Query},
    format::item,
};
use crate::{
    clock::Clock,
    entry::{Record, SourceId},
    error::{Error, ErrorCode, Result},
    source::{
        Batch, Gap, GapReason, Known, Observation, Phase, Progress, Quarantined, Sink, SyncSummary,
        digest::sha256_hex,
        objects::{Found, Item},
    },
};

/// Windows that are begun anew because their token is refused, in one go.
const REFUSALS: u32 = 5;

/// One sync under way.
pub(super) struct Sync<'a> {
    pub api: &'a Api,
    pub source: SourceId,
    pub clock: &'a dyn Clock,
    pub sink: &'a dyn Sink,
    pub progress: &'a dyn Progress,
    pub cancel: &'a CancellationToken,
    pub state: State,
    pub summary: SyncSummary,
    /// Entries given in this sync, those that are known included.
    pub given: u64,
}

impl Sync<'_> {
    /// Reads everything.
    pub(super) async fn run(mut self) -> Result<SyncSummary> {
        // What a killed sync left is read to its end; meanwhile something may have become new.
        if !self.state.windows.is_empty() {
            self.walk().await?;
        }
        let lost = self.state.plan(self.api.http().server_now());
        if let Some((from, until)) = lost {
            self.lost(Gap::new(Some(from), until, GapReason::OutOfReach)).await?;
        }
        self.walk().await?;
        if self.state.back.is_some() {
            while self.state.plan_back() {
                self.walk().await?;
            }
            if let Some(horizon) = self.state.horizon() {
                self.lost(Gap::new(None, horizon, GapReason::OutOfReach)).await?;
            }
        }
        Ok(self.summary)
    }

    async fn lost(&mut self, gap: Gap) -> Result<()> {
        let since = gap.from.map_or_else(String::new, |from| format!(" from {}", from.format("%Y-%m-%d")));
        let until = gap.until.format("%Y-%m-%d");
        self.summary.remarks.push(format!("Airbyte does not keep what happened{since} before {until} any more."));
        self.commit(Batch { gaps: vec![gap], ..Batch::default() }).await
    }

    /// Walks the planned windows.
    async fn walk(&mut self) -> Result<()> {
        let mut refused = 0;
        while let Some(window) = self.state.windows.last() {
            let Window { from, until, page, token } = window.clone();
            let words = format!("Reading {} to {}", from.format("%Y-%m-%d"), until.format("%Y-%m-%d"));
            self.progress.update(self.given, 0, &words);
            let query = Query { from, until, page, token };
            match self.api.list(&query, self.cancel).await {
                Ok(page) => self.take(&query, page).await?,
                Err(Fault::TooLarge) if page > 1 => self.again(page / 4),
                // A token that is older than the server's memory, or of an earlier release.
                Err(Fault::Refused(error)) if query.token.is_some() && refused < REFUSALS => {
                    refused += 1;
                    tracing::debug!(error = %error, "the page token is refused, the window is walked anew");
                    self.again(page);
                }
                Err(fault) => return Err(fault.into_error()),
            }
        }
        self.state.reached = self.state.reaching.take().or(self.state.reached);
        self.commit(Batch::default()).await
    }

    /// Begins the window anew.
    fn again(&mut self, page: u32) {
        if let Some(window) = self.state.windows.last_mut() {
            window.page = page.max(1);
            window.token = None;
        }
    }

    /// Commits a page and moves on.
    async fn take(&mut self, query: &Query, page: Page) -> Result<()> {
        if page.token.is_some() && page.token == query.token {
            let message =
                "The server gave the token of the page that was asked for: its pages have no end. Sync again later.";
            return Err(Error::new(ErrorCode::SourceAnswer, message));
        }
        let now = self.clock.now();
        let mut batch = Batch::default();
        self.given += page.entries.len() as u64;
        for raw in page.entries {
            match item(&raw) {
                Item::Entry(found) => batch.observations.push(observation(*found, &raw, self.source, now)),
                Item::Unreadable { reason, raw: kept } => batch.quarantine.push(quarantined(reason, &raw, kept, now)),
                Item::Ignored => {}
            }
        }
        let oldest = batch.observations.iter().map(|observation| observation.entry.occurred_at).min();
        self.state.oldest = self.state.oldest.into_iter().chain(oldest).min();
        // Only inside a page is the newest first; the ledger likes the oldest first.
        batch.observations.sort_by_key(|observation| observation.entry.occurred_at);
        self.leave_out_known(&mut batch).await?;
        self.summary.unreadable += batch.quarantine.len() as u64;
        match (page.token, self.state.windows.last_mut()) {
            (Some(token), Some(window)) => window.token = Some(token),
            _ => drop(self.state.windows.pop()),
        }
        self.commit(batch).await
    }

    /// The overlap gives most entries again.
    async fn leave_out_known(&self, batch: &mut Batch) -> Result<()> {
        let ids: Vec<String> = batch.observations.iter().map(|seen| seen.record.remote_id.clone()).collect();
        let mut known = self.sink.known(&ids).await?.into_iter();
        batch.observations.retain(|seen| known.next() != Some(Known::Settled(seen.fingerprint)));
        Ok(())
    }

    async fn commit(&mut self, mut batch: Batch) -> Result<()> {
        batch.checkpoint = Some(self.state.write());
        let done = self.sink.commit(batch).await?;
        self.summary.new += done.new;
        self.summary.settled += done.settled;
        Ok(())
    }
}

/// An entry as it is handed in: Airbyte's never change.
pub(super) fn observation(found: Found, received: &[u8], source: SourceId, now: DateTime<Utc>) -> Observation {
    let hash = sha256_hex(received);
    let fingerprint = u64::from_str_radix(&hash[..16], 16).expect("a hash is hex");
    let Found { remote_id, dialect, raw, payload, note, entry } = found;
    let record = Record { source, remote_id, received_at: now, dialect, payload, note, supersedes: None, raw };
    Observation { record, entry, fingerprint, phase: Phase::Settled }
}

/// A record that cannot be read, by its id where it has one.
fn quarantined(reason: String, received: &[u8], kept: Vec<u8>, now: DateTime<Utc>) -> Quarantined {
    #[derive(serde::Deserialize)]
    struct Id {
        id: String,
    }
    let id = serde_json::from_slice::<Id>(received).map(|id| id.id).ok().filter(|id| !id.is_empty());
    let remote_id = id.unwrap_or_else(|| sha256_hex(received));
    Quarantined { remote_id, reason, raw: kept, received_at: now, object: None }
}
