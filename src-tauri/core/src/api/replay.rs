//! Stories: the entries of a session, an actor or a request in the order of time, and what surrounds one entry.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, Opened, blocking},
    sources::gap_span,
    views::cut,
    wire::{
        Around, EntryKey, EntryRow, OpenReplay, ReadAround, ReadReplay, Replay, ReplayBreak, ReplayPage, ReplayRow,
        Sort, Story, StoryBy,
    },
};
use crate::{
    entry::filter::{Condition, Field, Filter, Node, Pattern, Test},
    error::{Error, ErrorCode, Result},
    replay::{Layout, Span, lay_out},
    store::{
        Store,
        columns::{RowAt, Snapshot},
        query::{ReadContext, Selection},
    },
};

/// Rows of a story at most; of a longer one the part around the chosen entry.
const ROWS_MOST: u64 = 100_000;

/// Rows per page, and around an entry on each side, at most.
const PAGE_MOST: u32 = 500;
const EACH_MOST: u32 = 200;

/// Breaks that are drawn at most.
const BREAKS_MOST: usize = 1_000;

const BY_TIME: Sort = Sort { field: Field::Time, descending: false };

/// A story that was opened.
pub(super) struct Told {
    question: OpenReplay,
    version: u64,
    snapshot: Snapshot,
    filter: Filter,
    total: u64,
    rows: Vec<RowAt>,
    spans: Vec<Span>,
    failures: Vec<u32>,
    row: Option<u32>,
    layout: Layout,
}

/// The story that was opened last.
#[derive(Default)]
pub(super) struct LastTold(Mutex<Option<Arc<Told>>>);

impl Desk {
    /// Opens a story as a waterfall.
    pub async fn replay_open(&self, request: OpenReplay) -> Result<Replay> {
        let Opened { store, told, .. } = self.opened().await?;
        let now = self.inner.parts.clock.now();
        let gaps = store.gaps(None).await?;
        blocking(move || {
            let told = told.get(&store, &request, now)?;
            let ends = told.spans.iter().map(|span| span.start.saturating_add_unsigned(span.length.unwrap_or(0)));
            let (from, until) = (told.spans.first().map(|span| span.start), ends.max());
            let open = gaps.iter().filter(|(_, gap)| gap.repaired_at.is_none());
            let missing = open.filter_map(|(source, gap)| {
                cut(gap_span(told.snapshot.source_name(*source), gap), from?, until?.saturating_add(1))
            });
            let breaks = told.layout.breaks.iter().take(BREAKS_MOST);
            Ok(Replay {
                filter: told.filter.to_text(),
                rows: told.rows.len() as u32,
                total: told.total,
                from,
                until,
                extent: told.layout.extent,
                lanes: told.layout.lanes,
                breaks: breaks.map(|gap| ReplayBreak { at: gap.at, width: gap.width, silence: gap.silence }).collect(),
                missing: missing.collect(),
                failures: told.failures.clone(),
                row: told.row,
            })
        })
        .await
    }

    /// Rows of a story.
    pub async fn replay_rows(&self, request: ReadReplay) -> Result<ReplayPage> {
        let Opened { store, told, .. } = self.opened().await?;
        let now = self.inner.parts.clock.now();
        blocking(move || {
            let told = told.get(&store, &request.replay, now)?;
            let from = (request.offset as usize).min(told.rows.len());
            let until = (from + request.limit.min(PAGE_MOST) as usize).min(told.rows.len());
            let begin = told.spans.first().map_or(0, |span| span.start);
            let row = |rank: usize| {
                let placed = told.layout.placed[rank];
                Some(ReplayRow {
                    entry: told.snapshot.row(told.rows[rank])?,
                    offset: told.spans[rank].start.saturating_sub(begin) as u64,
                    at: placed.at,
                    lane: placed.lane,
                    silence: placed.silence,
                })
            };
            Ok(ReplayPage { total: told.rows.len() as u32, rows: (from..until).filter_map(row).collect() })
        })
        .await
    }

    /// What surrounds an entry.
    pub async fn entry_around(&self, request: ReadAround) -> Result<Around> {
        let Opened { store, .. } = self.opened().await?;
        let now = self.inner.parts.clock.now();
        blocking(move || {
            let ReadAround { key, by, each } = request;
            let snapshot = store.columns().snapshot();
            let (at, entry) = found(&snapshot, &key)?;
            let filter = filter_of(&story_of(&entry, by));
            let selection = select(&store, &snapshot, &filter, now)?;
            let order = selection.order(BY_TIME);
            let each = u64::from(each.min(EACH_MOST));
            let rows = |from: u64, until: u64| -> Vec<EntryRow> {
                let rows = order.page(from, until.saturating_sub(from) as usize);
                rows.into_iter().filter_map(|at| snapshot.row(at)).collect()
            };
            // An earlier version is in no selection: it stands alone.
            let (before, after) = order.rank(at).map_or_else(Default::default, |rank| {
                (rows(rank.saturating_sub(each), rank), rows(rank + 1, rank + 1 + each))
            });
            Ok(Around { filter: filter.to_text(), total: selection.count(), before, entry, after })
        })
        .await
    }
}

impl LastTold {
    fn get(&self, store: &Store, question: &OpenReplay, now: DateTime<Utc>) -> Result<Arc<Told>> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let version = store.version();
        if let Some(told) = &*last
            && told.question.story == question.story
            && told.question.key == question.key
            && told.version == version
        {
            return Ok(Arc::clone(told));
        }
        let told = Arc::new(tell(store, question, version, now)?);
        *last = Some(Arc::clone(&told));
        Ok(told)
    }
}

fn tell(store: &Store, question: &OpenReplay, version: u64, now: DateTime<Utc>) -> Result<Told> {
    let snapshot = store.columns().snapshot();
    let filter = filter_of(&question.story);
    let selection = select(store, &snapshot, &filter, now)?;
    let order = selection.order(BY_TIME);
    let total = order.count();
    let chosen = question.key.as_ref().and_then(|key| order.rank(snapshot.find(key)?));
    let around = chosen.unwrap_or(0).saturating_sub(ROWS_MOST / 2).min(total.saturating_sub(ROWS_MOST));
    let rows = order.page(around, ROWS_MOST as usize);
    let timings: Vec<_> = rows.iter().filter_map(|at| snapshot.timing(*at)).collect();
    let spans: Vec<_> = timings.iter().map(|timing| Span { start: timing.time, length: timing.duration }).collect();
    let failures = timings.iter().enumerate().filter(|(_, timing)| timing.failed).map(|(at, _)| at as u32).collect();
    Ok(Told {
        question: question.clone(),
        version,
        filter,
        total,
        layout: lay_out(&spans),
        row: chosen.map(|rank| (rank - around) as u32),
        snapshot,
        rows,
        spans,
        failures,
    })
}

fn select(store: &Store, snapshot: &Snapshot, filter: &Filter, now: DateTime<Utc>) -> Result<Selection> {
    let blocks = store.blocks();
    let context = ReadContext { zone: chrono_tz::Tz::UTC, now, blocks: &*blocks };
    snapshot.select(filter, &context, &CancellationToken::new())
}

fn found(snapshot: &Snapshot, key: &EntryKey) -> Result<(RowAt, EntryRow)> {
    let row = snapshot.find(key).and_then(|at| Some((at, snapshot.row(at)?)));
    row.ok_or_else(|| Error::new(ErrorCode::NotFound, format!("There is no entry {key}.")))
}

/// The story that an entry is part of.
fn story_of(entry: &EntryRow, by: StoryBy) -> Story {
    let value = match by {
        StoryBy::Time => "",
        StoryBy::Session => &entry.session,
        StoryBy::Actor => first([&entry.actor, &entry.actor_name, &entry.actor_email]),
        StoryBy::Request => &entry.request,
    };
    Story { by, value: value.to_owned(), session: entry.session.clone() }
}

fn first(texts: [&String; 3]) -> &str {
    texts.into_iter().find(|text| !text.is_empty()).map_or("", String::as_str)
}

fn filter_of(story: &Story) -> Filter {
    let is = |field, value: &str| {
        let pattern = Pattern { pieces: vec![value.to_owned()] };
        Node::Is(Condition { field, test: Test::OneOf(vec![pattern]) })
    };
    let mut nodes = match story.by {
        StoryBy::Time => Vec::new(),
        StoryBy::Session => vec![is(Field::Session, &story.value)],
        StoryBy::Actor => vec![is(Field::Actor, &story.value)],
        StoryBy::Request => vec![is(Field::Request, &story.value)],
    };
    if story.by == StoryBy::Request && !story.session.is_empty() {
        nodes.push(is(Field::Session, &story.session));
    }
    let root = if nodes.len() > 1 { Some(Node::All(nodes)) } else { nodes.pop() };
    Filter { root }
}
