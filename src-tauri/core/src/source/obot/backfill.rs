//! The past, in slices of time, the newest first: what a reviewer looks for is there first. A slice is done or not done; a killed sync repeats
//! one slice, and what it has is skipped.

use chrono::{DateTime, Duration, Utc};

use super::{
    checkpoint::Span,
    generation::Generation,
    list::{PAGE, TooMany, Walked},
    page::{ListQuery, Order},
    run::{Run, Stop},
};
use crate::source::{Batch, Gap, GapReason};

/// Entries of a slice at most; beyond, it is halved.
const BUDGET: u64 = 10 * PAGE as u64;
/// The first slice: small, so that the first rows come at once.
const FIRST_SLICE: Duration = Duration::hours(1);
const SHORTEST: Duration = Duration::seconds(1);
const LONGEST: Duration = Duration::days(32);
/// A tail that is longer than this is read as a back-fill, the newest first.
const LONG_TAIL: Duration = Duration::days(1);
/// What a tail of that length overlaps with what was read before.
const LONG_OVERLAP: Duration = Duration::days(2);

impl Run<'_> {
    /// Plans what is to be read besides the tail: everything at first, and the time of a long absence later.
    pub(super) async fn plan(&self) -> Result<(), Stop> {
        let state = self.state().await;
        let Some((oldest, total)) = self.oldest().await? else {
            // An empty log: everything that comes is the tail.
            return Ok(());
        };
        let Some(newest) = self.newest().await? else { return Ok(()) };
        // Only the server's own times are used: a proxy's clock may be wrong, and the end must not lie beyond what is listed.
        let until = newest + Duration::microseconds(1);
        if !state.planned {
            self.meter.expect(total);
            let gap = Gap::new(None, oldest, GapReason::OutOfReach);
            let span = (oldest < until).then_some(Span { from: oldest, until });
            let batch = Batch { gaps: vec![gap], ..Batch::default() };
            let plan = move |state: &mut super::checkpoint::State| {
                state.planned = true;
                state.spans.extend(span);
                state.reached = Some(newest);
            };
            return Ok(self.commit(batch, plan).await?);
        }
        let Some(reached) = state.reached else { return Ok(()) };
        if newest - reached <= LONG_TAIL {
            return Ok(());
        }
        let mut gaps = Vec::new();
        if oldest > reached {
            // The source forgot entries that we never saw.
            gaps.push(Gap::new(Some(reached), oldest, GapReason::OutOfReach));
            let days = (oldest - reached).num_days();
            self.remark(format!(
                "The server keeps less than the time since the last sync: {days} days are out of reach."
            ))
            .await;
        }
        let span = Span { from: reached - LONG_OVERLAP, until };
        let batch = Batch { gaps, ..Batch::default() };
        let plan = move |state: &mut super::checkpoint::State| {
            state.spans.push(span);
            state.reached = Some(newest);
        };
        Ok(self.commit(batch, plan).await?)
    }

    /// The time of the newest entry whose time the server supplied; where there is none, of the newest at all.
    async fn newest(&self) -> Result<Option<DateTime<Utc>>, Stop> {
        let mut query = ListQuery { limit: 5, order: Order::Newest, ..ListQuery::default() };
        if self.generation == Generation::C {
            query.filters = vec![("event_type", "mcp_call".into())];
            if let Some((newest, _)) = self.first_of(&query).await? {
                return Ok(Some(newest));
            }
            query.filters.clear();
        }
        Ok(self.first_of(&query).await?.map(|(newest, _)| newest))
    }

    /// Works off the planned spans.
    pub(super) async fn backfill(&self) -> Result<(), Stop> {
        let mut length = FIRST_SLICE;
        while let Some(span) = self.state().await.spans.last().cloned() {
            let from = span.from.max(span.until - length);
            self.meter.doing(format!("Reading the list, back to {}", from.format("%Y-%m-%d")));
            match self.slice(from, span.until).await? {
                Err(TooMany) => length = (length / 2).max(SHORTEST),
                Ok(walked) => {
                    let change = move |state: &mut super::checkpoint::State| {
                        let done = state.spans.last_mut().is_some_and(|last| {
                            last.until = from;
                            from <= last.from
                        });
                        if done {
                            state.spans.pop();
                        }
                        if let (Some((id, at)), true) = (&walked.newest, state.anchors.is_empty()) {
                            state.anchor(id, *at);
                        }
                    };
                    if walked.stated < PAGE as u64 {
                        length = (length * 2).min(LONGEST);
                    }
                    self.commit(Batch::default(), change).await?;
                }
            }
        }
        self.meter.expect(0);
        Ok(())
    }

    /// Reads one slice. One that gave less than it stated is read again, once: entries may have become visible meanwhile.
    pub(super) async fn slice(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Result<Walked, TooMany>, Stop> {
        let budget = (until - from > SHORTEST).then_some(BUDGET);
        match self.walk(Some(from), Some(until), budget).await? {
            Ok(walked) if walked.seen < walked.stated => self.walk(Some(from), Some(until), None).await,
            walked => Ok(walked),
        }
    }
}
