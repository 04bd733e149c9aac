//! Events: what the core tells without being asked, and the jobs it tells of.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CheckLine, Micros, ViewProgress};

/// What the core tells without being asked. The truth is in the database; an event only says what to read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum Event {
    /// A job started, moved or ended.
    Job {
        /// Its state.
        job: JobInfo,
    },
    /// A line of a connection test.
    Check {
        /// The number the caller chose.
        ticket: u64,
        /// The line.
        line: CheckLine,
    },
    /// Entries came or changed. At most four a second.
    Entries {
        /// The number of the new state; views with a lower one are stale.
        version: u64,
    },
    /// A view that is being counted moved, or ended. At most ten times a second.
    View {
        /// How far it got.
        progress: ViewProgress,
    },
    /// The workspace was created, opened or locked.
    Workspace,
    /// Sources, destinations, schedules, runs, saved views or samples changed.
    Lists,
    /// Reviewers said something of entries.
    Reviews,
    /// A schedule needs somebody, or does not any more.
    Alert {
        /// What to tell.
        alert: Alert,
    },
}

/// Something that somebody should know of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Alert {
    /// The schedule.
    pub schedule: u32,
    /// Its name.
    pub name: String,
    /// What happened.
    pub kind: AlertKind,
    /// What happened, in words.
    pub message: String,
}

/// What happened to a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AlertKind {
    /// A run failed; it is tried again.
    Failed,
    /// Runs failed so often that somebody should look.
    Broken,
    /// It works again.
    Recovered,
}

/// Work that takes a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct JobInfo {
    /// Names it until the program ends.
    pub id: u64,
    /// What it is.
    pub kind: JobKind,
    /// The source or the run it works for.
    pub subject: u64,
    /// Its title for the user.
    pub title: String,
    /// Where it stands.
    pub state: JobState,
    /// What is being done, in plain words.
    pub doing: String,
    /// Units done.
    pub done: u64,
    /// Units in all; 0: not known yet.
    pub total: u64,
    /// Units per second over the last seconds.
    pub rate: f64,
    /// Seconds left at this rate; `None`: not known.
    pub remaining: Option<u64>,
    /// Bytes an export has sent so far in this attempt.
    pub bytes: u64,
    /// Bytes per second over the last seconds.
    pub byte_rate: f64,
    /// It waits until it is told to go on. Only exports can.
    pub paused: bool,
    /// When it started.
    pub started: Micros,
    /// The error that ended it.
    pub error: Option<crate::error::WireError>,
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum JobKind {
    /// Reads a source.
    Sync,
    /// Writes an export.
    Export,
    /// Brings in files.
    Import,
    /// Reads again what a run wrote.
    Verify,
    /// Draws a sample.
    Sample,
    /// Removes what is kept no longer.
    Retention,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum JobState {
    /// At work.
    Running,
    /// Finished.
    Done,
    /// Ended by an error.
    Failed,
    /// Ended by the user.
    Cancelled,
}

/// Names a job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct JobRef {
    /// The job.
    pub id: u64,
}
