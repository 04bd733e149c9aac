//! Usage figures: how much a platform is used, by whom, how it ends and how long it takes. Exact, for any filter.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{GapSpan, Micros};
use crate::entry::Status;

/// Asks for the usage figures of a filter: the whole page in one answer.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadUsage {
    /// The filter's text.
    pub filter: String,
    /// What the figures are compared with.
    pub against: Against,
    /// The IANA zone for wall-clock times in the filter, for days and for the hours of the week; empty: UTC.
    pub zone: String,
    /// At most so many buckets in the time series; 0 leaves it out.
    pub buckets: u32,
    /// The tables that are wanted.
    pub tables: Vec<AskUsageTable>,
}

/// What figures are compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(export)]
pub enum Against {
    /// Nothing.
    Nothing,
    /// The same filter in the span of equal length that ends where the filter's own begins. A filter without a beginning in time has none.
    PeriodBefore,
    /// Another filter.
    Filter {
        /// Its text.
        filter: String,
    },
}

/// Asks for one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AskUsageTable {
    /// What its rows are.
    pub by: UsageBy,
    /// The column it is sorted by.
    pub sort: UsageSort,
    /// The greatest first; rows without a value come last in both directions.
    pub descending: bool,
    /// How many rows are sent. The figures do not depend on it.
    pub rows: u32,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum UsageBy {
    /// Servers, by id; by name where there is no id.
    Server,
    /// Users: actors, by source and id; by name or e-mail where there is no id.
    User,
    /// Tools, each within its server: targets whose type is `tool` or ends with `_tool`.
    Tool,
    /// Resources, each within its server: targets whose type is `resource` or ends with `_resource`.
    Resource,
    /// Prompts, each within its server: targets whose type is `prompt` or ends with `_prompt`.
    Prompt,
    /// Client programs, by name.
    Client,
    /// Operations.
    Operation,
}

impl UsageBy {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] =
        [Self::Server, Self::User, Self::Tool, Self::Resource, Self::Prompt, Self::Client, Self::Operation];
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum UsageSort {
    /// The name that is shown.
    Name,
    /// Entries.
    Calls,
    /// Entries in relation to the other side: first what is new, then by the ratio.
    Change,
    /// Errors of all kinds.
    Errors,
    /// Outcome failure.
    Failures,
    /// Outcome denied.
    Denied,
    /// Outcome timeout.
    Timeouts,
    /// Tool errors.
    ToolErrors,
    /// The median response time.
    P50,
    /// The 90th percentile.
    P90,
    /// The 99th percentile.
    P99,
    /// The longest response time.
    Max,
    /// Unique users.
    Users,
    /// When it was first seen.
    FirstSeen,
    /// When it was last seen.
    LastSeen,
}

/// The figures of some entries. Every entry counts once, in its latest version, pending ones included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageFigures {
    /// Entries.
    pub calls: u64,
    /// Of them with the outcome success; tool errors are mostly among these.
    pub successes: u64,
    /// Of them with the outcome failure.
    pub failures: u64,
    /// Of them with the outcome denied.
    pub denied: u64,
    /// Of them with the outcome timeout.
    pub timeouts: u64,
    /// Of them with the outcome unknown.
    pub unknown: u64,
    /// Of them with a tool error in a delivered response.
    pub tool_errors: u64,
    /// Failures, denials, timeouts and tool errors together; an entry that is two of them counts once.
    pub errors: u64,
    /// Successes of which nobody can say whether the tool failed, because the response is not here.
    pub untold: u64,
    /// Unique users. Entries without an actor count for none.
    pub users: u64,
    /// Entries with a response time. The percentiles are of these; by nearest rank, in microseconds.
    pub timed: u64,
    /// The median response time.
    pub p50: Option<u64>,
    /// The 90th percentile.
    pub p90: Option<u64>,
    /// The 99th percentile.
    pub p99: Option<u64>,
    /// The longest.
    pub max: Option<u64>,
}

/// The answer: a page of figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Usage {
    /// How many entries there are without any filter.
    pub total: u64,
    /// The figures of the filter.
    pub here: UsageSide,
    /// The figures of what it is compared with.
    pub there: Option<UsageSide>,
    /// Over time.
    pub series: UsageSeries,
    /// How many took how long; neighbouring ranges without holes.
    pub durations: Vec<UsageDuration>,
    /// The hours of the week, Monday 0:00 first: 168 cells; none where the series was left out.
    pub hours: Vec<UsageHour>,
    /// The tables, as they were asked for.
    pub tables: Vec<UsageTable>,
    /// How long it took, in microseconds.
    pub micros: u64,
}

/// The figures of one side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageSide {
    /// Its filter.
    pub filter: String,
    /// The first moment that the filter's conditions on time allow.
    pub from: Option<Micros>,
    /// The first moment after.
    pub until: Option<Micros>,
    /// The moments of the first and the last entry.
    pub span: Option<(Micros, Micros)>,
    /// The figures of all its entries.
    pub figures: UsageFigures,
    /// Unique protocol sessions. Entries without one count for none.
    pub sessions: u64,
}

/// Figures over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageSeries {
    /// What a bucket spans, in words: `5 min`, `1 day`.
    pub width: String,
    /// The buckets in order, without holes.
    pub buckets: Vec<UsageBucket>,
    /// Spans in which data is, or may be, missing: silence is not calm there.
    pub gaps: Vec<GapSpan>,
}

/// One step of the time series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageBucket {
    /// Its first moment.
    pub from: Micros,
    /// The first moment after.
    pub until: Micros,
    /// Its figures.
    pub here: UsageFigures,
    /// The other side's at the same place: a period before is moved by its distance.
    pub there: Option<UsageFigures>,
}

/// A range of response times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageDuration {
    /// The least, in microseconds.
    pub from: u64,
    /// The least of the next range.
    pub until: u64,
    /// How many entries.
    pub calls: u64,
    /// How many of the other side.
    pub there: Option<u64>,
}

/// An hour of the week by the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageHour {
    /// 0: Monday … 6: Sunday.
    pub weekday: u8,
    /// 0 … 23.
    pub hour: u8,
    /// Entries.
    pub calls: u64,
    /// Of them errors of all kinds.
    pub errors: u64,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageTable {
    /// What its rows are, in which order.
    pub ask: AskUsageTable,
    /// The first rows.
    pub rows: Vec<UsageRow>,
    /// How many rows there are.
    pub distinct: u64,
    /// Entries that have no such value: no server, no user; for tools, resources and prompts those without a name.
    pub absent: u64,
    /// The filter that leads to these.
    pub absent_filter: String,
    /// Rows that were never seen before the filter's span of time began, the newest first; none where it has no beginning.
    pub fresh: UsageFinds,
    /// What the other side has and this one has not, the last seen first.
    pub silent: UsageFinds,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageRow {
    /// What is shown: the newest name.
    pub label: String,
    /// All its names and ids, the newest name first, where there is more than the label.
    pub names: Vec<String>,
    /// For tools, resources and prompts: the server.
    pub within: Option<String>,
    /// The filter that leads to exactly its entries.
    pub filter: String,
    /// Its figures.
    pub here: UsageFigures,
    /// Its figures on the other side.
    pub there: Option<UsageFigures>,
    /// When it was first seen, whatever the filter says of time.
    pub first_seen: Micros,
    /// When it was last seen, whatever the filter says of time.
    pub last_seen: Micros,
    /// Whether it was never seen before the filter's span of time began.
    pub fresh: bool,
}

/// What is new, or what is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageFinds {
    /// How many.
    pub count: u64,
    /// The first ones: as many as the table has rows at most.
    pub finds: Vec<UsageFind>,
}

/// Something that is new, or missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageFind {
    /// What is shown.
    pub label: String,
    /// For tools, resources and prompts: the server.
    pub within: Option<String>,
    /// The filter that leads to its entries.
    pub filter: String,
    /// How many entries.
    pub calls: u64,
    /// When it was first seen, whatever the filter says of time.
    pub first_seen: Micros,
    /// When it was last seen, whatever the filter says of time.
    pub last_seen: Micros,
}

/// Asks for the filter behind a bar, a point or a cell.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NarrowUsage {
    /// The filter's text.
    pub filter: String,
    /// The IANA zone, as the figures had it.
    pub zone: String,
    /// What is wanted of its entries; all of these hold.
    pub parts: Vec<UsagePart>,
}

/// A part of a filter's entries, as the figures cut them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(export)]
pub enum UsagePart {
    /// Those with an outcome.
    Outcome {
        /// The outcome.
        outcome: Status,
    },
    /// Those with a tool error.
    ToolErrors,
    /// Errors of all kinds.
    Errors,
    /// Successes of which nobody can say whether the tool failed.
    Untold,
    /// Those of a span of time.
    Span {
        /// Its first moment.
        from: Micros,
        /// The first moment after.
        until: Micros,
    },
    /// Those that took so long, in microseconds.
    Duration {
        /// The least.
        from: u64,
        /// The first that is too long; `None`: none is.
        until: Option<u64>,
    },
    /// Those in an hour of the week.
    Hour {
        /// 0: Monday … 6: Sunday.
        weekday: u8,
        /// 0 … 23.
        hour: u8,
    },
}
