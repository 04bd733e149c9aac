//! Views over blocks that are slow, or break.
#![expect(clippy::unwrap_used, reason = "a test fails where its own means fail")]

use std::{sync::mpsc, thread};

use super::*;
use crate::{
    entry::{Actor, Client, Entry, Outcome, PayloadState, Record, SourceId, Status, Target, TimeBy, filter::Field},
    store::{
        blocks::BlockSpan,
        columns::{Change, ColumnWriter, Row},
    },
};

const ENTRIES: u64 = 400;

/// One record a block. Every third says `needle`.
struct Slow {
    /// How long a block takes.
    each: Duration,
    /// The first ledger place that cannot be read, from the end.
    broken_below: u64,
}

impl Blocks for Slow {
    fn spans(&self) -> Arc<[BlockSpan]> {
        (1..=ENTRIES).map(|first| BlockSpan { first, count: 1 }).collect()
    }

    fn read(&self, span: BlockSpan) -> Result<Vec<Record>> {
        thread::sleep(self.each);
        if span.first < self.broken_below {
            return Err(Error::new(ErrorCode::Corrupt, "a block is damaged"));
        }
        let raw = if span.first.is_multiple_of(3) { "needle" } else { "hay" };
        Ok(vec![Record {
            source: 1,
            remote_id: span.first.to_string(),
            received_at: DateTime::default(),
            dialect: "test".to_owned(),
            payload: PayloadState::Complete,
            note: None,
            supersedes: None,
            raw: raw.into(),
        }])
    }

    fn pending(&self, _: SourceId, _: &str) -> Result<Option<Record>> {
        Ok(None)
    }
}

fn snapshot() -> Snapshot {
    let mut writer = ColumnWriter::open(Vec::new(), &[], &[]).unwrap();
    for seq in 1..=ENTRIES {
        let occurred_at = DateTime::from_timestamp(seq.cast_signed(), 0).unwrap();
        let entry = Entry {
            occurred_at,
            recorded_at: occurred_at,
            time_by: TimeBy::Server,
            kind: "mcp_call".to_owned(),
            actor: Actor::default(),
            operation: "tools/call".to_owned(),
            target: Target::default(),
            outcome: Outcome {
                status: Status::Success,
                http_status: None,
                reason: None,
                error: None,
                tool_error: None,
            },
            duration_us: None,
            client: Client::default(),
            ip: None,
            session_id: None,
            request_id: None,
            flags: crate::entry::Flags::NONE,
        };
        let row = Row { source: 1, remote_id: &seq.to_string(), payload: PayloadState::Complete, entry: &entry };
        writer.stage(Change::Settle { seq, supersedes: None, row });
    }
    writer.publish();
    writer.columns().snapshot()
}

/// A view that is being opened in a thread of its own.
struct Opening {
    views: Arc<Mutex<Views>>,
    opened: oneshot::Receiver<Result<ViewOpened>>,
    told: mpsc::Receiver<ViewProgress>,
    thread: thread::JoinHandle<()>,
}

fn opening(views: &Arc<Mutex<Views>>, blocks: Slow, sort: Sort) -> Opening {
    let ((send, opened), (tell, told)) = (oneshot::channel(), mpsc::channel());
    let (kept, tokens) = (Arc::clone(views), lock(views).begin());
    let thread = thread::spawn(move || {
        let question = Question { filter: Filter::parse("needle").unwrap(), sort, zone: Tz::UTC };
        let source = Source { version: 1, snapshot: snapshot(), blocks: &blocks };
        open(source, &kept, question, DateTime::default(), tokens, send, &|progress| tell.send(progress).unwrap());
    });
    Opening { views: Arc::clone(views), opened, told, thread }
}

impl Opening {
    async fn view(&mut self) -> Arc<View> {
        let opened = (&mut self.opened).await.unwrap().unwrap();
        lock(&self.views).get(opened.progress.view).unwrap()
    }
}

/// Slower than patience by far.
const SLOW: Slow = Slow { each: Duration::from_millis(5), broken_below: 0 };
const MATCHES: u64 = ENTRIES / 3;

#[tokio::test]
async fn a_view_opens_before_it_is_counted_and_its_rows_stay_in_their_place() {
    let views = Arc::default();
    let mut opening = opening(&views, SLOW, Sort::default());
    let view = opening.view().await;
    let first = view.progress();
    assert!(!first.complete, "400 blocks of 5 ms take longer than an opener waits");
    assert_eq!(first.span, Some((1_000_000, i64::from(ENTRIES as u32) * 1_000_000)), "all that may match");

    let enough = view.wait(Some(10)).await.unwrap();
    let early = view.page(0, enough.certain);
    assert_eq!(early.len() as u64, enough.certain);
    assert_eq!(view.page(enough.certain + MATCHES, 10), Vec::new(), "there are no rows beyond the last");

    let last = view.wait(None).await.unwrap();
    assert_eq!((last.complete, last.count, last.certain), (true, MATCHES, MATCHES));
    assert_eq!(last.span, Some((3_000_000, MATCHES.cast_signed() * 3_000_000)));
    let rows = view.page(0, MATCHES + 1);
    assert_eq!(rows.len() as u64, MATCHES);
    assert_eq!(rows[..early.len()], early, "what was shown stays");
    assert_eq!(view.rank(rows[20]), Some(20));

    opening.thread.join().unwrap();
    let told: Vec<_> = opening.told.iter().collect();
    assert!(told.is_sorted_by(|a, b| a.count <= b.count && a.searched <= b.searched), "it goes forward: {told:?}");
    assert_eq!(told.last(), Some(&last), "the end is told");
}

#[tokio::test]
async fn another_order_has_rows_only_at_the_end() {
    let views = Arc::default();
    let sort = Sort { field: Field::Duration, descending: true };
    let mut opening = opening(&views, Slow { each: Duration::from_millis(2), broken_below: 0 }, sort);
    let view = opening.view().await;
    assert_eq!((view.progress().complete, view.progress().certain), (false, 0));
    assert_eq!(view.page(0, 10), Vec::new());
    assert_eq!(view.wait(Some(1)).await.unwrap().certain, MATCHES);
    assert_eq!(view.page(0, 10).len(), 10);
    opening.thread.join().unwrap();
}

#[tokio::test]
async fn the_next_view_and_the_closing_of_one_end_the_counting() {
    let views = Arc::default();
    let mut before = opening(&views, SLOW, Sort::default());
    let view = before.view().await;
    let mut next = opening(&views, SLOW, Sort::default());
    before.thread.join().unwrap();
    assert_eq!(view.wait(None).await.unwrap_err().code, ErrorCode::Cancelled);
    assert!(view.page(0, 5).len() as u64 <= view.progress().certain, "what was found can still be read");

    assert!(!view.closed.is_cancelled(), "a view that stays on the screen can still be asked");
    let view = next.view().await;
    lock(&views).close(view.progress().view);
    next.thread.join().unwrap();
    assert_eq!(view.wait(None).await.unwrap_err().code, ErrorCode::Cancelled);
    assert!(view.closed.is_cancelled());
    assert!(lock(&views).get(view.progress().view).is_err(), "a closed view is forgotten");
}

#[tokio::test]
async fn a_counting_that_rests_goes_on_by_itself_and_ends_when_another_view_comes() {
    let views = Arc::default();
    let mut before = opening(&views, SLOW, Sort::default());
    let view = before.view().await;
    lock(&views).rest();
    let mut next = opening(&views, SLOW, Sort::default());
    before.thread.join().unwrap();
    assert_eq!(view.wait(None).await.unwrap_err().code, ErrorCode::Cancelled);

    let view = next.view().await;
    lock(&views).rest();
    assert_eq!(view.wait(None).await.unwrap().count, MATCHES);
    next.thread.join().unwrap();
}

#[tokio::test]
async fn a_counting_that_fails_is_told_and_stays_on_the_view() {
    let views = Arc::default();
    let mut opening = opening(&views, Slow { broken_below: 100, ..SLOW }, Sort::default());
    let view = opening.view().await;
    assert_eq!(view.wait(None).await.unwrap_err().code, ErrorCode::Corrupt);
    opening.thread.join().unwrap();
    let told = opening.told.iter().last().unwrap();
    assert_eq!(told.error.map(|error| error.code), Some(ErrorCode::Corrupt));
    assert!(!told.complete, "what was not looked at is not called counted");
    assert_eq!(view.page(0, 5).len(), 5, "the rows before the damage are right");
}
