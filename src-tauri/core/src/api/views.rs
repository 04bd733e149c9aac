//! Views: a filter over the workspace at one moment, in an order; pages, facets and the timeline are read from it.

use std::sync::Arc;

use chrono_tz::Tz;
use tokio::sync::oneshot;

use super::{
    desk::{Desk, Opened, blocking},
    filters::parse,
    matches,
    sources::gap_span,
    view::{self, Question, Source, View, lock},
    wire::{
        Empty, EntryMatches, EntryRow, Event, Facet, FindMatches, FindRank, GapSpan, OpenView, Page, Rank, ReadFacets,
        ReadPage, ReadTimeline, Timeline, ViewOpened, ViewProgress, ViewRef, WaitView,
    },
};
use crate::{
    entry::{SourceId, filter::text::Finder},
    error::{Error, ErrorCode, Result},
    source::Gap,
    store::{columns::Snapshot, query::ReadContext},
};

/// Rows per page at most.
const PAGE_MOST: u64 = 1000;

/// Entries per question for matches at most.
const MATCHES_MOST: usize = 200;

impl Desk {
    /// Begins to answer a filter and keeps the view for paging. Returns after 50 ms at most, plus what the columns need; what is not counted by then
    /// goes on, told by events, until another view is opened or this one is closed.
    pub async fn view_open(&self, request: OpenView) -> Result<ViewOpened> {
        let Opened { store, views, .. } = self.opened().await?;
        let filter = parse(&request.filter)?;
        let question = Question { filter, sort: request.sort, zone: zone(&request.zone)? };
        let now = self.inner.parts.clock.now();
        let tokens = lock(&views).begin();
        let (desk, (send, opened)) = (self.clone(), oneshot::channel());
        tokio::task::spawn_blocking(move || {
            let (version, blocks) = (store.version(), store.blocks());
            let source = Source { version, snapshot: store.columns().snapshot(), blocks: &*blocks };
            view::open(source, &views, question, now, tokens, send, &|progress| desk.tell(Event::View { progress }));
        });
        // Nothing is sent where the thread panicked.
        opened.await.unwrap_or_else(|_| Err(view::ended_unexpectedly()))
    }

    /// Waits until the first rows of a view are final, or everything is counted. Fails with what ended the counting.
    pub async fn view_wait(&self, request: WaitView) -> Result<ViewProgress> {
        self.view(request.view).await?.wait(request.rows).await
    }

    /// Lets the counting of the newest view rest for a moment: keys are being struck, and another filter is likely to come.
    pub async fn view_rest(&self, _: Empty) -> Result<Empty> {
        let Opened { views, .. } = self.opened().await?;
        lock(&views).rest();
        Ok(Empty {})
    }

    /// Forgets a view; what is still being counted for it stops.
    pub async fn view_close(&self, request: ViewRef) -> Result<Empty> {
        let Opened { views, .. } = self.opened().await?;
        lock(&views).close(request.view);
        Ok(Empty {})
    }

    /// Rows by rank; of a view that is being counted, only those that are final.
    pub async fn view_page(&self, request: ReadPage) -> Result<Page> {
        let (view, store) = (self.view(request.view).await?, self.store().await?);
        blocking(move || {
            let limit = u64::from(request.limit).min(PAGE_MOST);
            let rows = view.page(request.offset, limit).into_iter().filter_map(|at| view.snapshot.row(at));
            // What reviewers say is shown as it is now: the view goes on while they work through it.
            let now = store.columns().snapshot();
            let mark = |row: EntryRow| EntryRow {
                review: row.seq.map(|seq| now.reviews().mark(seq)).unwrap_or_default(),
                ..row
            };
            Ok(Page { rows: rows.map(mark).collect() })
        })
        .await
    }

    /// Counts of values; exact once everything is counted.
    pub async fn view_facets(&self, request: ReadFacets) -> Result<Vec<Facet>> {
        let (view, store) = (self.view(request.view).await?, self.store().await?);
        blocking(move || {
            let blocks = store.blocks();
            let context = ReadContext { zone: view.question.zone, now: view.now, blocks: &*blocks };
            let ReadFacets { fields, limit, search, .. } = request;
            let filter = &view.question.filter;
            view.selection().facets(&fields, limit as usize, &search, filter, &context, &view.closed)
        })
        .await
    }

    /// Counts over time, with the spans in which data is missing.
    pub async fn view_timeline(&self, request: ReadTimeline) -> Result<Timeline> {
        let (view, store) = (self.view(request.view).await?, self.store().await?);
        let zone = zone(&request.zone)?;
        let gaps = store.gaps(None).await?;
        blocking(move || {
            let mut timeline = view.selection().timeline(request.buckets as usize, zone);
            if let (Some(first), Some(last)) = (timeline.buckets.first(), timeline.buckets.last()) {
                let (from, until) = (first.from, last.until);
                timeline.gaps = gaps_within(&gaps, &view.snapshot, from, until);
            }
            Ok(timeline)
        })
        .await
    }

    /// Where the free texts of a view's filter are in some entries. Keys that name nothing any more are passed over.
    pub async fn view_matches(&self, request: FindMatches) -> Result<Vec<EntryMatches>> {
        let (view, opened) = (self.view(request.view).await?, self.opened().await?);
        let hides = opened.asks_reason().await?;
        blocking(move || {
            let finders: Vec<_> = view.question.filter.texts().map(Finder::of).collect();
            let keys = request.keys.into_iter().take(MATCHES_MOST);
            let found = keys.filter_map(|key| matches::find(&opened.store, &view.snapshot, key, &finders).transpose());
            let shown = |found: EntryMatches| {
                if hides && !opened.is_revealed(&found.key) { matches::hidden(found) } else { found }
            };
            found.map(|found| found.map(shown)).collect()
        })
        .await
    }

    /// The rank of an entry in a view; none while it is not final.
    pub async fn view_rank(&self, request: FindRank) -> Result<Rank> {
        let view = self.view(request.view).await?;
        blocking(move || {
            let at = view.snapshot.find(&request.key);
            Ok(Rank { rank: at.and_then(|at| view.rank(at)) })
        })
        .await
    }

    async fn view(&self, id: u64) -> Result<Arc<View>> {
        let Opened { views, .. } = self.opened().await?;
        lock(&views).get(id)
    }
}

/// The open gaps within `[from, until)`, cut to it.
pub(super) fn gaps_within(gaps: &[(SourceId, Gap)], snapshot: &Snapshot, from: i64, until: i64) -> Vec<GapSpan> {
    let open = gaps.iter().filter(|(_, gap)| gap.repaired_at.is_none());
    let spans = open.map(|(source, gap)| gap_span(snapshot.source_name(*source), gap));
    spans.filter_map(|gap| cut(gap, from, until)).collect()
}

/// The part of a gap within `[from, until)`.
pub(super) fn cut(mut gap: GapSpan, from: i64, until: i64) -> Option<GapSpan> {
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
