//! Usage figures: one answer has the whole page.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, blocking},
    filters::{parse, parsed},
    views::{gaps_within, zone},
    wire::{NarrowUsage, ParsedFilter, ReadUsage, Usage},
};
use crate::{
    error::Result,
    store::query::{ReadContext, UsageQuestion, Versus},
};

/// Buckets of a time series at most.
const BUCKETS_MOST: usize = 1000;

impl Desk {
    /// The usage figures of a filter. One question at a time: another one ends it with `cancelled`.
    pub async fn usage_read(&self, request: ReadUsage) -> Result<Usage> {
        let (store, cancel) = (self.store().await?, self.inner.usage.next());
        let zone = zone(&request.zone)?;
        let question = UsageQuestion {
            filter: parse(&request.filter)?,
            against: Versus::read(&request.against, parse)?,
            buckets: (request.buckets as usize).min(BUCKETS_MOST),
            tables: request.tables,
        };
        let (gaps, now) = (store.gaps(None).await?, self.inner.parts.clock.now());
        blocking(move || {
            let started = Instant::now();
            let (snapshot, blocks) = (store.columns().snapshot(), store.blocks());
            let context = ReadContext { zone, now, blocks: &*blocks };
            let mut usage = snapshot.usage(&question, &context, &cancel)?;
            if let (Some(first), Some(last)) = (usage.series.buckets.first(), usage.series.buckets.last()) {
                usage.series.gaps = gaps_within(&gaps, &snapshot, first.from, last.until);
            }
            usage.micros = started.elapsed().as_micros() as u64;
            Ok(usage)
        })
        .await
    }

    /// The filter behind a bar, a point or a cell of the figures.
    pub async fn usage_narrow(&self, request: NarrowUsage) -> Result<ParsedFilter> {
        let store = self.store().await?;
        let (filter, zone) = (parse(&request.filter)?, zone(&request.zone)?);
        let now = self.inner.parts.clock.now();
        blocking(move || {
            let (snapshot, blocks) = (store.columns().snapshot(), store.blocks());
            let context = ReadContext { zone, now, blocks: &*blocks };
            let narrowed = snapshot.usage_part(&filter, &request.parts, &context, &CancellationToken::new())?;
            Ok(parsed(&narrowed))
        })
        .await
    }
}
