//! Views: a filter over the workspace at one moment, in an order; pages, facets and the timeline are read from it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use chrono_tz::Tz;
use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, Opened, blocking},
    filters::parse,
    sources::gap_span,
    wire::{
        Facet, FindRank, GapSpan, OpenView, Page, Rank, ReadFacets, ReadPage, ReadTimeline, Sort, Timeline, ViewOpened,
    },
};
use crate::{
    entry::filter::Filter,
    error::{Error, ErrorCode, Result},
    store::{
        columns::Snapshot,
        query::{ReadContext, Selection},
    },
};

/// Views kept. A view of a million entries costs a bit per entry, and four bytes more once it is paged.
const VIEWS_KEPT: usize = 8;

/// Rows per page at most.
const PAGE_MOST: usize = 1000;

/// The last views, the newest last.
#[derive(Default)]
pub(super) struct Views {
    last: u64,
    kept: VecDeque<(u64, Arc<View>)>,
    opening: Option<CancellationToken>,
}

pub(super) struct View {
    pub filter: Filter,
    pub sort: Sort,
    pub zone: Tz,
    pub now: chrono::DateTime<chrono::Utc>,
    pub snapshot: Snapshot,
    pub selection: Selection,
}

impl Views {
    /// A token for a view about to be opened. The one before it that is still being computed is cancelled: its filter was replaced.
    fn begin(&mut self) -> CancellationToken {
        let token = CancellationToken::new();
        if let Some(before) = self.opening.replace(token.clone()) {
            before.cancel();
        }
        token
    }

    fn keep(&mut self, view: View) -> (u64, Arc<View>) {
        self.last += 1;
        let view = Arc::new(view);
        self.kept.push_back((self.last, Arc::clone(&view)));
        if self.kept.len() > VIEWS_KEPT {
            self.kept.pop_front();
        }
        (self.last, view)
    }

    fn get(&mut self, id: u64) -> Result<Arc<View>> {
        let at = self
            .kept
            .iter()
            .position(|(kept, _)| *kept == id)
            .ok_or_else(|| Error::new(ErrorCode::NotFound, "This view is not kept any more. Open it again."))?;
        let kept = self.kept.remove(at).expect("the position was just found");
        let view = Arc::clone(&kept.1);
        self.kept.push_back(kept);
        Ok(view)
    }
}

impl Desk {
    /// Evaluates a filter and keeps the result for paging.
    pub async fn view_open(&self, request: OpenView) -> Result<ViewOpened> {
        let Opened { store, views, .. } = self.opened().await?;
        let filter = parse(&request.filter)?;
        let zone = zone(&request.zone)?;
        let now = self.inner.parts.clock.now();
        let cancel = lock(&views).begin();
        blocking(move || {
            let started = Instant::now();
            // Before the snapshot: a change in between makes the view look stale, never fresh.
            let version = store.version();
            let snapshot = store.columns().snapshot();
            let blocks = store.blocks();
            let context = ReadContext { zone, now, blocks: &*blocks };
            let selection = snapshot.select(&filter, &context, &cancel)?;
            let total = snapshot.totals().current();
            let view = View { filter, sort: request.sort, zone, now, snapshot, selection };
            let (id, view) = lock(&views).keep(view);
            Ok(ViewOpened {
                view: id,
                count: view.selection.count(),
                total,
                pending: view.selection.pending(),
                span: view.selection.span(),
                version,
                micros: started.elapsed().as_micros() as u64,
            })
        })
        .await
    }

    /// Rows by rank.
    pub async fn view_page(&self, request: ReadPage) -> Result<Page> {
        let view = self.view(request.view).await?;
        blocking(move || {
            let order = view.selection.order(view.sort);
            let rows = order.page(request.offset, (request.limit as usize).min(PAGE_MOST));
            Ok(Page { rows: rows.into_iter().filter_map(|at| view.snapshot.row(at)).collect() })
        })
        .await
    }

    /// Exact counts of values.
    pub async fn view_facets(&self, request: ReadFacets) -> Result<Vec<Facet>> {
        let (view, store) = (self.view(request.view).await?, self.store().await?);
        blocking(move || {
            let blocks = store.blocks();
            let context = ReadContext { zone: view.zone, now: view.now, blocks: &*blocks };
            let ReadFacets { fields, limit, search, .. } = request;
            view.selection.facets(&fields, limit as usize, &search, &view.filter, &context, &CancellationToken::new())
        })
        .await
    }

    /// Counts over time, with the spans in which data is missing.
    pub async fn view_timeline(&self, request: ReadTimeline) -> Result<Timeline> {
        let (view, store) = (self.view(request.view).await?, self.store().await?);
        let zone = zone(&request.zone)?;
        let gaps = store.gaps(None).await?;
        blocking(move || {
            let mut timeline = view.selection.timeline(request.buckets as usize, zone);
            if let (Some(first), Some(last)) = (timeline.buckets.first(), timeline.buckets.last()) {
                let (from, until) = (first.from, last.until);
                timeline.gaps = gaps
                    .iter()
                    .map(|(source, gap)| gap_span(view.snapshot.source_name(*source), gap))
                    .filter_map(|gap| cut(gap, from, until))
                    .collect();
            }
            Ok(timeline)
        })
        .await
    }

    /// The rank of an entry in a view.
    pub async fn view_rank(&self, request: FindRank) -> Result<Rank> {
        let view = self.view(request.view).await?;
        blocking(move || {
            let at = view.snapshot.find(&request.key);
            Ok(Rank { rank: at.and_then(|at| view.selection.order(view.sort).rank(at)) })
        })
        .await
    }

    async fn view(&self, id: u64) -> Result<Arc<View>> {
        let Opened { views, .. } = self.opened().await?;
        lock(&views).get(id)
    }
}

fn lock(views: &Mutex<Views>) -> std::sync::MutexGuard<'_, Views> {
    views.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The part of a gap within `[from, until)`.
fn cut(mut gap: GapSpan, from: i64, until: i64) -> Option<GapSpan> {
    gap.from = Some(gap.from.unwrap_or(from).max(from));
    gap.until = gap.until.min(until);
    (gap.from < Some(gap.until)).then_some(gap)
}

/// The zone with this IANA name; UTC for the empty one.
pub(super) fn zone(name: &str) -> Result<Tz> {
    if name.is_empty() {
        return Ok(Tz::UTC);
    }
    name.parse().map_err(|_| {
        let message = format!("There is no time zone {name}. Use an IANA name such as Europe/Berlin or UTC.");
        Error::new(ErrorCode::WrongUse, message)
    })
}
