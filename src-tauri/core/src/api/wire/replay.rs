//! A session, an actor or a request as a story, and what surrounds an entry.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EntryKey, EntryRow, GapSpan, Micros};

/// What the entries of a story share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StoryBy {
    /// Nothing but their order in time.
    Time,
    /// The session.
    Session,
    /// The actor.
    Actor,
    /// The request id, within the session of the entry: ids are not unique across sessions.
    Request,
}

/// Which story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Story {
    /// What its entries share.
    pub by: StoryBy,
    /// The session, actor or request id; not read for `time`.
    pub value: String,
    /// The session of a request; empty where it has none.
    pub session: String,
}

/// Opens a story.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpenReplay {
    /// Which.
    pub story: Story,
    /// An entry of it; of a very long story the part around this one is shown.
    pub key: Option<EntryKey>,
}

/// A story as a waterfall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Replay {
    /// The filter that finds its entries.
    pub filter: String,
    /// How many rows are shown.
    pub rows: u32,
    /// How many entries the story has in all.
    pub total: u64,
    /// When the first one began; `None` where there is none.
    pub from: Option<Micros>,
    /// When the last one ended.
    pub until: Option<Micros>,
    /// The width of the waterfall in microseconds, breaks being short.
    pub extent: u64,
    /// How many calls overlap at most.
    pub lanes: u32,
    /// The silences that are drawn short; the first 1,000.
    pub breaks: Vec<ReplayBreak>,
    /// Spans within the story of which the source has no data.
    pub missing: Vec<GapSpan>,
    /// The rows that failed, were denied, timed out, or hold a tool error.
    pub failures: Vec<u32>,
    /// The row of the entry that was named.
    pub row: Option<u32>,
}

/// A shortened silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReplayBreak {
    /// Microseconds from the left.
    pub at: u64,
    /// How wide it is drawn.
    pub width: u64,
    /// How long the silence was, in microseconds.
    pub silence: u64,
}

/// Asks for rows of a story.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadReplay {
    /// The story as it was opened.
    pub replay: OpenReplay,
    /// The first row.
    pub offset: u32,
    /// How many, at most 500.
    pub limit: u32,
}

/// Rows of a story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReplayPage {
    /// How many rows there are in all.
    pub total: u32,
    /// Those that were asked for.
    pub rows: Vec<ReplayRow>,
}

/// An entry in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReplayRow {
    /// The entry.
    pub entry: EntryRow,
    /// Microseconds since the first entry of the story began.
    pub offset: u64,
    /// Microseconds from the left of the waterfall.
    pub at: u64,
    /// From zero; calls in different lanes overlap.
    pub lane: u32,
    /// The silence before it that is drawn short, in microseconds.
    pub silence: Option<u64>,
}

/// Asks for what surrounds an entry.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadAround {
    /// The entry.
    pub key: EntryKey,
    /// What the others share with it.
    pub by: StoryBy,
    /// How many before and after it, at most 200.
    pub each: u32,
}

/// What surrounds an entry, in the order of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Around {
    /// The filter that finds them all.
    pub filter: String,
    /// How many there are in all, the entry included.
    pub total: u64,
    /// What came before, the oldest first.
    pub before: Vec<EntryRow>,
    /// The entry.
    pub entry: EntryRow,
    /// What came after.
    pub after: Vec<EntryRow>,
}
