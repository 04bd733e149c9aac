//! Payloads that were withheld come when the role comes.

use std::collections::HashSet;

use chrono::Duration;
use futures::{FutureExt, StreamExt, future::BoxFuture, stream};

use super::{
    checkpoint::Span,
    details::{AT_ONCE, BATCH, BATCH_BYTES, Evidence, WINDOW},
    dialect::Dialect,
    fault::Fault,
    list::Item,
    role::Proof,
    run::{Run, Stop},
};
use crate::source::Batch;

impl Run<'_> {
    /// Fetches the payloads that were withheld, now that the key has the role for them.
    pub(super) async fn redacted(&self) -> Result<(), Stop> {
        if !self.state().await.redacted || self.prove().await? != Proof::Auditor {
            return Ok(());
        }
        self.meter.doing("Fetching payloads that were withheld before");
        let mut withheld = false;
        let mut before = None;
        let mut refill = HashSet::new();
        loop {
            let page = self.sink.redacted(before, WINDOW).await?;
            let Some((last, _)) = page.last() else { break };
            before = Some(*last);
            match self.generation.detail() {
                Some(dialect) => withheld |= self.fetch_again(page, dialect).await?,
                None => refill.extend(page.into_iter().map(|(_, id)| id)),
            }
        }
        if !refill.is_empty() {
            self.list_again(refill).await?;
        }
        Ok(self.commit(Batch::default(), move |state| state.redacted = withheld).await?)
    }

    /// Whether something is still withheld.
    async fn fetch_again(&self, page: Vec<(u64, String)>, dialect: Dialect) -> Result<bool, Stop> {
        let fetches: Vec<BoxFuture<'_, _>> = page.iter().map(|(_, id)| self.better(id, dialect).boxed()).collect();
        let mut fetches = stream::iter(fetches).buffer_unordered(AT_ONCE);
        let (mut batch, mut bytes, mut withheld) = (Vec::new(), 0, false);
        while let Some(item) = fetches.next().await {
            let Some(item) = item? else { continue };
            let looked = self.looked(item, dialect, None);
            withheld |= looked.evidence == Evidence::Withheld;
            bytes += looked.observation.record.raw.len();
            batch.push(looked);
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                self.commit_looks(std::mem::take(&mut batch)).await?;
                bytes = 0;
            }
        }
        self.commit_looks(batch).await?;
        Ok(withheld)
    }

    /// Details in place of redacted ones; none where they are gone, refused or broken: what is here is the best there is then.
    async fn better(&self, id: &str, dialect: Dialect) -> Result<Option<Item>, Stop> {
        match self.api.detail(id, self.cancel).await {
            Ok(raw) => self.examine(dialect, id, raw).map(Result::ok),
            Err(Fault::Stop(error)) => Err(error.into()),
            Err(_) => Ok(None),
        }
    }

    /// Generation A gives payloads with the list only: all of it is walked once more.
    async fn list_again(&self, ids: HashSet<String>) -> Result<(), Stop> {
        *self.refill.lock().expect("no holder panics") = ids;
        let Some((oldest, _)) = self.oldest().await? else { return Ok(()) };
        let Some(reached) = self.state().await.reached else { return Ok(()) };
        let span = Span { from: oldest, until: reached.max(oldest) + Duration::days(1) };
        self.commit(Batch::default(), move |state| state.spans.push(span)).await?;
        self.backfill().await?;
        self.refill.lock().expect("no holder panics").clear();
        Ok(())
    }
}
