//! Platforms that show their newest rows only and have no cursor: one engine for all of them.
//!
//! A look at such a log is a page of its newest rows. Where the page is not full, it is the whole log. Where it holds a row that was seen before, nothing
//! lies between the two looks. Else rows are missing, and there is a gap between what is sure and the oldest row of the page. Most of these platforms also
//! show the newest rows of a *part* of the log (a token, a kind of event), which reach further back the quieter the part is: a gap is repaired by reading
//! all parts, and what no part reaches stays open in that part's name.
//!
//! Every claim is committed with the rows that it speaks of and with the checkpoint, so that a killed sync neither loses a gap nor invents one.

mod coverage;
mod pace;
mod poll;
mod repair;
mod state;

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use tokio_util::sync::CancellationToken;

pub(crate) use self::state::State;
use super::{Checkpoint, Observation, Progress, Quarantined, Sink, SyncSummary};
use crate::{clock::Clock, error::Result};

/// A row of a page.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Who wrote it, as the platform names it; a part's name, where the writer has a part.
    pub writer: String,
    /// It, read.
    pub observation: Observation,
}

impl Row {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        &self.observation.record.remote_id
    }

    /// Its time by the platform's clock.
    pub(crate) fn at(&self) -> DateTime<Utc> {
        self.observation.entry.occurred_at
    }
}

/// The newest rows of a feed, in any order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// Those that can be read, each once.
    pub rows: Vec<Row>,
    /// Those that cannot.
    pub unreadable: Vec<Quarantined>,
    /// The most rows that the feed shows at a time.
    pub most: usize,
    /// Whether there may be older rows that it does not show.
    pub full: bool,
}

/// A part of the log that has a feed of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its id.
    pub id: String,
    /// Its name, which its rows carry; may be another part's, too.
    pub name: String,
}

/// The parts of a log.
#[derive(Clone, Debug)]
pub(crate) enum Parts {
    /// All there are.
    All(Vec<Part>),
    /// They are not given to us: why, in plain words.
    Withheld(String),
    /// They did not come this time: why, in plain words.
    Failed(String),
}

/// What became of the question for the newest rows of a part.
#[derive(Clone, Debug)]
pub(crate) enum PartPage {
    /// They came.
    Read(Page),
    /// The part is not there any more.
    Gone,
    /// They did not come this time: why, in plain words.
    Failed(String),
}

/// The feeds of one platform. Errors are those after which nothing more can be had at the moment.
#[async_trait]
pub(crate) trait Feeds: Send + Sync {
    /// The newest rows of the whole log. Which rows these are is decided by their time.
    async fn newest(&self, cancel: &CancellationToken) -> Result<Page>;

    /// The parts that have a feed of their own.
    async fn parts(&self, cancel: &CancellationToken) -> Result<Parts>;

    /// The newest rows of one part.
    async fn newest_of(&self, part: &Part, cancel: &CancellationToken) -> Result<PartPage>;

    /// Waits; `cancelled` if the work is cancelled meanwhile.
    async fn pause(&self, span: std::time::Duration, cancel: &CancellationToken) -> Result<()>;

    /// How far the platform's clock is ahead of ours.
    fn skew(&self) -> Duration;

    /// What a part is called in a gap's scope: `token`.
    fn noun(&self) -> &'static str;

    /// The scope of a writer that has no part by design; `None` where every writer has one as long as it exists.
    fn apart(&self, writer: &str) -> Option<&'static str>;

    /// The state as the platform's checkpoint carries it.
    fn checkpoint(&self, state: &State) -> Checkpoint;
}

/// One sync: a look at the newest rows, then the repair of what it missed.
pub(crate) struct Run<'a> {
    pub feeds: &'a dyn Feeds,
    pub sink: &'a dyn Sink,
    pub clock: &'a dyn Clock,
    pub progress: &'a dyn Progress,
    pub cancel: &'a CancellationToken,
    /// As committed.
    pub state: State,
    pub summary: SyncSummary,
}

impl Run<'_> {
    /// Reads what is new and repairs what was missed.
    pub(crate) async fn everything(mut self) -> Result<SyncSummary> {
        self.poll().await?;
        self.repair().await?;
        Ok(self.summary)
    }
}
