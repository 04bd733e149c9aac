//! Schedules and what they cover.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Micros, Output, RunInfo, ViewUse};

/// When a schedule runs: by the wall clock of its zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "every", rename_all = "snake_case")]
#[ts(export)]
pub enum Recurrence {
    /// Every hour.
    Hourly {
        /// 0 to 59.
        minute: u8,
    },
    /// Every day.
    Daily {
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
    /// Every week.
    Weekly {
        /// 1 (Monday) to 7 (Sunday), as ISO 8601 counts.
        weekday: u8,
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
    /// Every month.
    Monthly {
        /// 1 to 31, in a shorter month its last day; 0: the last day.
        day: u8,
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
    /// As a cron expression says.
    Cron {
        /// Five fields: minute, hour, day of month, month, day of week.
        expression: String,
    },
}

/// What becomes of runs that were missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CatchUp {
    /// One run for all of them.
    #[default]
    Together,
    /// One run for each.
    Each,
}

/// Where a schedule begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
#[ts(export)]
pub enum Beginning {
    /// With all that is here.
    Everything,
    /// With what happened since then.
    Since {
        /// The moment.
        at: Micros,
    },
    /// With what comes from now on.
    Now,
}

/// What somebody decides of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScheduleSetup {
    /// The name in the keys: letters, digits, `.`, `_`, `-`; at most 100.
    pub name: String,
    /// The filter's text; empty: every entry.
    pub filter: String,
    /// The saved view that the filter is copied from.
    #[serde(default)]
    pub view: Option<ViewUse>,
    /// The IANA zone of the wall clock, and of wall-clock times in the filter.
    pub zone: String,
    /// Where to.
    pub destination: u32,
    /// What of each entry, and how.
    pub output: Output,
    /// When.
    pub recurrence: Recurrence,
    /// Missed runs.
    pub catch_up: CatchUp,
    /// Write an object and a manifest even if nothing matches.
    pub allow_empty: bool,
}

/// A schedule to be made. Its beginning cannot be changed later: what came before can be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AddSchedule {
    /// What it does.
    pub setup: ScheduleSetup,
    /// Where it begins.
    pub beginning: Beginning,
    /// Whether it runs by itself from now on.
    pub enabled: bool,
}

/// A change of a schedule. It holds from the next run on: what was exported is not exported again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UpdateSchedule {
    /// The schedule.
    pub id: u32,
    /// What it does from now on.
    pub setup: ScheduleSetup,
}

/// Names a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScheduleRef {
    /// The schedule.
    pub id: u32,
}

/// Lets a schedule run by itself, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EnableSchedule {
    /// The schedule.
    pub id: u32,
    /// Whether it runs by itself.
    pub enabled: bool,
}

/// How a schedule is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScheduleHealth {
    /// It does not run by itself.
    Disabled,
    /// Its last run ended well, or it has none yet.
    Good,
    /// A run is at work.
    Running,
    /// A run failed and is tried again.
    Retrying,
    /// Runs failed so often that somebody should look. It is still tried, seldom.
    Broken,
    /// Its time has passed and nothing ran.
    Overdue,
}

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScheduleInfo {
    /// The schedule.
    pub id: u32,
    /// What it does.
    pub setup: ScheduleSetup,
    /// The name of its destination.
    pub destination: String,
    /// Whether it runs by itself.
    pub enabled: bool,
    /// How it is doing.
    pub health: ScheduleHealth,
    /// When it runs, in words.
    pub words: String,
    /// When it runs next by itself.
    pub next: Option<Micros>,
    /// Moments that have passed without a run.
    pub missed: u64,
    /// There are more of them than were counted.
    pub missed_more: bool,
    /// Moments in the future that are passed over, the last one and how many (at most 1,000): somebody skipped them, or a run was made while the clock
    /// was ahead.
    pub passed_over: Option<(Micros, u64)>,
    /// When it was made.
    pub created: Micros,
    /// The first ledger place it covers.
    pub begins: u64,
    /// The first ledger place that no committed run covers.
    pub position: u64,
    /// Failures in a row.
    pub failures: u32,
    /// The run that is not committed yet, if there is one.
    pub open: Option<RunInfo>,
    /// The last committed run.
    pub last: Option<RunInfo>,
    /// Runs, rows and bytes committed so far.
    pub totals: (u64, u64, u64),
}

/// A schedule before it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PreviewSchedule {
    /// What it would do.
    pub setup: ScheduleSetup,
    /// Where it would begin; `None` for a change of a schedule.
    pub beginning: Option<Beginning>,
    /// The schedule that is changed.
    pub id: Option<u32>,
}

/// What a schedule would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SchedulePreview {
    /// When it runs, in words.
    pub words: String,
    /// The next five runs.
    pub next: Vec<Micros>,
    /// The key of an object of the next run.
    pub key: String,
    /// Settled entries that the first run would write if it ran now.
    pub rows: u64,
    /// What a change means for what was and will be exported.
    pub range: String,
}

/// Asks what a schedule covers, hour by hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadCoverage {
    /// The schedule.
    pub id: u32,
    /// From the hour of this moment.
    pub from: Micros,
    /// Until this moment; at most 400 days later.
    pub until: Micros,
}

/// What a schedule covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Coverage {
    /// The first hour.
    pub from: Micros,
    /// The hours without a gap, by the time of the events in UTC.
    pub hours: Vec<CoveredHour>,
}

/// An hour of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CoveredHour {
    /// How it stands.
    pub state: CoverageState,
    /// Settled entries that match.
    pub entries: u64,
    /// Of these, in committed objects.
    pub exported: u64,
    /// Of the exported, how many came too late for the run of their time and went out with a later one.
    pub late: u64,
}

/// How an hour stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CoverageState {
    /// Nothing matches.
    NoData,
    /// All of it is exported, by the run of its time.
    Exported,
    /// All of it is exported, some by later runs.
    Late,
    /// Some of it waits for the next run.
    Waiting,
    /// Some of it belongs to a run that failed.
    Failed,
    /// Some of it is from before the schedule's beginning and was not filled in.
    Before,
}

/// Exports entries from before a schedule's beginning, each once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BackfillSchedule {
    /// The schedule.
    pub id: u32,
    /// Events from this moment.
    pub from: Micros,
    /// Until before this moment.
    pub until: Micros,
}
