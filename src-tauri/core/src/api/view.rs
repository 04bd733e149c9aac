//! A view while it is answered and after: what is known of it by now, and who waits for more.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::wire::{SearchText, Sort, ViewOpened, ViewProgress};
use crate::{
    entry::filter::Filter,
    error::{Error, ErrorCode, Result},
    store::{
        blocks::Blocks,
        columns::{RowAt, Snapshot},
        query::{ReadContext, Search, Selection},
    },
};

/// Views kept. A view of a million entries costs a bit per entry, and four bytes more once it is paged.
const VIEWS_KEPT: usize = 8;

/// How long an opener waits for everything to be counted.
const PATIENCE: Duration = Duration::from_millis(50);

/// How often a view that is being counted tells of it. Who waits for it is served after every wave of blocks.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// How long counting rests after a key was struck: longer than between two keys, so that the next filter mostly comes first.
const REST: Duration = Duration::from_millis(300);

/// How often a resting count looks whether it was cancelled.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// The last views, the newest last.
#[derive(Default)]
pub(super) struct Views {
    last: u64,
    kept: VecDeque<(u64, Arc<View>)>,
    /// Ends the counting of the newest view.
    counting: CancellationToken,
    rest: Rest,
}

/// Until when counting rests.
#[derive(Clone, Default)]
struct Rest(Arc<Mutex<Option<Instant>>>);

impl Rest {
    fn begin(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + REST);
    }

    /// Blocks while counting rests and is not cancelled.
    fn wait(&self, counting: &CancellationToken) {
        let resting = || self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|end| Instant::now() < end);
        while resting() && !counting.is_cancelled() {
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

/// The tokens of a view about to be opened.
pub(super) struct Tokens {
    closed: CancellationToken,
    /// Cancelled with `closed`, and when another view is opened.
    counting: CancellationToken,
    rest: Rest,
}

/// What a view answers.
pub(super) struct Question {
    pub filter: Filter,
    pub sort: Sort,
    pub zone: Tz,
}

/// What a view is answered from.
pub(super) struct Source<'a> {
    /// The number of the state, at most as new as the snapshot: a change in between makes the view look stale, never fresh.
    pub version: u64,
    pub snapshot: Snapshot,
    pub blocks: &'a dyn Blocks,
}

/// A view that was opened.
pub(super) struct View {
    pub question: Question,
    pub now: DateTime<Utc>,
    pub snapshot: Snapshot,
    /// Cancelled when the view is closed or forgotten: what is still asked of it ends.
    pub closed: CancellationToken,
    known: watch::Sender<Known>,
    /// The selection whose order pages are read from. Its final rows stay those of all later ones: it is changed only where it does not reach.
    paged: Mutex<Arc<Selection>>,
}

/// What is known of a view.
#[derive(Clone)]
struct Known {
    selection: Arc<Selection>,
    progress: ViewProgress,
}

impl Views {
    /// Tokens for a view about to be opened. What is still being counted for the one before is cancelled: its filter was replaced.
    pub fn begin(&mut self) -> Tokens {
        self.counting.cancel();
        let closed = CancellationToken::new();
        self.counting = closed.child_token();
        // What is opened now is what was typed.
        self.rest = Rest::default();
        Tokens { counting: self.counting.clone(), closed, rest: self.rest.clone() }
    }

    /// Lets the counting of the newest view rest: keys are being struck, and another filter is likely to come.
    pub fn rest(&self) {
        self.rest.begin();
    }

    /// Forgets a view.
    pub fn close(&mut self, id: u64) {
        if let Some(at) = self.kept.iter().position(|(kept, _)| *kept == id)
            && let Some((_, view)) = self.kept.remove(at)
        {
            view.closed.cancel();
        }
    }

    /// Stops all work for views.
    pub fn stop(&mut self) {
        self.counting.cancel();
        self.kept.iter().for_each(|(_, view)| view.closed.cancel());
    }

    pub fn get(&mut self, id: u64) -> Result<Arc<View>> {
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

    fn keep(&mut self, view: impl FnOnce(u64) -> View) -> Arc<View> {
        self.last += 1;
        let view = Arc::new(view(self.last));
        self.kept.push_back((self.last, Arc::clone(&view)));
        if self.kept.len() > VIEWS_KEPT
            && let Some((_, oldest)) = self.kept.pop_front()
        {
            oldest.closed.cancel();
        }
        view
    }
}

pub(super) fn lock(views: &Mutex<Views>) -> MutexGuard<'_, Views> {
    views.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens a view, hands it to the opener as soon as it is complete or patience ends, and goes on counting. Blocks until it ends.
pub(super) fn open(
    source: Source<'_>,
    views: &Mutex<Views>,
    question: Question,
    now: DateTime<Utc>,
    tokens: Tokens,
    opened: oneshot::Sender<Result<ViewOpened>>,
    tell: &dyn Fn(ViewProgress),
) {
    let started = Instant::now();
    let (Source { version, snapshot, blocks }, Tokens { closed, counting, rest }) = (source, tokens);
    let context = ReadContext { zone: question.zone, now, blocks };
    let searched = snapshot.search(&question.filter, question.sort, &context, &counting).and_then(|mut search| {
        while !search.is_complete() && started.elapsed() < PATIENCE {
            search.advance()?;
        }
        Ok(search)
    });
    let mut search = match searched {
        Ok(search) => search,
        // An opener that is gone needs no answer.
        Err(error) => return drop(opened.send(Err(error))),
    };
    let total = snapshot.totals().current();
    let texts = question.filter.texts();
    let texts = texts.map(|text| SearchText { needle: text.needle.clone(), match_case: text.match_case }).collect();
    let view = lock(views).keep(|id| {
        let known = Known::of(id, question.sort, &search, started);
        let paged = Mutex::new(Arc::clone(&known.selection));
        View { question, now, snapshot: snapshot.clone(), closed, known: watch::Sender::new(known), paged }
    });
    drop(opened.send(Ok(ViewOpened { progress: view.progress(), total, version, texts })));
    if !search.is_complete() {
        Counting { view: &view, tell }.run(&mut search, started, || rest.wait(&counting));
    }
}

/// What a thread that panicked leaves behind.
pub(super) fn ended_unexpectedly() -> Error {
    Error::new(ErrorCode::Internal, "Auditdesk failed at this. Please report it.")
}

/// The counting of a view after it was opened. However it ends, those who wait are told.
struct Counting<'a> {
    view: &'a View,
    tell: &'a dyn Fn(ViewProgress),
}

impl Counting<'_> {
    fn run(self, search: &mut Search<'_>, started: Instant, rest: impl Fn()) {
        let (id, sort) = (self.view.progress().view, self.view.question.sort);
        let mut told = Instant::now();
        while !search.is_complete() {
            rest();
            if let Err(error) = search.advance() {
                return self.failed(&error);
            }
            let known = Known::of(id, sort, search, started);
            let progress = known.progress.clone();
            self.view.known.send_replace(known);
            if progress.complete || told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                (self.tell)(progress);
            }
        }
    }

    fn failed(&self, error: &Error) {
        if error.code != ErrorCode::Cancelled {
            tracing::warn!(%error, cause = ?error.source, "a view could not be counted");
        }
        self.view.known.send_modify(|known| known.progress.error = Some(error.to_wire()));
        // A view that was cancelled is one that nobody looks at any more.
        if error.code != ErrorCode::Cancelled {
            (self.tell)(self.view.progress());
        }
    }
}

impl Drop for Counting<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.failed(&ended_unexpectedly());
        }
    }
}

impl Known {
    fn of(id: u64, sort: Sort, search: &Search<'_>, started: Instant) -> Self {
        let selection = search.selection();
        let done = search.progress();
        let progress = ViewProgress {
            view: id,
            complete: selection.is_complete(),
            count: selection.count(),
            certain: selection.certain(sort),
            pending: selection.pending(),
            span: selection.span(),
            searched: done.searched,
            of: done.of,
            micros: started.elapsed().as_micros() as u64,
            error: None,
        };
        Self { selection: Arc::new(selection), progress }
    }
}

impl View {
    /// How far it got.
    pub fn progress(&self) -> ViewProgress {
        self.known.borrow().progress.clone()
    }

    /// The rows that are known to match.
    pub fn selection(&self) -> Arc<Selection> {
        Arc::clone(&self.known.borrow().selection)
    }

    /// Waits until so many first rows are final, or until everything is counted.
    pub async fn wait(&self, rows: Option<u64>) -> Result<ViewProgress> {
        let enough = |known: &Known| {
            let progress = &known.progress;
            progress.complete || progress.error.is_some() || rows.is_some_and(|rows| rows <= progress.certain)
        };
        let mut changes = self.known.subscribe();
        let known = changes.wait_for(enough).await.map_err(|_| ended_unexpectedly())?;
        match &known.progress.error {
            Some(error) => Err(Error::new(error.code, error.message.clone()).with_details(error.details.clone())),
            None => Ok(known.progress.clone()),
        }
    }

    /// The rows from a rank on that are final.
    pub fn page(&self, offset: u64, limit: u64) -> Vec<RowAt> {
        let until = offset.saturating_add(limit);
        let selection = {
            let mut paged = self.paged.lock().unwrap_or_else(PoisonError::into_inner);
            if paged.certain(self.question.sort) < until && !paged.is_complete() {
                *paged = self.selection();
            }
            Arc::clone(&paged)
        };
        let until = until.min(selection.certain(self.question.sort));
        selection.order(self.question.sort).page(offset, until.saturating_sub(offset) as usize)
    }

    /// The rank of a row, where it is final.
    pub fn rank(&self, row: RowAt) -> Option<u64> {
        let (selection, sort) = (self.selection(), self.question.sort);
        selection.order(sort).rank(row).filter(|rank| *rank < selection.certain(sort))
    }
}

#[cfg(test)]
mod tests;
